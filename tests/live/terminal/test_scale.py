"""An answer from 0 to 10 by keys: one is enough, Enter does no harm, and no key at all keeps nobody waiting."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.live.terminal.scale import GIVES_UP_S, SETTLES_S, Scale

KEYS = [*"0123456789xXaq ", "c-m", "c-j", "c-h", "left", "escape", "<bracketed-paste>", "mash"]


def answered(*keys, apart_s=0.5):
    """Return what keys mean that are pressed one after the other, and how long they took."""
    scale, now_s = Scale(0.0), 0.0
    for key in keys:
        now_s += apart_s
        scale.look(now_s)
        if not scale.is_over:
            scale.press(key, now_s)
            scale.look(now_s)
    while not scale.is_over:
        now_s += 0.1
        scale.look(now_s)
    return scale.answer, now_s


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        ("0", 0),
        ("7", 7),
        ("10", 10),
        ("x", 10),
        ("X", 10),
        (["7", "c-m"], 7),
        (["1", "0", "c-j"], 10),
        (["c-m"], None),
        ("a", None),
        (["t", "e", "n", "c-m"], None),
        ("a4", 4),
        ("11", None),
        ("156", 6),
        (["5", "c-h", "6"], 6),
        (["left"], None),
        ("3a", None),
    ],
)
def test_keys_mean_a_number_or_leave_it_out(keys, answer):
    assert answered(*keys)[0] == answer


def test_a_figure_settles_by_itself_and_enter_settles_it_at_once():
    assert SETTLES_S <= answered("7")[1] - 0.5 <= SETTLES_S + 0.2
    assert answered("7", "c-m")[1] == 1.0
    assert answered("1", "0", apart_s=SETTLES_S - 0.1)[0] == 10
    assert answered("1", "0", apart_s=SETTLES_S + 0.1)[0] == 1


def test_whoever_has_walked_away_holds_nobody_up():
    assert answered()[0] is None
    assert answered()[1] <= GIVES_UP_S + 0.2 <= 61


@given(st.lists(st.sampled_from(KEYS), max_size=9), st.floats(0.01, 3))
def test_whatever_is_pressed_there_is_an_end_and_an_answer_is_one_of_the_scale(keys, apart_s):
    answer, took_s = answered(*keys, apart_s=apart_s)
    assert answer is None or 0 <= answer <= 10
    assert took_s <= len(keys) * apart_s + GIVES_UP_S + 0.2
