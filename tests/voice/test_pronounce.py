"""What an engine is given to say."""

import re
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.content.load import library
from coach.errors import BadOption, CannotSay, ContentError
from coach.voice import pronounce
from coach.voice.pronounce import LIMIT_BYTES, portions, spoken, table

GOLDEN = Path(__file__).parents[1] / "golden"

PHONEMES = """
import ctypes, espeakng_loader, sys
espeak = ctypes.CDLL(espeakng_loader.get_library_path())
espeak.espeak_Initialize(2, 0, espeakng_loader.get_data_path().encode(), 0)
espeak.espeak_SetVoiceByName(b"en-us")
espeak.espeak_TextToPhonemes.restype = ctypes.c_char_p
utf8, phonemes_in_brackets, ipa = 1, 0x100, 2
espeak.espeak_Synth(b"a", 2, 0, 0, 0, utf8 | phonemes_in_brackets, None, None)  # which it remembers
sys.stdout.reconfigure(encoding="utf-8")
for line in open(0, encoding="utf-8"):
    text = ctypes.c_char_p(line.strip().encode())
    print(espeak.espeak_TextToPhonemes(ctypes.byref(text), utf8, ipa).decode().strip())
"""


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ("BL40", "B L forty"),
        ("Find CV6, please.", "Find C V six, please."),
        ("BL31-34 or BL23", "B L thirty-one to thirty-four or B L twenty-three"),
        ("GV26's place", "G V twenty-six's place"),
        ("the BL40-point", "the B L forty-point"),
        ("EX-HN1", "The four crown points"),
    ],
)
def test_a_points_code_is_said_letter_by_letter_with_its_number_in_words(shown, said):
    assert spoken(shown) == said


def test_a_pinyin_name_is_respelled_as_a_whole_word_in_any_case():
    assert spoken("Qihai, called qihai or QIHAI.") == "Chee high, called chee high or Chee high."
    assert spoken("Qihaishan and myQihai") == "Qihaishan and myQihai"


def test_every_word_of_the_table_is_respelled():
    for word, said in table().words.items():
        assert spoken(word).lower() == said.lower()


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ("Wait.<break time='2s'/>Now.", "Wait. Now."),
        ("line\none\x00two\ttabs", "line one two tabs"),
        ("soft\N{SOFT HYPHEN}ly", "softly"),
        ("caf\u0065\u0301", "caf\N{LATIN SMALL LETTER E WITH ACUTE}"),
        ("don\N{RIGHT SINGLE QUOTATION MARK}t", "don\N{RIGHT SINGLE QUOTATION MARK}t"),
        ("a < b > c", "a less than b more than c"),
        ("If pain < 3 go on, and stop at pain > 5.", "If pain less than 3 go on, and stop at pain more than 5."),
        ("EX-B2 and EX-HN 1", "E X, B two and The four crown points"),
        ("Z\u00fas\u0101nl\u01d0, or BL\N{EN DASH}40", "Zoo sahn lee, or B L forty"),
    ],
)
def test_a_text_is_said_in_words_without_what_nobody_sees(shown, said):
    assert spoken(shown) == said


@pytest.mark.parametrize(
    "shown",
    [
        "Say [[tS'i:]] it",
        "a [[ b [[tS]] c",
        "Well done \N{THUMBS UP SIGN}\N{EMOJI MODIFIER FITZPATRICK TYPE-4}!",
        "bad \ud800 half",
    ],
)
def test_what_has_no_words_is_named_and_never_left_out(shown):
    with pytest.raises(CannotSay, match="cannot be said, in "):
        spoken(shown)
    with pytest.raises(CannotSay, match="cannot be said, in "):
        portions(f"Press. {shown}")


@pytest.mark.parametrize("shown", ["", "   ", "...", "<b></b>", "\x00\x07"])
def test_a_text_without_a_word_leaves_nothing_to_say(shown):
    assert spoken(shown) == ""


@given(st.text(alphabet=st.characters(), max_size=60))
def test_any_text_is_refused_or_can_be_given_to_an_engine_and_saying_it_twice_changes_nothing(shown):
    try:
        said = spoken(shown)
    except CannotSay:
        return
    assert said == spoken(said)
    assert not set(said) & set("<>[]{}\\*_#\x00")
    assert said.isprintable()
    said.encode()


@given(st.lists(st.sampled_from(["Qihai", "BL31-34", "press", "[[", "]]", "<", ">", "-", "EX-HN1", "e", "\u0301"])))
def test_texts_of_our_own_words_and_markup_come_out_clean_and_settled(parts):
    for joint in ("", " "):
        try:
            said = spoken(joint.join(parts))
        except CannotSay:
            continue
        assert said == spoken(said)
        assert "[[" not in said
        assert "<" not in said


@pytest.mark.parametrize("shown", ["word " * 900, "x" * 5000, "\N{LATIN SMALL LETTER E WITH ACUTE}" * 3000])
def test_a_text_is_cut_at_a_word_before_it_is_too_long_for_an_engine(shown):
    said = spoken(shown)
    assert 0 < len(said.encode()) <= LIMIT_BYTES
    assert shown.startswith(said)
    assert said == spoken(said)


