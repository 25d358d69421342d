"""Voices of Piper as other people write their settings: made of the settings of the voice that pip installed."""

import codecs
import json

import numpy as np
import pytest
from msgspec import to_builtins

from coach.content.load import library
from coach.errors import BadFile, UnknownName, VoiceError
from coach.voice import pace
from coach.voice.catalog import find_voice, survey
from coach.voice.engines import piper, piper_voices
from coach.voice.engines.piper import Model, PiperVoice, models
from coach.voice.pronounce import spoken

PACKAGED = models()[0]
USUAL = json.loads(PACKAGED.beside.read_text(encoding="utf-8"))
TEXT = "Press gently on BL40, called Weizhong, and see how it feels."


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch):
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "home"))


@pytest.fixture
def made(tmp_path):
    """Make a voice whose model is the real one; `content` is what its settings hold."""

    def make(content: bytes | None = None, name="en_US-made-low", beside="{name}.onnx.json", **settings) -> Model:
        path = tmp_path / "made" / f"{name}.onnx"
        path.parent.mkdir(exist_ok=True)
        path.symlink_to(PACKAGED.path)
        told = {key: value for key, value in (USUAL | settings).items() if value is not None}
        path.with_name(beside.format(name=name)).write_bytes(content or json.dumps(told).encode())
        return Model(path)

    return make


@pytest.fixture
def _quick(monkeypatch):
    """Let nobody measure how fast a voice is, and try few sentences: that takes its time."""
    texts = [*piper_voices._texts(to_builtins(library()))][::8]
    monkeypatch.setattr(pace, "measured", lambda *_: ((0.6, 110.1), (1.0, 145.3)))
    monkeypatch.setattr(piper_voices, "_texts", lambda _told: texts)


def said(model: Model, speaker: str = "") -> np.ndarray:
    chosen = model.speaker(speaker) if speaker else None
    voice = PiperVoice(model, 120, find_pace=lambda *_: ((0.6, 110.1), (1.0, 145.3)), speaker=chosen)
    try:
        return voice.say(spoken(TEXT, voice.phonemes), 1.0).samples
    finally:
        voice.close()


WHOLE = json.dumps(USUAL, ensure_ascii=False)
SPELLINGS = {
    "a byte order mark": codecs.BOM_UTF8 + WHOLE.encode(),
    "UTF-16 with a mark": WHOLE.encode("utf-16"),
    "UTF-16 without one": WHOLE.encode("utf-16-be"),
    "UTF-32": WHOLE.encode("utf-32"),
    "zeros at the end": WHOLE.encode() + bytes(512),
    "something at the end": WHOLE.encode() + b"\n}\n<!-- cached -->",
    "a blank line at the beginning": b"\r\n\r\n" + WHOLE.encode(),
}
WRITTEN = {
    "the name that Python gives it": {"phoneme_type": "PhonemeType.ESPEAK"},
    "capitals": {"phoneme_type": "ESPEAK"},
    "another name": {"phoneme_type": "espeak-ng"},
    "no phoneme type": {"phoneme_type": None},
    "a rate in text": {"audio": {"sample_rate": "22050", "quality": "low"}},
    "a rate with a point": {"audio": {"sample_rate": 22050.0}},
    "no numbers": {"num_symbols": None, "num_speakers": None, "speaker_id_map": None},
    "one speaker with a name": {"speaker_id_map": {"joe": 0}},
    "a language in a word": {"language": "en_US"},
    "no language": {"language": None},
    "no voice of eSpeak": {"espeak": {}},
    "single ids": {"phoneme_id_map": {symbol: ids[0] for symbol, ids in USUAL["phoneme_id_map"].items()}},
    "nothing for inference": {"inference": None},
}


@pytest.fixture(scope="module")
def right():
    return said(PACKAGED)


@pytest.mark.parametrize("content", SPELLINGS.values(), ids=SPELLINGS)
def test_settings_in_any_encoding_are_read_for_what_they_are(made, content):
    assert made(content).settings == PACKAGED.settings


@pytest.mark.parametrize("settings", WRITTEN.values(), ids=WRITTEN)
def test_settings_in_other_peoples_writing_give_the_same_voice(made, settings):
    model = made(**settings)
    told, usual = model.settings, PACKAGED.settings
    assert (told.hertz, told.takes_text, told.speakers) == (usual.hertz, usual.takes_text, ())
    assert model.speaks_english
    for key in ("phoneme_id_map", "phoneme_type", "espeak"):
        assert told.for_piper[key] == usual.for_piper[key]


