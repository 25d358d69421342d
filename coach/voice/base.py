"""What an engine has to offer to be a voice of the coach.

A package of its own can bring another engine: an entry point in the group `coach.voices` that leads to an `Engine`. The
name of the entry point is the name of the engine, as in `--voice NAME` and `--voice NAME:LABEL`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from numbers import Integral
from typing import Literal, Protocol, TypeVar, runtime_checkable

import numpy as np
import numpy.typing as npt

from coach.errors import CoachError, VoiceError, shortage

Answer = TypeVar("Answer")

Notation = Literal["espeak", "ipa", "misaki"]
"""How phonemes are written: eSpeak's own way, in the International Phonetic Alphabet, or in misaki's, as for hibari."""


@dataclass(frozen=True, slots=True)
class Speech:
    """What an engine said."""

    samples: npt.NDArray[np.int16]
    """Mono PCM with a shape of (frames,), as the engine gave it."""

    rate: int
    """Rate of `samples` in hertz."""

    rest_s: float = 0.0
    """Silence that belongs to it after its last sound, in seconds: a voice that speaks too fast pauses longer."""


LEAST_HERTZ, MOST_HERTZ = 8_000, 192_000
"""What engines give; any other rate is a fault of theirs."""


def is_speech(answer: object) -> bool:
    """Tell whether an engine's answer is what it should be: mono int16, at a rate that there is."""
    if not isinstance(answer, Speech) or not isinstance(answer.samples, np.ndarray):
        return False
    is_mono = answer.samples.ndim == 1 and answer.samples.dtype == np.int16
    return is_mono and isinstance(answer.rate, Integral) and LEAST_HERTZ <= answer.rate <= MOST_HERTZ


@dataclass(frozen=True, slots=True)
class VoiceInfo:
    """What a user may want to know about a voice before choosing it."""

    label: str
    """What it is called within its engine."""

    language: str
    """As its engine writes it: "en-us", "en_US"; empty if it does not tell."""

    hertz: int | None = None
    """Rate of its samples, or None if nobody knows before it speaks."""

    quality: str = ""
    licence: str = ""
    aliases: tuple[str, ...] = ()
    """Other names for it."""

    speakers: tuple[str, ...] = ()
    """Names of its speakers, if it has several: "label:name" is the label of one."""

    speaker: str = ""
    """Which of them speaks when none is chosen."""

    @property
    def speaks_english(self) -> bool:
        """Whether it is meant for what the coach says."""
        return self.language.lower().startswith("en")


class Voice(Protocol):
    """A voice: text in, samples out, always the same ones for the same text.

    Calls may come from several threads at once, in any order; an answer must not depend on earlier calls.
    """

    @property
    def name(self) -> str:
        """The name under which a user chooses the voice."""
        ...

    @property
    def identity(self) -> Sequence[str]:
        """Everything that changes the samples of a text: engine, version, voice, rate. The cache is addressed by it."""
        ...

    @property
    def phonemes(self) -> Notation | None:
        """The notation in which the voice takes phonemes in double brackets, "[[…]]", or None if it takes none."""
        ...

    def say(self, text: str, speed: float) -> Speech:
        """Speak one sentence, `speed` times as fast as usual; raise VoiceError if it cannot be done.

        It is written out: all it has are Latin letters, numbers below 1000, and marks such as commas and quotes.

        How long that may take is the engine's own affair: nobody else ends it.
        """
        ...

    def close(self) -> None:
        """End the processes that the voice has started."""
        ...


class Engine(Protocol):
    """A kind of voices."""

    def voices(self) -> Sequence[VoiceInfo]:
        """Return the voices that are installed, the best one first; raise VoiceError if they cannot be listed."""
        ...

    def open(self, label: str | None, rate: int) -> Voice:
        """Return a voice that says `rate` words a minute, as `coach.voice.pace` counts them.

        `label` is that of one of `voices` or of its speakers, or None for the best one. Raises VoiceError if it cannot
        be had.
        """
        ...


@runtime_checkable
class Telling(Protocol):
    """What an engine may offer besides: it tells which of its voices cannot be used."""

    def problems(self) -> Sequence[VoiceError]:
        """Return why some voices are not among `voices`; each error's `voice` is the label of one."""
        ...


@runtime_checkable
class Offering(Protocol):
    """What an engine may offer besides: it tells which voices it could have."""

    def offers(self) -> Mapping[str, str]:
        """Return the labels of voices that can be added, each with a few words about it: "British, female"."""
        ...


@runtime_checkable
class Restarting(Protocol):
    """What a voice may offer besides: it speaks from processes, and can begin anew.

    Such a voice has tried a second time by itself before it raises VoiceError.
    """

    def restart(self) -> None:
        """Have a fresh engine say whatever comes next."""
        ...


@runtime_checkable
class Proving(Protocol):
    """What a voice may offer besides: it can be tried before it is relied on."""

    def make_sure(self) -> None:
        """Raise VoiceError if it cannot be loaded; quick where that has been tried before."""
        ...

    def close(self) -> None:
        """End the processes that it has started."""
        ...


@runtime_checkable
class Paced(Protocol):
    """What a voice may offer besides: it tells how fast it is."""

    @property
    def rate(self) -> int:
        """The words a minute that it was opened for."""
        ...


def is_voice(answer: object) -> bool:
    """Tell whether what an engine opened has all that a `Voice` has."""
    return all(hasattr(answer, part) for part in vars(Voice) if not part.startswith("_"))


def guarded(voice: str, fault: str, call: Callable[[], Answer], advice: str = "repair or remove its package") -> Answer:
    """Return what an engine or its voice answers; raise VoiceError whatever it does: anybody may have written it.

    `fault` says what it cannot do, or that it fails. Ctrl-C is no fault of an engine, and goes on, as does
    that the machine lacks memory or threads.
    """
    try:
        return call()
    except CoachError:
        raise
    except (Exception, SystemExit) as error:
        if shortage(error):
            raise
        raise VoiceError(voice, f"{fault} ({type(error).__name__}: {error})", advice) from error
