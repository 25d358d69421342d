"""The warning signs that a routine of one's own tells: those of what it is for."""

import re

import pytest
from mutagen.flac import FLAC
from routines import BACKACHE, SHIPPED

import coach
from coach.choices import Options
from coach.content.load import find_routine
from coach.errors import UnknownName
from coach.health.circumstances import circumstances, has_signs
from coach.health.listener import Listener
from coach.health.verdicts import judge
from coach.script.cues import Say
from coach.sessions.compose import script_writer

OF_THE_BACK = re.compile(r"between the legs|bladder|bowel|back pain", re.IGNORECASE)
OWN = """
{eases}
steps = [{{ point = "GV26", minutes = 1 }}, {{ point = "{point}", minutes = 1 }}]

[en]
title = "Mine"
summary = "Two points."
welcome = [{{ say = "Welcome.", sources = ["own"] }}]
settle = [{{ say = "Sit down.", sources = ["own"] }}]
closing = [{{ say = "Breathe.", sources = ["own"] }}]
"""


@pytest.fixture
def own(tmp_path):
    """Return the path of a routine of one's own, for what it eases."""

    def written(*eases, point="CV6"):
        path = tmp_path / "mine.toml"
        line = f"eases = {[*eases]}" if eases else ""
        path.write_text(OWN.format(eases=line, point=point), encoding="utf-8")
        return str(path)

    return written


def opened(path, **options):
    return coach.session(path, voice="fake", listener=Listener.nobody(), **options)


def said(session):
    return " ".join(clip["text"] for clip in session.plan()["clips"] if clip["bus"] == "voice")


@pytest.mark.parametrize("talk", ["full", "brief", "chimes"])
def test_a_session_for_neck_and_shoulders_tells_nothing_of_the_back(own, talk):
    with opened(own("neck", "shoulder"), talk=talk) as session:
        words = said(session)
    assert "vision or speech" in words
    assert not OF_THE_BACK.search(words)
    assert not re.search(r"\b(legs?|calf|calves|knees?|ankles?)\b", words)


@pytest.mark.parametrize("answered", [False, True])
def test_a_session_that_goes_on_after_its_cautions_tells_the_signs_of_what_it_is_for(own, answered):
    _, routine = find_routine(own("neck"), SHIPPED)
    write = script_writer(SHIPPED, routine, Options(), judge(Listener(is_answered=answered), SHIPPED))
    opening, *_ = write.resumed_at("GV26")
    words = " ".join(cue.text for cue in opening.cues if isinstance(cue, Say))
    assert "vision or speech" in words
    assert not OF_THE_BACK.search(words)


def test_words_on_legs_come_with_a_point_of_the_leg(own):
    with opened(own("neck", point="BL40")) as session:
        assert "swollen calf" in said(session)


@pytest.mark.parametrize(
    ("eases", "unknown"), [(["shoulder"], "the shoulders"), (["arm", "hand"], "the arms and either hand")]
)
def test_a_region_without_its_warning_signs_is_named(own, eases, unknown):
    with opened(own(*eases)) as session:
        (line,) = session.changes()
        assert line.startswith(f"coach knows no warning signs of {unknown}")
        assert line in session.sheet()


@pytest.mark.parametrize("region", ["neck", "head", "back"])
def test_a_region_with_its_warning_signs_needs_no_line(own, region):
    with opened(own(region)) as session:
        assert session.changes() == []


def test_a_routine_that_does_not_say_what_it_is_for_is_taken_to_be_for_the_lower_back(own):
    with opened(own()) as session:
        (line,) = session.changes()
        assert "between the legs" in said(session)
    assert line.startswith("the routine is taken to be for the lower back")
    assert "`eases`" in line


def test_what_a_routine_is_for_has_to_be_a_part_of_the_body(own):
    with pytest.raises(UnknownName, match="nek"):
        find_routine(own("nek"), SHIPPED)


@pytest.mark.parametrize("region", [name for name in SHIPPED.safety.regions if has_signs(name, SHIPPED.safety)])
def test_warning_signs_are_told_in_few_words_and_on_a_file_as_well(region):
    words = SHIPPED.safety.en
    for sentences in (words.opening, words.short, words.label):
        assert any(sentence.only == (f"for-{region}",) for sentence in sentences)


def test_the_label_of_a_file_tells_the_signs_of_what_the_session_is_for(own, tmp_path):
    for eases, is_of_the_back in (("neck", False), ("back", True)):
        path = tmp_path / f"{eases}.flac"
        with opened(own(eases), hold=5) as session:
            session.export(path)
        (label,) = FLAC(path)["comment"]
        assert bool(OF_THE_BACK.search(label.partition("Sources:")[0])) == is_of_the_back
        assert "after an injury" in label or "follows an injury" in label


def test_the_shipped_routine_says_what_it_is_for():
    verdicts = judge(Listener.nobody(), SHIPPED)
    here = circumstances(SHIPPED, BACKACHE, Options(), verdicts)
    assert (here.taken_for, here.unsigned) == ((), ())
