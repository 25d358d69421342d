"""`--log` and COACH_LOG: what was done and what went wrong, and never what a listener has answered."""

import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import broken_engine
import pytest

from coach import __version__
from coach.content.load import library
from coach.voice.engines import system
from coach.voice.engines.system import SystemVoice

ROOT = Path(__file__).parents[2]
SHORT = ("--points", "BL40,CV6", "--hold", "5", "--voice", "fake")
LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (DEBUG|INFO|WARNING|ERROR) +coach\.[\w.]+ \[\d+ [\w-]+\] .+")


@pytest.fixture
def log(tmp_path):
    return tmp_path / "coach.log"


def told(log: Path) -> str:
    return log.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "arguments",
    [("--log", "{log}", "points"), ("points", "--log", "{log}"), ("voices", "--log={log}"), ("log", "--log", "{log}")],
    ids=" ".join,
)
def test_every_command_takes_a_log_file_before_and_after_its_name(run, log, arguments):
    assert run(*(argument.format(log=log) for argument in arguments)).status == 0
    lines = told(log).splitlines()
    assert all(LINE.fullmatch(line) for line in lines)
    assert f"coach {__version__}, Python " in lines[0]
    assert lines[-1].endswith("it ends with status 0")


def test_the_environment_may_name_the_log_file_and_an_option_goes_before_it(run, log, tmp_path, monkeypatch):
    monkeypatch.setenv("COACH_LOG", str(tmp_path / "other.log"))
    assert run("points", "--log", log).status == 0
    assert not (tmp_path / "other.log").exists()
    assert run("points").status == 0
    assert "status 0" in told(tmp_path / "other.log")


def test_a_log_file_grows_and_a_new_one_is_private(run, log):
    run("--log", log, "points")
    first = told(log)
    run("--log", log, "routines")
    assert told(log).startswith(first)
    assert len(told(log)) > len(first)
    if sys.platform != "win32":
        assert stat.S_IMODE(log.stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["none/coach.log", "."])
def test_a_log_file_that_cannot_be_written_is_one_line(run, tmp_path, name, monkeypatch):
    for result in (run("points", "--log", tmp_path / name), run("--log", tmp_path / name, "points")):
        assert (result.status, result.out) == (1, "")
        assert result.err.startswith(f"coach: cannot write {tmp_path / name}: ")
        assert len(result.err.splitlines()) == 1
    monkeypatch.setenv("COACH_LOG", str(tmp_path / name))
    assert run("points").err.startswith(f"coach: cannot write {tmp_path / name}: ")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_log_file_that_fills_the_disk_harms_nothing(run, tmp_path):
    result = run("--log", "/dev/full", "export", *SHORT, "-o", tmp_path / "a.wav")
    assert result.status == 0
    assert "Logging error" not in result.err


def test_what_is_done_is_in_the_log_and_nothing_more_on_the_terminal(run, log, tmp_path):
    command = ("export", "--points", "BL40,CV6", "--voice", "fake", "--minutes", "8", "-o", tmp_path / "a.wav")
    plain = run(*command)
    logged = run("--log", log, *command)
    assert (plain.status, logged.status) == (0, 0)
    assert plain.err == logged.err
    assert f"{tmp_path / 'a.wav'} is written" in told(log)
    assert "a session with the voice fake" in told(log)
    assert "the session is fitted to 8 minutes" in told(log)


def test_a_cache_that_cannot_be_written_is_in_the_log(run, log, tmp_path, cache_home):
    cache_home.write_text("a file where a folder should be")
    run("--log", log, "export", *SHORT, "-o", tmp_path / "a.wav")
    assert "clips are kept for this session alone: cannot write clips to " in told(log)


def test_what_ends_a_command_is_in_the_log(run, log, tmp_path):
    assert run("--log", log, "export", *SHORT, "-o", tmp_path / "none" / "a.wav").status == 1
    assert "it is ended by FileError: cannot write " in told(log)
    assert told(log).splitlines()[-1].endswith("it ends with status 1")


