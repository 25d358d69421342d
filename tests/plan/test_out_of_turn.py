"""A listener who goes back, or on before all was said, is told the side, the point and how to sit."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from led import COMMANDS, Led, cues, texts
from routines import SHIPPED, examples

from coach.choices import Choices, Options
from coach.health.listener import Listener
from coach.plan.edits import BACK_S
from coach.plan.heading import Continuation
from coach.script.cues import HoldOn, Say
from coach.script.stops import posture
from coach.sessions.compose import compose
from coach.units import frames


def moves(name: str, side: str) -> set[str]:
    other = {"left": "right", "right": "left"}.get(side, "")
    sentences = SHIPPED.phrases.postures[name].move
    return {text.format(side=side, other=other) for move in sentences for text in (move.say, move.brief) if text}


def ways_out(name: str, side: str) -> list[str]:
    return [sentence.say.format(side=side) for sentence in SHIPPED.phrases.postures[name].leave]


def test_by_chimes_who_goes_back_to_the_other_side_is_told_which_side_and_which_point_it_is():
    led = Led(talk="chimes", answered=True)
    said = texts(led.press("back", led.last("BL40-right").onset + frames(1)), "travel")
    assert led.timeline.stages[-1].id == "closing"
    assert "left" in said[0]
    assert SHIPPED.points["BL60"].en.name in said[0]


def test_by_chimes_who_goes_on_before_the_new_side_was_named_is_told_it_at_the_next_stop():
    led = Led(talk="chimes", answered=True)
    said = texts(led.press("next", led.last("BL40-right").onset + frames(1)), "travel")
    assert "right" in said[0]
    assert SHIPPED.points["BL57"].en.name in said[0]


def test_by_chimes_who_goes_on_once_the_new_side_was_named_hears_the_next_stop_as_it_was_planned():
    led = Led(talk="chimes", answered=True)
    planned = led.last("BL57-right").cues
    said = [clip for clip in led.last("BL40-right").clips if clip.phase == "travel" and clip.utterance]
    led.press("next", said[-1].end + frames(2))
    assert led.last("BL57-right").cues[1:] == planned


@pytest.mark.parametrize("talk", ["full", "brief"])
def test_who_goes_back_to_another_posture_is_told_how_to_sit(talk):
    led = Led(talk=talk, answered=True)
    at = led.hold("BL40-left")
    led.press("back", at)
    assert led.timeline.stage_at(at + 1).id == "BL40-left"
    clips = led.press("back", at + frames(2))
    before = led.stop_before("BL40-left")
    assert led.timeline.stage_at(at + frames(2)).id == before.id
    name, _ = posture(before, SHIPPED.phrases)
    leave = ways_out("foot-up", "left")
    out, into = texts(clips, "posture")[: len(leave)], texts(clips, "posture")[len(leave)]
    assert out == leave
    assert into in moves(name, "")


@pytest.mark.parametrize("talk", ["full", "brief", "chimes"])
def test_who_goes_back_out_of_a_posture_is_told_first_how_to_come_up_from_it(talk):
    led = Led(talk=talk, answered=True)
    leave = ways_out("foot-up", "left")
    at = led.last("BL40-left").onset + frames(4)
    before = led.stop_before("BL40-left")
    clips = led.press("back", at)
    assert led.timeline.stage_at(at + frames(1)).id == before.id
    assert texts(clips)[: len(leave)] == leave
    at = led.hold(before.id) + frames(5)
    said = texts(led.press("back", at))
    assert led.timeline.stage_at(at + frames(1)).id == before.id, "it is told once more"
    assert said[0] not in leave


@pytest.mark.parametrize("talk", ["full", "brief"])
def test_who_goes_on_in_the_same_posture_before_it_was_told_is_not_led_out_of_it(talk):
    led = Led(talk=talk, answered=True)
    clips = led.press("next", led.last("BL40-left").onset + frames(1))
    first = led.timeline.stage_at(clips[0].onset)
    assert first.id == "BL57-left"
    assert not set(ways_out("foot-up", "left")) & set(texts(first.clips))


@pytest.mark.parametrize("talk", ["full", "brief"])
def test_who_goes_on_before_the_posture_was_told_is_told_it_at_the_next_stop(talk):
    led = Led(talk=talk, answered=True)
    at = led.last("BL40-left").onset + frames(1)
    clips = led.press("next", at)
    first = led.timeline.stage_at(at)
    assert first.id == "BL57-left"
    assert "posture" in cues(first.clips)
    assert "left" in texts(clips, "travel")[0]


@pytest.mark.parametrize("talk", ["full", "brief", "chimes"])
def test_who_goes_on_in_a_hold_hears_the_next_stop_as_it_was_planned(talk):
    led = Led(talk=talk, answered=True)
    planned = texts(led.last("BL57-left").clips)
    at = led.hold("BL40-left") + frames(5)
    led.press("next", at)
    assert texts(led.last("BL57-left").clips) == planned


@pytest.mark.parametrize("talk", ["full", "brief", "chimes"])
def test_back_repeats_a_stop_as_it_was_told_before_and_then_goes_to_the_one_before(talk):
    led = Led(talk=talk, answered=True)
    at = led.last("BL40-right").onset + frames(1)
    led.press("next", at)
    out_of_turn = texts(led.last("BL57-right").clips)
    at = led.hold("BL57-right") + frames(10)
    led.press("back", at)
    assert led.timeline.stage_at(at).id == "BL57-right"
    assert texts(led.last("BL57-right").clips) == out_of_turn
    at += frames(BACK_S - 1)
    led.press("back", at)
    assert led.timeline.stage_at(at).id == "BL40-right"


def test_a_stop_that_was_told_out_of_turn_is_told_again_in_other_words():
    led = Led()
    led.press("next", led.last("BL40-right").onset + frames(1))
    heard = texts(led.last("BL57-right").clips, "locate")
    again = texts(led.press("again", led.hold("BL57-right") + frames(5)), "locate")
    assert again[0] not in heard


def test_who_goes_on_after_having_left_out_where_to_go_by_again_is_told_it_at_the_next_stop():
    led = Led(talk="brief", answered=True)
    at = led.last("BL40-right").onset + frames(1)
    led.press("again", at)
    led.press("next", at + frames(4))
    assert "posture" in cues(led.last("BL57-right").clips)
    assert "right" in texts(led.last("BL57-right").clips, "travel")[0]


@pytest.mark.parametrize("talk", ["full", "brief"])
def test_who_asks_how_to_find_a_point_before_all_was_said_hears_how_to_sit_and_its_safety_words(talk):
    led = Led(talk=talk)
    planned = led.last("CV6")
    safety = [cue.text for cue in planned.cues if isinstance(cue, Say) and cue.is_safety]
    clips = led.press("again", planned.onset + frames(1))
    said = [clip for clip in clips if clip.utterance and clip.onset < led.hold("CV6")]
    assert safety
    assert set(safety) <= set(texts(said))
    assert cues(said).index("posture") < cues(said).index("locate")


stories = st.lists(st.tuples(st.sampled_from(COMMANDS), st.floats(0.1, 150)), min_size=1, max_size=8)
near = st.lists(
    st.tuples(st.sampled_from(["next", "back", "again", "pause", "resume"]), st.floats(0.1, 12)), max_size=9
)


@given(
    st.sampled_from(["full", "brief", "chimes"]),
    st.sampled_from(["posture", "guide"]),
    st.sampled_from([(), ("child",)]),
    stories,
    near,
)
@settings(max_examples=examples(40))
def test_whoever_goes_on_and_back_holds_no_point_without_having_heard_its_side_and_how_to_sit(
    talk, order, conditions, far, story
):
    led = Led(talk=talk, order=order, conditions=conditions, answered=True, hold_s=20)
    led.tell([*far, *story])
    settings_of = {stop.id: posture(stop, SHIPPED.phrases)[0] for stop in led.route.stops}
    side = told = None
    for piece in led.timeline.stages:
        for clip in piece.clips:
            if clip.cut or clip.phase not in {"travel", "locate"} or not clip.utterance:
                continue
            if clip.cue in {"switch", "travel", "locate"} and piece.side in {"left", "right"}:
                side = piece.side if piece.side in clip.utterance.text.lower() else side
            if clip.cue == "posture" and clip.utterance.text in moves(settings_of[piece.id], piece.side):
                told = settings_of[piece.id]
        if piece.hold:
            assert piece.side not in {"left", "right"} or side == piece.side
            assert talk == "chimes" or told == settings_of[piece.id]


@pytest.mark.parametrize("options", [Options(), Options(talk="chimes"), Options(minutes=22), Options(minutes=30)])
@pytest.mark.parametrize("goes_on", [None, Continuation("BL23")])
def test_a_stop_that_is_told_out_of_turn_needs_no_speech_at_first_and_is_held_as_long_as_planned(options, goes_on):
    with compose(Choices(script=options, voice="fake"), Listener(), goes_on=goes_on) as session:
        timeline = session.compile()
        planned = {piece.id: piece.hold.frames for piece in timeline.stages if piece.hold}
        measured = session._sounds.speech.measured
        skipped = next(piece for piece in timeline.stages if piece.id == "BL40-right")
        growing = session.edit(timeline, "next", skipped.onset + frames(0.5))
        first = next(growing)
        assert session._sounds.speech.measured == measured
        assert first.stages[-1].id == "BL57-right"
        *_, edited = growing
    assert {piece.id: piece.hold.frames for piece in edited.stages if piece.hold} | {
        "BL40-right": planned["BL40-right"]
    } == planned
    landed = next(piece for piece in edited.stages if piece.id == "BL57-right")
    assert "posture" in cues(landed.clips)
    assert "right" in texts(landed.clips, "travel")[0]


def test_the_opening_of_a_session_that_goes_on_stays_short_when_a_listener_goes_back_to_it():
    with compose(
        Choices(script=Options(minutes=22), voice="fake"), Listener(), goes_on=Continuation("BL57-left")
    ) as session:
        timeline = session.compile()
        at = timeline.stages[1].onset + frames(1)
        *_, edited = session.edit(timeline, "back", at)
    again = next(piece for piece in edited.stages if piece.onset >= at)
    assert texts(again.clips) == texts(timeline.stages[0].clips)


def test_nothing_is_written_before_a_command_needs_it():
    led = Led()
    asked = []
    led.editor = replace(led.editor, landing=lambda *stops: asked.append(stops) or led.landed(*stops))
    at = led.hold("BL40-left") + frames(1)
    for command in ("pause", "resume", "longer", "again", "next"):
        led.press(command, at)
        at += frames(1)
    assert asked == []
    assert any(isinstance(cue, HoldOn) for cue in led.last("BL57-left").cues)
