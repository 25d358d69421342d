"""What the keys are answered with while a session plays, and what is said at its end."""

import io
import re
from collections import deque
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from led import Led
from routines import SHIPPED

from coach.live import sitting
from coach.live.terminal.answers import closing, heard_frames
from coach.live.terminal.screen import Lines, Silent, screen
from coach.live.terminal.transport import KEYS, MASH, MEDIA_PAUSE, MEDIA_PLAY
from coach.units import frames

LATENCY = frames(0.25)

pressed = st.sampled_from([*sorted(set(KEYS) - {"q"}), MEDIA_PLAY, MEDIA_PAUSE, MASH, "x", "c-m", "escape"])
stories = st.lists(st.tuples(pressed, st.floats(0.1, 150), st.floats(-0.3, 0)), min_size=1, max_size=12)


class Loudspeaker:
    """Plays a led session as far as keys are pressed, on a device that corrects now and then what it has played."""

    meters_device, dropouts, volume_db = True, 0, 0.0

    def __init__(self, led, story, stream):
        self.led, self.story, self.stream = led, list(story), stream
        self.timeline, self.edits, self.spoken, self.notices = led.timeline, [], {}, deque()
        self.key, self.asked = "", []

    def pressed(self):
        key, self.key = self.key, ""
        return (key,) if key else ()

    def edit(self, command, _sureness=None):
        at = min(self.heard + LATENCY, self.timeline.frames)
        self.growing = self.led.editor.edit(self.timeline, command, at)
        self.timeline = next(self.growing)
        self.edits.append((command, at))

    def play(self, watch):
        self.heard = 0
        watch(self.timeline, 0)
        for key, later_s, corrected_s in self.story:
            self.heard = min(self.heard + frames(later_s), max(self.timeline.frames - LATENCY, self.heard))
            watch(self.timeline, self.heard)
            before = len(self.stream.getvalue())
            self.key, self.growing = key, iter(())
            watch(self.timeline, max(self.heard + frames(corrected_s), 0))
            self.asked.append((key, self.stream.getvalue()[before:].splitlines()))
            *_, self.timeline = (self.timeline, *self.growing)
            for _ in range(3):  # the device has not got to the command yet
                watch(self.timeline, self.heard)


class Buttons:
    def pressed(self):
        return ()

    def show(self, state):
        pass


def led_by(story, kind=Lines, **options):
    """Return what is asked, each key with the lines that answer it, and all lines."""
    stream = io.StringIO()
    player = Loudspeaker(Led(library=SHIPPED, **options), story, stream)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sitting.time, "monotonic", map(float, count()).__next__)
        sitting.Sitting(player, player, Buttons(), kind(stream), lambda: None, None).play()
    return player.asked, stream.getvalue().splitlines()


def seconds_in(lines):
    """Return the times at the beginnings of lines, in seconds."""
    times = [re.match(r"(?:(\d+):)?(\d+):(\d\d)  ", line) for line in lines]
    return [int(time[1] or 0) * 3600 + int(time[2]) * 60 + int(time[3]) for time in times if time]


@settings(deadline=None, max_examples=40)
@given(stories, st.sampled_from([{}, {"wait_s": 20.0}, {"talk": "chimes"}]))
def test_every_key_is_answered_with_a_line_times_never_run_backwards_and_no_line_holds_an_escape(story, options):
    asked, lines = led_by(story, points=("BL40", "GV26"), **options)
    for key, answer in asked:
        assert answer, key
    times = seconds_in(lines)
    assert times == sorted(times)
    assert not re.search(r"[\x00-\x1f\x7f]", "".join(lines))


def holding(*keys):
    """Return the keys, pressed in the first hold of a session."""
    return [("right", 1, 0), ("right", 1, 0), ("right", 1, 0), (keys[0], 80, 0), *((key, 1, 0) for key in keys[1:])]


@pytest.mark.parametrize(
    ("keys", "answers"),
    [
        ("l", ["30 seconds longer. Left side, holding, 1:25 left"]),
        ("s", ["30 seconds shorter. Left side, holding, 0:25 left"]),
        ("ss", [None, "23 seconds shorter. Left side, holding, 0:01 left"]),
        ("a", ["In other words. Left side, finding the point"]),
        (" ", ["Left side, paused"]),
        (" l", [None, "It is paused; space goes on"]),
        ("x", ["Any other key pauses; space goes on. Left side, paused"]),
        ("+", ["Volume 0 dB, the loudest without distortion"]),
        ("-", ["Volume -2 dB"]),
    ],
)
def test_in_a_hold_a_key_is_answered_with_what_it_has_done(keys, answers):
    asked, _ = led_by(holding(*keys), points=("BL40",), hold_s=60)
    told = [re.sub(r"^\d+:\d\d  ", "", lines[0]) for _, lines in asked[3:]]
    for said, answer in zip(told, answers, strict=True):
        assert said == (answer or said)


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        (["l"], "No hold to make longer now"),
        (["s"], "No hold to make shorter now"),
        (["left"], "Opening once more. Arriving"),
        (["right"], "Next. Before you begin: a word on safety"),
        (["right"] * 9, "This is the last part. Coming to an end"),
        ([MEDIA_PLAY], "It is playing already"),
        ([" ", MEDIA_PAUSE], "It is paused already; space goes on"),
        ([" ", " "], "Going on. Opening: arriving"),
        ([" ", "x"], "It is paused; space goes on"),
        ([MASH], "Several keys at once; space goes on. Paused"),
    ],
)
def test_what_a_key_cannot_do_or_does_elsewhere_is_told(keys, answer):
    asked, _ = led_by([(key, 1.5, 0) for key in keys], points=("BL40",))
    assert re.sub(r"^\d+:\d\d  ", "", asked[-1][1][0]) == answer


def test_a_quiet_screen_answers_nothing_and_tells_of_faults(capsys):
    asked, lines = led_by(holding("l", " ", "x"), Silent, points=("BL40",))
    assert (lines, [answer for _, answer in asked]) == ([], [[]] * 6)
    stream = io.StringIO()
    with screen(stream, plain=False, keys=True, quiet=True) as shown:
        shown.tell("the sound device has gone; waiting for it")
    assert stream.getvalue() == "the sound device has gone; waiting for it\n"
    assert capsys.readouterr() == ("", "")


RESUME = "Go on with `coach start --resume`."


@pytest.mark.parametrize(
    ("second", "is_whole", "resume", "line"),
    [
        (759, False, RESUME, f"12 minutes heard. {RESUME}"),
        (61, False, RESUME, f"61 seconds heard. {RESUME}"),
        (150, False, "", "2 minutes and 30 seconds heard."),
        (1, False, RESUME, f"1 second heard. {RESUME}"),
        (0.4, False, RESUME, f"Nothing heard yet. {RESUME}"),
        (1200, True, "", "20 minutes heard, to the end. Take your time to get up."),
        (4200, True, "", "70 minutes heard, to the end. Take your time to get up."),
    ],
)
def test_the_end_is_told_in_words_with_how_to_go_on(second, is_whole, resume, line):
    assert closing(frames(second), is_whole=is_whole, resume=resume) == line


def test_pauses_and_the_time_to_sit_down_are_not_heard():
    led = Led(points=("BL40",))
    led.press("pause", frames(30))
    led.press("resume", frames(90))
    assert heard_frames(led.timeline, frames(100)) == frames(40)
    assert heard_frames(led.timeline, frames(20)) == frames(20)
