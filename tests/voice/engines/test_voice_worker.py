"""Worker processes that do anything but their work."""

import io
import json
import logging
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import broken_engine
import numpy as np
import pytest
import soundfile

from coach.errors import VoiceError
from coach.storage.log import Log
from coach.voice.engines.pool import decode
from coach.voice.engines.serving import DONE, FAILED, HEADER, MAGIC
from coach.voice.engines.system import COMMAND, SystemVoice, engine_voices
from coach.voice.engines.worker import Worker, WorkerFault


@pytest.fixture
def broken_voice(tmp_path, monkeypatch):
    """The real worker program around an engine that does what its text says."""
    broken_engine.write_to(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    voice = SystemVoice("broken", "a", 120, limit_s=5)
    yield voice
    voice.close()


@pytest.fixture
def program(tmp_path):
    """Return the command of a worker that runs the given lines; `turn` says how often it was started before."""

    def write(*lines: str) -> list[str]:
        path = tmp_path / "program.py"
        header = f"""
import os, struct, sys, time
from pathlib import Path
starts = Path({str(tmp_path / "starts")!r})
turn = starts.stat().st_size if starts.exists() else 0
starts.open("a").write("x")
def answer(payload, kind=b"D"):
    sys.stdout.buffer.write(struct.pack(">4scI", b"spch", kind, len(payload)) + payload)
    sys.stdout.buffer.flush()
"""
        path.write_text("\n".join([header, *lines]))
        return [sys.executable, "-I", "-S", str(path)]

    return write


def starts(tmp_path: Path) -> int:
    return (tmp_path / "starts").stat().st_size


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("exit", "the engine failed: the engine ended with status 7"),
        ("refuse", "the engine failed: no such phoneme"),
        ("nothing", "No such file"),
        ("garbage", "the engine gave something that is no sound"),
        ("half", "the engine gave a sound that cannot be read"),
    ],
)
def test_an_engine_that_fails_is_told_in_one_line_and_the_next_sentence_is_spoken(broken_voice, text, told):
    with pytest.raises(VoiceError) as error:
        broken_voice.say(f"please {text}", 1.0)
    assert str(error.value).startswith(f"the voice 'broken' could not say 'please {text}': ")
    assert told in str(error.value)
    assert "\n" not in str(error.value)
    assert len(broken_voice.say("a word", 1.0).samples) == 1000


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals")
def test_an_engine_that_crashes_is_told(broken_voice):
    with pytest.raises(
        VoiceError, match=f"ended with status -{signal.SIGSEGV}" if sys.platform == "linux" else "ended"
    ):
        broken_voice.say("segfault", 1.0)


def test_an_engine_that_hangs_is_given_up_twice_and_leaves_no_process(broken_voice):
    broken_voice._workers._limit_s = 0.5
    with pytest.raises(VoiceError, match=r"the engine gave no answer within 0\.58 seconds"):
        broken_voice.say("hang", 1.0)
    assert not broken_voice._workers._idle
    assert not broken_voice._workers._busy


def test_an_engine_that_talks_to_the_terminal_is_not_heard_there(broken_voice, capfd):
    assert len(broken_voice.say("a word", 1.0).samples) == 1000
    assert capfd.readouterr() == ("", "")


@pytest.fixture
def heard(caplog):
    """Listen to coach, as a program does that uses it."""
    caplog.set_level(logging.INFO, "coach")
    return lambda: [record.getMessage() for record in caplog.records if record.name == "coach.voice.engines.worker"]


def open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def listeners() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "coach-worker-words"]


def test_what_a_worker_writes_to_standard_error_is_told_line_by_line(program, heard):
    worker = Worker(program("sys.stderr.write('one\\ntwo\\nand a half'); sys.stderr.flush(); sys.stdin.readline()"))
    with pytest.raises(WorkerFault):
        worker.ask(b"null", 10)
    worker.kill()
    said = [line.partition(": ")[2] for line in heard() if ": " in line]
    assert [line for line in said if line in {"one", "two", "and a half"}] == ["one", "two", "and a half"]
    assert not listeners()


def test_the_words_that_a_worker_is_to_say_are_not_told(program, heard):
    said = "because of your hernia"
    worker = Worker(program(f"sys.stdin.readline(); sys.stderr.write('no way to say {said}, sorry')"))
    with pytest.raises(WorkerFault):
        worker.ask(json.dumps([said, None, 120]).encode(), 10)
    worker.kill()
    assert any(line.endswith(": no way to say ..., sorry") for line in heard())


