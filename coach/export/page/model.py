"""What a page shows, as values: everything on it comes from the plan and the content, and no time from elsewhere."""

from msgspec import Struct

from coach.report.data import HoldData


class Chapter(Struct, frozen=True, kw_only=True):
    """A place to jump to: a stage of the plan."""

    stage: str
    """Its id."""

    title: str
    onset: int
    """In frames of the session, like all times of a page."""

    frames: int
    picture: str | None
    """Name of the picture that is shown: as BL40-left; None: the cover is."""

    hold: HoldData | None


class Moment(Struct, frozen=True, kw_only=True):
    """A sentence that is said: a caption."""

    onset: int
    frames: int
    stage: str
    phase: str
    text: str
    sources: tuple[str, ...]


class Drawn(Struct, frozen=True, kw_only=True):
    """A picture of a point on a side."""

    name: str
    """As in BL40-left."""

    svg: str
    """Drawn in `coach.pictures.colours.ON_PAGE`: an element that can stand in HTML."""

    text: str
    """What it shows, in the point's own sentences, for whoever does not see it."""


class Card(Struct, frozen=True, kw_only=True):
    """A point on the sheet, on all sides on which the session presses it."""

    code: str
    name: str
    pinyin: str
    place: str
    picture: str | None
    """Name of the picture that shows all these sides."""

    locate: tuple[str, ...]
    """How to find it, sentence by sentence."""

    press: tuple[str, ...]
    """How to press it, as the session has it pressed: lightly, where health asks for it."""

    hold: str
    """How long it is pressed, in words: "90 seconds, both sides together"."""

    cautions: tuple[str, ...]


class Source(Struct, frozen=True, kw_only=True):
    """A fact behind what is said."""

    id: str
    text: str
    work: str
    """Who says so."""

    where: str = ""
    """Where in it, and how far it carries."""


class Page(Struct, frozen=True, kw_only=True):
    """A session as a page."""

    id: str
    """A digest of the plan: under it a browser remembers the place."""

    title: str
    subtitle: str
    """How long it lasts, in words."""

    artist: str
    practice: str
    """A line at the foot, or nothing."""

    language: str
    frame_rate: int
    frames: int
    sound_type: str
    """As browsers know it: audio/mpeg or audio/mp4."""

    cover: bytes
    """A JPEG."""

    chapters: tuple[Chapter, ...]
    moments: tuple[Moment, ...]
    pictures: tuple[Drawn, ...]
    cards: tuple[Card, ...]
    red_flags: tuple[str, ...]
    """Signs that call for a doctor: nobody who has one of them presses."""

    stop: tuple[str, ...]
    """When to stop, and all other cautions that concern the whole session."""

    conditions: tuple[str, ...] = ()
    """What is to be heeded by whoever has a condition: the listener's own ones, and those that nobody was asked for."""

    changes: tuple[str, ...]
    """What is left out, or done in another way, and why."""

    sources: tuple[Source, ...]
    link: str | None
    """An address that the sheet shows as a square code, or None."""
