"""Words a minute: what a listener asks for, whatever an engine counts in.

A pace is counted as a session is heard: the words of its sentences, over the time that they take with the usual pause
after each. How fast a voice is at some of its speeds is measured once; for the voices that come with coach it stands in
`audio/pace.toml`.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec
import numpy as np
from msgspec import Meta, Struct

from coach.content.load import read_toml
from coach.errors import NoHome, VoiceError
from coach.script.wording import SENTENCE_S
from coach.storage import deleting, folders, reading, resources
from coach.storage.files import write
from coach.storage.log import Log
from coach.units import FRAME_RATE, frames
from coach.voice.base import Speech
from coach.voice.clips.plausible import lasts_plausibly
from coach.voice.clips.treatment import take

_log = Log(__name__)

BETWEEN = frames(SENTENCE_S)
"""Silence that is counted with each sentence, in frames."""

SENTENCES = (
    "Place both thumbs in the hollow behind your left knee, between the two cords.",
    "Slide down to the middle of your calf.",
    "Press firmly but gently, and ease off at any sharp pain.",
    "Breathe in.",
    "Let the breath flow out.",
    "Move in small circles or up and down, usually for one to two minutes a point.",
    "If you feel dizzy or short of breath, stop.",
    "Now release, slowly.",
    "Halfway.",
    "Lean forward a little, and rest your fists on the muscles beside your spine.",
)
"""What is spoken to measure a voice: short and long ones, as many of each as in a session."""

SPEEDS = (0.6, 1.0)
"""At which a voice is measured, 1 being its own."""

NEARLY = 0.985
"""A voice that says no less than this of the words a minute that are asked for is fast enough."""

Speed = Annotated[float, Meta(gt=0)]
Pace = tuple[tuple[Speed, Speed], ...]
"""Speeds of a voice and the words a minute that it says at each, from the slowest to the fastest."""

Speak = Callable[[str, float], Speech]
"""Says a text at a speed."""


FOLDER = "paces"
"""In the cache, with the paces that were measured."""

MOST_BYTES = 10_000
"""No file with a pace has more."""


class _Stored(Struct, frozen=True, forbid_unknown_fields=True):
    """A pace in the cache."""

    pace: Annotated[Pace, Meta(min_length=2)]
    check: str
    """Tells that it is the pace of its voice, as it was written."""


class PaceFile(Struct, frozen=True, forbid_unknown_fields=True):
    """`audio/pace.toml`."""

    voices: dict[str, Annotated[Pace, Meta(min_length=2)]]


def speed_for(pace: Pace, words: float) -> float:
    """Return the speed at which a voice says so many words a minute.

    In between two measurements, and beyond the last one, the time that a text takes is a straight line over 1 / speed.
    """
    return _on_line([(spoken, speed) for speed, spoken in pace], words)


def words_at(pace: Pace, speed: float) -> float:
    """Return how many words a minute a voice says at a speed."""
    return _on_line(pace, speed)


def step_for(pace: Pace, words: float) -> tuple[float, float]:
    """Return one of the measured speeds for so many words a minute, and the silence that each word needs, in seconds.

    For voices whose words last longer in steps: it is the slowest speed that is not too slow, and the rest is silence.
    """
    speed, spoken = next((point for point in pace if point[1] >= words * NEARLY), pace[-1])
    return speed, max(60 / words - 60 / spoken, 0.0)


def _on_line(pairs: Sequence[tuple[float, float]], at: float) -> float:
    """Return the value at a place, both on straight lines between the inverses of pairs that rise."""
    places, values = 1 / np.array(pairs)[::-1].T
    right = int(np.clip(np.searchsorted(places, 1 / at), 1, len(places) - 1))
    (x0, x1), (y0, y1) = places[right - 1 : right + 1], values[right - 1 : right + 1]
    return float(1 / (y0 + (1 / at - x0) * (y1 - y0) / (x1 - x0)))


def measured(say: Speak, speeds: Sequence[float] = SPEEDS, sentences: Sequence[str] = SENTENCES) -> Pace:
    """Measure a voice at some speeds, the slowest first; raise VoiceError if it says nothing, or never more.

    A speed at which it says no more than at a slower one is left out: words that last for whole frames rise in steps.
    """
    pace: list[tuple[float, float]] = []
    for speed in speeds:
        words = _words_heard(say, speed, sentences)
        if not pace or words > pace[-1][1]:
            pace.append((speed, words))
    if len(pace) < 2:
        raise VoiceError("this voice", "does not follow the speed that it is asked for", "choose another one")
    return tuple(pace)


def _words_heard(say: Speak, speed: float, sentences: Sequence[str]) -> float:
    lengths = {sentence: _length(say, speed, sentence) for sentence in sentences}
    heard = float(np.median([_words_a_minute({sentence: length}) for sentence, length in lengths.items()]))
    for sentence in (one for one, length in lengths.items() if not lasts_plausibly(length, one, heard, heard)):
        lengths[sentence] = _length(say, speed, sentence)  # a hiccup would count for good
        if not lasts_plausibly(lengths[sentence], sentence, heard, heard):
            raise VoiceError("this voice", f"gives a sound of another length for {sentence!r}", "choose another one")
    return _words_a_minute(lengths)


def _length(say: Speak, speed: float, sentence: str) -> int:
    said = take(say(sentence, speed), sentence)
    if said is None:
        raise VoiceError("this voice", f"gives no sound for {sentence!r}", "choose another one")
    return said.frames


def _words_a_minute(lengths: Mapping[str, int]) -> float:
    """Return how many words a minute are heard in sentences, each with its length in frames."""
    total = sum(length + BETWEEN for length in lengths.values())
    return sum(len(sentence.split()) for sentence in lengths) * 60 * FRAME_RATE / total


def known(key: str, measure: Callable[[], Pace]) -> Pace:
    """Return the pace of a voice: the one that comes with coach, or was stored; else measure and store it.

    `key` names the engine and its voice. A pace that cannot be stored, or is not as it was written, is measured again.
    """
    shipped = _shipped().get(key)
    if shipped:
        return shipped
    with suppress(OSError, NoHome, msgspec.MsgspecError):
        stored = msgspec.json.decode(reading.content(_stored_in(key), MOST_BYTES, follows_links=False), type=_Stored)
        if stored.check == _check(key, stored.pace):
            return stored.pace
    return renewed(key, measure)


def renewed(key: str, measure: Callable[[], Pace]) -> Pace:
    """Return the pace of a voice, measured anew and stored in place of the one that was known; see `known`."""
    pace = measure()
    _log.info("%s says %s", key, ", ".join(f"{words:.1f} words a minute at {speed:g}" for speed, words in pace))
    try:
        stored = msgspec.json.encode(_Stored(pace, _check(key, pace)))
        write(_stored_in(key), stored, follows_links=False)
    except (OSError, NoHome) as error:
        _log.warning("the pace of %s is not kept: %s", key, error)
    return pace


def stored() -> list[Path]:
    """Return the files with the paces that were measured; raises BadFile and NoHome."""
    return deleting.named(folders.cache() / FOLDER, r"[0-9a-f]{20}\.json")


@cache
def _shipped() -> dict[str, Pace]:
    return read_toml(resources.folder("audio") / "pace.toml", PaceFile, "audio/pace.toml").voices


def _stored_in(key: str) -> Path:
    return folders.cache() / FOLDER / f"{_digest(key)}.json"


def _check(key: str, pace: Pace) -> str:
    return _digest(" ".join([key, *(repr(float(number)) for point in pace for number in point)]))


def _digest(text: str) -> str:
    from hashlib import blake2b

    return blake2b(text.encode(errors="surrogateescape"), digest_size=10).hexdigest()
