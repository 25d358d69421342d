"""The words that find a point with a thing that helps the reach: nobody hears of one that is not for them."""

import re
import shutil

import pytest
from msgspec.structs import replace

from coach.content.load import library
from coach.content.sentences import Sentence, sentence_lists
from coach.content.style import faults
from coach.errors import CoachError
from coach.storage import resources

SHIPPED = library()
PRESSES = re.compile(r"\bballs?\b|\btowel\b", re.IGNORECASE)
LIFTS_A_FOOT = re.compile(r"\bcushion\b.*\bfoot\b", re.IGNORECASE)


@pytest.mark.parametrize("code", SHIPPED.points)
def test_every_point_is_found_with_a_thing_in_short_sentences_without_a_fault(code):
    sentences = SHIPPED.points[code].en.locate_with_tool
    lengths = [len(sentence.say.split()) for sentence in sentences]
    assert sentences
    assert max(lengths) <= 14
    assert sum(lengths) / len(lengths) < 10
    assert not [fault for fault in faults(SHIPPED.points[code], beside=SHIPPED) if "with_tool" in fault.place]


@pytest.mark.parametrize("code", SHIPPED.points)
def test_a_thing_that_presses_is_for_nobody_who_must_press_lightly(code):
    point = SHIPPED.points[code]
    softening = {rule.condition for rule in point.rules if rule.effect == "soften"}
    assert "fragile-bones" in softening
    if any(PRESSES.search(sentence.say) for sentence in point.en.locate_with_tool):
        for sentence in point.en.locate_with_tool:
            assert softening <= {*sentence.unless}, sentence.say


@pytest.mark.parametrize("code", SHIPPED.points)
def test_a_foot_is_lifted_higher_by_nobody_whose_hip_must_not_bend_far(code):
    sentences = SHIPPED.points[code].en.locate_with_tool
    if any(LIFTS_A_FOOT.search(sentence.say) for sentence in sentences):
        assert all("hip-precautions" in sentence.unless for sentence in sentences)


@pytest.mark.parametrize("code", SHIPPED.points)
def test_whoever_has_a_condition_hears_all_words_on_a_thing_or_none(code):
    assert len({sentence.unless for sentence in SHIPPED.points[code].en.locate_with_tool}) == 1


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


def test_a_condition_that_there_is_not_is_named_with_its_place(tmp_path):
    scripts = shutil.copytree(resources.folder("scripts"), tmp_path / "scripts")
    file = scripts / "points" / "BL23.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('unless = ["fragile-bones"', 'unless = ["fragile-bone"', 1), encoding="utf-8")
    with pytest.raises(CoachError) as caught:
        library(scripts)
    told = "unknown condition 'fragile-bone' in points/BL23.toml, en.locate_with_tool, entry 1.unless"
    assert str(caught.value).startswith(f"{told}; did you mean 'fragile-bones'?")


def test_a_point_may_have_no_words_for_a_thing(tmp_path):
    scripts = shutil.copytree(resources.folder("scripts"), tmp_path / "scripts")
    file = scripts / "points" / "BL40.toml"
    text = file.read_text(encoding="utf-8")
    start = text.index("locate_with_tool = [")
    file.write_text(text[:start] + text[text.index("\n]\n", start) + 3 :], encoding="utf-8")
    assert library(scripts).points["BL40"].en.locate_with_tool == ()
