"""What a file tells about itself, in the same words in every format."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Chapter:
    """A place to jump to: one stage of the session."""

    title: str
    onset: int
    """In frames of the session."""

    frames: int
    """Length in frames; chapters tile the session."""

    @property
    def end(self) -> int:
        """The first frame after the chapter."""
        return self.onset + self.frames


@dataclass(frozen=True, slots=True)
class Tags:
    """What a file carries beside its sound. The same session has the same tags: no dates, no versions."""

    title: str
    artist: str
    """Who gives it."""

    album: str
    """Name of the routine, under which a player gathers the files."""

    language: str
    """As in ISO 639-1: "en"."""

    comment: str
    """The safety line, and the sources of what is said."""

    frames: int
    """Length of the session in frames."""

    chapters: tuple[Chapter, ...]
    """One for each stage, in order."""

    cover: bytes
    """A picture, baseline JPEG."""

    plan: bytes
    """The session as it was planned, for `coach verify`: UTF-8 JSON under zlib."""
