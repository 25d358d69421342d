"""What a key or a voice is answered with, and what is said at the end, in the words of a listener."""

from typing import TYPE_CHECKING

from coach.live.terminal.transport import KEYS, MASH, MEDIA_PAUSE, MEDIA_PLAY, TOGGLE, VOLUME_DB
from coach.plan.timeline import Command, TimedStage, Timeline
from coach.plan.wishes import State, state_at
from coach.script.cues import SIT_DOWN, Cue, HoldOn, Say
from coach.script.wording import spoken_time
from coach.units import FRAME_RATE, frames

if TYPE_CHECKING:
    from coach.hearing.dialogue import Answer

GO_ON = "space goes on"

_REFUSED: dict[State, str] = {
    "preparing": "one moment, the next words are not ready",
    "paused": f"it is paused; {GO_ON}",
    "ended": "the session is over",
}
"""Why a key does nothing in a state in which nothing goes on."""

_SHORT_S = 5 * 60
"""From so many seconds on, a length is told in whole minutes."""


def refused(key: str, timeline: Timeline, frame: int) -> str:
    """Return why a key does nothing while `frame` is being heard."""
    state = state_at(timeline, frame)
    if key == MEDIA_PLAY and state == "playing":
        return "it is playing already"
    if key == MEDIA_PAUSE and state == "paused":
        return f"it is paused already; {GO_ON}"
    return useless(KEYS.get(key.casefold()), timeline, frame)


def useless(wish: str | None, timeline: Timeline, frame: int) -> str:
    """Return why a wish, or any other, means nothing while `frame` is being heard."""
    state = state_at(timeline, frame)
    if state in {"playing", "waiting"} and wish in {"longer", "shorter"}:
        return f"no hold to make {wish} now"
    return _REFUSED.get(state, "nothing to do now")


def answered(key: str, command: Command, before: Timeline, after: Timeline, frame: int) -> str:
    """Return what a command that a key has given has made of a timeline, from `frame` on; nothing if the place tells.

    `before` is the timeline as it was, `after` as it has become.
    """
    was, now = before.stage_at(frame - 1), after.stage_at(frame)
    if _is_long_enough(now, frame):
        return "no longer, because of your health"
    is_there = was.id == now.id
    if command.startswith("ask-"):
        return "say “yes” or “no”"
    told: dict[Command, str] = {
        "pause": "" if key in {TOGGLE, MEDIA_PAUSE} else f"any other key pauses; {GO_ON}",
        "resume": "going on",
        "ready": "going on",
        "again": "in other words" if now.point else "once more",
        "back": f"{now.title} once more" if is_there else "back",
        "next": "this is the last part" if is_there else "next",
        "how-long": "",
        "hear-out": "say “go on”, “again”, “next” or “stop”",
        "hear-stop": "say “go on” within ten seconds to continue",
    }
    if key == MASH:
        return f"several keys at once; {GO_ON}"
    return _resized(command, was, now, frame) if command in {"longer", "shorter"} else told[command]


def heard(answer: "Answer", told: str) -> str:
    """Return what a voice is answered with, where a key would be answered with `told`; without a voice that alone."""
    if answer.sureness is None:
        return told
    said = named(answer.spoken) if answer.spoken else "a voice"
    return f"heard: {said}; {told}" if told and told != said else f"heard: {said}"


def named(spoken: str) -> str:
    """Return a command as it is written."""
    return spoken.replace("-", " ")


def about_volume(volume_db: float) -> str:
    """Return what the volume is, in decibels."""
    least_db, greatest_db = VOLUME_DB
    if volume_db >= greatest_db:
        return "volume 0 dB, the loudest without distortion"
    return f"volume {volume_db:g} dB{', the softest' if volume_db <= least_db else ''}"


def heard_frames(timeline: Timeline, frame: int) -> int:
    """Return how much of a session has been heard at a frame, without pauses and the time to sit down."""
    heard = (stage for stage in timeline.stages if not stage.paused and stage.id != SIT_DOWN)
    return sum(max(min(stage.end, frame) - stage.onset, 0) for stage in heard)


def closing(heard: int, *, is_whole: bool, resume: str) -> str:
    """Return what is said after a session of which `heard` frames were heard: all of it, or `resume` how to go on."""
    told = f"{_length(heard)} heard" if heard >= FRAME_RATE else "Nothing heard yet"
    if is_whole:
        return f"{told}, to the end. Take your time to get up."
    return f"{told}. {resume}".rstrip()


def _length(heard: int) -> str:
    """Return a length as a person would tell it: seconds count while it is short."""
    whole_s = heard // FRAME_RATE
    return spoken_time(whole_s if whole_s < _SHORT_S else whole_s // 60 * 60).capitalize()


def _resized(command: Command, was: TimedStage, now: TimedStage, frame: int) -> str:
    """Return by how much a hold has become longer or shorter."""
    left = was.hold.end - frame if was.hold else 0
    by_s = round(abs(sum(frames(cue.seconds) for cue in now.cues if isinstance(cue, HoldOn)) - left) / FRAME_RATE)
    return f"{spoken_time(by_s)} {command}" if by_s else f"the hold cannot be {command}"


def _is_long_enough(stage: TimedStage, frame: int) -> bool:
    """Whether a stage that an edit has begun at a frame tells that health allows no more."""
    return stage.onset == frame and any(_tells_so(cue) for cue in stage.cues)


def _tells_so(cue: Cue) -> bool:
    if isinstance(cue, HoldOn):
        return any(window.say.cue == "long-enough" for window in cue.words)
    return isinstance(cue, Say) and cue.cue == "long-enough"
