"""What a key means: a state machine for every input. It has no memory: the timeline says in which state it is."""

from coach.errors import BadOption
from coach.plan.timeline import Timeline
from coach.plan.wishes import State, Wish, is_holding, state_at

VOLUME_STEP_DB = 2.0
"""How much one "louder" or "softer" is, in decibels."""

VOLUME_DB = (-40.0, 0.0)
"""Least and greatest volume, in decibels; over 0 the loudest sounds would be distorted."""

TOGGLE = " "
"""The key that pauses and goes on."""

MEDIA_PLAY, MEDIA_PAUSE = "media-play", "media-pause"
"""The buttons of a headset that has one for each; a button for both is `TOGGLE`."""

KEYS: dict[str, Wish] = {
    TOGGLE: "pause",
    MEDIA_PAUSE: "pause",
    MEDIA_PLAY: "resume",
    "a": "again",
    "left": "back",
    "right": "next",
    "l": "longer",
    "s": "shorter",
    "+": "louder",
    "=": "louder",
    "up": "louder",
    "-": "softer",
    "_": "softer",
    "down": "softer",
    "q": "stop",
}
"""The keys and what they ask for. "=" and "_" are + and - without and with the shift key. Any other key pauses."""

MASH = "mash"
"""What keys mean that nobody can have meant one by one; it pauses as any other key does."""


def require_volume(volume_db: float) -> None:
    """Raise BadOption for a volume that cannot be, in decibels."""
    least, most = VOLUME_DB
    if not least <= volume_db <= most:
        raise BadOption("volume", f"{volume_db:g}", f"{least:g} to {most:g} decibels")


def press(key: str, timeline: Timeline, frame: int) -> Wish | None:
    """Return the command that a key gives while `frame` is being heard, or None if it has no meaning there.

    A hand that gropes means "stop": a key that is not in `KEYS` pauses. The space bar ends a pause, and whatever
    would pause ends the wait for the fingers instead, as do the keys for a hold that has not begun.
    """
    command, state = KEYS.get(key.casefold(), "pause"), state_at(timeline, frame)
    if command in {"pause", "resume"}:
        meant: dict[State, Wish | None] = {
            "playing": "pause" if command == "pause" else None,
            "waiting": "ready",
            "paused": "resume" if command == "resume" or key == TOGGLE else None,
        }
        return meant.get(state)
    if command in {"longer", "shorter"}:
        if state == "waiting":
            return "ready"
        return command if state == "playing" and is_holding(timeline, frame) else None
    if command in {"again", "back", "next"}:
        return command if state in {"playing", "waiting", "paused"} else None
    return command


def volume_after(wish: Wish, volume_db: float) -> float:
    """Return the volume in decibels after a wish, which changes it by one step at most."""
    step_db = {"louder": VOLUME_STEP_DB, "softer": -VOLUME_STEP_DB}.get(wish, 0.0)
    least_db, greatest_db = VOLUME_DB
    return min(max(volume_db + step_db, least_db), greatest_db)
