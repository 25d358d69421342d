"""What is said as captions to read along: WebVTT, SRT and LRC.

A cue is a spoken clip, which is a sentence or a part of one: its times are those of the clip, its words those of the
plan, never the spelling that the voice is given.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Protocol

from coach.export.lines import BOUND, balanced, bound
from coach.plan.timeline import Timeline
from coach.units import FRAME_RATE

LONGEST = 42
"""Most characters of a line, as is usual for subtitles; a longer word is broken."""

GRAIN_MS = {"vtt": 1, "srt": 1, "lrc": 10}
"""Milliseconds between the times that each kind can tell."""

CaptionTime = tuple[int, int | None]
"""Start and end of a cue in milliseconds; None where a file does not tell the end."""

_BLANK = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
"""Space of any kind, line ends and control characters."""

_JOINING = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{FIGURE SPACE}"
"""Space at which whoever wrote it wants no line to end."""

# SRT and LRC have no escapes: what a player would take for a tag is written with brackets that look alike.
_NO_SRT_TAGS = str.maketrans("<>{}", "\u2039\u203a()")
_NO_LRC_TAGS = str.maketrans(f"<>[]{BOUND}", "\u2039\u203a() ")

_MOMENT = r"(\d\d):([0-5]\d):([0-5]\d)%s(\d{3})"
_TIMES = {
    kind: re.compile(f"{moment} --> {moment}", re.ASCII)
    for kind, moment in {"vtt": _MOMENT % r"\.", "srt": _MOMENT % ","}.items()
}
_LRC_LINE = re.compile(r"\[(\d{2,}):([0-5]\d)\.(\d{2,3})\](.*)", re.ASCII)
_LRC_HEADER = re.compile(r"\[[a-z]+:.*\]")


class CaptionWriter(Protocol):
    """Writes the captions of a session as text."""

    def __call__(self, timeline: Timeline, /, title: str = "", language: str = "en") -> str:
        """Return the content of the file; `title` and `language` (ISO 639-1) are told where the format has a place."""
        ...


@dataclass(frozen=True, slots=True)
class _Cue:
    start: int
    """In frames, like the end."""

    end: int
    text: str
    """In one line."""


def vtt(timeline: Timeline, /, title: str = "", language: str = "en") -> str:  # noqa: ARG001 no place for a title
    """Return the captions as WebVTT (https://www.w3.org/TR/webvtt1).

    The language is told in a comment: under the first line of the file strict readers take nothing but an empty one.
    """
    head = f"WEBVTT\n\nNOTE Language: {language}\n\n"
    return head + _blocks(timeline, ".", lambda line: escape(line, quote=False))


def srt(timeline: Timeline, /, title: str = "", language: str = "en") -> str:  # noqa: ARG001 no place for either
    """Return the captions as SubRip (https://www.matroska.org/technical/subtitles.html).

    Its lines end as in Windows, where it comes from: televisions read no others.
    """
    return _blocks(timeline, ",", lambda line: line.translate(_NO_SRT_TAGS)).replace("\n", "\r\n")


def lrc(timeline: Timeline, /, title: str = "", language: str = "en") -> str:  # noqa: ARG001 no place for a language
    """Return the captions as LRC, the lyrics of music players (https://en.wikipedia.org/wiki/LRC_(file_format)).

    A cue is one line, however long, and no two lines have one time: of those players show the last alone. Times are in
    hundredths of a second, since many players take a line with thousandths for words without a time; minutes go on
    beyond 99. A time without words ends a cue, unless the next one starts right there.
    """
    minutes, second = divmod(timeline.frames // FRAME_RATE, 60)
    written = [f"[ti:{plain(title).translate(_NO_LRC_TAGS)}]"] if title else []
    written.append(f"[length:{minutes:02}:{second:02}]")
    free = 0  # the first hundredth at which nothing stands
    for cue in _cues(timeline):
        start = max(_parts(cue.start, 100), free)
        if written[-1] == _tag(start):
            written.pop()
        end = max(_parts(cue.end, 100), start + 1)
        written += [f"{_tag(start)}{cue.text.translate(_NO_LRC_TAGS)}", _tag(end)]
        free = end
    return "\n".join(written) + "\n"


CAPTIONS: Mapping[str, CaptionWriter] = {"vtt": vtt, "srt": srt, "lrc": lrc}
"""The kinds of captions there are, by suffix without its dot."""


def times(text: str, kind: str) -> list[CaptionTime]:
    """Return the times of captions as one of CAPTIONS has written them, in the order of the file.

    Those of version 0.2 and before are read, too: VTT with its language in the second line, SRT with other line ends,
    LRC with thousandths, and with a line of words for each line of a cue. Raises ValueError for anything else, with
    the line.
    """
    lines = text.replace("\r\n", "\n")
    return _lrc_times(lines) if kind == "lrc" else _block_times(lines, kind)


def _cues(timeline: Timeline) -> Iterator[_Cue]:
    for stage in timeline.stages:
        for clip in stage.clips:
            if clip.utterance:
                yield _Cue(clip.onset, clip.end, plain(clip.utterance.text))


def plain(text: str) -> str:
    """Return what is said as a caption shows it: in one line, its words one space apart, or one BOUND."""
    return _BLANK.sub(lambda blank: BOUND if {*blank[0]} <= {*_JOINING} else " ", text).strip()


def _lines(text: str) -> list[str]:
    pieces = [piece for word in bound(text).split(" ") for piece in _pieces(word)]
    return balanced(pieces, LONGEST)


def _pieces(word: str) -> list[str]:
    """Return a word as one that fits in a line, or else in parts that do."""
    if len(word) <= LONGEST:
        return [word]
    return [part[start : start + LONGEST] for part in word.split(BOUND) for start in range(0, len(part), LONGEST)]


def _blocks(timeline: Timeline, mark: str, written: Callable[[str], str]) -> str:
    return "\n".join(
        f"{number}\n{_clock(cue.start, mark)} --> {_clock(cue.end, mark)}\n"
        + "".join(f"{written(line)}\n" for line in _lines(cue.text))
        for number, cue in enumerate(_cues(timeline), 1)
    )


def _parts(frames: int, parts: int) -> int:
    """Return the nearest whole number of parts of a second to a time in frames."""
    return round(frames * parts / FRAME_RATE)


def _clock(frames: int, mark: str) -> str:
    seconds, rest = divmod(_parts(frames, 1000), 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{mark}{rest:03}"


def _tag(hundredths: int) -> str:
    seconds, rest = divmod(hundredths, 100)
    return f"[{seconds // 60:02}:{seconds % 60:02}.{rest:02}]"


def _block_times(text: str, kind: str) -> list[CaptionTime]:
    blocks = [block.split("\n") for block in text.rstrip("\n").split("\n\n")] if text else []
    number = 1
    spans: list[CaptionTime] = []
    if kind == "vtt":
        header = blocks.pop(0) if blocks else [""]
        if header[0] != "WEBVTT":
            raise ValueError(f"line 1 is {header[0]!r} and not 'WEBVTT'")
        number += len(header) + 1
    for block in blocks:
        found = _TIMES[kind].fullmatch(block[1]) if len(block) > 2 else None
        if found:
            start, end = found.groups()[:4], found.groups()[4:]
            spans.append((_total(*start), _total(*end)))
        elif kind != "vtt" or not re.match(r"NOTE(\s|$)", block[0]):
            raise ValueError(f"there is no cue in line {number}: {block[0]!r}")
        number += len(block) + 1
    return spans


def _lrc_times(text: str) -> list[CaptionTime]:
    spans: list[CaptionTime] = []
    start: int | None = None
    for number, line in enumerate(text.rstrip("\n").split("\n"), 1):
        found = _LRC_LINE.fullmatch(line)
        if not found and (spans or start is not None or not _LRC_HEADER.fullmatch(line)):
            raise ValueError(f"there is no time in line {number}: {line!r}")
        if found:
            minutes, seconds, rest, words = found.groups()
            at = _total("0", minutes, seconds, rest.ljust(3, "0"))
            if start is not None and not (words and at == start):
                spans.append((start, at))
                start = None
            if words:
                start = at
    return [*spans, (start, None)] if start is not None else spans


def _total(hours: str, minutes: str, seconds: str, milliseconds: str) -> int:
    return ((int(hours) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(milliseconds)
