"""`--plain` and `--quiet`, which every command takes; lines that fit; refusals in one line."""

import os
import sys

import click
import pytest
from wcwidth import wcswidth

from coach.cli import COMMANDS
from coach.cli import coach as group
from coach.live import Look

terminals = pytest.importorskip("terminal", reason="Windows has no pseudo-terminals")

SHORT = ("--voice", "fake", "--points", "CV6", "--profile", "none")
COMMAND_LINES = [
    ("log",),
    ("config",),
    ("points", "BL40"),
    ("plan", "--minutes", "4", *SHORT),
    ("export", "--hold", "5", "-o", "short.wav", *SHORT),
    ("export", "--hold", "2", "-o", "short.wav", *SHORT),
    ("strat",),
]


@pytest.fixture
def shown(monkeypatch, tmp_path):
    """Return what a terminal of so many columns shows when coach is run."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments, columns=60, **variables):
        environment = {**os.environ, "TERM": "xterm-256color", **variables}
        environment.pop("COLUMNS", None)
        with terminals.terminal([sys.executable, "-m", "coach", *arguments], environment, columns) as terminal:
            terminal.finish()
            return terminal.shown

    return run


@pytest.mark.parametrize("arguments", COMMAND_LINES, ids=" ".join)
def test_under_plain_no_command_sends_an_escape_and_no_word_is_broken_by_a_narrow_terminal(shown, arguments):
    text = shown(*arguments, "--plain", columns=40)
    assert "\x1b" not in text
    assert all(wcswidth(line) <= 40 or len(line.split()) == 1 for line in text.split("\r\n"))


@pytest.mark.parametrize(("name", "value"), [("TERM", "dumb"), ("ACCESSIBLE", "1"), ("COACH_PLAIN", "yes")])
def test_work_that_takes_long_sends_no_escape_where_the_environment_asks_for_plain_lines(shown, name, value):
    text = shown(*COMMAND_LINES[3], **{name: value})
    assert "\x1b" not in text
    assert "measuring" in text


def test_plain_lines_that_are_stored_hold_for_every_command(shown):
    shown("config", "plain=true")
    assert "\x1b" not in shown(*COMMAND_LINES[3])
    assert "\x1b" in shown(*COMMAND_LINES[3], "--no-settings")


@pytest.mark.parametrize("command", [["say", "Breathe in.", "--voice", "fake"], ["voices", "try", "fake"]])
def test_a_line_that_is_played_is_shown_as_it_is_asked_for(run, monkeypatch, command):
    looks = []
    monkeypatch.setattr("coach.live.play", lambda _session, look: looks.append(look))
    run(*command)
    run(*command, "--plain")
    run("--quiet", *command)
    assert looks == [Look(), Look(plain=True), Look(quiet=True)]


def test_quiet_commands_print_what_was_asked_for_and_errors_alone(run, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    short = ("--hold", "5", *SHORT)
    assert run("export", "-o", "short.wav", "--quiet", *short) == run("--quiet", "export", "-o", "short.wav", *short)
    assert run("export", "-o", "short.wav", "--quiet", *short).err == ""
    assert run("log", "--quiet").err == ""
    assert run("points", "--quiet").out == run("points").out
    refused = run("export", "-o", "short.xyz", "--quiet", *short)
    assert refused.status == 1
    assert refused.err.startswith("coach: ")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_takes_plain_and_quiet(name):
    context = click.Context(group)
    command = group.get_command(context, name)
    assert {"plain", "quiet", "log"} <= {option.name for option in command.params}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("strat",), "unknown command 'strat'; did you mean `coach start`?"),
        (("Export",), "unknown command 'Export'; did you mean `coach export`?"),
        (("voices", "ad"), "unknown command 'ad'; did you mean `coach voices add`?"),
        (("sing",), "unknown command 'sing'; `coach --help` lists them"),
        (("start", "--minuts", "20"), "unknown option --minuts; did you mean --minutes?"),
        (("start", "--zzz"), "unknown option --zzz; `coach start --help` tells more"),
        (("start", "-x"), "unknown option -x; `coach start --help` tells more"),
        (("export",), "`coach export` needs -o FILE; `coach export --help` tells more"),
        (("say",), "`coach say` needs TEXT; `coach say --help` tells more"),
        (("start", "a", "b"), "got unexpected extra argument (b); `coach start --help` tells more"),
        (("start", "--minutes"), "option '--minutes' requires an argument"),
    ],
)
def test_what_is_no_command_and_no_option_is_refused_in_one_line(run, arguments, told):
    assert run(*arguments) == type(run("--version"))(2, "", f"coach: {told}\n")
