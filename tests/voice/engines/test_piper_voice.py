"""Natural voices: the real Piper with the voice that pip installed, and a Piper that does anything but its work."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from coach.errors import BadFile, FileError, UnknownName, VoiceError
from coach.plan.timeline import Utterance
from coach.script.wording import SENTENCE_S
from coach.voice import pace
from coach.voice.catalog import find_voice, survey
from coach.voice.clips.cache import ClipCache
from coach.voice.clips.spoken import SpokenClips
from coach.voice.engines import piper, piper_voices
from coach.voice.engines.piper import Model, PiperVoice, models
from coach.voice.pronounce import table

TEXTS = (
    "Place both thumbs behind the left knee, in the middle of the crease.",
    "Breathe in.",
    f"Find [[{table().phonemes['qihai'].ipa}.]]",
)

BROKEN = {
    "onnxruntime/__init__.py": """
class SessionOptions: pass
class InferenceSession:
    def __init__(self, path, options, providers):
        if b"damaged" in open(path, "rb").read(): raise RuntimeError("Protobuf parsing failed")
        self.other = b"other" in open(path, "rb").read()
        self.several = b"several" in open(path, "rb").read()
    def get_inputs(self):
        from types import SimpleNamespace
        names = ["x"] if self.other else ["input", "input_lengths", "scales"] + ["sid"] * self.several
        return [SimpleNamespace(name=name) for name in names]
""",
    "piper/phonemize_espeak.py": "",
    "piper/config.py": """
from types import SimpleNamespace
class PiperConfig:
    @staticmethod
    def from_dict(told):
        return SimpleNamespace(sample_rate=told["audio"]["sample_rate"], word_s=told.get("word_s", 0.3))
""",
    "piper/__init__.py": """
import os, signal, time
from types import SimpleNamespace
def SynthesisConfig(**given): return SimpleNamespace(**given)
class PiperVoice:
    def __init__(self, session, config): self.config = config
    def synthesize(self, text, config):
        print("chatter" * 100, flush=True)
        os.write(1, b"spchD\\0\\0\\0\\4chat")
        if "hang" in text: time.sleep(100)
        if "exit" in text: os._exit(7)
        if "crash" in text: os.kill(os.getpid(), signal.SIGKILL)
        if "refuse" in text: raise ValueError("no such phoneme: \\ud800")
        if "nothing" in text: return
        if "garbage" in text: yield SimpleNamespace(audio_int16_bytes="text"); return
        seconds = len(text.split()) * self.config.word_s * config.length_scale * (0 if "silent" in text else 1)
        if self.config.num_speakers > 1: seconds *= 1 + 0.1 * config.speaker_id
        wave = b"\\x00\\x20\\x00\\xe0" * int(seconds * self.config.sample_rate / 2)
        yield SimpleNamespace(audio_int16_bytes=wave or b"\\0\\0" * 1000)
""",
    "piper/download_voices.py": """
import json, sys, pathlib
name, _, folder = sys.argv[1:]
if "unknown" in name: raise SystemExit("HTTP Error 404: Not Found")
path = pathlib.Path(folder, name + ".onnx")
path.write_bytes(b"other" if "other" in name else b"model")
pathlib.Path(folder, name + ".onnx.json").write_text(json.dumps({
    "audio": {"sample_rate": 22050, "quality": "low"}, "language": {"code": name[:5]}, "espeak": {"voice": "en-us"}}))
""",
}


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home without voices of the user's own."""
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def broken(tmp_path, monkeypatch, home):  # noqa: ARG001 the home has to be empty
    """A Piper that does what its text says, in this process and in the workers."""
    for name, source in BROKEN.items():
        path = tmp_path / "broken" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "broken"))
    return model(tmp_path / "en_XX-test-low.onnx")


def word_s(words_a_minute: float) -> float:
    """Return how many seconds the stand-in takes for each word at a pace."""
    words = sum(len(sentence.split()) for sentence in pace.SENTENCES)
    return 60 / words_a_minute - len(pace.SENTENCES) * SENTENCE_S / words


def model(path: Path, content: bytes = b"model", **settings: object) -> Model:
    path.write_bytes(content)
    told = {
        "audio": {"sample_rate": 22_050, "quality": "low"},
        "language": {"code": "en_XX"},
        "espeak": {"voice": "en"},
    }
    path.with_name(f"{path.name}.json").write_text(json.dumps(told | settings))
    return Model(path)


