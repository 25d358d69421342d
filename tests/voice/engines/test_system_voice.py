"""The platform's own voice: on Linux the real engine, of the others what can be had without them."""

import io
import shutil
import struct
import sys
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import espeakng_loader
import numpy as np
import pytest
import soundfile

from coach.errors import VoiceError
from coach.plan.timeline import Utterance
from coach.voice.clips.cache import ClipCache
from coach.voice.clips.spoken import SpokenClips
from coach.voice.engines import pyttsx3_worker
from coach.voice.engines.pool import decode
from coach.voice.engines.pyttsx3_worker import Request
from coach.voice.engines.system import DEFAULT_VOICE, EngineVoice, SystemVoice, engine_voices
from coach.voice.engines.worker import WorkerFault

TEXTS = [
    "Place both thumbs behind the left knee, in the middle of the crease.",
    "Breathe in.",
    "B L forty.",
    "Breathe out, and let your shoulders sink.",
    "Now release, slowly.",
]


@pytest.fixture
def voice():
    made = SystemVoice("system", DEFAULT_VOICE, 120)
    yield made
    made.close()


def test_the_engine_that_pip_installed_speaks(voice):
    speech = voice.say(TEXTS[0], 1.0)
    seconds = speech.samples.size / speech.rate
    assert np.abs(speech.samples).max() > 3000
    assert 13 * 60 / 160 < seconds < 13 * 60 / 100


def test_faster_speech_is_shorter(voice):
    usual = voice.say(TEXTS[0], 1.0).samples.size
    assert 0.8 < voice.say(TEXTS[0], 1.15).samples.size / usual < 0.93
    slow = SystemVoice("system", DEFAULT_VOICE, 90)
    assert slow.say(TEXTS[0], 1.0).samples.size > 1.2 * usual
    slow.close()


def test_any_order_of_synthesis_from_an_empty_cache_gives_the_same_samples(tmp_path):
    utterances = [Utterance(text, speed) for text in TEXTS for speed in (1.0, 1.1)]
    heard = []
    for number, order in enumerate((utterances, utterances[::-1], utterances[3:] + utterances[:3])):
        cache = ClipCache(tmp_path / str(number))
        with SpokenClips(SystemVoice("system", DEFAULT_VOICE, 120), cache, threads=number + 1) as clips:
            clips.prepare(order)
            heard.append({utterance: clips.samples(utterance) for utterance in order})
    for utterance in utterances:
        np.testing.assert_array_equal(heard[0][utterance], heard[1][utterance])
        np.testing.assert_array_equal(heard[0][utterance], heard[2][utterance])


def test_many_workers_at_once_on_a_busy_machine_still_speak_alike(voice):
    with ThreadPoolExecutor(8) as threads:
        heard = {speech.samples.tobytes() for speech in threads.map(lambda _: voice.say(TEXTS[4], 1.1), range(48))}
    assert len(heard) == 1
    assert heard != {voice.say(TEXTS[4], 1.0).samples.tobytes()}


def test_a_voice_with_another_sound_has_another_identity():
    voices = [("gmw/en-us", 120), ("gmw/en", 120), ("gmw/en-us", 121), (None, 120)]
    assert len({tuple(SystemVoice("system", *chosen).identity) for chosen in voices}) == 4
    assert all("pyttsx3-2" in SystemVoice("system", *chosen).identity[0] for chosen in voices)


@pytest.mark.skipif(sys.platform != "linux", reason="eSpeak speaks on Linux only")
def test_espeak_lists_its_english_voices_by_short_names():
    english = {voice.info.label: voice.id for voice in engine_voices() if voice.info.speaks_english}
    assert english["en-us"] == DEFAULT_VOICE
    assert "en-gb-x-rp" in english


