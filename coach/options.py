"""What a user may choose about the script of a session, checked."""

from dataclasses import dataclass
from typing import Literal, get_args

from coach.errors import BadOption, UnknownName

Order = Literal["posture", "guide"]
PressedSide = Literal["left", "right", "both"]
FirstSide = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class Breath:
    """A breathing pattern: lengths of the in-breath and the out-breath in seconds."""

    in_s: float
    out_s: float

    @property
    def cycle_s(self) -> float:
        """Length of a whole breath in seconds."""
        return self.in_s + self.out_s

    def __str__(self) -> str:
        return f"{self.in_s:g}-{self.out_s:g}"

    @classmethod
    def parse(cls, text: str) -> "Breath | None":
        """Read "IN-OUT" in seconds, or "none" for no pacing; raise BadOption for anything else.

        Within safe limits: each part 2 to 10 s, a whole breath 5 to 15 s, and the breath out no shorter than the
        breath in (12 and 6 breaths a minute, the out-breath longer, were tried by Van Diest et al. 2014).
        """
        if text == "none":
            return None
        allowed = "write IN-OUT in seconds, as in 4-6 (each 2 to 10, out no shorter than in, together 5 to 15), or none"
        try:
            in_s, out_s = (float(part) for part in text.split("-"))
        except ValueError:
            raise BadOption("--breath", text, allowed) from None
        if not (2 <= in_s <= out_s <= 10 and 5 <= in_s + out_s <= 15):
            raise BadOption("--breath", text, allowed)
        return cls(in_s, out_s)


@dataclass(frozen=True, slots=True)
class Options:
    """What the user may choose about the script of a session."""

    hold_s: float | None = None
    """Length of every hold in seconds, 5 to 3600, or None for the routine's own."""

    order: Order = "posture"
    """`posture` changes posture as seldom as possible, `guide` keeps the routine's order."""

    points: tuple[str, ...] = ()
    """Codes of the points to press, in any order; empty for all."""

    skip: tuple[str, ...] = ()
    """Codes of the points to leave out."""

    side: PressedSide = "both"
    """Which side of the points that are pressed one side after the other."""

    first: FirstSide = "left"
    """The side that comes first."""

    pace: float = 1.0
    """Factor on the time to move and to find a point, 0.25 to 4."""

    breath: Breath | None = Breath(4, 6)
    """The pattern of the breath in a hold, or None to leave it to the listener."""

    seed: int = 1
    """Chooses among the variants of the phrases."""

    wait_s: float = 0.0
    """Longest time in seconds, up to 600, to wait for the fingers after each point has been described."""

    def __post_init__(self) -> None:
        if self.hold_s is not None and not 5 <= self.hold_s <= 3600:
            raise BadOption("--hold", f"{self.hold_s:g}", "a hold lasts 5 to 3600 seconds")
        if not 0.25 <= self.pace <= 4:
            raise BadOption("--pace", f"{self.pace:g}", "it is a factor from 0.25 (quick) to 4 (slow)")
        if not 0 <= self.wait_s <= 600:
            raise BadOption("--wait", f"{self.wait_s:g}", "it is a time from 0 to 600 seconds")
        for kind, name, allowed in (
            ("order", self.order, get_args(Order)),
            ("side", self.side, get_args(PressedSide)),
            ("side", self.first, get_args(FirstSide)),
        ):
            if name not in allowed:
                raise UnknownName(kind, name, allowed)
