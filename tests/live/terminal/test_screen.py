"""What the terminal shows while a session plays."""

import io
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.live.terminal import screen as terminal_screen
from coach.live.terminal.screen import Bars, Lines, screen
from coach.live.terminal.view import view
from coach.plan.timeline import Hold, TimedStage, Timeline
from coach.script.cues import HoldOn, Say, Strike, Wait
from coach.units import frames

ROOT = Path(__file__).parents[3]


def say(phase) -> Say:
    return Say(phase, phase, "Words.", None, ("own",), 0)


def stage(stage_id, title, onset_s, end_s, *cues, **given) -> TimedStage:
    """A stage whose cues begin at the given seconds."""
    marks, placed = zip(*((frames(second), cue) for second, cue in cues), strict=True)
    return TimedStage(
        stage_id,
        title,
        given.get("point"),
        given.get("side"),
        frames(onset_s),
        frames(end_s - onset_s),
        given.get("hold"),
        cues=placed,
        marks=marks,
        paused=given.get("paused", False),
    )


SAMPLE = stage("sample", "A sample", 0, 60, (0, Wait(1, "opening")), (1, say("opening")))
TITLE = "Middle of the Crook (BL40), behind the left knee"
AT_THE_KNEE = {"point": "BL40", "side": "left"}
OPENING = stage("opening", "Welcome", 0, 60, (0, Wait(1, "opening")), (1, say("opening")))
KNEE = stage(
    "BL40-left",
    TITLE,
    60,
    200,
    (60, say("travel")),
    (70, say("locate")),
    (75, Wait(15, "locate", until_ready=True)),
    (90, say("press")),
    (100, HoldOn(90, (), ())),
    (192, say("release")),
    hold=Hold(frames(100), frames(90)),
    **AT_THE_KNEE,
)
SO_FAR = Timeline((OPENING, KNEE))
WHOLE = replace(SO_FAR, complete=True)

HELD = replace(KNEE, frames=frames(70), hold=Hold(frames(100), frames(30)))
PAUSE = stage("BL40-left", TITLE, 130, 86530, (130, HoldOn(60, (), (), 30)), paused=True, **AT_THE_KNEE)
PAUSED = Timeline((OPENING, HELD, PAUSE))
ENDED_PAUSE = replace(PAUSE, frames=frames(20), paused=False)
RESUMED = Timeline(
    (
        OPENING,
        HELD,
        ENDED_PAUSE,
        stage(
            "BL40-left",
            TITLE,
            150,
            220,
            (150, say("hold")),
            (153, Strike("hold-on", "hold", "presence")),
            (155, HoldOn(60, (), (), 30)),
            hold=Hold(frames(155), frames(60), frames(30)),
            **AT_THE_KNEE,
        ),
    ),
    complete=True,
)


@pytest.mark.parametrize(
    ("second", "doing", "hold_left"),
    [
        (60, "left side, moving there", ""),
        (69.9, "left side, moving there", ""),
        (70, "left side, finding the point", ""),
        (80, "left side, waiting for you", ""),
        (90, "left side, getting ready to press", ""),
        (100, "left side, holding", "1:30 left"),
        (100.5, "left side, holding", "1:30 left"),
        (189.5, "left side, holding", "0:01 left"),
        (190, "left side, letting go", ""),
        (199, "left side, letting go", ""),
    ],
)
def test_the_stage_its_side_and_phase_are_shown_and_the_time_left_of_a_hold(second, doing, hold_left):
    shown = view(WHOLE, frames(second))
    assert (shown.title, shown.doing, shown.hold_left) == (TITLE, doing, hold_left)


def test_a_pause_is_shown_as_soon_as_it_is_asked_for():
    for second in (129, 140, 1000):
        assert view(PAUSED, frames(second)).doing == "left side, paused"


def test_a_hold_goes_on_where_it_was_interrupted():
    assert view(RESUMED, frames(129)).hold_left == "0:01 left"
    going_on = view(RESUMED, frames(160)).hold
    assert (going_on.done, going_on.whole, going_on.left) == (frames(35), frames(90), "0:55")


def test_the_time_left_is_shown_once_the_whole_session_is_known():
    assert view(SO_FAR, frames(65.5)).whole == "1:05"
    assert view(WHOLE, frames(65.5)).whole == "1:05 of 3:20, 2:15 left"


