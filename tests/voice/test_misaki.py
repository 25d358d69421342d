"""Phonemes for hibari: our mapping against its own phonemizer, on words of which eSpeak and its lexicon think alike."""

import json
import re
import unicodedata
from importlib.resources import files
from pathlib import Path

import pytest
from hibari.g2p import G2P
from piper.phonemize_espeak import EspeakPhonemizer

from coach.voice import misaki
from coach.voice.pronounce import spoken, table

ROOT = Path(__file__).parents[2]

OTHERS = ("boy", "button", "childhood", "hurry", "kitten", "measure", "radiant", "serious", "vision", "yellow")
"""They have the sounds that are rare in `scripts/`."""

LEAST_SAME, LEAST_ALIKE = 0.7, 0.87
"""Shares of words of which both say the same, and the same but for stress and weak vowels."""

MOST_FOREIGN = 0.005

STRESSED_SCHWA = "ˈə"
"""No English word has it, but it was listened to in names."""

SIGNS = {*json.loads((files("hibari") / "assets/vocab.json").read_text(encoding="utf-8"))}


@pytest.fixture(scope="module")
def phonemizer():
    return G2P()


@pytest.fixture(scope="module")
def words():
    """All words of the content, and others: each in the IPA as eSpeak writes it."""
    content = (path.read_text(encoding="utf-8") for path in (ROOT / "scripts").rglob("*.toml"))
    found = {word for text in content for word in re.findall(r"\b[a-z]{2,}\b", text)}
    espeak = EspeakPhonemizer()
    asked = sorted({*found, *OTHERS})
    told = ("".join(sign for part in espeak.phonemize("en-us", word) for sign in part) for word in asked)
    return {word: unicodedata.normalize("NFC", ipa) for word, ipa in zip(asked, told, strict=True)}


@pytest.fixture(scope="module")
def said(phonemizer, words):
    """Of each word what our mapping makes of it, "" if eSpeak says it in a foreign way, and what the engine makes."""
    return {word: (mapped(ipa), phonemizer(word)) for word, ipa in words.items()}


def mapped(ipa: str) -> str:
    try:
        return misaki.from_ipa(ipa)
    except KeyError:
        return ""


def without_weak(phonemes: str) -> str:
    """Return phonemes without what eSpeak and a lexicon often see differently: stress, and which weak vowel it is."""
    return re.sub("[ˈˌ]", "", phonemes).translate(str.maketrans("ᵊᵻɪ", "əəə"))


def test_of_most_words_the_mapping_makes_what_the_engine_makes_itself(said):
    same = [ours == its for ours, its in said.values()]
    alike = [without_weak(ours) == without_weak(its) for ours, its in said.values()]
    assert len(said) > 1000
    assert sum(same) > LEAST_SAME * len(said)
    assert sum(alike) > LEAST_ALIKE * len(said)


def test_nearly_every_word_that_espeak_says_has_a_counterpart(said):
    assert sum(not ours for ours, _ in said.values()) < MOST_FOREIGN * len(said)


def test_every_sign_of_the_mapping_is_right_in_some_word_of_which_both_say_the_same(words, said):
    right = {sign for word, (ours, its) in said.items() if ours == its for sign in misaki.signs(words[word])}
    assert right == misaki.SOUNDS.keys()


def test_every_name_comes_in_signs_that_the_engine_knows_and_with_stress_where_its_own_words_have_it(said):
    stressed = {pair for _, its in said.values() for pair in re.findall("[ˈˌ].", its)} | {STRESSED_SCHWA}
    for written in table().phonemes.values():
        assert {*written.misaki} <= SIGNS
        assert "ˈ" in written.misaki
        assert {*re.findall("[ˈˌ].", written.misaki)} <= stressed


def heard(phonemizer: G2P, shown: str) -> str:
    """Return what the engine makes of a text, its phonemes put the way it takes them."""
    inline = re.sub(r"\[\[(.*?)\]\]", r"[it](/\1/)", spoken(shown, "misaki"))
    return phonemizer(inline, normalize_text=False)


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ("BL40", "bˈi ˈɛl fˈɔɹTi"),
        ("CV6", "sˈi vˈi sˈɪks"),
        ("SP6 and KI1", "ˈɛs pˈi sˈɪks ænd kˈA ˌI wˈʌn"),
        ("GV26", "ʤˈi vˈi twˈɛntisˌɪks"),
        ("LI11", "ˈɛl ˌI əlˈɛvᵊn"),
        ("TE5, LR3 and LU7.", "tˈi ˈi fˈIv, ˈɛl ˈɑɹ θɹˈi ænd ˈɛl jˈu sˈɛvən."),
        ("HT7 or PC6", "ˈAʧ tˈi sˈɛvən ɔɹ pˈi sˈi sˈɪks"),
        ("EX-B2", "ˈi ˈɛks, bˈi tˈu"),
        ("EX-CA1", "ˈi ˈɛks, sˈi ˈA wˈʌn"),
        ("M-CA-18", "ˈɛm, sˈi ˈA ˌAtˈin"),
        ("from A to B", "fɹʌm ˈA tə bˈi"),
        ("type A blood", "tˈIp ˈA blˈʌd"),
        ("the number a", "ðə nˈʌmbəɹ ˈA"),
        ("A B C", "ˈA bˈi sˈi"),
        ('called "A"', "kˈɔld ˈA"),
    ],
)
def test_letters_are_said_as_letters(phonemizer, shown, said):
    assert heard(phonemizer, shown) == said


@pytest.mark.parametrize("shown", ["A hand rests.", "Rest. A hand, a foot.", "A T-shirt", "Qihai. A sea of a point."])
def test_an_article_is_said_as_an_article(phonemizer, shown):
    assert "ˈA " not in heard(phonemizer, shown)
    assert "ɐ" in heard(phonemizer, shown)


def test_a_word_that_is_divided_for_other_engines_comes_whole_where_it_is_known_so(phonemizer):
    assert spoken("Osteoporosis, osteoporosis") == "Osteo-porosis, osteo-porosis"
    assert spoken("Hollow, hollow bones") == "Hollow, hollow bones"
    assert heard(phonemizer, "the hollow") == phonemizer("the hollow")
    assert heard(phonemizer, "osteoporosis") == phonemizer("osteoporosis")
    assert spoken("aches", "misaki") == "akes"


def test_names_come_between_words_and_marks_as_they_are_written(phonemizer):
    written = table().phonemes["weizhong"].misaki
    assert heard(phonemizer, "Find it, called Weizhong, here.") == f"fˈInd ɪt, kˈɔld {written}, hˈɪɹ."


def test_every_name_comes_in_the_phonemes_that_were_listened_to():
    golden = (ROOT / "tests/golden/misaki.txt").read_text(encoding="utf-8").splitlines()
    assert {name: written.misaki for name, written in table().phonemes.items()} == dict(
        line.split("  ") for line in golden
    )
