"""Tags in ID3v2.3 (https://id3.org), which MP3 and WAV have.

Every player knows that version. Of a chapter in the next one ffmpeg reads no title of more than 126 bytes.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from coach.export.formats.base import OWNER, Found, iso_639_2, milliseconds
from coach.export.tags import Chapter, Tags
from coach.units import FRAME_RATE

_LONGEST_LIST = 255
"""Entries of a table of contents: a byte counts them."""


_NO_TITLE = " "
"""In place of an empty title, which mutagen leaves out."""


def fill(id3: Any, tags: Tags, *, chapters: bool) -> None:
    """Make tags the only content of an ID3 tag of mutagen."""
    from mutagen.id3 import APIC, COMM, PRIV, TALB, TIT2, TLAN, TLEN, TPE1, Encoding, PictureType

    language = iso_639_2(tags.language)
    id3.clear()
    for frame in (
        TIT2(Encoding.UTF16, [tags.title]),
        TALB(Encoding.UTF16, [tags.album]),
        TPE1(Encoding.UTF16, [tags.artist]),
        TLAN(Encoding.UTF16, [language]),
        TLEN(Encoding.UTF16, [str(milliseconds(tags.frames))]),
        COMM(Encoding.UTF16, language, "", [tags.comment]),
        APIC(Encoding.UTF16, "image/jpeg", PictureType.COVER_FRONT, "", tags.cover),
        PRIV(OWNER, tags.plan),
        *(_table(tags) if chapters else ()),
    ):
        id3.add(frame)


def save(id3: Any, path: Path) -> None:
    """Write an ID3 tag of mutagen into a file, without room for more."""
    id3.save(path, v1=0, v2_version=3, padding=lambda _: 0)


def found(id3: Any, *, chapters: bool) -> Found:
    """Return what an ID3 tag of mutagen tells."""
    comments = [frame for frame in id3.getall("COMM") if not frame.desc]
    plans = [frame.data for frame in id3.getall("PRIV") if frame.owner == OWNER]
    return Found(
        str(id3.get("TIT2", "")),
        str(comments[0]) if comments else "",
        tuple(sorted(map(_chapter, id3.getall("CHAP")), key=lambda chapter: chapter.onset)) if chapters else None,
        plans[0] if plans else None,
    )


def _table(tags: Tags) -> Iterator[Any]:
    """Yield the frames of chapters and of their table of contents, according to the addendum on chapters of ID3v2."""
    from mutagen.id3 import CHAP, CTOC, TIT2, CTOCFlags, Encoding

    if not tags.chapters:
        return
    # Readers take chapters in the order of their frames. mutagen writes short frames first, and those of one length by
    # their names, so all get one length: what a title lacks to the longest is added in a frame that no one reads.
    titles = [chapter.title or _NO_TITLE for chapter in tags.chapters]
    longest = max(map(_size, titles))
    digits = max(len(str(len(titles))), 2)
    names = [f"ch{number:0{digits}}" for number in range(1, len(titles) + 1)]
    for name, chapter, title in zip(names, tags.chapters, titles, strict=True):
        start, end = milliseconds(chapter.onset), milliseconds(chapter.end)
        yield CHAP(name, start, end, sub_frames=[TIT2(Encoding.UTF16, [title]), _room(longest - _size(title))])
    parts = [names[start : start + _LONGEST_LIST] for start in range(0, len(names), _LONGEST_LIST)]
    tables = [f"toc{number:02}" for number in range(1, len(parts) + 1)] if len(parts) > 1 else []
    top = CTOCFlags.TOP_LEVEL | CTOCFlags.ORDERED
    for table, flags, listed in (
        ("toc", top, tables or names),
        *((table, CTOCFlags.ORDERED, part) for table, part in zip(tables, parts, strict=False)),
    ):
        yield CTOC(table, flags, listed, sub_frames=[TIT2(Encoding.UTF16, [tags.title or _NO_TITLE])])


def _size(title: str) -> int:
    return len(title.encode("utf-16"))


def _room(size: int) -> Any:
    """Return a frame for a program of ours, with nothing in it."""
    from mutagen.id3 import PRIV

    return PRIV(OWNER, bytes(size))


def _chapter(frame: Any) -> Chapter:
    onset, end = (round(ms * FRAME_RATE / 1000) for ms in (frame.start_time, frame.end_time))
    title = str(frame.sub_frames.get("TIT2", ""))
    return Chapter("" if title == _NO_TITLE else title, onset, end - onset)
