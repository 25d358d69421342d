"""The formats whose tags are Vorbis comments: FLAC, Ogg Vorbis and Opus.

Chapters are the comments CHAPTER001 and CHAPTER001NAME (https://wiki.xiph.org/Chapter_Extension), to the millisecond.
In Ogg the cover is a comment as well (https://wiki.xiph.org/VorbisComment#Cover_art).
"""

import re
from abc import abstractmethod
from base64 import b64decode, b64encode
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from coach.export.formats.base import Bounded, Found, milliseconds
from coach.export.formats.sndfile import SndfileFormat
from coach.export.tags import Chapter, Tags
from coach.units import FRAME_RATE

_PLAN = "COACH_PLAN"


class CommentedFormat(SndfileFormat):
    """A format of libsndfile whose tags are Vorbis comments."""

    most_chapters = 999

    @abstractmethod
    def _open(self, file: Path | IO[bytes]) -> Any:
        """Return a file as mutagen sees it, with `tags` of comments."""

    @abstractmethod
    def _set_cover(self, file: Any, picture: Any) -> None:
        """Make a picture of mutagen the only one of a file."""

    def _write_tags(self, path: Path, tags: Tags) -> None:
        file = self._open(path)
        if file.tags is None:
            file.add_tags()
        file.tags.clear()
        file.tags.extend(_comments(tags))
        self._set_cover(file, _picture(tags.cover))
        file.save(padding=lambda _: 0)

    def _read_tags(self, file: Bounded) -> Found:
        comments = {key.upper(): value for key, value in self._open(file).tags or ()}
        plan = comments.get(_PLAN)
        return Found(
            comments.get("TITLE", ""),
            comments.get("COMMENT", ""),
            _chapters(comments, self._length(file)),
            b64decode(plan, validate=True) if plan is not None else None,
        )


class OggFormat(CommentedFormat):
    """A format in pages of Ogg."""

    def _set_cover(self, file: Any, picture: Any) -> None:
        file.tags["METADATA_BLOCK_PICTURE"] = [b64encode(picture.write()).decode()]


def _comments(tags: Tags) -> list[tuple[str, str]]:
    comments = [
        ("TITLE", tags.title),
        ("ALBUM", tags.album),
        ("ARTIST", tags.artist),
        ("LANGUAGE", tags.language),
        ("LENGTH", str(milliseconds(tags.frames))),
        ("COMMENT", tags.comment),
    ]
    for number, chapter in enumerate(tags.chapters, 1):
        comments += [
            (f"CHAPTER{number:03}", _time(milliseconds(chapter.onset))),
            (f"CHAPTER{number:03}NAME", chapter.title),
        ]
    return [*comments, (_PLAN, b64encode(tags.plan).decode())]


def _chapters(comments: dict[str, str], frames: int) -> tuple[Chapter, ...]:
    starts = [
        (_frames(time), comments.get(f"{key}NAME", ""))
        for key, time in comments.items()
        if re.fullmatch(r"CHAPTER\d{3}", key)
    ]
    starts.sort(key=lambda start: start[0])
    ends = [*(onset for onset, _ in starts[1:]), frames]
    return tuple(Chapter(title, onset, end - onset) for (onset, title), end in zip(starts, ends, strict=False))


def _time(ms: int) -> str:
    minutes, ms = divmod(ms, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{ms // 1000:02}.{ms % 1000:03}"


def _frames(time: str) -> int:
    hours, minutes, seconds = time.split(":")
    return round((int(hours) * 3600 + int(minutes) * 60 + float(seconds)) * FRAME_RATE)


def _picture(jpeg: bytes) -> Any:
    from mutagen.flac import Picture
    from mutagen.id3 import PictureType
    from PIL import Image

    picture = Picture()
    picture.type = PictureType.COVER_FRONT
    picture.mime = "image/jpeg"
    picture.data = jpeg
    picture.width, picture.height = Image.open(BytesIO(jpeg)).size
    picture.depth = 24
    return picture
