"""The plan as data: everything that was planned, under names that stay."""

import json
from typing import Any

import msgspec
import pytest
from routines import BACKACHE
from timing import PlainChimes, by_words
from writing import split, writer

from coach.choices import Options
from coach.health.listener import Listener
from coach.plan.heading import Heading, plain_options
from coach.plan.schedule import schedule
from coach.plan.timeline import Clip, TimedStage, Timeline, Utterance
from coach.report.as_data import plan_data
from coach.report.data import OptionsData, PlanData, plain


def planned(**given: Any) -> PlanData:
    write = writer(**given)
    *_, timeline = schedule(write.stages(), by_words, PlainChimes())
    options = plain_options(*split(given))
    return plan_data(
        Heading("backache", BACKACHE.en.title, "by words", (), 120, "plain", options, route=write.route), timeline
    )


def spoken(speed: float) -> dict[str, Any]:
    """Return the data of a clip that is spoken at some speed."""
    clip = Clip("voice", 50, 900, "hold", "ease", Utterance("Ease.", speed), "brief", ("own",))
    stage = TimedStage("CV6", "CV6", "CV6", "midline", 0, 1000, clips=(clip,))
    heading = Heading("one", "One", "fake", (), 120, "wood", {})
    return plain(plan_data(heading, Timeline((stage,), complete=True)))["clips"][0]


def test_every_option_has_its_name_in_the_data():
    assert tuple(plain_options(Options(), Listener())) == OptionsData.__struct_fields__


SESSIONS = (
    {},
    {"talk": "auto", "finished": (("CV6", 6), ("GV26", 3)), "answered": True},
    {"conditions": ("pregnancy",), "cleared": ("BL23", "BL40"), "skip": ("GV26",), "hold_s": 30},
)


@pytest.mark.parametrize("given", SESSIONS)
def test_the_options_of_a_session_are_told_as_they_were_resolved(given):
    assert plain(planned(**given))["options"] == json.loads(json.dumps(plain_options(*split(given))))


@pytest.mark.parametrize("given", SESSIONS)
def test_a_plan_that_was_written_is_read_as_it_was(given):
    plan = planned(**given)
    assert msgspec.json.decode(msgspec.json.encode(plan), type=PlanData) == plan
    assert json.loads(json.dumps(plain(plan))) == plain(plan)


def test_a_sentence_has_a_speed_only_where_it_is_not_the_usual_one():
    usual, faster = spoken(1.0), spoken(1.1)
    assert "speed" not in usual
    assert faster == usual | {"speed": 1.1}
    assert usual == {
        "bus": "voice",
        "onset": 50,
        "frames": 900,
        "stage": "CV6",
        "phase": "hold",
        "cue": "ease",
        "text": "Ease.",
        "length": "brief",
        "sources": ["own"],
    }


def test_keys_stand_in_the_order_in_which_they_have_always_been_printed():
    plan = plain(planned(points=("CV6",)))
    assert " ".join(plan) == (
        "schema routine title language voice engine rate chimes bed loudness options frame_rate frames stages clips"
        " order left_out softened cleared budget shortened asked chime_level unpaced"
    )
    assert " ".join(plan["stages"][0]) == "id title point side onset frames hold talk talk_why budget picture"
    assert " ".join(plan["budget"]) == "frames speech hold rest planned spoken shortened faster dropped"
