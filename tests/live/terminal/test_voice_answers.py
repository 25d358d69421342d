"""What a voice is answered with while a session plays: the same as a key, and what was heard."""

import io
from collections import deque

import pytest
from led import Led
from routines import SHIPPED

from coach.hearing.dialogue import Answer
from coach.live.sitting import Sitting
from coach.live.terminal.screen import Lines
from coach.units import frames


class Nobody:
    """Presses no key and no button."""

    def pressed(self):
        return ()

    def show(self, state):
        pass


class Ear:
    """Wishes one thing after the other, one at each look."""

    def __init__(self, answers, notices=(), remarks=()):
        self.answers, self.notices, self.remarks = deque(answers), deque(notices), deque(remarks)

    def look(self, _timeline, _frame):
        return self.answers.popleft() if self.answers else None


class Player:
    """Plays a session with a hold of a minute, of which a minute and a half were heard."""

    meters_device, dropouts, volume_db = True, 0, 0.0

    def __init__(self):
        self.led = Led(library=SHIPPED, points=("BL40",), hold_s=60)
        self.timeline, self.edits, self.spoken, self.notices = self.led.timeline, [], {}, deque()
        hold = next(stage.hold for stage in self.timeline.stages if stage.hold)
        self.heard = hold.onset + frames(20)

    def edit(self, command, sureness):
        at = self.heard + frames(0.25)
        *_, self.timeline = self.led.editor.edit(self.timeline, command, at, by_voice=sureness is not None)
        self.edits.append((command, at))

    def play(self, watch):
        for _ in range(3):
            watch(self.timeline, self.heard)


def told(answers, **given):
    stream, player = io.StringIO(), Player()
    sitting = Sitting(
        player=player,
        keys=Nobody(),
        buttons=Nobody(),
        shown=Lines(stream),
        begin=lambda: None,
        stand_in=None,
        listen=lambda: Ear(answers, **given),
    )
    sitting.play()
    return player, stream.getvalue().replace("\n      ", " ")


@pytest.mark.parametrize(
    ("wish", "spoken", "line"),
    [
        ("next", "next", "Heard: next."),
        ("again", "again", "Heard: again; in other words."),
        ("longer", "longer", "Heard: longer; 30 seconds longer."),
        ("pause", "pause", "Heard: pause. "),
        ("softer", "softer", "Heard: softer; volume -2 dB\n"),
        (None, "go-on", "Heard: go on; nothing to do now\n"),
    ],
)
def test_a_voice_is_answered_with_what_was_heard_and_what_it_has_done(wish, spoken, line):
    player, shown = told([Answer(wish, spoken, 0.9)])
    assert line in shown
    assert [command for command, _ in player.edits] == ([wish] if wish not in {None, "softer"} else [])


def test_a_session_that_goes_on_because_nobody_has_answered_tells_of_no_voice():
    _, shown = told([Answer("pause", "pause", 0.9), Answer("resume")])
    assert "Going on. " in shown
    assert shown.count("eard:") == 1


def test_what_fails_in_the_ear_is_told_and_the_session_goes_on_to_its_end():
    player, shown = told([], notices=["no microphone"], remarks=["the coach hears you now"])
    assert "no microphone\n" in shown
    assert "The coach hears you now\n" in shown
    assert player.edits == []


def test_an_ear_that_fails_at_its_beginning_or_at_a_look_is_one_line():
    class Broken(Ear):
        def look(self, _timeline, _frame):
            raise ImportError("no such name")

    def missing():
        raise ImportError("no such module")

    for listen in (missing, lambda: Broken([])):
        stream, player = io.StringIO(), Player()
        shown = Lines(stream)
        Sitting(player, Nobody(), Nobody(), shown, lambda: None, None, listen).play()
        assert stream.getvalue().count("the coach does not hear you") == 1


def test_who_says_stop_and_nothing_more_ends_the_session():
    player, _ = told([Answer("stop", None, None), Answer("next", "next", 0.9)])
    assert player.edits == []
