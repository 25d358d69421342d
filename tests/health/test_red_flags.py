"""The questions for red flags as any user interface drives them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.content.load import library
from coach.errors import BadOption, CallsForDoctor, CoachError, UnknownName
from coach.health.screen import NobodyAnswers, Screen, require_no_red_flag

SAFETY = library().safety
FLAGS = SAFETY.red_flags


def passed(count):
    screen = Screen(SAFETY)
    for _ in range(count):
        screen = screen.answer("no")
    return screen


def test_every_red_flag_is_asked_for_in_its_order_and_then_a_session_may_start():
    asked = []

    def no(question):
        asked.append(question)
        return "no"

    require_no_red_flag(SAFETY, no)
    assert [(question.id, question.text) for question in asked] == [(flag.id, flag.question) for flag in FLAGS]
    assert [(question.number, question.whole) for question in asked] == [
        (number, len(FLAGS)) for number in range(1, len(FLAGS) + 1)
    ]
    assert not any(question.condition or question.known for question in asked), "nothing of it is stored"
    assert passed(len(FLAGS)).question is None


@given(st.integers(0, len(FLAGS) - 1))
def test_the_first_yes_calls_for_a_doctor_and_nothing_more_is_asked(at):
    asked = []

    def answer(question):
        asked.append(question.id)
        return "yes" if question.id == FLAGS[at].id else "no"

    with pytest.raises(CallsForDoctor) as called:
        require_no_red_flag(SAFETY, answer)
    assert asked == [flag.id for flag in FLAGS[: at + 1]]
    assert (called.value.action, called.value.text) == (FLAGS[at].action, FLAGS[at].text)
    assert called.value.sources == FLAGS[at].sources


@pytest.mark.parametrize("answer", ["skip", "", "Yes"])
def test_a_red_flag_cannot_be_skipped(answer):
    assert not passed(0).question.may_be_skipped
    with pytest.raises(UnknownName, match="unknown answer"):
        passed(0).answer(answer)


def test_no_answer_is_taken_to_a_question_that_was_not_asked():
    with pytest.raises(BadOption, match="no question is left"):
        passed(len(FLAGS)).answer("yes")


@given(st.lists(st.booleans(), max_size=40))
def test_whoever_goes_back_is_asked_again_and_skips_no_question(forth):
    screen, at = Screen(SAFETY), 0
    for is_forth in forth:
        if screen.question is None or not is_forth:
            screen, at = screen.back(), max(0, at - 1)
        else:
            screen, at = screen.answer("no"), at + 1
        assert (screen.question.id if screen.question else None) == (FLAGS[at].id if at < len(FLAGS) else None)


def test_where_nobody_can_be_asked_a_user_interface_says_so_and_the_screen_is_not_passed():
    def nobody(_question):
        raise NobodyAnswers

    with pytest.raises(CoachError, match="nobody can answer them here; the session does not start"):
        require_no_red_flag(SAFETY, nobody)
