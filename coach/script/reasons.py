"""Why less is said of something than could be, or more: values, which `coach.report.notices` puts into words."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from coach.choices import Talk

WhyKind = Literal["talk", "finished", "fit", "unheard", "unanswered", "around", "room"]
"""What kind of reason it is."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The user wants it so."""

    kind: ClassVar[WhyKind] = "talk"
    talk: Talk


@dataclass(frozen=True, slots=True)
class Finished:
    """With talk `auto`, the listener has heard the point to its end so often."""

    kind: ClassVar[WhyKind] = "finished"
    times: int


@dataclass(frozen=True, slots=True)
class Fitted:
    """The session is to last so many minutes."""

    kind: ClassVar[WhyKind] = "fit"
    minutes: float


@dataclass(frozen=True, slots=True)
class Unheard:
    """What leads to the stop was not heard: by chimes alone nobody would know which one it is."""

    kind: ClassVar[WhyKind] = "unheard"


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Not all questions on health are answered, so that all cautions are said."""

    kind: ClassVar[WhyKind] = "unanswered"


@dataclass(frozen=True, slots=True)
class Around:
    """Around the stops as much is said as of the point of which most is, and none is told in full."""

    kind: ClassVar[WhyKind] = "around"


@dataclass(frozen=True, slots=True)
class NoRoom:
    """It does not fit into the hold; times in frames."""

    kind: ClassVar[WhyKind] = "room"
    at: int
    """When it was to be said, from the onset of the hold."""

    hold: int
    """How long the hold lasts."""


Why = Asked | Finished | Fitted | Unheard | Unanswered | Around | NoRoom