@given(st.lists(st.sampled_from(["Qihai", "BL31-34", "press.", "Now!", "keep 60 s of", "<", ">", "-", "...", "(so.)"])))
def test_portions_of_a_text_are_together_the_same_words_and_each_is_said_whole(parts):
    text = " ".join(["Begin", *parts])
    whole = spoken(text)
    with mock.patch.object(pronounce, "LIMIT_BYTES", 40):
        said = [spoken(portion) for portion in portions(text)]
    assert all(0 < len(portion.encode()) <= 40 for portion in said)
    assert re.findall(r"\w+", " ".join(said)) == re.findall(r"\w+", whole)


@given(
    st.text(
        alphabet=st.characters(max_codepoint=0x17F, categories=("Ll", "Lu", "Zs"), exclude_characters="µ"), max_size=200
    )
)
def test_no_letter_of_any_text_is_lost_in_its_portions(text):
    whole = spoken(f"a {text}")
    with mock.patch.object(pronounce, "LIMIT_BYTES", 20):
        said = "".join(map(spoken, portions(f"a {text}")))
    assert [letter for letter in said if letter.isalnum()] == [letter for letter in whole if letter.isalnum()]


def test_a_text_comes_sentence_by_sentence():
    assert portions("Press. Breathe!  <b>Let go.</b>") == ["Press.", "Breathe!", "Let go."]
    sentences = ["Press BL40 (softly.)", "Is that right?", 'Say "Yes."', "3.5 breaths…", "Let go!"] * 50
    assert portions(" ".join(sentences)) == sentences


def test_a_word_that_is_too_long_for_an_engine_comes_in_parts():
    assert "".join(portions("x" * 5000)) == "x" * 5000


@pytest.mark.parametrize("text", ["", " ", "...", "<b></b>", ". " * 3000])
def test_a_text_without_a_word_has_no_portions(text):
    with pytest.raises(BadOption, match="there is no word in it; give a sentence to say"):
        portions(text)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ('[words]\n"two words" = "one"', "only single words"),
        ('[words]\nQi = "chee"\nQihai = "Qi high"', "'Qi'"),
        ('[words]\nQi = "[[tS]]"', "words"),
        ("words = 3", "words"),
        ('[words]\n[phonemes]\nQi = { espeak = "tS", ipa = "t" }', "it needs a respelling too"),
        ('[words]\nQi = "chee"\n[phonemes]\nQi = { espeak = "t S", ipa = "t" }', "phonemes"),
        ('[words]\nQi = "chee"\n[phonemes]\nQi = { espeak = "tSy", ipa = "tʃy" }', "phonemes.Qi.ipa: 'y' has no"),
        ('[words]\nQi = "chee"\n[phonemes]\nQi = { espeak = "tSa", ipa = "tʃa" }', "phonemes.Qi.ipa: 'a' has no"),
        ("[words", "TOML"),
    ],
)
def test_a_table_that_would_mislead_an_engine_is_refused(content, problem, tmp_path, monkeypatch):
    Path(tmp_path, "pronunciation.toml").write_text(content, encoding="utf-8")
    monkeypatch.setattr(pronounce.resources, "folder", lambda _: tmp_path)
    with pytest.raises(ContentError, match=r"audio/pronunciation\.toml") as error:
        table.__wrapped__()
    assert problem in str(error.value)


@pytest.mark.parametrize(
    ("shown", "notation", "said"),
    [
        ("Qihai, called Sea.", "espeak", "[[{qihai.espeak}]], called Sea."),
        ("Qihai, called Sea.", "ipa", "[[{qihai.ipa},]] called Sea."),
        ("Press Kunlun.", "ipa", "Press [[{kunlun.ipa}.]]"),
        ("Qihai, called Sea.", "misaki", "[[{qihai.misaki}]], called Sea."),
        ("Press Kunlun.", "misaki", "Press [[{kunlun.misaki}]]."),
        ("BL40 and EX-HN1", "ipa", "B L forty and The four crown points"),
        ("Qihai's place, qihai-point", "ipa", "Chee high's place, chee high-point"),
    ],
)
def test_a_voice_that_takes_phonemes_gets_them_for_names_that_stand_alone(shown, notation, said):
    assert spoken(shown, notation) == said.format(**table().phonemes)


@pytest.mark.skipif(sys.platform != "linux", reason="eSpeak comes with coach on Linux only")
def test_espeak_makes_of_every_name_the_phonemes_that_were_listened_to():
    """Of the respelling those of the golden file, of the phonemes those that stand beside them for Piper."""
    golden = dict(line.split("  ") for line in (GOLDEN / "pinyin.txt").read_text(encoding="utf-8").splitlines())
    names = table().phonemes
    assert golden.keys() == {name.lower() for name in golden} == names.keys()
    asked = [text for name in names for text in (table().words[name], f"[[{names[name].espeak}]]")]
    command = [sys.executable, "-c", PHONEMES]
    done = subprocess.run(command, input="\n".join(asked), capture_output=True, encoding="utf-8", check=True)
    told = done.stdout.splitlines()
    assert dict(zip(names, told[::2], strict=True)) == golden
    assert dict(zip(names, told[1::2], strict=True)) == {name: written.ipa for name, written in names.items()}


def test_every_point_that_has_a_name_has_it_in_the_table():
    for point in library().points.values():
        for name in point.en.pinyin.replace("/", " ").split():
            assert name.lower() in table().phonemes
