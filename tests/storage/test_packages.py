import importlib.util
import os
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from coach.export.formats.mp3 import LAME
from coach.export.formats.mp4 import PYAV
from coach.hearing.recogniser import PACKAGES
from coach.storage.packages import to_install
from coach.voice.engines.piper import NEEDED

PROJECT = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]

POSIX = pytest.mark.skipif(os.name == "nt", reason="the shell is another one")


@POSIX
def test_the_command_that_installs_is_one_that_a_shell_gives_to_the_interpreter_that_runs():
    command = shlex.split(to_install("av>=14,<19"))
    assert command == [sys.executable, "-m", "pip", "install", "av>=14,<19"]
    shown = subprocess.run([*command[:-1], "--help"], capture_output=True, text=True, check=True).stdout
    assert "pip install [options]" in shown


@POSIX
def test_the_path_of_an_interpreter_in_a_folder_with_a_space_is_quoted(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/home/a b/.venv/bin/python")
    assert to_install("av").startswith("'/home/a b/.venv/bin/python' -m pip ")


@POSIX
def test_where_there_is_no_pip_as_in_what_uv_has_made_uv_is_asked(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    assert shlex.split(to_install("av")) == ["uv", "pip", "install", "--python", sys.executable, "av"]


def test_what_is_asked_for_is_what_the_project_and_its_extras_ask_for():
    extras = PROJECT["optional-dependencies"]
    assert extras["m4a"] == [PYAV]
    assert list(NEEDED) == extras["natural"]
    assert list(PACKAGES) == extras["hands-free"]
    assert LAME in PROJECT["dependencies"]
