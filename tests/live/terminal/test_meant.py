"""Which key is meant by those that were pressed, in every script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.live.terminal.layouts import by_place
from coach.live.terminal.meant import Meant
from coach.live.terminal.transport import KEYS, MASH

LOOK_S = 0.05


def meant(*looks: str) -> list[str]:
    """Return the keys that are meant by what is typed from look to look, each letter a key."""
    keys = Meant()
    found = [keys.key(tuple(look), number * LOOK_S) for number, look in enumerate(looks)]
    return [key for key in found if key]


STILL = ("",) * 5


@pytest.mark.parametrize(
    "looks",
    [
        ("sdfqw",),
        ("qqw",),
        ("q", "w"),
        ("q", "", "w"),
        ("sdf", "q"),
        ("sdf", "gh", "q"),
        (" x",),
        ("q\r",),
    ],
    ids=repr,
)
def test_a_mash_is_one_mash_and_ends_nothing(looks):
    assert meant(*looks, *STILL) == [MASH]
    assert MASH not in KEYS  # and so it pauses


def test_a_key_alone_counts_at_once_and_the_one_that_ends_after_a_moment():
    assert meant("s") == ["s"]
    assert meant("+", "", "q") == ["+"]
    assert meant("+", "", "q", *STILL)[:2] == ["+", "q"]
    assert meant(*"qqqqqqq")[:1] == ["q"]


def test_after_a_mash_the_next_key_counts():
    assert meant("sdfqw", "", " ") == [MASH, " "]


def test_a_key_that_is_held_down_is_a_mash_unless_it_is_for_the_volume():
    assert meant(*" " * 20) == [*" " * 4, MASH]
    assert meant(*"+" * 20) == ["+"] * 20
    assert meant(*["l", ""] * 20) == ["l"] * 20


@given(st.lists(st.lists(st.sampled_from([*KEYS, "x", "й", "escape"]), max_size=4), max_size=30))
def test_the_session_never_ends_unless_the_key_for_it_was_pressed_alone(looks):
    keys, ended = Meant(), []
    for number, look in enumerate(looks):
        if keys.key(look, number * LOOK_S) == "q":
            ended.append(number)
    assert not ended or any({by_place(key) for key in look} == {"q"} for look in looks[: ended[0] + 1])


PLACES = {
    "Russian": "йфыд",
    "Russian with Caps Lock": "ЙФЫД",
    "Ukrainian": "йфід",
    "Arabic": "ضشسم",
    "Thai": "ๆฟหส",
    "Georgian": "ქასლ",
    "Devanagari": "\u094c\u094b\u0947\u0924",
    "Japanese kana": "たちとり",
    "half-width kana": "ﾀﾁﾄﾘ",
    "Korean": "ㅂㅁㄴㅣ",
    "full width": "".join(chr(ord(letter) + 0xFEE0) for letter in "qasl"),
    "full width with Caps Lock": "".join(chr(ord(letter) + 0xFEE0) for letter in "QASL"),
    "Caps Lock": "QASL",
}


@pytest.mark.parametrize("layout", PLACES)
def test_where_letters_have_no_meaning_of_their_own_their_place_counts(layout):
    assert [by_place(letter) for letter in PLACES[layout]] == list("qasl")


def test_greek_and_hebrew_letters_count_by_their_place_and_signs_stay_what_they_are():
    assert [by_place(letter) for letter in "ασλΑΣΛ"] == list("aslasl")
    assert [by_place(letter) for letter in "שדך"] == list("asl")
    for sign in ";/:'":
        assert by_place(sign) == sign
        assert sign not in KEYS


def test_other_letters_mean_nothing_in_any_script():
    for letter in "цςжเäéßwk":
        assert by_place(letter) not in KEYS


@pytest.mark.parametrize(
    ("sent", "key"), [("\uff0b", "+"), ("\uff0d", "-"), ("\u3000", " "), ("\u00a0", " "), ("left", "left")]
)
def test_signs_of_full_width_and_blanks_of_every_kind_are_what_they_look_like(sent, key):
    assert by_place(sent) == key
