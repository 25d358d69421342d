"""What a terminal would obey is never sent to it, whoever wrote it."""

import json

import pytest

from coach.cli.echo import echo, echo_data
from coach.errors import BadOption, CoachError, control_in, visible

ESCAPES = "\x1b[2J\x9b31m\x7f\u202e\x07"
SEEN = r"\x1b[2J\x9b31m\x7f\u202e\x07"


def test_an_error_shows_control_characters_as_escapes_and_stays_in_one_line():
    assert str(CoachError(f"a {ESCAPES}\nb")) == f"a {SEEN} b"
    assert str(BadOption("points", ESCAPES, "name points")) == f"points {SEEN}: name points"


def test_what_is_visible_changes_nothing_else():
    text = "Hégǔ \N{FACE WITH TEARS OF JOY} \\x1b 足三里"
    assert visible(text) == text
    assert control_in(text) is None


@pytest.mark.parametrize(
    "given",
    [
        ("plan", "--points", ESCAPES),
        ("plan", f"--{ESCAPES}"),
        ("plan", ESCAPES),
        (ESCAPES,),
        ("plan", "--minutes", ESCAPES),
        ("plan", "--profile", f"{ESCAPES}.toml"),
        ("start", "--voice", ESCAPES),
        ("why", ESCAPES),
        ("verify", f"{ESCAPES}.m4a"),
        ("export", "-o", f"none/{ESCAPES}.m4a"),
        ("say", "--voice", "fake", "-o", f"none/{ESCAPES}.wav", "Now."),
    ],
    ids=lambda given: given[0][:6].strip("\x1b"),
)
def test_no_command_sends_what_was_written_raw_to_the_terminal(run, given):
    result = run(*given)
    assert result.status in {1, 2}
    assert r"\x1b[2J" in result.err
    assert not any(map(control_in, f"{result.out}{result.err}".split("\n")))


def test_a_title_in_the_journal_reaches_no_terminal_raw(capsys):
    echo(f"a {ESCAPES}")
    echo_data([{"title": f"a {ESCAPES}\n"}], indent=2)
    line, *data = capsys.readouterr().out.split("\n")
    assert line == f"a {SEEN}"
    assert not any(map(control_in, data))
    assert json.loads("\n".join(data)) == [{"title": f"a {ESCAPES}\n"}]
