"""Chimes: `audio/chimes.toml` into samples, by adding up partials, which are sines that decay exponentially."""

from functools import cache
from math import log10
from typing import Annotated

import msgspec
import numpy as np
import numpy.typing as npt
from msgspec import Meta, Struct

from coach.choices import NO_CHIMES
from coach.content.load import read_toml
from coach.content.sentences import Positive
from coach.errors import ContentError, UnknownName
from coach.sound.loudness import loudest_moment
from coach.sound.series import series
from coach.storage import resources
from coach.units import FRAME_RATE, amplitude, frames

Samples = npt.NDArray[np.float32]

LONGEST = frames(15)
"""No chime may ring for longer than this, in frames."""

QUIET_DB = 15.0
"""How far a chime falls before speech may follow, in decibels."""

_FILE = "audio/chimes.toml"
_INAUDIBLE_DB = 60.0
_FADE = frames(0.05)
_ENVELOPE = frames(0.05)

NotNegative = Annotated[float, Meta(ge=0)]
Share = Annotated[float, Meta(gt=0, le=4)]


class Partial(Struct, frozen=True, forbid_unknown_fields=True):
    """A decaying sine of an instrument."""

    ratio: Annotated[float, Meta(gt=0, le=20)]
    """Its frequency over that of the note."""

    gain: Share
    """Its amplitude at the note's onset; only the proportion to the other partials matters."""

    t60_s: Positive
    """The time in which it falls by 60 dB, in seconds."""


class Note(Struct, frozen=True, forbid_unknown_fields=True):
    """One stroke on an instrument."""

    hertz: Annotated[float, Meta(ge=100, le=1_000)]
    at_s: NotNegative = 0.0
    """Its onset after the onset of the chime, in seconds."""

    attack_s: Annotated[float, Meta(ge=0.03, le=1)] = 0.045
    """The time of its rise, half a cosine, in seconds; the partials decay from its end."""

    gain: Share = 1.0


class Chime(Struct, frozen=True, forbid_unknown_fields=True):
    """A few notes that mean one thing."""

    level_lufs: Annotated[float, Meta(ge=-60, le=-19)]
    """The loudness of its loudest 400 ms."""

    notes: Annotated[tuple[Note, ...], Meta(min_length=1)]
    damping: Positive = 1.0
    """A factor on the T60 of all partials."""

    softness: NotNegative = 0.0
    """How much the higher partials are held back: each one's gain is divided by its ratio to this power."""

    def played_on(self, partials: tuple[Partial, ...]) -> tuple[Partial, ...]:
        """Return the partials of an instrument as this chime sounds them."""
        return tuple(
            Partial(partial.ratio, partial.gain / partial.ratio**self.softness, partial.t60_s * self.damping)
            for partial in partials
        )


