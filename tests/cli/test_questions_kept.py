"""At the questions on health no slip costs an answer, and whoever wants nothing stored can say so."""

import os
import signal
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from coach.content.load import library

terminals = pytest.importorskip("terminal", reason="Windows has no pseudo-terminals")

ROOT = Path(__file__).parents[2]
CONDITIONS = [condition.id for condition in library().safety.asked]
WHOLE = len(CONDITIONS)


@pytest.fixture
def file(cache_home):
    return cache_home / "coach" / "profile.toml"


@pytest.fixture
def coach(cache_home):
    """Run `coach` in the foreground of a new terminal."""
    kept = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"), str(cache_home))
    environment = {**os.environ, **kept, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"}

    @contextmanager
    def started(*arguments, columns=80):
        with terminals.terminal([sys.executable, "-m", "coach", *arguments], environment, columns) as terminal:
            yield terminal

    return started


def answer(terminal, *keys):
    """Answer each question once it can be read."""
    for key in keys:
        terminal.wait_for("leave) ")
        terminal.shown = ""
        terminal.type(f"{key}\n")


KEPT = 'conditions = ["pregnancy"]\nanswered = ["pregnancy", "leg-clot"]\ncleared = []\nleft_at = "cancer"\n'


@pytest.mark.parametrize(
    ("leaves", "says"),
    [("q\n", "\n"), ("\x03", "y\n"), ("\x04", "\x04"), ("quit\n", "q\n")],
    ids=["q", "Ctrl-C", "Ctrl-D", "leaving twice"],
)
def test_whoever_leaves_is_asked_whether_to_keep_the_answers_and_keeps_them_unless_they_say_no(
    coach, file, leaves, says
):
    with coach("profile") as terminal:
        answer(terminal, "y", "n")
        terminal.wait_for("3 of ")
        terminal.wait_for("q to leave) ")
        terminal.type(leaves)
        terminal.wait_for("Keep what you have answered so far?")
        terminal.wait_for("Enter keeps it) ")
        terminal.type(says)
        terminal.wait_for("The answers so far are kept; the next time it goes on here.")
        assert terminal.finish() == 130
    assert file.read_text(encoding="utf-8").endswith(KEPT)
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_terminal_that_is_closed_costs_no_answer(coach, file):
    with coach("profile") as terminal:
        answer(terminal, "y", "n")
        terminal.wait_for("3 of ")
        os.close(terminal.end)
        assert terminal.program.wait(terminals.PATIENCE_S) == 130
    assert file.read_text(encoding="utf-8").endswith(KEPT)


def test_a_machine_that_stops_costs_no_answer_and_nothing_is_asked(coach, file):
    with coach("profile") as terminal:
        answer(terminal, "y", "n")
        terminal.wait_for("3 of ")
        terminal.program.send_signal(signal.SIGTERM)
        assert terminal.finish() == 130
    assert "Keep what" not in terminal.shown
    assert "Traceback" not in terminal.shown
    assert file.read_text(encoding="utf-8").endswith(KEPT)


def test_the_questions_go_on_where_they_were_left_and_the_answers_are_shown_before_they_are_stored(coach, file):
    file.parent.mkdir(parents=True)
    left = CONDITIONS[-2]
    answered = ", ".join(f'"{name}"' for name in CONDITIONS[:-2])
    file.write_text(f'schema = 1\nanswered = [{answered}]\nleft_at = "{left}"\n', encoding="utf-8")
    with coach("profile", columns=40) as terminal:
        terminal.wait_for(f"It goes on with question {WHOLE - 1}")
        answer(terminal, "b")
        terminal.wait_for("Back.")
        terminal.wait_for(f"{WHOLE - 2} of {WHOLE}: ")
        answer(terminal, "")
        terminal.wait_for("No, as before.")
        answer(terminal, "n", "y")
        terminal.wait_for("There is trouble with lying flat.")
        answer(terminal, "x")
        terminal.wait_for("Please press Enter to store it")
        answer(terminal, "b")
        terminal.wait_for(f"{WHOLE} of {WHOLE}: ")
        answer(terminal, "n")
        terminal.wait_for("There is nothing that was asked for.")
        answer(terminal, "")
        terminal.wait_for("It changes nothing")
        assert terminal.finish() == 0
    text = file.read_text(encoding="utf-8")
    assert "left_at" not in text
    assert "conditions = []" in text
    lines = terminal.shown.replace("\r", "").split("\n")
    assert all(len(line) <= 40 for line in lines if "/" not in line), "no word is longer but a path"


def test_what_is_pasted_answers_one_question_and_no_other(coach, file):
    with coach("profile") as terminal:
        terminal.wait_for("q to leave) ")
        terminal.type("y\ny\ny\ny\n")
        terminal.wait_for("2 of ")
        terminal.wait_for("b for back")
        terminal.type("q\n")
        terminal.wait_for("Enter keeps it) ")
        terminal.type("\n")
        terminal.finish()
    assert 'answered = ["pregnancy"]\n' in file.read_text(encoding="utf-8")


def test_a_client_is_asked_for_in_a_file_of_their_own_that_says_for_whom(coach, run, file, tmp_path):
    client = tmp_path / "ann.toml"
    client.write_text('# since May\nname = "Ann Example"\n', encoding="utf-8")
    with coach("profile", "--file", str(client)) as terminal:
        terminal.wait_for('says "you", it means them.')
        assert "for Ann Example, in" in " ".join(terminal.shown.split())
        answer(terminal, "y")
        terminal.wait_for("2 of ")
        terminal.type("q\n")
        terminal.wait_for("Enter keeps it) ")
        terminal.type("\n")
        assert terminal.finish() == 130
    assert client.read_text(encoding="utf-8").startswith('# since May\nname = "Ann Example"\nschema = 1\n')
    assert client.stat().st_mode & 0o777 == 0o600
    assert not file.exists()
    shown = run("profile", "--file", client, "--show").out
    assert shown.startswith("name      Ann Example\nanswered  1 of ")


def test_in_the_questions_for_red_flags_one_can_go_back(coach):
    flags = library().safety.red_flags
    with coach("start", "--screen", "--points", "CV6", "--voice", "fake") as terminal:
        answer(terminal, "b")
        terminal.wait_for("This is the first question.")
        answer(terminal, "n", "b")
        terminal.wait_for("Back.")
        terminal.wait_for(f"1 of {len(flags)}: ")
        answer(terminal, "y")
        assert terminal.finish() == 1
    assert flags[0].action.split()[0] in terminal.shown


def test_a_yes_on_the_first_screen_is_taken_back_before_its_first_question(coach):
    with coach("start", "--points", "CV6", "--voice", "fake", "--volume", "5") as terminal:
        terminal.wait_for("Is any of it so?")
        answer(terminal, "y")
        terminal.wait_for("b for back")
        answer(terminal, "b")
        terminal.wait_for("Is any of it so?")
        answer(terminal, "n")
        terminal.wait_for("--volume 5")
        assert terminal.finish() == 1
