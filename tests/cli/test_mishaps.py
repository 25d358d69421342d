"""Errors that nobody foresaw: one line, status 1, and a report that tells whoever mends it what happened."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from coach import __version__
from coach.sessions import compose
from coach.storage import reports

PLAN = ("plan", "--points", "CV6", "--hold", "5", "--voice", "fake")


@pytest.fixture
def fails(monkeypatch):
    """Let the making of a session raise an error."""

    def failing(error: BaseException) -> None:
        def refuse(*_given, **_named):
            raise error

        monkeypatch.setattr(compose, "script_writer", refuse)

    return failing


def the_line(result) -> str:
    assert (result.status, result.out) == (1, "")
    (line,) = result.err.splitlines()
    assert line.startswith("coach: ")
    return line


def report_of(line: str) -> Path:
    return Path(re.search(r"; (\S+) tells whoever mends it", line)[1])


def test_an_error_that_nobody_foresaw_is_one_line_and_a_private_report(run, fails, cache_home):
    fails(KeyError("somewhere"))
    line = the_line(run(*PLAN))
    assert "is no mistake of yours (KeyError)" in line
    report = report_of(line)
    assert report.parent == cache_home / "coach"
    if sys.platform != "win32":
        assert stat.S_IMODE(report.stat().st_mode) == 0o600
    text = report.read_text(encoding="utf-8")
    assert text.startswith(f"coach {__version__}: coach plan --points CV6 --hold 5 --voice fake\nPython ")
    assert re.search(r"^numpy \d", text, re.MULTILINE)
    assert re.search(r"^piper-tts (\d|is not there)", text, re.MULTILINE)
    assert re.search(r'File ".*compose\.py", line \d+, in compose', text)
    assert "KeyError: 'somewhere'" in text


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (MemoryError(), "there is not enough memory"),
        (RecursionError("maximum recursion depth exceeded"), "(RecursionError)"),
        (RuntimeError("can't start new thread"), "the system lets no more threads begin"),
    ],
    ids=["memory", "recursion", "threads"],
)
def test_what_the_machine_lacks_is_one_line_too(run, fails, error, told):
    fails(error)
    line = the_line(run(*PLAN))
    assert told in line
    assert report_of(line).exists()


def test_a_real_recursion_is_one_line(run, monkeypatch):
    def deeper(*given, **named):
        return deeper(*given, **named)

    monkeypatch.setattr(compose, "script_writer", deeper)
    line = the_line(run(*PLAN))
    assert "(RecursionError)" in line
    assert report_of(line).stat().st_size < 20_000


def test_the_report_keeps_no_answer_about_health_and_no_environment(run, fails, monkeypatch):
    monkeypatch.setenv("A_SECRET", "which-nobody-should-know")
    fails(ValueError("hernia, skin-belly and cv6 in clients/anna.toml"))
    cleared = ("--condition", "hernia,skin-belly", "--cleared=CV6")
    text = report_of(the_line(run("plan", "--voice", "fake", *cleared))).read_text(encoding="utf-8")
    assert "coach plan --voice fake --condition ... --cleared=...\n" in text
    assert not [word for word in ("hernia", "skin-belly", "cv6", "which-nobody") if word in text.casefold()]
    assert "ValueError: ..., ... and ... in clients/anna.toml" in text


def test_words_that_are_said_aloud_are_not_in_the_report(run, fails):
    from coach.errors import VoiceError

    error = ValueError("odd")
    error.__cause__ = VoiceError("system", "could not say 'Because of your hernia we leave it out'")
    fails(error)
    text = report_of(the_line(run(*PLAN))).read_text(encoding="utf-8")
    assert "VoiceError: ..." in text
    assert "hernia" not in text


def test_without_a_folder_for_it_the_report_is_in_the_temporary_one(run, fails, cache_home, tmp_path, monkeypatch):
    monkeypatch.setattr(reports, "tempfile", SimpleNamespace(gettempdir=lambda: str(tmp_path)))
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    fails(KeyError("somewhere"))
    report = report_of(the_line(run(*PLAN)))
    assert report.parent == tmp_path
    assert report.exists()
    assert cache_home


def test_where_nothing_can_be_written_it_is_one_line_all_the_same(run, fails, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setattr(reports, "tempfile", SimpleNamespace(gettempdir=lambda: str(tmp_path / "file")))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    fails(KeyError("somewhere"))
    assert the_line(run(*PLAN)).endswith("; no report of it could be written")


def test_reports_do_not_pile_up(run, fails, cache_home):
    fails(KeyError("somewhere"))
    for _ in range(12):
        last = report_of(the_line(run(*PLAN)))
    kept = list((cache_home / "coach").glob("report-*.txt"))
    assert len(kept) == 10
    assert last in kept


def test_the_log_has_the_traceback_too(run, fails, tmp_path):
    fails(KeyError("somewhere"))
    run("--log", tmp_path / "coach.log", *PLAN)
    text = (tmp_path / "coach.log").read_text(encoding="utf-8")
    assert "ERROR   coach.cli.mishap" in text
    assert "KeyError: 'somewhere'" in text


@pytest.mark.skipif(sys.platform != "linux", reason="needs a limit on memory that holds")
@pytest.mark.parametrize("megabytes", [40, 100])
@pytest.mark.parametrize("command", [PLAN, ("profile", "--talk", "brief")], ids=lambda given: given[0])
def test_little_memory_costs_a_line_whatever_is_imported_when_it_ends(cache_home, command, megabytes):
    limited = (
        "import resource, sys; from coach.cli import main;"
        f"resource.setrlimit(resource.RLIMIT_AS, ({megabytes} << 20, {megabytes} << 20)); main()"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    left = subprocess.run(
        [sys.executable, "-c", limited, *command], env=environment, capture_output=True, text=True, check=False
    )
    assert left.returncode in {0, 1}
    assert left.returncode == 0 or len(left.stderr.splitlines()) == 1
    assert cache_home.parent.exists()


def test_numpy_begins_no_threads_of_its_own(run, monkeypatch):
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    run("points")
    assert os.environ["OPENBLAS_NUM_THREADS"] == "1"


@pytest.mark.parametrize("arguments", [["x" * 100_000], ["plan", f"--{'x' * 100_000}"], ["cache", "word " * 20_000]])
def test_what_cannot_be_parsed_is_told_and_no_more_than_some_of_a_long_value(run, arguments):
    result = run(*arguments)
    assert result.status == 2
    assert len(result.err) < 1000