def test_what_the_worker_reads_is_what_the_coach_reads(made, right):
    model = made(json.dumps(USUAL | WRITTEN["the name that Python gives it"]).encode("utf-16"))
    np.testing.assert_array_equal(said(model), right)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (
            {"phoneme_type": "pinyin"},
            "takes phonemes of the type 'pinyin'; choose one that takes those of eSpeak, or text",
        ),
        ({"phoneme_type": "PhonemeType.THAI"}, "takes phonemes of the type 'PhonemeType.THAI'"),
        ({"phoneme_type": 7}, "takes phonemes of the type '7'"),
        ({"audio": {"quality": "low"}}, "has settings that lack sample_rate"),
        ({"audio": {"sample_rate": "fast"}}, "has settings that have 'fast' for sample_rate"),
        ({"audio": None}, "has settings that are not Piper's"),
        ({"num_speakers": 10**9}, "too many speakers"),
        ({"speaker_id_map": {"ada": "first"}}, "have 'first' for speaker_id_map"),
    ],
)
def test_a_voice_that_coach_cannot_use_is_refused_with_what_is_wrong(made, settings, told):
    with pytest.raises(VoiceError, match=told):
        piper_voices.add(str(made(**settings).path))
    assert len(models()) == 1


def test_a_voice_of_text_is_given_text_and_no_phonemes(made):
    letters = dict(zip("_^$ ,.'-abcdefghijklmnopqrstuvwxyz", ([number] for number in range(40)), strict=False))
    model = made(phoneme_type="text", phoneme_id_map=letters)
    voice = PiperVoice(model, 120, find_pace=lambda *_: ((0.6, 110.1), (1.0, 145.3)))
    assert voice.phonemes is None
    assert "[[" not in spoken(TEXT, voice.phonemes)
    assert voice.missing([spoken(TEXT, voice.phonemes)]) == {}  # also capitals are said
    voice.close()


TWO = {"num_speakers": 2, "speaker_id_map": {"ada": 0, "Bob Smith": 1}, "default_speaker_id": 1}


@pytest.mark.usefixtures("_quick")
def test_the_speakers_of_a_voice_are_listed_and_chosen_by_name_or_number(made):
    added = piper_voices.add(str(made(**TWO).path))
    assert added.info.speakers == ("ada", "Bob Smith")
    assert added.info.speaker == "Bob Smith"
    assert added.are_alike  # the model at hand has one
    (info,) = [info for _, info in survey()[0] if info.label == "en_US-made-low"]
    assert info.speakers == added.info.speakers
    names = {}
    for asked in ("", ":ada", ":ADA", ":0", ":bob smith", ":1"):
        for prefix in ("piper:", ""):
            voice = find_voice(f"{prefix}en_US-made-low{asked}")
            names.setdefault(voice.name, set()).add(tuple(voice.identity))
            voice.close()
    assert set(names) == {"piper:en_US-made-low:ada", "piper:en_US-made-low:Bob Smith"}
    assert all(len(identities) == 1 for identities in names.values())
    assert len(set.union(*names.values())) == 2
    with pytest.raises(UnknownName, match="unknown speaker 'eve' in piper:en_US-made-low; there is: ada, Bob Smith"):
        find_voice("piper:en_US-made-low:eve")
    with pytest.raises(UnknownName, match=r"unknown voice 'piper:en_US-joe-medium:ada'; did you mean"):
        find_voice("piper:en_US-joe-medium:ada")


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        ({"num_speakers": 3}, ["0", "1", "2"]),
        ({"num_speakers": 1, "speaker_id_map": {"ada": 0, "bob": 1}}, ["ada", "bob"]),
        ({"num_speakers": 3, "speaker_id_map": {"ada": 2}}, ["0", "1", "ada"]),
        ({"speaker_id_map": ["ada", "bob"]}, ["ada", "bob"]),
        ({"speaker_id_map": {"ada": "4", "bob": 2}}, ["0", "bob", "ada"]),
    ],
)
def test_speakers_are_told_where_their_number_and_their_names_disagree(made, settings, names):
    assert [one.name for one in made(**settings).settings.speakers] == names


