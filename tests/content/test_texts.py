"""A text of the content that cannot be said or shown, or has no end, is refused with its file and its place."""

import shutil
from pathlib import Path

import pytest

from coach.content.load import find_routine, library
from coach.errors import ContentError
from coach.storage import resources

ROUTINE = """
steps = [{ point = "CV6", minutes = 1 }]
[en]
title = "Short"
summary = "One point."
welcome = [{ say = "Welcome.", sources = ["own"] }, { say = "Hello.", brief = "Hi.", sources = ["own"] }]
settle = [{ say = "Sit down.", sources = ["own"] }]
closing = [{ say = "That was all.", sources = ["own"] }]
"""


@pytest.fixture
def loaded(tmp_path, monkeypatch):
    """Load the routine with a part of it changed."""
    monkeypatch.chdir(tmp_path)

    def load(old: str, new: str):
        assert old in ROUTINE
        Path("r.toml").write_text(ROUTINE.replace(old, new, 1), encoding="utf-8")
        return find_routine("./r.toml", library())

    return load


def complaint(loaded, old: str, new: str) -> str:
    with pytest.raises(ContentError) as caught:
        loaded(old, new)
    assert caught.value.file == "./r.toml"
    return str(caught.value)


@pytest.mark.parametrize("say", ["...", "\N{EM DASH}", " ", "?!", "(…)"])
def test_a_sentence_without_a_word_is_refused_with_its_place(loaded, say):
    told = f"./r.toml, en.welcome, entry 1: there is no word in {say!r}; write a sentence to say"
    assert complaint(loaded, "Welcome.", say) == told
    assert complaint(loaded, "Hi.", say).startswith("./r.toml, en.welcome, entry 2: there is no word in ")


def test_a_title_without_a_word_is_refused(loaded):
    assert complaint(loaded, '"Short"', '"..."') == "./r.toml, en.title: there is no word in it"


@pytest.mark.parametrize("sign", ["\N{SNOWMAN}", "\N{UPWARDS ARROW}", "|", "{", "1,5", "3/4/2026", "5'"])
def test_a_routine_with_a_sign_that_has_no_words_does_not_load(loaded, sign):
    told = complaint(loaded, "Hello.", f"Hold {sign} now.")
    assert told.startswith("./r.toml, en.welcome, entry 2: ")
    assert sign in told


@pytest.mark.parametrize(
    "say", ["Keep pain <five and effort >two.", "Hold \N{GREATER-THAN OR EQUAL TO} 60 s.", "Use 3/4."]
)
def test_a_routine_with_signs_that_have_words_loads_and_keeps_them(loaded, say):
    _, routine = loaded("Hello.", say)
    assert routine.en.welcome[1].say == say


@pytest.mark.parametrize("say", ["Press <b>now</b>.", "Wait <break time='1s'/> now.", "Press <softly>.", "Say [[x]]."])
def test_a_routine_with_markup_does_not_load(loaded, say):
    told = complaint(loaded, "Hello.", say)
    assert " must not be said: " in told
    assert "markup" in told


@pytest.mark.parametrize(
    "written", [r"\u001b", r"\u0000", r"\u009b", r"\u007f", r"\u202e", r"\u2066", r"\t", r"\u2028"]
)
def test_control_characters_are_refused_in_texts_and_keys(loaded, written):
    assert complaint(loaded, "Short", f"Sh{written}ort").startswith(
        "./r.toml, en.title: it holds a control character, '\\"
    )
    assert complaint(loaded, "Hi.", f"H{written}i.").startswith(
        "./r.toml, en.welcome, entry 2.brief: it holds a control"
    )
    assert complaint(loaded, '"CV6"', f'"CV6{written}"').startswith(
        "./r.toml, step 1.point: it holds a control character"
    )
    told = complaint(loaded, "title =", f'"ti{written}tle" = "a"\ntitle =')
    assert told.startswith("./r.toml, en: the key 'ti\\")


def test_a_text_over_several_lines_is_refused_unless_its_lines_are_joined(loaded):
    assert complaint(loaded, '"Hello."', '"""Hello\nthere."""') == (
        "./r.toml, en.welcome, entry 2.say: it holds a line break; write it in one line"
    )
    _, routine = loaded('"Hello."', '"""Hello \\\n   there."""')
    assert routine.en.welcome[1].say == "Hello there."


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ('"Short"', "", "en.title: expected a text with a length of at least 1"),
        ("Short", "T" * 1_000_000, "en.title: expected a text with a length of at most 80"),
        ("One point.", "T" * 401, "en.summary: expected a text with a length of at most 400"),
        ("Hello.", "word " * 81, "en.welcome, entry 2.say: expected a text with a length of at most 400"),
        ("CV6", "C" * 81, "step 1.point: expected a text with a length of at most 80"),
        ('"own"', f'"{"o" * 61}"', "en.welcome, entry 1.sources, entry 1: expected a text with a length of at most 60"),
        ("title =", f'"{"k" * 81}" = "a"\ntitle =', "en: the key 'kkk"),
    ],
)
def test_texts_and_keys_have_greatest_lengths(loaded, old, new, where):
    assert complaint(loaded, old, new or '""').startswith(f"./r.toml, {where}")


def test_texts_of_points_and_of_safety_are_held_to_the_same(tmp_path):
    scripts = Path(shutil.copytree(resources.folder("scripts"), tmp_path / "scripts"))
    for name, old, new, told in (
        (
            "points/CV6.toml",
            'pinyin = "',
            'pinyin = "\N{SNOWMAN}',
            "points/CV6.toml, en.pinyin: '\N{SNOWMAN}' (snowman)",
        ),
        ("points/CV6.toml", 'say = "', 'say = "\N{SNOWMAN} ', "points/CV6.toml, en."),
        (
            "safety.toml",
            'because = "',
            'because = "\N{SNOWMAN}',
            "safety.toml, conditions, entry 1.because: '\N{SNOWMAN}'",
        ),
        ("safety.toml", 'question = "', 'question = "\\u001b', "safety.toml, red_flags, entry 1.question: it holds"),
        ("phrases/en.toml", 'say = "', 'say = "\N{SNOWMAN}', "phrases/en.toml, "),
    ):
        file = scripts / name
        whole = file.read_text(encoding="utf-8")
        file.write_text(whole.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(ContentError) as caught:
            library(scripts)
        assert str(caught.value).startswith(told)
        file.write_text(whole, encoding="utf-8")
