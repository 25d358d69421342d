"""The natural voice that comes with coach: the real hibari, and one that does anything but its work."""

import subprocess
import sys
import threading
from dataclasses import replace

import numpy as np
import pytest

from coach.choices import Choices
from coach.errors import VoiceError
from coach.health.listener import Listener
from coach.plan.timeline import Utterance
from coach.sessions.compose import compose
from coach.voice import catalog
from coach.voice.catalog import find, find_voice
from coach.voice.clips.cache import ClipCache
from coach.voice.clips.spoken import SpokenClips
from coach.voice.engines import hibari
from coach.voice.engines.hibari import HibariVoice, models
from coach.voice.engines.hibari_worker import in_its_markup

SENTENCES = ("Place both thumbs behind the left knee, in the middle of the crease.", "Breathe in.", "Find it by touch.")

BROKEN = {
    "hibari/voices.py": """
import hashlib, sys
VOICES = {
    sys.argv[1]: {"sha256": hashlib.sha256(open(sys.argv[2], "rb").read()).hexdigest(), "british": False}
}
""",
    "hibari/g2p.py": """
class G2P:
    oov = None
    def __init__(self, british): pass
    def __call__(self, text): return text
""",
    "hibari/__init__.py": """
import os, signal, time
import numpy as np
class Hibari:
    sample_rate = 24000
    def __init__(self, voice, model, g2p): pass
    def __call__(self, text, speed, seed):
        print("chatter" * 100, flush=True)
        os.write(1, b"spchD\\0\\0\\0\\4chat")
        if "hang" in text: time.sleep(100)
        if "exit" in text: os._exit(7)
        if "crash" in text: os.kill(os.getpid(), signal.SIGKILL)
        if "refuse" in text: raise ValueError("no such phoneme: \\ud800")
        if "garbage" in text: return "text"
        if "nothing" in text: return np.zeros(0, np.float32)
        return np.resize(np.array([0.25, -0.25], np.float32), int(len(text.split()) * 9000 / speed))
""",
}
NO_ONNXRUNTIME = {"onnxruntime/__init__.py": "raise ImportError('DLL load failed')"}


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home in which nothing has ever been loaded."""
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def among(tmp_path, monkeypatch, home):  # noqa: ARG001 nothing is known there
    """Have workers find packages that a test has written before those that are installed."""

    def write(files):
        for name, source in files.items():
            path = tmp_path / "broken" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(source)
        monkeypatch.setenv("PYTHONPATH", str(tmp_path / "broken"))

    return write


@pytest.fixture
def broken(among):
    """A hibari that does what its text says, in the workers."""
    among(BROKEN)
    voice = HibariVoice(packaged(), 120, limit_s=4)
    yield voice
    voice.close()


def packaged():
    return next(model for model in models() if model.is_packaged)


def said(name="hibari", rate=120, texts=SENTENCES):
    voice = find_voice(name, rate)
    try:
        return [voice.say(text, 1.0) for text in texts]
    finally:
        voice.close()


def test_it_is_the_voice_that_speaks_when_none_is_chosen(home):
    found = find()
    assert (found.voice.name, found.passed_over) == ("hibari:heart", ())
    found.voice.close()
    for speech in said(None):
        assert speech.rate == 24_000
        assert np.abs(speech.samples).max() > 3000
    assert not [path for path in home.rglob("*") if "telemetry" in path.name.lower() or "onnxruntime" in path.name]


def test_two_processes_say_a_text_with_the_same_samples_whatever_they_said_before():
    for one, other in zip(said(), said(texts=SENTENCES[::-1])[::-1], strict=True):
        np.testing.assert_array_equal(one.samples, other.samples)


def test_any_order_and_number_of_threads_gives_the_same_clips(tmp_path):
    utterances = [Utterance(text, speed) for text in SENTENCES for speed in (1.0, 1.1)]
    heard = []
    for number, order in enumerate((utterances, utterances[::-1])):
        with SpokenClips(find_voice("hibari"), ClipCache(tmp_path / str(number)), threads=number + 1) as clips:
            clips.prepare(order)
            heard.append({utterance: clips.samples(utterance) for utterance in order})
    for utterance in utterances:
        np.testing.assert_array_equal(heard[0][utterance], heard[1][utterance])


def test_callers_in_two_threads_get_the_samples_that_each_would_get_alone():
    voice, heard = find_voice("hibari", 120), {}
    threads = [
        threading.Thread(target=lambda text=text: heard.update({text: voice.say(text, 1.0).samples}))
        for text in SENTENCES
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    voice.close()
    for text, alone in zip(SENTENCES, said(), strict=True):
        np.testing.assert_array_equal(heard[text], alone.samples)


def test_a_machine_with_scipy_hears_the_same_samples_as_one_without(among):
    with_scipy = said()
    among({"scipy/__init__.py": "raise SystemExit('nobody needs scipy')"})
    for one, other in zip(with_scipy, said(), strict=True):
        np.testing.assert_array_equal(one.samples, other.samples)


def test_an_upgrade_of_what_computes_it_is_another_identity(monkeypatch):
    identities = set()
    for package in ("hibari_tts", "onnxruntime", "numpy", None):
        real = hibari.version
        upgraded = lambda module, name="", package=package: real(module, name) + "+1" * ((name or module) == package)  # noqa: B023, E731
        with monkeypatch.context() as context:
            context.setattr(hibari, "version", upgraded)
            identities.add(tuple(find_voice("hibari").identity))
    identities |= {tuple(find_voice("hibari", rate).identity) for rate in (85, 100, 119)}
    assert len(identities) == 7


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("exit", "the engine ended without an answer"),
        ("crash", "the engine ended without an answer"),
        ("refuse", "the engine failed: no such phoneme"),
        ("garbage", "the engine failed: "),
    ],
)
def test_an_engine_that_fails_is_told_in_one_line_and_the_next_sentence_is_spoken(broken, text, told):
    with pytest.raises(VoiceError) as error:
        broken.say(f"please {text}", 1.0)
    assert str(error.value).startswith(f"the voice 'hibari:heart' could not say 'please {text}': {told}")
    assert "\n" not in str(error.value)
    assert broken.say("two words", 1.0).samples.size > 1000


def test_an_engine_that_hangs_is_given_up_and_the_next_sentence_is_spoken(broken):
    with pytest.raises(VoiceError, match="gave no answer within 4"):
        broken.say("hang", 1.0)
    assert broken.say("two words", 1.0).samples.size > 1000


def test_an_engine_that_gives_no_sound_is_told(broken, tmp_path):
    with (
        SpokenClips(broken, ClipCache(tmp_path / "clips")) as clips,
        pytest.raises(VoiceError, match="gives no sound for 'nothing at all'"),
    ):
        clips.measure(Utterance("nothing at all"))


@pytest.fixture
def damaged(tmp_path, monkeypatch, home):  # noqa: ARG001 nothing is known there
    """The packaged model with one bit that is another; it loads, and would speak."""
    model = packaged()
    content = bytearray(model.path.read_bytes())
    content[len(content) // 2] ^= 1
    path = tmp_path / "damaged.onnx"
    path.write_bytes(content)
    monkeypatch.setattr(hibari, "models", lambda: [replace(model, path=path)])


@pytest.mark.usefixtures("damaged")
def test_a_damaged_model_does_not_speak_and_the_next_voice_does():
    voice = find_voice("hibari")
    with pytest.raises(VoiceError, match=r"the engine failed: its model is damaged: .*damaged\.onnx"):
        voice.say("Breathe in.", 1.0)
    voice.close()
    found = find()
    assert found.voice.name == "piper:en_US-joe-medium"
    (error,) = found.passed_over
    assert str(error).startswith(
        "the voice 'hibari:heart' could not be loaded: the engine failed: its model is damaged"
    )
    found.voice.close()


def test_where_onnxruntime_cannot_be_imported_the_voice_of_the_system_speaks(among):
    among(NO_ONNXRUNTIME)
    found = find()
    assert found.voice.name == "system"
    assert [error.voice for error in found.passed_over] == ["hibari:heart", "piper:en_US-joe-medium"]
    assert all("could not be loaded: the engine failed: DLL load failed" in str(error) for error in found.passed_over)
    found.voice.close()


def test_a_file_is_written_in_the_next_voice_and_a_line_tells_why(among, tmp_path):
    among(NO_ONNXRUNTIME)
    target = tmp_path / "line.wav"
    command = [sys.executable, "-m", "coach", "say", "Breathe in.", "-o", str(target)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert target.stat().st_size > 10_000
    assert "the voice 'hibari:heart' could not be loaded: the engine failed: DLL load failed: 'system' speaks" in (
        done.stderr
    )


def test_a_session_that_begins_at_once_goes_on_in_the_next_voice_and_says_so(among):
    among(NO_ONNXRUNTIME)
    with compose(Choices("backache", voice="auto"), Listener(), at_once=True) as session, session.stand_in() as other:
        assert session.passed_over == ()
        timelines = session.timelines()
        timeline = next(timelines)
        while not any(clip.utterance for stage in timeline.stages for clip in stage.clips):
            timeline = next(timelines)
        assert list(other.notices) == ["the voice 'hibari:heart' cannot speak a sentence: 'system' speaks instead"]


def test_a_voice_that_has_been_loaded_as_it_is_is_not_tried_again(home, monkeypatch):
    find().voice.close()
    assert len(list(home.rglob("loaded/*"))) == 1
    monkeypatch.setattr(subprocess, "Popen", None)
    assert find().voice.name == "hibari:heart"


def test_without_the_package_the_next_voice_speaks(monkeypatch, home):  # noqa: ARG001 nothing is known there
    monkeypatch.setattr(hibari, "package", lambda: None)
    found = find()
    assert found.voice.name == "piper:en_US-joe-medium"
    assert [str(error) for error in found.passed_over] == [
        "the voice 'hibari' is not installed; install coach anew, which brings it, or choose the voice system"
    ]
    assert catalog.survey()[1] == list(found.passed_over)
    found.voice.close()


def test_another_package_of_that_name_is_not_taken_for_it(tmp_path, monkeypatch):
    (tmp_path / "hibari").mkdir()
    (tmp_path / "hibari" / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "hibari", raising=False)
    assert hibari.package() is None


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("Find [[wAnt]], please.", "Find [name](/wAnt/), please."),
        ("[word](/wɜɹd/) and [[wɜɹd]]", " word (/wɜɹd/) and [name](/wɜɹd/)"),
        ("a [ b", "a   b"),
    ],
)
def test_nothing_but_phonemes_of_our_own_is_markup_to_the_engine(text, given):
    assert in_its_markup(text) == given


@pytest.mark.parametrize("text", ["Press, " * 285, "word " * 399], ids=["with pauses", "without"])
def test_the_longest_text_is_said_whole(text):
    (speech,) = said(texts=[text])
    assert speech.samples.size / speech.rate > 0.25 * len(text.split())


def test_what_is_written_out_is_not_written_out_once_more():
    for text, other in (("Say no.", "Say number."), ("Level C.", "Level one hundred."), ("It is mar.", "It is March.")):
        one, another = said(texts=[text, other])
        assert one.samples.size != another.samples.size
