"""What is told of a profile: what it says, and what it changes in a routine."""

from pathlib import Path

import pytest

from coach.content.load import library
from coach.errors import Declined, UnknownName
from coach.health.profile import Profile
from coach.report.answers import describe, lines

SHIPPED = library()
HERE = Path("profile.toml")


def test_a_profile_is_told_with_what_it_changes_in_the_routine():
    found = describe(Profile(conditions=("hernia",), answered=("hernia", "child"), talk="auto"), SHIPPED)
    assert [ailment.id for ailment in found.present] == ["hernia"]
    assert [decision.point for decision in found.outcome.left_out] == ["CV6"]
    assert found.changes() == ("CV6 is left out, because of a hernia or surgery of the belly",)
    assert list(lines(found, HERE)) == [
        f"answered  2 of {len(SHIPPED.safety.asked)} questions",
        "there is  a hernia or surgery of the belly (hernia)",
        "agreed    no point",
        "talk      auto",
        "position  chair, legs crossed",
        "file      profile.toml",
        "",
        "What it changes in the backache routine:",
        "  CV6 is left out, because of a hernia or surgery of the belly",
    ]


def test_a_routine_that_is_not_for_the_listener_is_told_as_such():
    found = describe(Profile(conditions=("pregnancy",)), SHIPPED)
    assert isinstance(found.outcome, Declined)
    assert found.changes() == (str(found.outcome),)


def test_a_profile_that_changes_nothing_is_told_as_such():
    assert list(lines(describe(Profile(), SHIPPED), HERE))[-1] == "It changes nothing in the backache routine."


def test_a_routine_that_there_is_not_is_refused():
    with pytest.raises(UnknownName, match="unknown routine 'bakache'"):
        describe(Profile(), SHIPPED, "bakache")
