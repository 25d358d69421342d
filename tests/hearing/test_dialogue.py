"""What is done about a voice, in every place of a session."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.hearing import dialogue
from coach.hearing.dialogue import (
    ANSWER_S,
    CALM_S,
    LATE_S,
    LONG_S,
    MEANINGS,
    PLACES,
    STOP_S,
    TALK_S,
    TOLD_S,
    VOICE_S,
    Answer,
    Dialogue,
    Now,
    Said,
    now_at,
)
from coach.hearing.heard import Spoken, Understood
from coach.hearing.sureness import ASKED_BACK, CARRIED_OUT
from coach.plan.timeline import Clip, Hold, TimedStage, Timeline, Utterance
from coach.units import frames

SURE, UNSURE = 0.95, (ASKED_BACK + CARRIED_OUT) / 2
HARDLY = 0.45
"""Too little to be sure of anything."""

SPOKEN = get_args(Spoken)
OTHERS = [spoken for spoken in SPOKEN if spoken not in {"pause", "stop", "ow"}]


def heard(place, spoken, sureness=SURE):
    return Dialogue(has_words=True).hear(voice(0.0, 0.5, spoken, sureness), Now(0.0, place))


def voice(now_s, voice_s, spoken=None, sureness=0.0):
    return Said(now_s - voice_s, now_s, Understood(spoken, sureness))


class Talk:
    """A listener and a coach: what is wished of a session changes where it is, as the plan would have it."""

    def __init__(self, place, **given):
        self.dialogue = Dialogue(**{"has_words": True, **given})
        self.place, self.now_s = place, 100.0

    def say(self, spoken=None, sureness=SURE, *, voice_s=0.5, is_asking=False):
        self.now_s += voice_s
        said = voice(self.now_s, voice_s, spoken, sureness)
        return self._done(self.dialogue.hear(said, Now(self.now_s, self.place, is_asking)))

    def shout(self, voice_s):
        self.now_s += voice_s
        shout = Said(self.now_s - voice_s, self.now_s)
        return self._done(self.dialogue.hear(shout, Now(self.now_s, self.place)))

    def wait(self, for_s, *, is_hearing=False, is_asking=False):
        """Let time go by in looks; return the first answer."""
        until_s = self.now_s + for_s
        while self.now_s < until_s:
            self.now_s += 0.05
            answer = self.dialogue.look(Now(self.now_s, self.place, is_asking), is_hearing=is_hearing)
            if answer:
                return self._done(answer)
        return None

    def _done(self, answer):
        if answer and answer.wish not in {None, "louder", "softer", "stop"}:
            if answer.wish == "pause" or answer.wish.startswith(("hear-", "ask-")):
                self.was, self.place = self.place, "paused"
            elif self.place == "paused":
                self.place = "playing" if self.was == "paused" else self.was
        return answer and answer.wish


def test_the_table_of_the_dialogue_is_what_it_does():
    rows = [["", *PLACES]]
    for spoken in SPOKEN:
        answers = [heard(place, spoken) for place in PLACES]
        rows.append([spoken, *(answer.wish or "." for answer in answers)])
    table = "\n".join("    " + "".join(f"{cell:11}" for cell in row).rstrip() for row in rows)
    assert table in dialogue.__doc__


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("spoken", OTHERS)
def test_an_unsure_command_is_asked_back_and_never_carried_out_but_where_any_voice_will_do(place, spoken):
    wish, sure = heard(place, spoken, UNSURE), MEANINGS[spoken].get(place)
    if sure in {None, "ready"}:
        assert wish is None or wish.wish == sure
    else:
        assert wish.wish == f"ask-{spoken}"


@pytest.mark.parametrize("spoken", ["pause", "stop", "ow"])
def test_whoever_may_have_said_that_it_is_enough_is_heard_out_at_once(spoken):
    assert heard("playing", spoken, HARDLY).wish == "hear-out"


@pytest.mark.parametrize("place", PLACES[:-1])
@pytest.mark.parametrize("spoken", ["stop", "ow"])
def test_stop_pauses_wherever_the_session_is_and_without_an_answer_ends_it_after_ten_seconds(place, spoken):
    talk = Talk(place)
    assert talk.say(spoken) == "hear-stop"
    assert talk.wait(STOP_S) is None
    assert talk.wait(2 * TOLD_S) == "stop"


@pytest.mark.parametrize("spoken", ["go-on", "no"])
@pytest.mark.parametrize("sureness", [SURE, HARDLY])
def test_a_session_that_was_stopped_goes_on_when_its_listener_says_so(spoken, sureness):
    talk = Talk("holding")
    talk.say("stop")
    assert talk.say(spoken, sureness) == "resume"
    assert talk.wait(TALK_S) is None


def test_the_ten_seconds_begin_when_the_coach_has_told_of_them():
    talk = Talk("playing")
    talk.say("stop")
    assert talk.wait(30, is_asking=True) is None
    assert talk.wait(STOP_S) is None
    assert talk.wait(2 * TOLD_S) == "stop"


def test_a_session_does_not_end_while_somebody_speaks():
    talk = Talk("playing")
    talk.say("ow")
    talk.wait(STOP_S - 1)
    assert talk.say(None) is None
    assert talk.wait(STOP_S - 1) is None
    assert talk.wait(5, is_hearing=True) is None
    assert talk.wait(STOP_S + 2 * TOLD_S) == "stop"


def test_stop_said_twice_ends_at_once_but_not_before_the_coach_has_said_how_to_go_on():
    talk = Talk("playing")
    assert talk.say("ow") == "hear-stop"
    assert talk.say("stop", is_asking=True) is None
    assert talk.say("ow") is None
    assert talk.say("stop") == "stop"


def test_a_session_that_was_to_end_stays_paused_when_nothing_is_heard_any_more():
    talk = Talk("playing")
    talk.say("stop")
    talk.dialogue.lose()
    assert talk.wait(600) is None


def test_pause_keeps_a_session_from_ending_for_as_long_as_it_takes():
    talk = Talk("holding")
    talk.say("stop")
    assert talk.say("pause") == "pause"
    assert talk.wait(600) is None
    assert talk.say("go-on") == "resume"


@pytest.mark.parametrize("answer", ["yes", "next"])
@pytest.mark.parametrize("sureness", [SURE, HARDLY])
def test_what_was_asked_back_is_done_once_it_was_said_again_or_agreed_to(answer, sureness):
    talk = Talk("holding")
    assert talk.say("next", UNSURE) == "ask-next"
    assert talk.say(answer, sureness) == "next"
    assert talk.wait(600) is None


def test_a_hold_that_was_asked_about_is_made_longer_although_the_session_is_paused():
    talk = Talk("holding")
    assert talk.say("longer", UNSURE) == "ask-longer"
    assert talk.say("yes") == "longer"


@pytest.mark.parametrize("spoken", OTHERS)
def test_who_did_not_mean_what_was_asked_back_goes_on_as_before(spoken):
    for place in PLACES:
        talk = Talk(place)
        if str(talk.say(spoken, UNSURE)).startswith("ask-"):
            assert talk.say("no") == ("resume" if place != "paused" else None)
            assert talk.place == place
            assert talk.wait(600) is None


def test_without_an_answer_the_session_goes_on_as_it_was():
    for place in ("playing", "holding", "waiting"):
        talk = Talk(place)
        talk.say("next", UNSURE)
        assert talk.wait(ANSWER_S) is None
        assert talk.wait(2 * TOLD_S) == "resume"
        assert talk.place == place


def test_a_pause_of_the_listener_stays_one_when_nobody_answers_what_was_asked_in_it():
    talk = Talk("paused")
    assert talk.say("next", UNSURE) == "ask-next"
    assert talk.wait(600) is None
    assert talk.say("go-on") == "resume"


def test_it_is_asked_back_once():
    talk = Talk("playing")
    assert talk.say("next", UNSURE) == "ask-next"
    assert talk.say("back", UNSURE) is None
    assert talk.say("again", UNSURE) is None
    assert talk.wait(2 * ANSWER_S) == "resume"


def test_another_command_answers_too():
    talk = Talk("playing")
    talk.say("next", UNSURE)
    assert talk.say("back") == "back"


def test_the_session_goes_on_once_the_volume_was_agreed_to():
    talk = Talk("holding")
    assert talk.say("louder", UNSURE) == "ask-louder"
    assert talk.say("yes") == "louder"
    assert talk.wait(0.1) == "resume"


def test_any_voice_tells_that_the_fingers_are_there():
    assert Talk("waiting").say(None, 0.0, voice_s=0.3) == "ready"
    assert Talk("waiting", has_words=False).shout(0.2) == "ready"
    assert Talk("waiting").shout(LONG_S) == "ready"


def test_a_voice_in_a_hold_is_heard_out():
    assert Talk("holding").say(None, 0.0) == "hear-out"
    assert Talk("holding", has_words=False).shout(VOICE_S) == "hear-out"
    assert Talk("holding").shout(LONG_S) == "hear-out"


def test_a_voice_that_may_be_a_command_is_waited_for():
    talk = Talk("holding")
    assert talk.shout(1.0) is None
    assert talk.say("longer") == "longer"
    assert talk.place == "holding"


def test_a_short_sound_in_a_hold_and_a_voice_out_of_it_are_nothing():
    assert Talk("holding", has_words=False).shout(0.3) is None
    assert Talk("holding").say(None, 0.0, voice_s=0.3) is None
    for place in ("preparing", "playing", "paused", "ended"):
        assert Talk(place).say(None, 0.0) is None
        assert Talk(place, has_words=False).shout(3.0) is None


def test_a_voice_that_was_answered_while_it_went_on_is_not_answered_twice():
    talk = Dialogue(has_words=False)
    assert talk.hear(Said(1.0, 1.2), Now(1.3, "waiting")).wish == "ready"
    assert talk.hear(Said(1.0, 2.5), Now(2.6, "holding")) is None
    assert talk.hear(Said(3.0, 3.5), Now(3.6, "holding")).wish == "hear-out"


def test_a_command_of_long_ago_is_not_carried_out():
    said = voice(0.0, 0.5, "next", SURE)
    assert Dialogue(has_words=True).hear(said, Now(LATE_S - 0.1, "holding")).wish == "next"
    assert Dialogue(has_words=True).hear(said, Now(LATE_S, "holding")) is None


def test_a_radio_pauses_one_hold_and_no_more():
    talk = Talk("holding")
    assert talk.say(None, 0.0) == "hear-out"
    for _ in range(40):
        wish = talk.wait(4)
        if wish:
            break
        assert talk.say(None, 0.0, voice_s=3.0) is None
    assert wish == "resume"
    for _ in range(100):
        talk.place = "holding"
        talk.wait(30)
        assert talk.say(None, 0.0, voice_s=3.0) is None
    talk.wait(CALM_S)
    assert talk.say(None, 0.0) == "hear-out"


def test_words_in_a_hold_do_what_they_say_after_a_question_that_nobody_answered():
    talk = Talk("holding")
    talk.say(None, 0.0)
    assert talk.wait(2 * ANSWER_S) == "resume"
    assert talk.say("pause") == "pause"


def test_a_key_that_leads_on_closes_the_question():
    talk = Talk("holding")
    talk.say("stop")
    talk.place = "holding"
    assert talk.wait(600) is None
    assert talk.say("next") == "next"


def test_without_words_a_pause_that_nobody_breaks_goes_on_by_itself():
    talk = Talk("holding", has_words=False)
    assert talk.shout(0.5) == "hear-out"
    assert talk.shout(2.0) is None
    assert talk.wait(2 * ANSWER_S) == "resume"


@given(
    st.lists(
        st.tuples(
            st.sampled_from([*SPOKEN, None]),
            st.floats(0, 1),
            st.floats(0.2, 3),
            st.sampled_from(PLACES),
            st.floats(0, 20),
        ),
        max_size=12,
    ),
    st.booleans(),
)
def test_nothing_ends_a_session_but_stop_or_ow_and_nothing_unsure_is_done(said, has_words):
    talked = Dialogue(has_words=has_words)
    now_s, stopped = 0.0, False
    for spoken, sureness, voice_s, place, later_s in said:
        now_s += later_s
        look = talked.look(Now(now_s, place), is_hearing=False)
        answer = talked.hear(voice(now_s, voice_s, spoken, sureness), Now(now_s, place))
        for each in (look, answer):
            assert each is None or each.wish != "stop" or stopped
        stopped |= spoken in {"stop", "ow"} and sureness >= ASKED_BACK
        assert isinstance(answer, Answer | None)
        if answer and answer.wish in {"next", "again", "back", "pause"} and not talked.is_open:
            assert sureness >= ASKED_BACK


STAGE = TimedStage("a", "A", "BL40", "left", 0, frames(60), Hold(frames(10), frames(20)))


def test_where_a_session_is_comes_from_its_timeline():
    timeline = Timeline((STAGE,), complete=True)
    assert [now_at(timeline, frames(at_s), 0.0).place for at_s in (5, 15, 40, 60)] == [
        "playing",
        "holding",
        "playing",
        "ended",
    ]
    assert now_at(Timeline(), 0, 0.0).place == "preparing"


def test_the_coach_asks_until_the_words_of_its_pause_were_heard():
    tick = Clip("chimes", frames(60), frames(0.2), "hold", "tick", chime="tick")
    words = Clip("voice", frames(61), frames(2), "hold", "paused", Utterance("Paused."))
    pause = TimedStage("a", "A", "BL40", "left", frames(60), frames(1), clips=(tick,), paused=True)
    told = TimedStage("a", "A", "BL40", "left", frames(60), frames(9), clips=(tick, words), paused=True)
    assert now_at(Timeline((STAGE, pause)), frames(60.5), 0.0).is_asking
    assert now_at(Timeline((STAGE, told)), frames(62), 0.0).is_asking
    assert not now_at(Timeline((STAGE, told)), frames(63), 0.0).is_asking
