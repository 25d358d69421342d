"""The stages of a session as chapters: places to jump to, in a file or beside it."""

import json
from collections.abc import Sequence
from itertools import groupby

from coach.export.tags import Chapter
from coach.plan.timeline import TimedStage, Timeline
from coach.units import seconds


def chapters(timeline: Timeline) -> tuple[Chapter, ...]:
    """Return one chapter for each stage of a complete timeline, in order; they tile it from 0 to its end.

    The pieces of a stage that a listener interrupted are one chapter.
    """
    pieces = (list(group) for _, group in groupby(timeline.stages, lambda stage: stage.id))
    return tuple(_chapter(stage) for stage in pieces)


def podcast_chapters(chapters: Sequence[Chapter], title: str) -> str:
    """Return chapters as the JSON of Podcasting 2.0, version 1.2.0, to be served beside a file; times in seconds.

    https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/examples/chapters/jsonChapters.md
    """
    listed = [
        {"startTime": _seconds(chapter.onset), "endTime": _seconds(chapter.end), "title": chapter.title}
        for chapter in chapters
    ]
    return json.dumps({"version": "1.2.0", "title": title, "chapters": listed}, ensure_ascii=False, indent=2) + "\n"


def audacity_labels(chapters: Sequence[Chapter]) -> str:
    """Return chapters as a label track of Audacity: a line with start, end and title each; times in seconds.

    https://manual.audacityteam.org/man/importing_and_exporting_labels.html
    """
    return "".join(
        f"{seconds(chapter.onset):.6f}\t{seconds(chapter.end):.6f}\t{' '.join(chapter.title.split())}\n"
        for chapter in chapters
    )


def _chapter(pieces: Sequence[TimedStage]) -> Chapter:
    first, last = pieces[0], pieces[-1]
    return Chapter(first.title, first.onset, last.end - first.onset)


def _seconds(frames: int) -> float:
    """Return a time in whole microseconds: a frame lasts 21 of them."""
    return round(seconds(frames), 6)
