"""Errors tell in one line what was wrong and what to do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import BadOption, ContentError, DeviceError, FileError, UnknownName, VoiceError, nearest

POINTS = ("CV6", "BL23", "GV26", "BL40", "BL57", "BL60", "BL31-34")


@pytest.mark.parametrize(
    ("name", "match"),
    [("BL56", "BL57"), ("BL99", "BL57"), ("bl6", "BL60"), ("CV7", "CV6"), ("qqq", None)],
)
def test_the_nearest_name_is_the_one_a_user_meant(name, match):
    assert nearest(name, POINTS) == match


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
