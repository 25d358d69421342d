"""Runs the command line in this process, as the installed command would, with folders of its own."""

import os
import sys
from dataclasses import dataclass

import pytest

from coach.cli import main


@dataclass(frozen=True)
class Result:
    status: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def cache_home(tmp_path, monkeypatch):
    """An empty folder for caches, profiles and the journal, on every platform."""
    home = tmp_path / "home"
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(home))
    return home


@pytest.fixture
def run(capfd, monkeypatch):
    """Run `coach` with arguments and return what it printed and its exit status."""

    def run_coach(*arguments: object) -> Result:
        monkeypatch.setattr(sys, "argv", ["coach", *map(os.fspath, map(str, arguments))])
        capfd.readouterr()
        with pytest.raises(SystemExit) as left:
            main()
        printed = capfd.readouterr()
        return Result(left.value.code, printed.out, printed.err)

    return run_coach