@pytest.mark.skipif(sys.platform != "linux", reason="eSpeak speaks on Linux only")
def test_espeak_speaks_from_a_folder_with_a_very_long_path(tmp_path, monkeypatch, voice):
    usual = voice.say(TEXTS[1], 1.0)
    deep = tmp_path.joinpath(*["a-folder-with-a-long-name"] * 8)
    deep.mkdir(parents=True)
    (deep / "espeak-ng-data").symlink_to(espeakng_loader.get_data_path())
    loader = tmp_path / "espeakng_loader.py"
    loader.write_text(
        f"def get_data_path(): return {str(deep / 'espeak-ng-data')!r}\n"
        f"def get_library_path(): return {espeakng_loader.get_library_path()!r}\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    other = SystemVoice("system", DEFAULT_VOICE, 120)
    np.testing.assert_array_equal(other.say(TEXTS[1], 1.0).samples, usual.samples)
    other.close()


@pytest.mark.skipif(sys.platform != "linux", reason="other platforms bring their own speech")
@pytest.mark.skipif(shutil.which("espeak-ng") is not None, reason="this machine has an eSpeak of its own")
def test_without_any_espeak_the_reason_is_told(tmp_path, monkeypatch):
    (tmp_path / "espeakng_loader.py").write_text("raise ImportError")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    voice = SystemVoice("system", DEFAULT_VOICE, 120)
    with pytest.raises(VoiceError, match="do not have eSpeak or eSpeak-ng installed"):
        voice.say("a word", 1.0)
    voice.close()


def sound(kind: str, channels: int, **more) -> bytes:
    file = io.BytesIO()
    left = np.arange(-1000, 1000, dtype=np.int16)
    samples = np.column_stack([left, -left][:channels]) if channels == 2 else left
    soundfile.write(file, samples, 22_050, format=kind, subtype="PCM_16", **more)
    return file.getvalue()


@pytest.mark.parametrize(("kind", "more"), [("WAV", {}), ("AIFF", {}), ("AIFF", {"endian": "LITTLE"}), ("WAVEX", {})])
def test_a_sound_is_known_by_its_first_bytes_whatever_the_platform_calls_it(kind, more):
    speech = decode(sound(kind, 1, **more))
    assert speech.rate == 22_050
    np.testing.assert_array_equal(speech.samples, np.arange(-1000, 1000))


@pytest.mark.parametrize("rate", [1, 7_999, 200_000])
def test_a_sound_of_a_rate_that_no_engine_has_is_a_fault(rate):
    file = io.BytesIO()
    soundfile.write(file, np.ones(100, np.int16), rate, format="WAV")
    with pytest.raises(WorkerFault, match=f"gave a sound of {rate} samples a second"):
        decode(file.getvalue())


def chunk(name: bytes, content: bytes, order: str) -> bytes:
    return name + struct.pack(f"{order}I", len(content)) + content + bytes(len(content) % 2)


def as_sapi_writes_it(samples: np.ndarray) -> bytes:
    """A WAV of Windows: the format takes 18 bytes, the last two of which tell that nothing follows."""
    told = struct.pack("<HHIIHHH", 1, 1, 22_050, 44_100, 2, 16, 0)
    body = b"WAVE" + chunk(b"fmt ", told, "<") + chunk(b"data", samples.astype("<i2").tobytes(), "<")
    return chunk(b"RIFF", body, "<")


def as_macos_writes_it(samples: np.ndarray) -> bytes:
    """An AIFF-C of macOS: little-endian samples ("sowt"), after a chunk that fills the page up."""
    rate = struct.pack(">hQ", 16_383 + 14, 22_050 << (63 - 14))  # 80 bits of floating point
    told = struct.pack(">hIh", 1, samples.size, 16) + rate + b"sowt" + b"\0\0"
    sound = bytes(8) + samples.astype("<i2").tobytes()
    parts = ((b"FVER", struct.pack(">I", 0xA2805140)), (b"COMM", told), (b"FLLR", bytes(4000)), (b"SSND", sound))
    return chunk(b"FORM", b"AIFC" + b"".join(chunk(name, content, ">") for name, content in parts), ">")


@pytest.mark.parametrize("write", [as_sapi_writes_it, as_macos_writes_it])
def test_what_other_platforms_hand_over_is_read(write):
    samples = np.arange(-500, 501, dtype=np.int16)
    speech = decode(write(samples))
    assert speech.rate == 22_050
    np.testing.assert_array_equal(speech.samples, samples)


def test_stereo_becomes_mono():
    assert not decode(sound("WAV", 2)).samples.any()


@pytest.mark.parametrize("content", [b"", b"OggS" * 100, b"RIFF", b"FORM" + b"\xff" * 500])
def test_anything_else_is_no_sound(content):
    with pytest.raises(WorkerFault, match="gave"):
        decode(content)


def test_a_voice_is_called_by_the_name_that_a_user_knows():
    assert EngineVoice("gmw/en-us", "English (America)", ("en-us",)).info.label == "en-us"
    key = "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Speech\\Voices\\Tokens\\TTS_MS_EN-US_ZIRA_11.0"
    assert EngineVoice(key, "Microsoft Zira Desktop", ("en-US",)).info.label == "Microsoft Zira Desktop"
    assert EngineVoice("com.apple.speech.synthesis.voice.Alex", "Alex", ("en_US",)).info.speaks_english
    assert not EngineVoice("com.apple.speech.synthesis.voice.anna", "Anna", ("de_DE",)).info.speaks_english


class Engine:
    """What pyttsx3 offers on macOS and Windows."""

    def __init__(self, current, **languages):
        voices = [SimpleNamespace(id=key, name=key, languages=[code]) for key, code in languages.items()]
        self.has = {"voice": current, "voices": voices}
        self.done = []

    def getProperty(self, name):  # noqa: N802 - pyttsx3's name
        return self.has[name]

    def setProperty(self, name, value):  # noqa: N802 - pyttsx3's name
        self.done.append((name, value))

    def save_to_file(self, text, path):
        self.done.append((text, path))

    def runAndWait(self):  # noqa: N802 - pyttsx3's name
        self.done.append("run")


@pytest.mark.parametrize(
    ("current", "languages", "chosen"),
    [
        ("alex", {"anna": "de_DE", "alex": "en_US"}, "alex"),
        ("anna", {"anna": "de_DE", "zira": "en-US", "alex": "en_US"}, "zira"),
        ("anna", {"anna": "de_DE"}, "anna"),
        (None, {"alex": "en_US"}, "alex"),
    ],
)
def test_the_default_voice_speaks_english_if_there_is_one_that_does(current, languages, chosen, monkeypatch, tmp_path):
    engine = Engine(current, **languages)
    monkeypatch.setitem(sys.modules, "pyttsx3", SimpleNamespace(init=lambda: engine))
    pyttsx3_worker.speak(Request("a word", None, 120), tmp_path / "answer")
    properties = [("voice", chosen), ("rate", 120), ("volume", 1.0)]
    assert engine.done == [*properties, ("a word", str(tmp_path / "answer")), "run"]


def test_a_chosen_voice_is_not_second_guessed(monkeypatch, tmp_path):
    engine = Engine("alex", alex="en_US", anna="de_DE")
    monkeypatch.setitem(sys.modules, "pyttsx3", SimpleNamespace(init=lambda: engine))
    pyttsx3_worker.speak(Request("ein Wort", "anna", 90), tmp_path / "answer")
    assert engine.done[:2] == [("voice", "anna"), ("rate", 90)]
