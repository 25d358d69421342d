"""Beds: `audio/beds.toml` into endless background sounds, without a loop.

A bed is a sum of shaped noise, drops, and steady partials, made in pieces. The noise of a piece comes from two grains
that overlap: a sine for a window lets one rise as the other falls, so that their powers add up to the same at every
frame. Each grain is made from its own stretch of a counter-based generator, so that none ever comes again, and each
can be made at any time. The phases of the partials are counted in whole numbers: after hours they are as exact as at
the beginning.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import blake2b
from typing import Annotated

import numpy as np
import numpy.typing as npt
from msgspec import Meta, Struct

from coach.choices import NO_BED
from coach.content.load import read_toml
from coach.content.sentences import Positive
from coach.errors import ContentError, UnknownName
from coach.sound.series import series
from coach.storage import resources
from coach.units import FRAME_RATE, amplitude, frames

Samples = npt.NDArray[np.float32]


_FILE = "audio/beds.toml"
_PIECE = 2**15
_GRAIN = 2 * _PIECE
_WINDOW: Samples = np.sin(np.pi * (np.arange(_GRAIN) + 0.5) / _GRAIN).astype(np.float32)

_COUNTS = 2**16
"""How far the counters of two grains lie apart: more than the words of one grain."""

_TURN = 2**48
"""Units of phase in a turn."""

_GOLDEN = 0.6180339887498949
"""Multiples of it, without their whole turns, are spread evenly: where the partials and their swells begin."""

_DROP = frames(0.1)
_DROP_RISE = frames(0.004)
_DROP_SIZES = 24

Level = Annotated[float, Meta(ge=-100, le=20)]
Hertz = Annotated[float, Meta(ge=40, le=16_000)]
"""What is lower rumbles, and what is higher hisses."""


class Drops(Struct, frozen=True, forbid_unknown_fields=True):
    """Drops that fall into water now and then."""

    per_s: Annotated[float, Meta(gt=0, le=100)]
    """How many there are in a second."""

    level_db: Level
    """Peak of the loudest ones over the RMS level of the noise."""

    smallest_mm: Annotated[float, Meta(ge=0.5, le=10)]
    """Radius of the bubble under a drop, in millimetres."""

    largest_mm: Annotated[float, Meta(ge=0.5, le=10)]


class Tone(Struct, frozen=True, forbid_unknown_fields=True):
    """A steady sine that swells and fades for ever."""

    hertz: Hertz
    level_db: Level
    swell: Annotated[float, Meta(ge=0, le=1)]
    """How far its amplitude goes up and down, as a part of it."""

    period_s: Positive
    """From one swell to the next, in seconds."""


class Recipe(Struct, frozen=True, forbid_unknown_fields=True):
    """A bed as it stands in the file."""

    gain_db: Annotated[float, Meta(ge=-120, le=40)]
    """What brings it to its loudness."""

    colour: tuple[tuple[Hertz, Level], ...] = ()
    """The noise: its level at rising frequencies, in between along a straight line over their logarithms."""

    drops: Drops | None = None
    tones: tuple[Tone, ...] = ()


class BedsFile(Struct, frozen=True, forbid_unknown_fields=True):
    """`audio/beds.toml`."""

    beds: dict[str, Recipe]


class Bed:
    """An endless sound. Stretches that are asked for again are made again, but for the last few pieces."""

    def __init__(self, name: str, recipe: Recipe, louder_db: float = 0.0) -> None:
        self.name = name
        self._gain = np.float32(amplitude(recipe.gain_db + louder_db))
        self._noise = _Noise(name, recipe.colour, recipe.drops) if recipe.colour else None
        self._lines = _lines(recipe.tones)
        self._piece = lru_cache(maxsize=4)(self._made)

    def samples(self, start: int, frames: int) -> Samples:
        """Return the frames from `start` (0 or later) on as new float32 samples in a shape of (frames,).

        A sample depends on its frame alone, to the last bit.
        """
        sound = np.empty(frames, np.float32)
        done = 0
        while done < frames:
            number, skip = divmod(start + done, _PIECE)
            part = self._piece(number)[skip : skip + frames - done]
            sound[done : done + part.size] = part
            done += part.size
        return sound

    def _made(self, number: int) -> Samples:
        piece = np.zeros(_PIECE, np.float32)
        if self._noise:
            piece += self._noise.grain(number)[_PIECE:]
            piece += self._noise.grain(number + 1)[:_PIECE]
        if self._lines:
            piece += _hum(self._lines, number)
        piece *= self._gain
        return piece


def bed_names() -> tuple[str, ...]:
    """Return the names of the beds."""
    return tuple(_file().beds)


def load_bed(name: str, louder_db: float = 0.0) -> Bed | None:
    """Return a bed by name, or None for "none"; `louder_db` changes its level, which suits a voice at -19 LUFS.

    Raises UnknownName if there is no such bed, and ContentError if the file breaks a rule.
    """
    if name == NO_BED:
        return None
    beds = _file().beds
    if name not in beds:
        raise UnknownName("bed", name, (*beds, NO_BED))
    return Bed(name, beds[name], louder_db)


@cache
def _file() -> BedsFile:
    file = read_toml(resources.folder("audio") / "beds.toml", BedsFile, _FILE)
    check(file)
    return file


def check(file: BedsFile, shown: str = _FILE) -> None:
    """Raise ContentError for a bed that cannot be made; `shown` is the file's name in the error."""
    for name, recipe in file.beds.items():
        where = f"beds.{name}"
        rising = [hertz for hertz, _ in recipe.colour]
        if name == NO_BED:
            raise ContentError(shown, where, "is the name of no bed; choose another")
        if not recipe.colour and not recipe.tones:
            raise ContentError(shown, where, "is silent; give it a colour or tones")
        if recipe.colour and (len(rising) < 2 or rising != sorted(set(rising))):
            raise ContentError(shown, f"{where}.colour", "needs two or more frequencies, each higher than the last")
        if recipe.drops and not recipe.colour:
            raise ContentError(shown, f"{where}.drops", "drops fall into noise; give the bed a colour")
        if recipe.drops and recipe.drops.smallest_mm > recipe.drops.largest_mm:
            raise ContentError(shown, f"{where}.drops", "smallest_mm is larger than largest_mm")


