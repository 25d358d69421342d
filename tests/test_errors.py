"""Errors tell in one line what was wrong and what to do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import BadOption, ContentError, DeviceError, FileError, UnknownName, VoiceError, nearest, whole

POINTS = ("CV6", "BL23", "GV26", "BL40", "BL57", "BL60", "BL31-34")


@pytest.mark.parametrize(
    ("name", "match"),
    [("BL56", "BL57"), ("BL99", "BL57"), ("bl6", "BL60"), ("CV7", "CV6"), ("qqq", None)],
)
def test_the_nearest_name_is_the_one_a_user_meant(name, match):
    assert nearest(name, POINTS) == match


@pytest.mark.parametrize(
    ("name", "entries"),
    [
        ("surgery", ("surgery-belly", "surgery-left-leg")),
        ("Skin-leg", ("skin-left-leg",)),
        ("leg", ("surgery-left-leg", "skin-left-leg")),
        ("bl3", ("BL31-34",)),
        ("BL31", ("BL31-34",)),
        ("BL33", ("BL31-34",)),
        ("BL35", ()),
        ("CV33", ()),
        ("BL3" + "0" * 5000, ()),
        ("urgery", ()),
        ("BL\N{SUPERSCRIPT TWO}", ()),
    ],
)
def test_a_part_of_a_name_stands_for_every_name_that_has_it(name, entries):
    assert whole(name, ("surgery-belly", "surgery-left-leg", "skin-left-leg", *POINTS)) == entries


def test_a_part_of_several_names_is_answered_with_all_of_them_and_a_part_of_one_with_that_one():
    names = ("child", "skin-belly", "skin-left-leg", "skin-right-leg", *POINTS)
    told = str(UnknownName("condition", "skin", names))
    assert told == "unknown condition 'skin'; there is: skin-belly, skin-left-leg, skin-right-leg"
    assert str(UnknownName("condition", "skin-leg", names)).endswith("; there is: skin-left-leg, skin-right-leg")
    assert str(UnknownName("point", "bl34", names)) == "unknown point 'bl34'; did you mean 'BL31-34'?"


def test_a_part_of_very_many_names_is_answered_with_the_nearest_alone():
    names = [f"system:voice-{number}" for number in range(100)]
    assert str(UnknownName("voice", "system:voice-10x", names)) == (
        "unknown voice 'system:voice-10x'; did you mean 'system:voice-10'?"
    )
    assert len(str(UnknownName("voice", "system", names))) < 100


def test_nothing_is_near_where_there_is_nothing():
    assert nearest("x", ()) is None


@given(st.text(), st.text(), st.lists(st.text()))
def test_every_error_is_one_line(one, other, names):
    errors = (
        UnknownName(one, other, names, where=one),
        BadOption(one, other, one),
        ContentError(one, other, one),
        VoiceError(one, other, one),
        DeviceError(one, other),
        FileError(one, other, one),
    )
    for error in errors:
        assert len(str(error).splitlines()) <= 1