@pytest.mark.parametrize("is_heard", [True, False])
@pytest.mark.parametrize("line", ["'x' * 80 + '\\n'", "'x' * 1000"], ids=["lines", "one line"])
def test_a_worker_that_writes_megabytes_to_standard_error_need_not_wait_for_anybody(
    program, caplog, is_heard, line, monkeypatch
):
    if is_heard:
        caplog.set_level(logging.INFO, "coach")
    else:
        monkeypatch.setattr(Log, "is_heard", lambda _log: False)
    worker = Worker(program(f"[sys.stderr.write({line}) for _ in range(8000)]; sys.stdin.readline(); answer(b'done')"))
    assert worker.ask(b"null", 60) == b"done"
    worker.kill()
    told = [record for record in caplog.records if "xxx" in record.getMessage()]
    assert len(told) == (1000 if is_heard else 0)
    assert not listeners()


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.usefixtures("heard")
def test_workers_that_are_listened_to_leave_no_thread_and_no_open_file(program):
    before = open_files()
    for _ in range(10):
        worker = Worker(program("sys.stderr.write('a word'); sys.stdin.readline(); answer(b'done')"))
        worker.ask(b"null", 10)
        worker.kill()
    assert open_files() <= before
    assert not listeners()


@pytest.mark.usefixtures("heard")
def test_a_worker_for_which_the_system_has_no_thread_is_ended_and_told(program, monkeypatch):
    started = []
    popen = subprocess.Popen

    def refuse(_thread):
        raise RuntimeError("can't start new thread")

    def start(*given, **named):
        started.append(popen(*given, **named))
        return started[0]

    monkeypatch.setattr(subprocess, "Popen", start)
    monkeypatch.setattr(threading.Thread, "start", refuse)
    with pytest.raises(WorkerFault, match=r"cannot be started .*new thread"):
        Worker(program("time.sleep(100)"))
    assert started[0].returncode is not None


def test_the_voices_of_the_engine_are_listed(broken_voice):
    (voice,) = engine_voices(broken_voice._workers._command)
    assert (voice.info.label, voice.info.speaks_english) == ("A", True)


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (["sys.exit(3)"], "ended without an answer"),
        (["sys.stdin.readline(); sys.exit(3)"], "ended without an answer"),
        (["sys.stdin.readline(); print('hello, this is not an answer')"], "sent garbage"),
        (["sys.stdin.readline(); os.write(1, b'spchD' + b'\\xff' * 400)"], "sent garbage"),
        (["sys.stdin.readline(); os.write(1, b'spch')"], "ended without an answer"),
        (["sys.stdin.readline(); os.write(1, b'spchD\\0\\0\\1\\0half')"], "ended in the middle"),
        (["sys.stdin.readline(); answer(b'no voice', b'F')"], "failed: no voice"),
        (["time.sleep(100)"], "gave no answer within 0.3 seconds"),
        (["sys.stdin.readline(); os.write(1, b'spchD\\0\\0\\1\\0half'); time.sleep(100)"], "gave no answer within 0.3"),
    ],
)
def test_a_worker_that_gives_no_answer_says_why(program, lines, fault):
    worker = Worker(program(*lines))
    limit_s = 0.3 if "time.sleep(100)" in lines[0] else 10
    with pytest.raises(WorkerFault, match=fault):
        worker.ask(b"null", limit_s)
    worker.kill()
    assert worker._process.returncode is not None


def test_a_program_that_is_not_there_is_told():
    with pytest.raises(WorkerFault, match="cannot be started"):
        Worker(["/no/such/program"])
    with pytest.raises(VoiceError, match="cannot be started"):
        SystemVoice("gone", None, 120, ["/no/such/program"]).say("a", 1.0)
    with pytest.raises(VoiceError, match="cannot list its voices"):
        engine_voices(["/no/such/program"])


def test_a_list_of_voices_that_is_no_list_is_told(program):
    with pytest.raises(VoiceError, match="cannot list its voices"):
        engine_voices(program("sys.stdin.readline(); answer(b'[1, 2')"))


