"""What coach advises to type is spelled as coach was called, so that it can be typed as it stands."""

import sys

import pytest

from coach.cli.called import as_called

ADVICE = "Go on with `coach start --resume`; `coach` alone tells more, and `coaching` is a word."


@pytest.fixture
def script(tmp_path, monkeypatch):
    """A command in an environment that no shell looks into."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path / "elsewhere"))
    script = tmp_path / ".venv" / "bin" / "coach"
    script.parent.mkdir(parents=True)
    script.write_text("#!/bin/sh\n", encoding="utf-8")
    script.chmod(0o755)
    return str(script.relative_to(tmp_path))


def test_a_command_that_no_shell_finds_is_named_as_it_was_called(script, monkeypatch):
    monkeypatch.setattr(sys, "argv", [script, "start"])
    told = f"Go on with `{script} start --resume`; `{script}` alone tells more, and `coaching` is a word."
    assert as_called(ADVICE) == told


@pytest.mark.parametrize("called", ["coach", "-c", "__main__.py", "nowhere/coach"])
def test_where_nothing_better_is_known_it_is_called_coach(script, monkeypatch, called):
    assert script
    monkeypatch.setattr(sys, "argv", [called, "start"])
    assert as_called(ADVICE) == ADVICE


def test_a_command_that_the_shell_finds_is_called_by_its_name_alone(script, monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "argv", [script])
    monkeypatch.setenv("PATH", str(tmp_path / ".venv" / "bin"))
    assert as_called(ADVICE) == ADVICE