class Chimes(Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """The chimes that every palette must have; in the data and in cues their names have hyphens."""

    opening_bowl: Chime
    hold_open: Chime
    """Starts a hold."""

    halfway: Chime
    hold_close: Chime
    """Ends a hold."""

    breath_in: Chime
    breath_out: Chime
    presence: Chime
    """A sign of life where nothing else has sounded for long."""

    tick: Chime
    """Tells that a voice was heard."""

    closing_bowl: Chime


class Instrument(Struct, frozen=True, forbid_unknown_fields=True):
    """A palette as it stands in the file."""

    partials: Annotated[tuple[Partial, ...], Meta(min_length=1)]
    chimes: Chimes


class ChimesFile(Struct, frozen=True, forbid_unknown_fields=True):
    """`audio/chimes.toml`."""

    palettes: dict[str, Instrument]


class Palette:
    """A set of chimes on one instrument. Each chime is made when it is first asked for, and kept."""

    def __init__(self, name: str, instrument: Instrument, louder_db: float = 0.0) -> None:
        self.name = name
        self._louder_db = louder_db
        self._partials = instrument.partials
        self._chimes: dict[str, Chime] = {
            field.encode_name: getattr(instrument.chimes, field.name) for field in msgspec.structs.fields(Chimes)
        }
        self._samples: dict[str, Samples] = {}
        self._lengths: dict[str, tuple[int, int]] = {}

    def chimes(self) -> tuple[str, ...]:
        """Return the names of the chimes."""
        return tuple(self._chimes)

    def frames(self, chime: str) -> int:
        """Return the length of a chime in frames: until its last partial is 60 dB under its strongest."""
        return self._measured(chime)[0]

    def quiet_frames(self, chime: str) -> int:
        """Return the frames from a chime's onset until it has fallen 15 dB for good.

        What falls is its RMS level over 50 ms, and it falls from the greatest one.
        """
        return self._measured(chime)[1]

    def _measured(self, chime: str) -> tuple[int, int]:
        """Return the length of a chime and how long it takes to fall 15 dB, which a schedule asks for very often."""
        if chime not in self._lengths:
            self._lengths[chime] = len(self.samples(chime)), _quiet_after(self.samples(chime))
        return self._lengths[chime]

    def samples(self, chime: str) -> Samples:
        """Return a chime as float32 samples with a shape of (frames,), read-only, the same array each time."""
        if chime not in self._samples:
            made = _synthesise(*self._strokes(chime), self._chimes[chime].level_lufs + self._louder_db)
            made.setflags(write=False)
            self._samples[chime] = made
        return self._samples[chime]

    def _strokes(self, name: str) -> tuple[tuple[Note, ...], tuple[Partial, ...]]:
        if name not in self._chimes:
            raise UnknownName("chime", name, self._chimes)
        chime = self._chimes[name]
        return chime.notes, chime.played_on(self._partials)


def palette_names() -> tuple[str, ...]:
    """Return the names of the palettes, the usual one first."""
    return tuple(_file().palettes)


def load_palette(name: str, louder_db: float = 0.0) -> Palette:
    """Return a palette by name; `louder_db` changes its level, which suits a voice at -19 LUFS.

    Raises UnknownName if there is none, and ContentError if the file breaks a rule.
    """
    palettes = _file().palettes
    if name not in palettes:
        raise UnknownName("chime palette", name, [*palettes, NO_CHIMES])
    return Palette(name, palettes[name], louder_db)


@cache
def _file() -> ChimesFile:
    file = read_toml(resources.folder("audio") / "chimes.toml", ChimesFile, _FILE)
    check(file)
    return file


def check(file: ChimesFile, shown: str = _FILE) -> None:
    """Raise ContentError if a chime rings for too long; `shown` is the file's name in the error."""
    for name, instrument in file.palettes.items():
        for field in msgspec.structs.fields(Chimes):
            chime = getattr(instrument.chimes, field.name)
            length = _length(chime.notes, chime.played_on(instrument.partials))
            if length > LONGEST:
                raise ContentError(
                    shown,
                    f"palettes.{name}.chimes.{field.encode_name}",
                    f"rings for {length / FRAME_RATE:.1f} s, and {LONGEST / FRAME_RATE:.0f} s is the limit; "
                    "lower its damping or its partials' t60_s",
                )


def _length(notes: tuple[Note, ...], partials: tuple[Partial, ...]) -> int:
    strongest = max(note.gain for note in notes) * max(partial.gain for partial in partials)
    return max(
        frames(note.at_s + note.attack_s + _audible_s(partial, note.gain / strongest))
        for note in notes
        for partial in partials
    )


def _audible_s(partial: Partial, gain: float) -> float:
    """Return how long a partial takes to fall 60 dB under full scale, in seconds."""
    return max(partial.t60_s * (_INAUDIBLE_DB + 20 * log10(partial.gain * gain)) / 60, 0)


def _quiet_after(samples: Samples) -> int:
    whole = samples[: samples.size // _ENVELOPE * _ENVELOPE].reshape(-1, _ENVELOPE)
    powers = np.einsum("ij,ij->i", whole, whole)
    loud = np.flatnonzero(powers > powers.max() * 10 ** (-QUIET_DB / 10))
    return int(loud[-1] + 1) * _ENVELOPE


def _synthesise(notes: tuple[Note, ...], partials: tuple[Partial, ...], level_lufs: float) -> Samples:
    mix = np.zeros(_length(notes, partials), np.float32)
    ratios, gains, t60s_s = np.array([(partial.ratio, partial.gain, partial.t60_s) for partial in partials]).T
    decays = np.log(1000) / (t60s_s * FRAME_RATE)
    for note in notes:
        sounding = mix[frames(note.at_s) :]
        attack = frames(note.attack_s)
        turns = 2j * np.pi * note.hertz * ratios / FRAME_RATE
        sounding[:attack] += note.gain * _rise(attack) * series(gains, turns, attack)
        decaying = series(gains * np.exp(turns * attack), turns - decays, sounding.size - attack)
        sounding[attack:] += note.gain * decaying
    mix[-_FADE:] *= _rise(_FADE)[::-1]
    # Nothing grows after the last stroke has risen: the loudest moment is near it.
    head = frames(max(note.at_s + note.attack_s for note in notes) + 0.8)
    mix *= np.float32(amplitude(level_lufs - loudest_moment(mix[:head])))
    return mix


def _rise(length: int) -> Samples:
    curve: Samples = ((1 - np.cos(np.pi * np.arange(length) / length)) / 2).astype(np.float32)
    return curve
