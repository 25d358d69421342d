"""The words that find a point with a thing that helps the reach: nobody hears of one that is not for them."""

import re
import shutil
from collections.abc import Iterator
from itertools import groupby

import pytest
from msgspec.structs import replace

from coach.content.load import library
from coach.content.sentences import Sentence, sentence_lists, suits
from coach.content.style import faults
from coach.errors import CoachError
from coach.storage import resources

SHIPPED = library()
PRESSES = re.compile(r"\bballs?\b|\btowel\b", re.IGNORECASE)
LIFTS_A_FOOT = re.compile(r"\bcushion\b.*\bfoot\b", re.IGNORECASE)


def groups() -> Iterator[tuple[str, tuple[Sentence, ...]]]:
    """Yield the words on a thing at each point, as they are heard together, with its code."""
    for code, point in SHIPPED.points.items():
        for _, group in groupby(point.en.locate_with_tool, key=lambda sentence: sentence.only):
            yield code, tuple(group)


GROUPS = [pytest.param(code, words, id=f"{code}-{'-'.join(words[0].only)}") for code, words in groups()]


@pytest.mark.parametrize("code", SHIPPED.points)
def test_every_point_is_found_with_a_thing_on_a_chair_and_without_a_fault(code):
    words = SHIPPED.points[code].en.locate_with_tool
    for legs in ("crossed", "stool"):
        assert any(suits(one.only, one.unless, frozenset({"chair", legs})) for one in words)
    assert not [fault for fault in faults(SHIPPED.points[code], beside=SHIPPED) if "with_tool" in fault.place]


@pytest.mark.parametrize(("code", "words"), GROUPS)
def test_the_sentences_are_short_and_each_listener_hears_all_of_them_or_none(code, words):
    lengths = [len(sentence.say.split()) for sentence in words]
    assert max(lengths) <= 14
    assert sum(lengths) / len(lengths) < 10
    assert len({sentence.unless for sentence in words}) == 1, code


@pytest.mark.parametrize(("code", "words"), GROUPS)
def test_a_thing_that_presses_is_for_nobody_who_must_press_lightly(code, words):
    softening = {rule.condition for rule in SHIPPED.points[code].rules if rule.effect == "soften"}
    assert "fragile-bones" in softening
    if any(PRESSES.search(sentence.say) for sentence in words):
        assert all(softening <= {*sentence.unless} for sentence in words)


@pytest.mark.parametrize(("code", "words"), GROUPS)
def test_a_foot_is_lifted_higher_by_nobody_whose_hip_must_not_bend_far(code, words):
    if any(LIFTS_A_FOOT.search(sentence.say) for sentence in words):
        assert all("hip-precautions" in sentence.unless for sentence in words), code


@pytest.mark.parametrize(("code", "words"), GROUPS)
def test_nobody_who_lies_or_has_no_second_hand_hears_of_a_thing_that_is_not_for_them(code, words):
    for sentence in words:
        assert {*sentence.only} & {"chair", "crossed", "stool"}, code
        if re.search(r"\b(both ends|free arm|hands)\b", " ".join(one.say for one in words)):
            assert "unused-hand" in sentence.unless


@pytest.mark.parametrize("code", SHIPPED.points)
def test_no_two_wordings_of_a_place_share_a_sentence(code):
    words = sentence_lists(SHIPPED.points[code].en)
    said = [one.say for key in ("locate", "locate_again", "locate_with_tool") for one in words[key]]
    assert len({*said}) == len(said)


def in_tool_words(*texts: str):
    point = SHIPPED.points["BL23"]
    words = tuple(Sentence(say=text, sources=("own",)) for text in texts)
    return faults(replace(point, en=replace(point.en, locate_with_tool=words)), beside=SHIPPED)


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        ("K4", ["Find the ridges of muscle.", "Feel them with a ball in a sock."]),
        ("K5", ["Take a ball in a sock.", "Set it beside the spine."]),
        ("K3", ["Take a ball in a sock.", "Bend down.", "You feel a dull ache."]),
        ("K1", ["Hold it behind you with a towel.", "You feel a dull ache."]),
        ("K10", ["Take a ball or a towel, at the wall or in the chair.", "You feel a dull ache."]),
    ],
)
def test_words_that_name_the_thing_too_late_or_no_feeling_are_found(kind, texts):
    found = [fault for fault in in_tool_words(*texts) if "with_tool" in fault.place]
    assert kind in {fault.kind for fault in found}


def test_a_circumstance_that_there_is_not_is_named_with_its_place(tmp_path):
    scripts = shutil.copytree(resources.folder("scripts"), tmp_path / "scripts")
    file = scripts / "points" / "BL23.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace('only = ["chair"], unless = ["fragile-bones"', 'unless = ["fragile-bone"', 1), encoding="utf-8"
    )
    with pytest.raises(CoachError) as caught:
        library(scripts)
    told = "unknown circumstance 'fragile-bone' in points/BL23.toml, en.locate_with_tool, entry 1"
    assert str(caught.value).startswith(f"{told}; did you mean 'fragile-bones'?")


def test_a_point_may_have_no_words_for_a_thing(tmp_path):
    scripts = shutil.copytree(resources.folder("scripts"), tmp_path / "scripts")
    file = scripts / "points" / "BL40.toml"
    text = file.read_text(encoding="utf-8")
    start = text.index("locate_with_tool = [")
    file.write_text(text[:start] + text[text.index("\n]\n", start) + 3 :], encoding="utf-8")
    assert library(scripts).points["BL40"].en.locate_with_tool == ()
