"""What a file tells of who it was made for: the effects of their answers on health, and not the answers."""

import json
import re
import sys
import zlib
from functools import cache

import ffmpeg
import pytest

import coach
from coach import Listener
from coach.content.load import library
from coach.errors import Declined
from coach.export import verify
from coach.export.formats import format_of
from coach.export.verify.carried import Recorded, pack
from coach.health.ailments import ailments
from coach.report.as_data import plan_data

SHORT = {"voice": "fake", "rate": 180, "hold": 5, "pace": 0.25}

RECORDED = Recorded(None, "mp3", "good", None, -19.0)

AILMENTS = ailments(library().safety)

POINTS = tuple(library().points)


def words(text):
    return {*re.findall(r"[a-z]{3,}", text.lower())}


@cache
def told(*conditions, cleared=(), skip=(), **options):
    """Return the plan that a file carries, as text, and its comment."""
    listener = Listener.of(conditions=conditions, cleared=cleared, skip=skip) if conditions else Listener.nobody()
    with coach.session(voice="fake", hold=5, listener=listener, **options) as session:
        inner = session._session
        timeline = inner.compile()
        return zlib.decompress(pack(plan_data(inner.heading, timeline), RECORDED)).decode(), inner.about(timeline)


def told_of(ailment):
    """Return the same for whoever has an ailment, if need be with all agreed to that can be."""
    try:
        return told(ailment)
    except Declined:
        return told(ailment, cleared=POINTS)


def of(ailment):
    """Return all words by which an ailment is known, but for the one that stands for everybody."""
    known = AILMENTS[ailment]
    names = (name for each in library().safety.names if each.condition == known.condition.id for name in each.names)
    return words(" ".join((ailment, known.because, *names))) - {"listener"}


@pytest.mark.parametrize("ailment", AILMENTS)
def test_no_word_of_an_answer_on_health_stands_in_the_tags_of_the_file_that_it_shapes(ailment):
    plan, comment = told_of(ailment)
    anyones_plan, anyones_comment = told()
    assert comment == anyones_comment
    assert not (words(plan) - words(anyones_plan)) & of(ailment)


def test_a_file_tells_which_points_are_left_out_and_pressed_lightly_for_its_listener():
    plan = json.loads(told("menses", "skin-face")[0])
    assert [(one["point"], one["reason"], one["text"]) for one in plan["left_out"]] == [
        ("GV26", "listener", "GV26 is left out")
    ]
    assert {one["text"] for one in plan["softened"]} == {"CV6 is pressed lightly", "BL31-34 is pressed lightly"}


def test_two_answers_that_do_the_same_to_a_point_look_like_one():
    both, one = (
        json.loads(told(*conditions)[0]) for conditions in (("skin-left-leg", "varicose-veins"), ("varicose-veins",))
    )
    assert both["left_out"] == one["left_out"]


def test_a_breath_that_is_not_paced_for_health_looks_like_one_that_nobody_wants_paced():
    assert json.loads(told("breath-pacing")[0])["options"] == json.loads(told(breath="none")[0])["options"]


def test_options_that_leave_points_out_are_still_told_with_their_reason():
    plan = json.loads(told(points=("CV6", "GV26"), skip=())[0])
    assert {(one["reason"], one["text"]) for one in plan["left_out"]} >= {("option", "BL40 is not among points")}


@pytest.mark.parametrize("suffix", [".mp3", ".flac"])
def test_a_file_that_tells_no_answers_is_verified_as_closely_and_shows_none_to_other_programs(tmp_path, suffix):
    path = tmp_path / f"client{suffix}"
    listener = Listener.of(conditions=["hernia", "skin-face", "numb-legs"])
    with coach.session(**SHORT, listener=listener, points=["CV6", "GV26", "BL60"], side="left") as session:
        session.export(path)
    report = verify(path)
    assert not report.problems
    assert not report.remarks
    shown, chapters = ffmpeg.told(path)
    plan = zlib.decompress(format_of(path).read_tags(path).plan).decode()
    shown.pop("COACH_PLAN", "")
    everything = words(" ".join((*shown.values(), *(title for _, title in chapters), plan)))
    assert not everything & {"hernia", "surgery", "conditions", "cleared", "numb", "diabetes"}


def test_a_file_of_an_older_coach_with_answers_in_it_is_verified_and_its_owner_is_told(tmp_path, monkeypatch):
    path = tmp_path / "old.flac"
    with monkeypatch.context() as patched:
        patched.setattr(sys.modules["coach.export.verify.carried"], "discreet", lambda plan: plan)
        with coach.session(**SHORT, listener=Listener.of(conditions=["menses"]), points=["GV26"]) as session:
            session.export(path)
    report = verify(path)
    assert not report.problems
    assert report.lines()[-1].startswith("note: its tags tell the answers on health that shaped it")
