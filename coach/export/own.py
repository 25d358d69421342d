"""Whether coach has written a file that is there: such a one is replaced by the next export, and no other is."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from coach.errors import CoachError
from coach.export import captions
from coach.export.cover import is_cover
from coach.export.formats import Format
from coach.script.cues import CLOSING, FRAME_TITLES, OPENING, SIT_DOWN
from coach.storage.reading import content

IsOwn = Callable[[Path], bool]

_LONGEST_BYTES = 2**24
"""Of captions and of lists of chapters; a day's are a tenth of it."""

_LABEL = re.compile(r"\d+\.\d{6}\t\d+\.\d{6}\t(.*)")

_FAULTS = (OSError, ValueError, LookupError, TypeError)
"""What reading something else raises."""


def own_sound(sound_format: Format) -> IsOwn:
    """Return what tells whether an audio file carries a plan, as coach has put into every file."""

    def is_own(path: Path) -> bool:
        try:
            sound_format.check_reading(path)
            return sound_format.read_tags(path).plan is not None
        except CoachError:
            return False

    return is_own


def own_beside(kind: str, sounds: Mapping[Path, Format]) -> IsOwn:
    """Return what tells whether a file of a kind, as in "cover" or "vtt", is one that coach writes beside a sound.

    Captions have no place to say it. They are ours if they have the form of ours, and one of `sounds` is ours as well.
    """

    def is_captions(path: Path) -> bool:
        try:
            cues = captions.times(_text(path), kind)
        except _FAULTS:
            return False
        return bool(cues) and any(own_sound(sound_format)(sound) for sound, sound_format in sounds.items())

    tests: dict[str, IsOwn] = {"cover": is_cover, "chapters": _is_chapters, "labels": _is_labels}
    return tests.get(kind, is_captions)


def _is_chapters(path: Path) -> bool:
    try:
        listed = json.loads(_text(path))
        return listed.keys() == {"version", "title", "chapters"} and _is_session(
            [chapter["title"] for chapter in listed["chapters"]]
        )
    except (*_FAULTS, AttributeError, RecursionError):
        return False


def _is_labels(path: Path) -> bool:
    try:
        found = [_LABEL.fullmatch(line) for line in _text(path).splitlines()]
    except _FAULTS:
        return False
    return _is_session([label[1] if label else "" for label in found])


def _is_session(titles: Sequence[str]) -> bool:
    """Tell whether a list of chapters begins and ends as every session does."""
    begins = {FRAME_TITLES[OPENING], FRAME_TITLES[SIT_DOWN]}
    return bool(titles) and titles[0] in begins and titles[-1] == FRAME_TITLES[CLOSING]


def _text(path: Path) -> str:
    return content(path, _LONGEST_BYTES).decode("utf-8-sig")
