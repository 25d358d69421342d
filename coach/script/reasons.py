"""Why less is said of something than could be, or more: values, which `coach.report.notices` puts into words.

They are structs and not dataclasses, which take half a millisecond each to be made: sound must not wait for them.
"""

from typing import ClassVar, Literal

from msgspec import Struct

from coach.choices import Talk

WhyKind = Literal["talk", "finished", "fit", "unheard", "unanswered", "around", "room"]
"""What kind of reason it is."""


class Asked(Struct, frozen=True):
    """The user wants it so."""

    kind: ClassVar[WhyKind] = "talk"
    talk: Talk


class Finished(Struct, frozen=True):
    """With talk `auto`, the listener has heard the point to its end so often."""

    kind: ClassVar[WhyKind] = "finished"
    times: int


class Fitted(Struct, frozen=True):
    """The session is to last so many minutes."""

    kind: ClassVar[WhyKind] = "fit"
    minutes: float


class Unheard(Struct, frozen=True):
    """What leads to the stop was not heard: by chimes alone nobody would know which one it is."""

    kind: ClassVar[WhyKind] = "unheard"


class Unanswered(Struct, frozen=True):
    """Not all questions on health are answered, so that all cautions are said."""

    kind: ClassVar[WhyKind] = "unanswered"


class Around(Struct, frozen=True):
    """Around the stops as much is said as of the point of which most is, and none is told in full."""

    kind: ClassVar[WhyKind] = "around"


class NoRoom(Struct, frozen=True):
    """It does not fit into the hold; times in frames."""

    kind: ClassVar[WhyKind] = "room"
    at: int
    """When it was to be said, from the onset of the hold."""

    hold: int
    """How long the hold lasts."""


Why = Asked | Finished | Fitted | Unheard | Unanswered | Around | NoRoom
