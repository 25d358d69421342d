"""Signs on the terminal that long work goes on."""

import io
import re

import pytest

from coach.cli import progress as cli_progress
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


@pytest.fixture
def clock(monkeypatch):
    """A clock that goes on by a second whenever it is read."""
    seconds = iter(range(100_000))
    monkeypatch.setattr(cli_progress.time, "monotonic", lambda: float(next(seconds)))


@pytest.mark.usefixtures("clock")
def test_counted_work_is_told_at_once_and_then_each_quarter_with_per_cent_and_the_time_left(monkeypatch):
    monkeypatch.setenv("TERM", "dumb")
    terminal = Terminal()
    with progress("measuring the words", terminal, each_s=0.03) as report:
        for number in range(101):
            report("measuring the words", number, 100)
    lines = terminal.getvalue().splitlines()
    assert [int(re.search(r": (\d+) %, about ", line)[1]) for line in lines] == [0, 25, 50, 75]
    assert all(line.endswith(" left") for line in lines)


def test_work_that_is_soon_over_is_told_once(monkeypatch):
    monkeypatch.setenv("TERM", "dumb")
    terminal = Terminal()
    with progress("measuring the words", terminal, each_s=0.03) as report:
        for number in range(101):
            report("measuring the words", number, 100)
    assert terminal.getvalue() == "measuring the words: 0 %, about 3 seconds left\n"


@pytest.mark.parametrize("columns", ["80", "40"])
def test_bars_tell_the_per_cent_and_the_time_left_at_any_width(monkeypatch, columns):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", columns)
    terminal = Terminal()
    with progress("measuring the words", terminal, each_s=0.03) as report:
        report("measuring the words", 0, 157)
    shown = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", terminal.getvalue())
    assert re.search(r"measuring the words ━+ +0 % 0:0[45] left", shown)
