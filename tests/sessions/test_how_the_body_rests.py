"""How the body rests in a session, as it is chosen, preferred, or not possible."""

import pytest

import coach
from coach.health.listener import Listener


def options(listener=None, **given):
    with coach.session(voice="fake", listener=listener or Listener.nobody(), points=["CV6"], **given) as session:
        return session.plan()["options"], session.changes(), session.sheet()


def test_the_plan_has_the_position_that_a_session_has_and_not_one_that_is_not_for_its_listener():
    found, changes, sheet = options(Listener(position="lying", conditions=("not-flat",)))
    assert (found["position"], found["legs"]) == ("chair", "crossed")
    assert "not lying on the back, but sitting on a chair, because of trouble with lying flat" in changes
    assert ", position chair, legs crossed, " in sheet


def test_lying_down_nothing_is_told_of_legs_on_a_chair():
    found, _, sheet = options(position="lying")
    assert (found["position"], found["legs"]) == ("lying", None)
    assert "legs" not in sheet.splitlines()[1]


def test_a_preference_that_is_not_met_is_told_in_the_plan():
    _, changes, sheet = options(Listener(legs="stool", conditions=("wheelchair",)))
    (line,) = (line for line in changes if line.startswith("not with the foot on a stool"))
    assert line in sheet


@pytest.mark.parametrize(("legs", "condition"), [("crossed", "hip-precautions"), ("stool", "wheelchair")])
def test_what_a_condition_forbids_is_refused_where_the_session_asks_for_it(legs, condition):
    with pytest.raises(coach.CoachError, match="it may not be for you; choose"):
        options(Listener.of(conditions=[condition]), legs=legs)
