"""Signs on the terminal that long work goes on."""

import io

from coach.cli.progress import progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_whatever_is_worked_on_is_told_as_it_is_written():
    terminal = Terminal()
    with progress("adding a[/b].onnx", terminal) as report:
        report("trying [bold]c.onnx", 1, 2)
    assert "trying [bold]c.onnx" in terminal.getvalue()
