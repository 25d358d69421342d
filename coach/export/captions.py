"""What is said as captions to read along: WebVTT, SRT and LRC.

A cue is a spoken clip: its times are those of the clip to the nearest millisecond, its words those of the plan, never
the spelling that the voice is given.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Protocol

from coach.export.lines import balanced
from coach.plan.timeline import Timeline
from coach.units import FRAME_RATE

LONGEST = 42
"""Most characters of a line, as is usual for subtitles; a longer word is broken."""

CaptionTime = tuple[int, int | None]
"""Start and end of a cue in milliseconds; None where a file does not tell the end."""

_BLANK = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
"""Space of any kind, line ends and control characters."""

# SRT and LRC have no escapes: what a player would take for a tag is written with other brackets.
_NO_SRT_TAGS = str.maketrans("<>{}", "()()")
_NO_LRC_TAGS = str.maketrans("<>[]", "()()")

_MOMENT = r"(\d\d):([0-5]\d):([0-5]\d)%s(\d{3})"
_TIMES = {
    kind: re.compile(f"{moment} --> {moment}", re.ASCII)
    for kind, moment in {"vtt": _MOMENT % r"\.", "srt": _MOMENT % ","}.items()
}
_LRC_LINE = re.compile(r"\[(\d{2,}):([0-5]\d)\.(\d{3})\](.*)", re.ASCII)
_LRC_HEADER = re.compile(r"\[[a-z]+:.*\]")


class CaptionWriter(Protocol):
    """Writes the captions of a session as text."""

    def __call__(self, timeline: Timeline, /, title: str = "", language: str = "en") -> str:
        """Return the content of the file; `title` and `language` (ISO 639-1) are told where the format has a place."""
        ...


@dataclass(frozen=True, slots=True)
class _Cue:
    start: int
    """In milliseconds, like the end."""

    end: int
    lines: list[str]


def vtt(timeline: Timeline, /, title: str = "", language: str = "en") -> str:  # noqa: ARG001 no place for a title
    """Return the captions as WebVTT (https://www.w3.org/TR/webvtt1)."""
    return f"WEBVTT\nLanguage: {language}\n\n{_blocks(timeline, '.', lambda line: escape(line, quote=False))}"


def srt(timeline: Timeline, /, title: str = "", language: str = "en") -> str:  # noqa: ARG001 no place for either
    """Return the captions as SubRip (https://www.matroska.org/technical/subtitles.html)."""
    return _blocks(timeline, ",", lambda line: line.translate(_NO_SRT_TAGS))


def lrc(timeline: Timeline, /, title: str = "", language: str = "en") -> str:  # noqa: ARG001 no place for a language
    """Return the captions as LRC, the lyrics of music players (https://en.wikipedia.org/wiki/LRC_(file_format)).

    Each line of a cue has the time of its start. A tag without words ends it, unless the next cue starts right there.
    """
    minutes, second = divmod(timeline.frames // FRAME_RATE, 60)
    written = [f"[ti:{_plain(title).translate(_NO_LRC_TAGS)}]"] if title else []
    written.append(f"[length:{minutes:02}:{second:02}]")
    cues = list(_cues(timeline))
    starts = [*(cue.start for cue in cues[1:]), None]
    for cue, following in zip(cues, starts, strict=False):
        written += [f"{_tag(cue.start)}{line.translate(_NO_LRC_TAGS)}" for line in cue.lines]
        if following != cue.end:
            written.append(_tag(cue.end))
    return "\n".join(written) + "\n"


CAPTIONS: Mapping[str, CaptionWriter] = {"vtt": vtt, "srt": srt, "lrc": lrc}
"""The kinds of captions there are, by suffix without its dot."""


def times(text: str, kind: str) -> list[CaptionTime]:
    """Return the times of captions as one of CAPTIONS has written them, in the order of the file.

    Raises ValueError for anything else, with the line.
    """
    return _lrc_times(text) if kind == "lrc" else _block_times(text, kind)


def _cues(timeline: Timeline) -> Iterator[_Cue]:
    for stage in timeline.stages:
        for clip in stage.clips:
            if clip.utterance:
                yield _Cue(_milliseconds(clip.onset), _milliseconds(clip.end), _lines(clip.utterance.text))


def _lines(text: str) -> list[str]:
    words = _plain(text).split(" ")
    pieces = [word[start : start + LONGEST] for word in words for start in range(0, len(word), LONGEST)]
    return balanced(pieces, LONGEST)


def _plain(text: str) -> str:
    return _BLANK.sub(" ", text).strip()


def _blocks(timeline: Timeline, mark: str, written: Callable[[str], str]) -> str:
    return "\n".join(
        "\n".join([str(number), f"{_clock(cue.start, mark)} --> {_clock(cue.end, mark)}", *map(written, cue.lines), ""])
        for number, cue in enumerate(_cues(timeline), 1)
    )


def _milliseconds(frames: int) -> int:
    return round(frames * 1000 / FRAME_RATE)


def _clock(milliseconds: int, mark: str) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{mark}{rest:03}"


def _tag(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"[{seconds // 60:02}:{seconds % 60:02}.{rest:03}]"


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
        if not found:
            raise ValueError(f"there is no cue in line {number}: {block[0]!r}")
        start, end = found.groups()[:4], found.groups()[4:]
        spans.append((_total(*start), _total(*end)))
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
            at = _total("0", minutes, seconds, rest)
            if start is not None and not (words and at == start):
                spans.append((start, at))
                start = None
            if words:
                start = at
    return [*spans, (start, None)] if start is not None else spans


def _total(hours: str, minutes: str, seconds: str, milliseconds: str) -> int:
    return ((int(hours) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(milliseconds)
