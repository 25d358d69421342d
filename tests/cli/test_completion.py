"""What Tab completes, in the shells themselves."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import get_args

import click
import pytest
import servers
from terminal import Terminal, terminal

from coach.choices import NO_BED, NO_CHIMES, Order
from coach.cli import COMMANDS, coach
from coach.cli.flags import option_of
from coach.cli.values import names_of_conditions
from coach.content.load import library
from coach.health.names import words_of
from coach.health.questions import listed
from coach.settings_file.options import KEYS
from coach.sound.beds import bed_names
from coach.sound.chimes import palette_names
from coach.voice.catalog import survey

BIN = Path(sys.executable).parent

SHELLS = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], "source <(coach completion bash)"),
    "zsh": (["zsh", "-f", "-i"], "source <(coach completion zsh)"),
    "fish": (["fish", "--no-config", "-i"], "coach completion fish | source"),
}
"""How each is started without the files of whoever runs the tests, and what reads the script."""


@dataclass
class Prompt:
    """A shell that knows the completion of coach."""

    terminal: Terminal
    asked: count

    def completed(self, typed):
        """Return the line that stands there when Tab was pressed after what is typed."""
        number = next(self.asked)
        self.terminal.type(f"{typed}\t")
        self.terminal.look(0.3)
        self.terminal.type(f"\x01echo {number}''=\x05'|'\r")  # to the beginning of the line, and to its end
        self.terminal.wait_for(f"{number}=")
        while not (found := re.search(rf"(?<!\d){number}=([^|]*)\|", self.terminal.shown)):
            self.terminal.wait_for("|")
            self.terminal.look(0.1)
        return found[1]


@pytest.fixture(params=SHELLS)
def prompt(request, tmp_path):
    """Yield a prompt of each shell, in a folder with a routine of its own and a folder."""
    command, sourced = SHELLS[request.param]
    if not shutil.which(command[0]):
        servers.missing(f"no {command[0]}")
    (tmp_path / "my legs.toml").touch()
    (tmp_path / "folder").mkdir()
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("COV", "COACH"))}
    home = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"), str(tmp_path))
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    environment = {**outside, **home, "PATH": path, "TERM": "xterm", "LC_ALL": "C.UTF-8"}
    with terminal(command, environment, columns=200) as shown:
        shown.type(f"cd '{tmp_path}'; {sourced}; echo is''-there\r")
        shown.wait_for("is-there")
        yield Prompt(shown, count(1))


LINES = {
    "coach star": "coach start",
    "coach start --points CV6,gv": "coach start --points CV6,GV26",
    "coach start --voice=system:en-us-": "coach start --voice=system:en-us-nyc",
    "coach config bed=ra": "coach config bed=rain",
    "coach start --profile mi": "coach start --profile mine",
    "coach export --profile=fol": "coach export --profile=folder",
    f"{BIN}/coach plan ./my": f"{BIN}/coach plan ./my legs.toml",
}
"""What is typed before Tab, and what then stands there: with other letters, signs at which shells break, and blanks."""


def test_a_shell_completes_commands_options_values_and_files(prompt):
    for typed, line in LINES.items():
        assert prompt.completed(typed).rstrip(" /") == line


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_of_a_shell_runs_the_coach_that_has_printed_it_where_an_alias_is_typed(shell):
    printed = subprocess.run([BIN / "coach", "completion", shell], capture_output=True, text=True, check=True).stdout
    assert re.search(rf"[ =]{re.escape(str(BIN))}/coach$", printed, re.MULTILINE)
    assert "@PROGRAM@" not in printed


def test_a_shell_that_has_no_script_is_refused(run):
    result = run("completion", "powershell")
    assert (result.status, result.out) == (1, "")
    assert result.err == "coach: unknown shell 'powershell'; there is: bash, zsh, fish\n"


@pytest.fixture
def offered(run, monkeypatch):
    """Return the values, without what is told about them, that a shell is offered after what is typed."""

    def offers(typed, word=None):
        monkeypatch.setenv("_COACH_COMPLETE", "fish_complete")
        monkeypatch.setenv("COMP_LINE", typed)
        if word is not None:
            monkeypatch.setenv("COMP_WORD", word)
        result = run()
        assert (result.status, result.err) == (0, "")
        return [line.split("\t")[1] for line in result.out.splitlines() if line and not line.startswith("file")]

    return offers


CODES = [*library().points]
IDS = [*listed(library().safety)]

VALUES = {
    "coach start --points ": CODES,
    "coach start --skip=CV6,BL": [f"--skip=CV6,{code}" for code in CODES if code.startswith("BL")],
    "coach profile --withdraw cv6,": [f"cv6,{code}" for code in CODES if code != "CV6"],
    "coach why bl": [code for code in CODES if code.startswith("BL")],
    "coach plan --condition ": IDS,
    "coach plan --condition hernia,skin-l": ["hernia,skin-left-leg"],
    "coach plan --condition gou": ["gout"],
    "coach plan --condition 'high-blo": ["high-blood-pressure"],
    "coach start --bed ": [*bed_names(), NO_BED],
    "coach start --chimes ": [*palette_names(), NO_CHIMES],
    "coach start --talk b": ["brief"],
    "coach start --order ": [*get_args(Order)],
    "coach start --position l": ["lying"],
    "coach start --legs s": ["stool"],
    "coach start --side r": ["right"],
    "coach start --first r": ["right"],
    "coach start --breath n": ["none"],
    "coach start --profile ": ["mine", "none"],
    "coach start b": ["backache"],
    "coach start --feel=1": ["--feel=1", "--feel=10"],
    "coach start --feel n": ["no"],
    "coach remind 20:30 --days mon,we": ["mon,wed", "mon,weekdays", "mon,weekends"],
    "coach remind 20:30 --zone Europe/Ber": ["Europe/Berlin"],
    "coach export --format m": ["mp3", "m4a", "m4b"],
    "coach export --quality ": ["small", "good", "best"],
    "coach export --captions vtt,": ["vtt,srt", "vtt,lrc"],
    "coach export --stem ": ["voice", "chimes", "bed"],
    "coach config ": [f"{key}=" for key in KEYS.values()],
    "coach config hold=60 bed=d": ["bed=drone"],
    "coach config minutes=": [],
    "coach config plain=": ["plain=true", "plain=false"],
    "coach config --unset bed,vol": ["bed,volume"],
    "coach voices ": ["add", "try"],
    "coach voices add hibari:e": ["hibari:emma"],
    "coach voices try h": ["hibari:heart"],
    "coach help vo": ["voices"],
    "coach help voices ": ["add", "try"],
    "coach help start ": [],
    "coach completion ": ["bash", "zsh", "fish"],
    "coach start --minutes ": [],
    "coach start --points": ["--points"],
    "coach --vers": ["--version"],
}


@pytest.mark.parametrize("typed", VALUES)
def test_what_can_follow_is_offered(offered, typed):
    assert offered(typed) == VALUES[typed]


def test_bash_is_given_what_it_replaces_alone(offered):
    assert offered("coach start --voice=system:en-us-", "en-us-") == ["en-us-nyc"]
    assert offered("coach start --points=", "") == CODES
    assert offered('coach start --points "CV6,gv', "CV6,gv") == ["CV6,GV26"]


def test_every_voice_that_is_listed_without_an_engine_can_be_chosen(offered, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("coach.voice.engines.worker.Worker.__init__", lambda *_: pytest.fail("an engine was started"))
        found = offered("coach start --voice ")
    names = {f"{engine}:{info.label}" for engine, info in survey()[0] if info.speaks_english and engine != "fake"}
    assert {name for name in found if ":" in name} == names
    assert {"auto", "system"} <= {*found}


def test_nothing_is_offered_after_a_command_that_there_is_not(run, monkeypatch):
    monkeypatch.setenv("_COACH_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_LINE", "coach strat ")
    assert run().out == ""


def test_no_condition_that_is_called_by_another_name_is_unknown():
    for name, meant in names_of_conditions().items():
        assert re.fullmatch(r"[\w-]+", name)
        assert words_of(name) <= words_of(name.replace("-", " "))
        assert meant in IDS


def test_every_option_that_takes_one_of_a_few_values_completes_them():
    free = {"device", "microphone", "title", "artist", "practice", "command", "until", "link"}
    for name in COMMANDS:
        command = coach.get_command(click.Context(coach), name)
        for option in command.params:
            if isinstance(option, click.Option) and not option.is_flag and option.type is click.STRING:
                assert option._custom_shell_complete or option_of(option) in free, f"{name} {option.opts[-1]}"