@given(st.integers(0, WHOLE.frames - 1))
def test_the_time_gone_and_the_time_left_always_make_up_the_whole(frame):
    gone, left = view(WHOLE, frame).whole.removesuffix(" left").split(" of 3:20, ")
    minutes, seconds = (sum(pair) for pair in zip(*(map(int, time.split(":")) for time in (gone, left)), strict=True))
    assert 60 * minutes + seconds == 200


@given(st.sampled_from([SO_FAR, WHOLE, PAUSED, RESUMED]), st.integers(0, frames(400)))
def test_no_bar_is_ever_more_than_full_or_less_than_empty(timeline, frame):
    shown = view(timeline, frame)
    for bar in (shown.hold, shown.session):
        assert bar is None or 0 <= bar.done <= bar.whole


def test_before_the_first_stage_is_decided_the_session_is_arriving():
    shown = view(Timeline(), 0)
    assert (shown.title, shown.doing, shown.whole) == ("", "arriving", "0:00")
    assert view(WHOLE, 0).doing == "arriving"


def test_where_there_is_no_terminal_every_phase_is_one_line():
    stream = io.StringIO()
    with screen(stream, plain=False, keys=False) as shown:
        for tenth in range(2000):
            shown.watch(WHOLE, frames(tenth / 10))
    assert stream.getvalue().splitlines() == [
        "0:00  Welcome: arriving",
        f"1:00  {TITLE}: left side, moving there",
        "1:10  Left side, finding the point",
        "1:15  Left side, waiting for you",
        "1:30  Left side, getting ready to press",
        "1:40  Left side, holding, 1:30 left",
        "3:10  Left side, letting go",
    ]


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.fixture
def painted(monkeypatch):
    """A terminal of 60 columns."""
    for name in ("COACH_PLAIN", "ACCESSIBLE", "LINES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    return Terminal()


def test_plain_lines_on_a_terminal_are_not_painted_over(painted):
    with screen(painted, plain=True, keys=True) as shown:
        shown.watch(WHOLE, frames(100))
        shown.tell("the sound device has gone")
    told = f"1:40  {TITLE}: left side, holding, 1:30 left\nthe sound device has gone\n"
    assert unwrapped(painted.getvalue()) == unwrapped(told)


def test_a_terminal_is_painted_only_when_something_has_changed(painted):
    with Bars(painted, keys=True) as shown:
        shown.watch(WHOLE, frames(100))
        once = painted.getvalue()
        assert TITLE in once
        assert "1:30 left" in once
        shown.watch(WHOLE, frames(100.5))
        assert painted.getvalue() == once
        shown.watch(WHOLE, frames(101))
        assert "1:29 left" in painted.getvalue()


def test_the_picture_is_always_equally_high_so_that_nothing_jumps(painted):
    heights = set()
    with Bars(painted, keys=True) as shown:
        for timeline, second in [(WHOLE, 0), (WHOLE, 120), (SO_FAR, 120), (PAUSED, 140), (RESUMED, 160)]:
            start = len(painted.getvalue())
            shown.watch(timeline, frames(second))
            heights.add(painted.getvalue()[start:].count("\n"))
    assert len(heights) == 1


def test_the_line_of_keys_fits_sixty_columns_and_says_what_the_space_bar_does(painted):
    with Bars(painted, keys=True) as shown:
        for timeline, second, space in [
            (WHOLE, 120, "space pause"),
            (PAUSED, 140, "space go on"),
            (WHOLE, 80, "space ready"),
        ]:
            start = len(painted.getvalue())
            shown.watch(timeline, frames(second))
            assert re.search(rf"{space}  a again .* q end", painted.getvalue()[start:])


def test_without_a_keyboard_no_keys_are_shown(painted):
    with Bars(painted, keys=False) as shown:
        shown.watch(WHOLE, frames(120))
    assert "space" not in painted.getvalue()


@pytest.mark.parametrize("kind", [Lines, lambda stream: Bars(stream, keys=True)])
def test_what_happens_to_the_sound_is_told_word_for_word(painted, kind):
    with kind(painted) as shown:
        shown.watch(WHOLE, frames(100))
        shown.tell("[USB 2:0] has gone")
    assert "[USB 2:0] has gone\n" in painted.getvalue()


LINE = f"1:40  {TITLE}: left side, holding, 1:30 left\n"


def unwrapped(text: str) -> str:
    """Return a text as it reads, wherever its lines end."""
    return " ".join(text.split())


def shown_on(stream) -> str:
    """Return all that is shown of a moment."""
    with screen(stream, plain=False, keys=True) as shown:
        shown.watch(WHOLE, frames(100))
        return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("TERM", kind) for kind in ("dumb", "unknown", "" if sys.platform != "win32" else "dumb")),
        *((name, size) for name in ("COLUMNS", "LINES") for size in ("0", "1", "7")),
        *((name, yes) for name in ("COACH_PLAIN", "ACCESSIBLE") for yes in ("1", "true", "yes", "on")),
    ],
)
def test_where_nothing_can_be_painted_or_the_screen_is_heard_each_phase_is_a_line(painted, monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    assert unwrapped(shown_on(painted)) == unwrapped(LINE)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("COACH_PLAIN", "0"),
        ("COACH_PLAIN", ""),
        ("ACCESSIBLE", "no"),
        ("ACCESSIBLE", "False"),
        ("COLUMNS", "wide"),
        ("COLUMNS", "-1"),
        ("COLUMNS", "99999999"),
        ("NO_COLOR", "1"),
    ],
)
def test_what_asks_for_nothing_else_leaves_the_bars(painted, monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    shown = shown_on(painted)
    assert "space pause  a again" in shown
    assert max(map(len, re.sub("\x1b[^m]*m", "", shown).splitlines())) <= 100
    if name == "NO_COLOR":
        assert not re.search("\x1b\\[[0-9;]*3[0-9]", shown)


def test_a_kind_of_terminal_that_nobody_knows_gets_lines():
    program = "from coach.live.terminal.painter import _has_moving_cursor as moves; raise SystemExit(moves())"
    for kind, painted in (("no-such-terminal", False), ("vt52", False), ("xterm", True)):
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": kind}
        asked = subprocess.run([sys.executable, "-c", program], env=environment, check=False)
        assert asked.returncode == painted or sys.platform == "win32"


def test_the_line_of_keys_says_how_to_end_on_a_keyboard_without_the_letter(painted):
    assert "Ctrl-C ends it" in shown_on(painted)


@pytest.mark.parametrize("language", ["C", "POSIX", "en_US.ISO-8859-1"])
def test_a_terminal_that_knows_ascii_alone_gets_nothing_else(painted, monkeypatch, language):
    monkeypatch.setenv("LC_ALL", language)
    if "." in language:
        painted.encoding = "iso8859-1"
    shown = shown_on(painted)
    assert shown.isascii()
    assert "< > stage" in shown


def test_a_terminal_that_becomes_too_small_gets_lines_until_it_is_large_again(painted, monkeypatch):
    with Bars(painted, keys=True) as shown:
        shown.watch(WHOLE, frames(100))
        monkeypatch.setenv("LINES", "3")
        shown.watch(WHOLE, frames(101))
        assert unwrapped(painted.getvalue()).endswith("left side, holding, 1:29 left")
        monkeypatch.delenv("LINES")
        shown.watch(WHOLE, frames(102))
    assert painted.getvalue().count("space pause") == 2


def test_a_picture_is_painted_anew_when_the_terminal_has_another_size(painted, monkeypatch):
    with Bars(painted, keys=True) as shown:
        shown.watch(WHOLE, frames(100))
        monkeypatch.setenv("COLUMNS", "40")
        shown.watch(WHOLE, frames(100))
    assert painted.getvalue().count("1:30 left") == 2


def test_while_the_terminal_is_lent_to_others_nothing_is_painted_on_it(painted, monkeypatch):
    with Bars(painted, keys=True) as shown:
        shown.watch(WHOLE, frames(100))
        before = painted.getvalue()
        monkeypatch.setattr(terminal_screen, "is_in_background", lambda _stream: True)
        for second in (101, 102):
            shown.watch(WHOLE, frames(second))
        assert painted.getvalue() == before
        shown.tell("the sound device has gone")
        assert painted.getvalue() == f"{before}the sound device has gone\n"  # and what stands there stays
        monkeypatch.setattr(terminal_screen, "is_in_background", lambda _stream: False)
        shown.watch(WHOLE, frames(103))
    assert "1:27 left" in painted.getvalue()


def test_a_line_that_is_said_by_itself_is_no_arriving():
    for second in (0, 2):
        assert view(Timeline((SAMPLE,), complete=True), frames(second)).doing == "speaking"