@pytest.fixture
def voice():
    made = find_voice("piper")
    yield made
    made.close()


def test_the_voice_that_pip_installed_speaks_names_in_phonemes_too(voice):
    for text in TEXTS:
        speech = voice.say(text, 1.0)
        assert speech.rate == 22_050
        assert np.abs(speech.samples).max() > 3000
    assert voice.phonemes == "ipa"


def test_what_computes_the_voice_reports_to_nobody_and_keeps_no_files_for_it(home):
    voice = find_voice("piper")
    voice.say("Behind the left knee.", 1.0)
    voice.close()
    assert not [path for path in home.rglob("*") if "telemetry" in path.name.lower() or "onnxruntime" in path.name]
    assert not list(home.rglob("Microsoft"))


def test_what_fetches_a_voice_reports_to_nobody_and_keeps_no_files_for_it(home, tmp_path):
    with pytest.raises(VoiceError, match="could not be downloaded"):
        piper_voices.downloaded("--help", tmp_path)  # the real downloader, which then fetches nothing
    assert not list(home.rglob("*"))


def test_any_order_of_synthesis_from_an_empty_cache_gives_the_same_samples(tmp_path):
    utterances = [Utterance(text.partition("[")[0], speed) for text in TEXTS for speed in (1.0, 1.1)]
    heard = []
    for number, order in enumerate((utterances, utterances[::-1])):
        with SpokenClips(find_voice("piper"), ClipCache(tmp_path / str(number)), threads=number + 1) as clips:
            clips.prepare(order)
            heard.append({utterance: clips.samples(utterance) for utterance in order})
    for utterance in utterances:
        np.testing.assert_array_equal(heard[0][utterance], heard[1][utterance])


def test_another_rate_or_another_model_has_another_identity(broken):
    voices = [find_voice("piper", 120), find_voice("piper", 121), PiperVoice(broken, 120)]
    assert len({tuple(found.identity) for found in voices}) == 3
    for found in voices:
        found.close()


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
    voice = PiperVoice(broken, 120)
    with pytest.raises(VoiceError) as error:
        voice.say(f"please {text}", 1.0)
    assert str(error.value).startswith(f"the voice 'piper:en_XX-test-low' could not say 'please {text}': {told}")
    assert "\n" not in str(error.value)
    assert voice.say("two words", 1.0).samples.size > 1000
    voice.close()


def test_an_engine_that_hangs_is_given_up_and_the_next_sentence_is_spoken(broken):
    PiperVoice(broken, 120).close()  # measures it
    voice = PiperVoice(broken, 120, limit_s=2)
    with pytest.raises(VoiceError, match="gave no answer within 2"):  # whoever waited for it would get an answer
        voice.say("hang", 1.0)
    assert not voice._workers._idle
    assert voice.say("two words", 1.0).samples.size > 1000
    voice.close()


@pytest.mark.parametrize("text", ["nothing at all", "a silent word"])
def test_an_engine_that_gives_no_sound_is_told(broken, tmp_path, text):
    with SpokenClips(PiperVoice(broken, 120), ClipCache(tmp_path / "clips")) as clips:
        with pytest.raises(VoiceError, match=f"gives no sound for '{text}'"):
            clips.measure(Utterance(text))
        assert clips.measure(Utterance("a word")) > 0


@pytest.mark.parametrize(
    ("content", "settings", "told"),
    [
        (b"damaged", {}, "it cannot speak: .*Protobuf parsing failed"),
        (b"other", {}, "it cannot speak: .*it is no model of Piper"),
        (b"model", {"audio": {"sample_rate": 22}}, "its settings tell of 22 samples a second"),
        (b"model", {"audio": []}, "has settings that are not Piper's"),
    ],
)
@pytest.mark.usefixtures("broken")
def test_a_voice_that_does_not_speak_is_not_added(home, tmp_path, content, settings, told):
    made = model(tmp_path / "xx.onnx", content, **settings)
    with pytest.raises((BadFile, VoiceError), match=told):
        piper_voices.add(str(made.path))
    assert not list(home.rglob("*.onnx"))


@pytest.mark.parametrize("wpm", [102, 196])
@pytest.mark.usefixtures("broken")
def test_a_voice_as_fast_as_people_speak_is_added(tmp_path, wpm):
    added = piper_voices.add(str(model(tmp_path / "xx.onnx", word_s=word_s(wpm)).path))
    assert added.words_a_minute == pytest.approx(wpm, rel=0.01)