@pytest.fixture
def broken_voice(tmp_path, monkeypatch):
    """Let an engine that does what its text says be the system's voice, with little patience for it."""
    broken_engine.write_to(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(system, "SystemVoice", lambda *given: SystemVoice(*given, limit_s=5))


@pytest.mark.usefixtures("broken_voice")
def test_what_an_engine_does_is_in_the_log_without_the_words_that_it_was_to_say(run, log, tmp_path):
    text = "please exit because you are pregnant"
    assert run("say", text, "--voice", "system", "-o", tmp_path / "a.wav", "--log", log).status == 1
    kept = told(log)
    assert "has started: " in kept
    assert "system: the engine failed: the engine ended with status 7" in kept
    assert "it is ended by VoiceError" in kept
    assert kept.count("pregnant") == 1  # in the command itself, where it is no answer to a question


def words_of_health() -> set[str]:
    """Return all that names a condition."""
    safety = library().safety
    return {condition.id for condition in safety.conditions} - {"child"} | {"pregnan", "hernia", "blood thinner"}


@pytest.mark.parametrize(
    "options",
    [
        ("--condition", "pregnancy"),
        ("--condition=hernia,skin-belly", "--cleared", "CV6"),
        ("--condition", "blood-thinners", "--profile", "anna.toml"),
        ("--condition", "pregnancies"),
        ("--profile", "pregnancy.toml"),
        ("--profile", "wrong.toml"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("command", ["plan", "export", "prepare"])
def test_the_log_keeps_no_answer_about_health(run, log, tmp_path, monkeypatch, command, options):
    monkeypatch.chdir(tmp_path)
    Path("anna.toml").write_text('schema = 1\nconditions = ["hernia", "surgery-left-leg"]\n', encoding="utf-8")
    Path("wrong.toml").write_text('schema = 1\nconditions = ["hernia", "hernias"]\n', encoding="utf-8")
    output = ("-o", "a.wav") if command == "export" else ()
    run("--log", log, command, *SHORT, *options, *output)
    kept = told(log).casefold()
    assert "it ends with status" in kept
    assert not [word for word in words_of_health() if word in kept]
    assert "anna" not in kept
    if "--cleared" in options:
        assert "--cleared ..." in kept


def test_what_is_stored_as_an_answer_is_not_in_the_log_either(run, log, cache_home):
    path = cache_home / "coach" / "profile.toml"
    path.parent.mkdir(parents=True)
    path.write_text('schema = 1\nconditions = ["hernia", "skin-belly"]\nanswered = ["hernia"]\n', encoding="utf-8")
    assert run("--log", log, "profile", "--cleared", "CV6").status == 0
    assert run("--log", log, "profile", "--show").status == 0
    assert run("--log", log, "plan", *SHORT).status == 0
    assert "profile.toml is written" in told(log)
    assert not [word for word in words_of_health() if word in told(log).casefold()]
    assert "profile --cleared ..." in told(log)


CHATTER = """
import os, sys
from dataclasses import replace
from coach.live.devices import lookup
opened, *others = lookup.LOUDSPEAKERS.in_turn
def chatting(*given):
    from coach.live.terminal.quiet import quiet_stderr
    with quiet_stderr():
        os.write(2, b"ALSA lib says no\\n")
        return opened(*given)
lookup.LOUDSPEAKERS = replace(lookup.LOUDSPEAKERS, in_turn=(chatting, *others))
from coach.cli import main
main()
"""


@pytest.mark.parametrize("is_logged", [True, False])
def test_what_a_sound_library_says_of_a_device_goes_to_the_log_and_never_to_the_terminal(log, tmp_path, is_logged):
    (tmp_path / "none").write_text("")
    kept = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"), str(tmp_path))
    nowhere = {"ALSA_CONFIG_PATH": str(tmp_path / "none"), "PULSE_SERVER": "unix:/nowhere", "PYTHONPATH": str(ROOT)}
    options = ["--log", str(log)] if is_logged else []
    command = [sys.executable, "-c", CHATTER, *options, "say", "Hello.", "--voice", "fake"]
    left = subprocess.run(command, env={**os.environ, **kept, **nowhere}, capture_output=True, text=True, check=False)
    (line,) = left.stderr.splitlines()
    assert (left.returncode, line) == (1, line)
    assert "no sound device was found" in line
    assert log.exists() is is_logged
    if is_logged:
        assert "\nALSA lib says no\n" in told(log)
        assert "no device can be opened: no sound device was found" in told(log)


LISTENING = """
import json, logging, sys
kept = []
class Keeper(logging.Handler):
    def emit(self, record):
        kept.append([record.name, record.levelname, record.getMessage()])
if sys.argv[1] == "listening":
    logging.getLogger("coach").addHandler(Keeper())
    logging.getLogger("coach").setLevel(logging.DEBUG)
elif sys.argv[1] == "importing":
    pass
else:
    del logging, sys.modules["logging"]
    del Keeper
from pathlib import Path
from coach.storage.files import write
from coach.voice.engines.worker import Worker
from coach.storage.log import Log
write(Path(sys.argv[2]) / "a", b"")
Log("coach.anything").warning("serious")
print(json.dumps([kept, "logging" in sys.modules]))
"""


@pytest.mark.parametrize("how", ["listening", "importing", "neither"])
def test_a_program_that_uses_coach_hears_of_it_if_it_listens_and_nobody_else_is_troubled(tmp_path, how):
    command = [sys.executable, "-c", LISTENING, how, tmp_path]
    left = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=True)
    kept, is_imported = json.loads(left.stdout)
    assert left.stderr == b""
    assert is_imported is (how != "neither")
    if how == "listening":
        assert ["coach.storage.files", "DEBUG", f"{tmp_path / 'a'} is written"] in kept
        assert ["coach.anything", "WARNING", "serious"] in kept
    else:
        assert kept == []


@pytest.mark.parametrize("module", ["coach.cli", "coach.cli.start", "coach.live.sitting", "coach.sessions.compose"])
def test_nobody_waits_for_logging_who_asks_for_no_log(module):
    program = f"import sys, {module}; sys.exit('logging' in sys.modules)"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    assert (
        subprocess.run([sys.executable, "-c", program], env={**clean, "PYTHONPATH": str(ROOT)}, check=False).returncode
        == 0
    )
