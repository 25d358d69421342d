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


def test_where_nothing_can_be_painted_each_thing_that_is_done_is_a_line(monkeypatch):
    monkeypatch.setenv("TERM", "dumb")
    terminal = Terminal()
    with progress("preparing the words", terminal) as report:
        for number in range(1, 4):
            report(f"sentence {number} of 3", number, 3)
        report("writing", 0, 10)
        report("writing", 10, 10)
    assert terminal.getvalue() == "preparing the words\nsentence 1 of 3\nwriting\n"
