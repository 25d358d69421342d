"""The welcome tells about how long the session is, before there is a voice to measure."""

import re

import pytest
from timing import PlainChimes, at_the_usual_rate
from writing import script

from coach.plan.schedule import schedule
from coach.script.wording import spoken_length
from coach.units import FRAME_RATE

SESSIONS = {
    "as it comes": {},
    "brief": {"talk": "brief", "answered": True},
    "quick holds": {"hold_s": 5},
    "long holds": {"hold_s": 600},
    "slow hands": {"pace": 4},
    "one leg": {"side": "left"},
    "one point": {"points": ("GV26",)},
    "conditions": {"conditions": ("skin-left-leg", "fragile-bones")},
    "a wait that may be ended": {"wait_s": 0.5},
}


@pytest.mark.parametrize("given", SESSIONS.values(), ids=SESSIONS)
def test_the_welcome_tells_how_long_the_session_is_to_a_twentieth_and_the_rounding(given):
    *_, timeline = schedule(script(**given), at_the_usual_rate, PlainChimes())
    first = next(clip.utterance.text for clip in timeline.stages[0].clips if clip.utterance)
    told = int(re.search(r"about (\d+) minutes?", first)[1])
    minutes = timeline.frames / FRAME_RATE / 60
    assert abs(told - minutes) <= minutes / 20 + 0.5


def test_a_length_is_told_in_whole_minutes():
    lengths = {10: "about 1 minute", 450: "about 8 minutes", 720: "about 12 minutes", 1640: "about 27 minutes"}
    assert {seconds: spoken_length(seconds) for seconds in lengths} == lengths