def test_a_worker_that_fails_once_is_replaced_and_its_sentence_spoken(program, tmp_path):
    sound = io.BytesIO()
    soundfile.write(sound, np.array([1, 2], np.int16), 8000, format="WAV")
    voice = SystemVoice(
        "shaky", None, 120, program(f"for _ in sys.stdin: answer({sound.getvalue()}) if turn else os._exit(1)")
    )
    assert voice.say("a word", 1.0).samples.tolist() == [1, 2]
    assert voice.say("a word", 1.0).samples.tolist() == [1, 2]
    assert starts(tmp_path) == 2
    voice.close()


def test_a_worker_that_keeps_failing_is_tried_twice_and_no_more(program, tmp_path):
    voice = SystemVoice("dead", None, 120, program("sys.exit(1)"))
    with pytest.raises(VoiceError, match="ended without an answer; run `coach doctor`"):
        voice.say("a word", 1.0)
    assert starts(tmp_path) == 2
    voice.close()


def test_a_request_is_one_line_of_json(program, tmp_path):
    command = program(f"Path({str(tmp_path / 'request')!r}).write_text(sys.stdin.readline()); answer(b'RIFF')")
    with pytest.raises(VoiceError):
        SystemVoice("system", "an id", 120, command).say("line\nbreak and \N{SNOWMAN}", 1.15)
    assert json.loads((tmp_path / "request").read_text()) == ["line\nbreak and \N{SNOWMAN}", "an id", 138]


def test_closing_ends_the_workers_while_one_of_them_speaks(program):
    voice = SystemVoice("slow", None, 120, program("time.sleep(100)"))
    told = []

    def speak():
        try:
            voice.say("a word", 1.0)
        except VoiceError as error:
            told.append(str(error))

    speaking = threading.Thread(target=speak)
    speaking.start()
    while not voice._workers._busy:
        time.sleep(0.001)
    (worker,) = voice._workers._busy
    voice.close()
    speaking.join()
    assert worker._process.returncode is not None
    assert [text.partition("; ")[0] for text in told] == [
        "the voice 'slow' could not say 'a word': the engine is closed"
    ]
    assert not Path(worker._process.args[-1]).exists()


@pytest.mark.skipif(sys.platform != "linux", reason="other platforms fork no children")
def test_a_worker_that_is_killed_takes_its_children_along(broken_voice):
    worker = Worker(broken_voice._workers._command)

    def ask():
        with pytest.raises(WorkerFault, match="ended"):
            worker.ask(b'["hang", "a", 120]', 30)

    asking = threading.Thread(target=ask)
    asking.start()
    children = Path(f"/proc/{worker._process.pid}/task/{worker._process.pid}/children")
    while not (child := children.read_text().split()):
        time.sleep(0.001)
    worker.kill()
    asking.join()
    while Path("/proc", child[0], "cmdline").exists() and Path("/proc", child[0], "cmdline").read_bytes():
        time.sleep(0.001)


def test_the_temporary_files_of_a_worker_are_gone_with_it(broken_voice):
    broken_voice.say("a word", 1.0)
    (worker,) = broken_voice._workers._idle
    folder = Path(worker._process.args[-1])
    assert list(folder.iterdir())
    broken_voice.close()
    assert not folder.exists()


def test_a_worker_whose_coach_is_gone_before_its_answer_leaves_no_files(tmp_path):
    with subprocess.Popen([*COMMAND, tmp_path], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as program:
        program.stdout.close()
        program.communicate(b'["a word", null, 120]\n', timeout=60)
    assert not tmp_path.exists()


def test_the_worker_program_answers_request_by_request_and_ends_with_its_input(tmp_path):
    requests = b'["a word", null, 120]\nnull\nno JSON\n["more", null, 120]\n'
    program = subprocess.run([*COMMAND, tmp_path], input=requests, capture_output=True, timeout=60, check=True)
    assert not tmp_path.exists()
    answers = io.BytesIO(program.stdout)
    kinds, payloads = [], []
    while header := answers.read(HEADER.size):
        magic, kind, length = HEADER.unpack(header)
        assert magic == MAGIC
        kinds.append(kind)
        payloads.append(answers.read(length))
    assert kinds == [DONE, DONE, FAILED, DONE]
    assert all(decode(payload).samples.any() for payload in (payloads[0], payloads[3]))
    assert json.loads(payloads[1])[0][0]
    assert b"Expecting value" in payloads[2]