@pytest.mark.parametrize(("wpm", "told"), [(98, "too slow"), (204, "too fast")])
@pytest.mark.usefixtures("broken")
def test_a_voice_that_is_much_slower_or_faster_than_people_is_not_added(home, tmp_path, wpm, told):
    with pytest.raises(BadFile, match=rf"it says \d+ words a minute, {told} for a voice at its own speed; get both"):
        piper_voices.add(str(model(tmp_path / "xx.onnx", word_s=word_s(wpm)).path))
    assert not list(home.rglob("*.onnx"))


@pytest.mark.usefixtures("broken")
def test_the_speaker_that_is_chosen_speaks_at_the_pace_that_was_measured_for_it(home, tmp_path):
    added = piper_voices.add(str(model(tmp_path / "two.onnx", b"several", num_speakers=3).path))
    assert added.info.speaker == "0"
    assert not added.are_alike
    sizes, own = set(), set()
    for name in ("two", "two:1", "two:2"):
        voice = find_voice(f"piper:{name}", 120)
        sizes.add(round(voice.say("two words", 1.0).samples.size / 500))
        own.add(round(pace.words_at(voice.pace, 1.0)))
        voice.close()
    assert len(own) == 3  # a speaker who is slow is asked to be as quick as the others
    assert len(sizes) == 1
    assert len(list(home.rglob("paces/*.json"))) == 3


def test_a_voice_needs_both_of_its_files(broken, tmp_path):
    with pytest.raises(BadFile, match=r"none\.onnx: there is no such file; it takes two files"):
        piper_voices.add(str(tmp_path / "none.onnx"))
    broken.path.with_name(f"{broken.path.name}.json").unlink()
    with pytest.raises(BadFile, match=r"\.onnx\.json: there is no such file"):
        piper_voices.add(str(broken.path))


def test_a_voice_from_a_file_is_added_under_its_name_and_can_be_chosen(broken, home):
    added = piper_voices.add(str(broken.path))
    assert added.name == "piper:en_XX-test-low"
    assert word_s(added.words_a_minute) == pytest.approx(0.3, rel=0.02)
    assert sorted(path.name for path in home.rglob("*.onnx*")) == ["en_XX-test-low.onnx", "en_XX-test-low.onnx.json"]
    assert find_voice("en_XX-test-low").name == added.name
    assert models()[-1].info().label == "en_XX-test-low"


def test_a_voice_that_is_added_again_is_measured_again(broken, home):
    first = piper_voices.add(str(broken.path))
    (stored,) = home.rglob("paces/*.json")
    measured = stored.read_bytes()
    stored.write_text("[[0.6, 70], [1, 110]]")
    assert piper_voices.add(str(broken.path)) == first
    assert stored.read_bytes() == measured


def test_a_voice_that_speaks_no_more_is_not_added_again(broken, tmp_path):
    piper_voices.add(str(broken.path))
    (tmp_path / "broken" / "piper" / "config.py").write_text("raise RuntimeError('no more')")
    with pytest.raises(BadFile, match=r"it cannot speak: .*no more"):
        piper_voices.add(str(broken.path))


@pytest.mark.usefixtures("broken")
def test_a_voice_is_tried_anew_when_its_file_has_changed_and_the_one_before_stays(home, tmp_path):
    made = model(tmp_path / "xx.onnx", b"model")
    piper_voices.add(str(made.path))
    model(tmp_path / "xx.onnx", b"other")
    with pytest.raises(BadFile, match="it is no model of Piper"):
        piper_voices.add(str(made.path))
    (kept,) = home.rglob("xx.onnx")
    assert kept.read_bytes() == b"model"


@pytest.fixture
def kept(broken):
    """The model of a voice that was added, where it is kept; `broken` has changed since."""
    piper_voices.add(str(broken.path))
    model(broken.path, b"newer", audio={"sample_rate": 16_000, "quality": "low"})
    return Model(piper.added_folder() / broken.path.name)


def blocked(path: Path) -> None:
    """Let no file take the place of another."""
    path.unlink(missing_ok=True)
    path.mkdir(parents=True)


def test_a_voice_that_is_added_again_takes_the_place_of_the_one_before(broken, kept):
    piper_voices.add(str(broken.path))
    assert kept.path.read_bytes() == b"newer"
    assert kept.key == broken.key
    assert len(list(kept.path.parent.iterdir())) == 2