def test_one_of_very_many_speakers_is_asked_for_in_a_short_line(made):
    model = made(num_speakers=900)
    with pytest.raises(UnknownName) as error:
        model.speaker("somebody")
    assert len(str(error.value)) < 300
    assert "900 in all, by name or by number" in str(error.value)


@pytest.mark.usefixtures("_quick")
@pytest.mark.parametrize("lost", ["ʊ", "əɪæɹ"])
def test_a_voice_without_sounds_that_are_common_in_english_is_refused_with_their_names(made, lost):
    ids = {symbol: found for symbol, found in USUAL["phoneme_id_map"].items() if symbol not in lost}
    told = rf"it lacks sounds of English, and would leave them out: {' '.join(sorted(lost))}; choose another voice"
    with pytest.raises(BadFile, match=told):
        piper_voices.add(str(made(phoneme_id_map=ids).path))
    assert len(models()) == 1


@pytest.mark.usefixtures("_quick")
def test_rare_sounds_and_marks_that_a_voice_lacks_are_told(made):
    ids = {symbol: found for symbol, found in USUAL["phoneme_id_map"].items() if symbol not in ";ˌ"}
    assert piper_voices.add(str(made(phoneme_id_map=ids).path)).missing == (";", "ˌ")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"<!DOCTYPE html><html>", "it is a web page, not the file itself; download the file itself"),
        (b"\n  <html>", "it is a web page"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00", "it is a pointer of Git LFS"),
        (b"PK\x03\x04....", "it is an archive; unpack it"),
        (b"\x1f\x8b....", "it is an archive"),
        (b"", "it is empty; get both files again"),
        (b'{"audio": {}}', "it holds settings, not a model"),
    ],
)
def test_a_file_that_is_no_model_is_told_for_what_it_is(made, content, told):
    model = made()
    model.path.unlink()
    model.path.write_bytes(content)
    with pytest.raises(BadFile, match=told):
        piper_voices.add(str(model.path))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"<html>", "it is a web page"),
        (b"version https://git-lfs.github.com", "a pointer of Git LFS"),
        (b" ", "damaged"),
    ],
)
def test_settings_that_are_none_are_told_for_what_they_are(made, content, told):
    with pytest.raises(VoiceError, match=told):
        piper_voices.add(str(made(content).path))


def given_folder(model):
    return model.path.parent


def given_settings(model):
    return model.beside


def given_without_suffix(model):
    return model.path.with_suffix("")


@pytest.mark.parametrize("given", [given_folder, given_settings, given_without_suffix])
def test_a_voice_is_found_by_what_lies_beside_it(made, given):
    model = made(beside="{name}.json")
    assert piper_voices.model_of(str(given(model))) == model.path
    assert model.settings == PACKAGED.settings


@pytest.mark.usefixtures("_quick")
def test_a_voice_with_a_name_of_several_words_and_other_settings_is_kept_under_the_usual_ones_and_found(made):
    assert piper_voices.add(str(made(name="my own voice", beside="config.json").path)).name == "piper:my own voice"
    assert {path.name for path in piper.added_folder().iterdir()} == {"my own voice.onnx", "my own voice.onnx.json"}
    voice = find_voice("piper:My own voice")
    assert voice.name == "piper:my own voice"
    voice.close()


@pytest.mark.parametrize("given", ["", "  "])
def test_no_name_is_told(given):
    with pytest.raises(BadFile, match="it names no voice"):
        piper_voices.add(given)


def test_a_folder_without_a_voice_or_with_several_is_told(made, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadFile, match="it is a folder without a voice"):
        piper_voices.add(str(tmp_path / "empty"))
    made(name="one")
    made(name="two")
    with pytest.raises(BadFile, match=r"a folder with several voices: one\.onnx, two\.onnx; name one of them"):
        piper_voices.add(str(tmp_path / "made"))
    with pytest.raises(BadFile, match="there is no such file"):
        piper_voices.add(str(tmp_path / "made" / "three"))


@pytest.mark.parametrize("name", ["a:b", "line\nbreak", ".hidden", "EN_us-joe-medium"])
def test_a_name_by_which_a_voice_could_not_be_chosen_is_refused(made, name):
    with pytest.raises(BadFile, match=r"cannot be chosen by that name|is the name of a voice that is there"):
        piper_voices.add(str(made(name=name).path))