class _Noise:
    """Grains of shaped noise with an RMS of 1, and drops in it."""

    def __init__(self, name: str, colour: tuple[tuple[float, float], ...], drops: Drops | None) -> None:
        self._key = int.from_bytes(blake2b(name.encode(), digest_size=16).digest(), "little")
        self._shape = _shape(colour)
        self._drops = drops
        self._sounds = _drop_sounds(drops) if drops else []
        self.grain = lru_cache(maxsize=4)(self._made)

    def _made(self, number: int) -> Samples:
        """Return a grain under its window, in a shape of (2 pieces,)."""
        spectrum = self._random(2 * self._shape.size, number * _COUNTS).astype(np.float32).view(np.complex64)
        spectrum *= self._shape
        grain: Samples = np.fft.irfft(spectrum, _GRAIN, norm="ortho").astype(np.float32, copy=False)
        if self._drops:
            self._let_fall(grain, self._drops, number)
        grain *= _WINDOW
        return grain

    def _let_fall(self, grain: Samples, drops: Drops, number: int) -> None:
        # Two grains overlap everywhere: each has half of the drops.
        count = round(drops.per_s * _GRAIN / FRAME_RATE / 2)
        chances = self._random(3 * count, number * _COUNTS + _COUNTS // 2).astype(np.float64) / 2**16 + 0.5
        for place, size, level in chances.reshape(count, 3):
            onset = int(place * (_GRAIN - _DROP))
            gain = np.float32(amplitude(drops.level_db) * level**2)  # most are faint
            grain[onset : onset + _DROP] += gain * self._sounds[int(size * _DROP_SIZES)]

    def _random(self, count: int, counter: int) -> npt.NDArray[np.int16]:
        """Return random whole numbers of 16 bits: raw words, which are the same in every version of numpy."""
        words = np.random.Philox(key=self._key, counter=counter).random_raw(-(-count // 4))
        return words.astype("<u8", copy=False).view("<i2")[:count]


def _shape(colour: tuple[tuple[float, float], ...]) -> Samples:
    """Return factors on random numbers of 16 bits that make them the spectrum of a grain, for its lowest bins."""
    hertz, level_db = np.array(colour).T
    bins = np.arange(1 + int(hertz[-1] * _GRAIN / FRAME_RATE))
    places = np.maximum(bins, 0.5) * FRAME_RATE / _GRAIN
    shape = 10 ** (np.interp(np.log(places), np.log(hertz), level_db, left=-np.inf) / 20)
    # With norm="ortho" a grain has the energy of its bins, all of which but the first stand for two.
    power = 2 * np.square(shape).sum() * 2 * (2**30 / 3) / _GRAIN
    scaled: Samples = (shape / np.sqrt(power)).astype(np.float32)
    return scaled


def _drop_sounds(drops: Drops) -> list[Samples]:
    """Return what drops of different sizes sound like, the largest first, each in a shape of (frames,) and up to 1.

    A drop takes a bubble of air below the surface, which rings: with its radius r in metres at 3 / r hertz, decaying
    by d = 0.13 / r + 0.0072 / r^1.5 a second, and rising in pitch by 0.1 d (K. van den Doel, "Physically based models
    for liquid sounds", ACM Transactions on Applied Perception 2 (2005) 534-546). The soft attack is our choice.
    """
    radii = np.geomspace(drops.largest_mm, drops.smallest_mm, _DROP_SIZES)[:, np.newaxis] / 1000
    time_s = np.arange(_DROP) / FRAME_RATE
    decay = 0.13 / radii + 0.0072 / radii**1.5
    sounds = np.sin(2 * np.pi * 3 / radii * time_s * (1 + 0.1 * decay * time_s)) * np.exp(-decay * time_s)
    rise = (1 - np.cos(np.pi * np.arange(_DROP_RISE) / _DROP_RISE)) / 2
    sounds[:, :_DROP_RISE] *= rise
    sounds[:, -_DROP_RISE:] *= rise[::-1]
    sounds /= np.abs(sounds).max(axis=1, keepdims=True)
    return list(sounds.astype(np.float32))


@dataclass(frozen=True, slots=True)
class _Line:
    """A steady sine: its amplitude, and in units of phase where it begins and how far it goes from frame to frame."""

    gain: float
    start: int
    step: int


def _lines(tones: tuple[Tone, ...]) -> list[_Line]:
    """Return the sines that tones consist of: one that swells is the same as three steady ones."""
    lines = []
    for index, tone in enumerate(tones):
        gain, start, step = amplitude(tone.level_db), _phase(index * _GOLDEN), _phase(tone.hertz / FRAME_RATE)
        swell, turn = _phase(1 / tone.period_s / FRAME_RATE), _phase(index * _GOLDEN**2)
        lines += [
            _Line(gain, start, step),
            _Line(gain * tone.swell / 2, start + turn, step + swell),
            _Line(gain * tone.swell / 2, start - turn, step - swell),
        ]
    return lines


def _phase(turns: float) -> int:
    return round(turns * _TURN)


def _hum(lines: list[_Line], number: int) -> Samples:
    """Return a piece of the sum of steady sines."""
    begin = number * _PIECE
    phases = np.array([(line.start + line.step * begin) % _TURN for line in lines]) / _TURN
    starts = np.array([line.gain for line in lines]) * np.exp(2j * np.pi * phases)
    return series(starts, 2j * np.pi * np.array([line.step for line in lines]) / _TURN, _PIECE)