def test_a_model_whose_settings_cannot_be_kept_leaves_the_one_before(broken, kept):
    blocked(kept.path.with_name(f"{kept.path.name}.json"))
    with pytest.raises(FileError, match=kept.label):
        piper_voices.add(str(broken.path))
    assert kept.path.read_bytes() == b"model"


def test_settings_whose_model_cannot_be_kept_leave_those_before(broken, kept):
    settings = kept.path.with_name(f"{kept.path.name}.json")
    before = settings.read_bytes(), settings.stat().st_mtime_ns
    blocked(kept.path)
    with pytest.raises(FileError, match=kept.label):
        piper_voices.add(str(broken.path))
    assert (settings.read_bytes(), settings.stat().st_mtime_ns) == before
    assert len(list(settings.parent.iterdir())) == 2


def test_settings_whose_model_cannot_be_kept_do_not_stay_alone(broken):
    place = piper.added_folder() / broken.path.name
    blocked(place)
    with pytest.raises(FileError, match=broken.label):
        piper_voices.add(str(broken.path))
    assert list(place.parent.iterdir()) == [place]


def test_a_voice_that_is_named_as_a_packaged_one_is_not_added(broken, monkeypatch):
    packaged = Model(broken.path, "CC0-1.0")
    monkeypatch.setattr(piper_voices, "models", lambda: [packaged])
    with pytest.raises(BadFile, match="en_XX-test-low is the name of a voice that is there"):
        piper_voices.add(str(broken.path))


def test_a_voice_with_damaged_settings_takes_no_other_away(broken, home):
    piper_voices.add(str(broken.path))
    (folder,) = {path.parent for path in home.rglob("*.onnx")}
    (folder / "aa.onnx").write_bytes(b"model")
    (folder / "aa.onnx.json").write_text("{")
    assert "en_XX-test-low" in {info.label for info in piper.ENGINE.voices()}
    assert find_voice("piper:en_XX-test-low").name == "piper:en_XX-test-low"
    _, problems = survey()
    assert any("'aa' has damaged settings" in str(problem) for problem in problems)


@pytest.mark.parametrize("asked", ["piper:aa", "aa", "Piper:AA"])
@pytest.mark.usefixtures("home")
def test_a_voice_with_damaged_settings_that_is_asked_for_is_told_with_what_is_wrong_with_it(asked):
    folder = piper.added_folder()
    folder.mkdir(parents=True)
    (folder / "aa.onnx").write_bytes(b"model")
    (folder / "aa.onnx.json").write_text("{")
    with pytest.raises(VoiceError, match=r"'aa' has damaged settings, .*aa\.onnx\.json; get both files again"):
        find_voice(asked)
    with pytest.raises(UnknownName, match="unknown voice 'piper:ab'"):
        find_voice("piper:ab")


@pytest.mark.usefixtures("broken")
def test_a_voice_by_name_is_fetched_by_pipers_own_downloader():
    assert piper_voices.add("en_GB-alba-medium").name == "piper:en_GB-alba-medium"
    with pytest.raises(VoiceError, match=r"could not be downloaded \(HTTP Error 404: Not Found\); check the name"):
        piper_voices.add("en_GB-unknown-low")


def test_settings_that_cannot_be_read_are_told_with_their_file(tmp_path):
    made = model(tmp_path / "xx.onnx")
    tmp_path.joinpath("xx.onnx.json").write_bytes(b"\xff{")
    with pytest.raises(VoiceError, match=r"the voice 'xx' has damaged settings, .*xx\.onnx\.json"):
        made.info()
    tmp_path.joinpath("xx.onnx.json").unlink()
    with pytest.raises(VoiceError, match=r"lacks its settings"):
        Model(made.path).info()


def test_another_package_that_is_called_piper_is_not_taken_for_it(tmp_path, monkeypatch):
    (tmp_path / "piper").mkdir()
    (tmp_path / "piper" / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "piper", raising=False)
    assert not piper.is_installed()


def test_a_worker_leaves_nothing_behind(voice):
    voice.say(TEXTS[1], 1.0)
    (worker,) = voice._workers._idle
    folder = Path(worker._process.args[-1])
    assert folder.exists()
    voice.close()
    assert not folder.exists() or not list(folder.iterdir())


@pytest.mark.usefixtures("home")
def test_the_packaged_voice_has_a_pace_that_need_not_be_measured():
    assert [found.label for found in models()] == ["en_US-joe-medium"]
    assert pace.known("piper en_US-joe-medium", lambda: pytest.fail("it comes with coach"))
