"""A stop: a point on one side, before it has words, and how the body is set up for it."""

from dataclasses import dataclass

from coach.choices import Talk
from coach.content.model import Hand, Point, Side
from coach.content.phrases import Phrases
from coach.script.order import Setting

OTHER: dict[Side, Side] = {"left": "right", "right": "left"}


@dataclass(frozen=True, slots=True)
class Stop:
    """A point on one side, before it has words."""

    point: Point
    side: Side
    hold_s: float
    hold_range_s: tuple[float, float]
    """The shortest and the longest hold that it may be fitted to, in seconds."""

    talk: Talk = "full"
    is_soft: bool = False
    """Whether it is pressed lightly only."""

    longest_s: float | None = None
    """The longest hold that the listener's health allows, in seconds, or None: there is no limit."""

    said_s: float | None = None
    """The length of the hold as it is said, in seconds, or None if it is said exactly."""

    @property
    def id(self) -> str:
        """The id of its stage."""
        return f"{self.point.code}-{self.side}" if self.point.sides == "each" else self.point.code


def posture(stop: Stop, phrases: Phrases) -> tuple[str, Side | None]:
    """Return the posture of a stop; a sided one is another one for the other side of the body."""
    name = stop.point.posture
    return (name, stop.side if phrases.postures[name].sided else None)


def base(stop: Stop, phrases: Phrases) -> tuple[str, Side | None]:
    """Return the posture of a stop, or what it has in common with others that lead into one another without a way out.

    To go on among those is a matter of the hands, so that a leg is done before the other one is.
    """
    name, side = posture(stop, phrases)
    return (phrases.postures[name].group or name, side)


def setting(stop: Stop, phrases: Phrases) -> Setting:
    """Return how the body is set up for a stop."""
    hand: Hand | Side = stop.point.hand
    if stop.point.sides == "each" and hand in {"same", "opposite"}:
        hand = stop.side if hand == "same" else OTHER[stop.side]
    side = stop.side if stop.point.sides == "each" else None
    return Setting(base(stop, phrases), (stop.point.posture, stop.point.reach, side, hand))
