"""What makes the clips of all engines alike: the same margins, the same rate, the same loudness."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from coach.choices import VOICE_LUFS
from coach.sound.loudness import clip_loudness, true_peak
from coach.units import FRAME_RATE, amplitude
from coach.voice.base import Speech
from coach.voice.clips.dispersion import dispersed
from coach.voice.clips.pauses import with_pauses

EDGES_LU = 0.4
"""How much quieter a stem measures than most clips in it, because some of its blocks hold the edge of a clip, and some
clips meet the ceiling: of a voice that does not tell its own figure (`coach.voice.base.Even`)."""

CEILING_DBTP = -2.0
"""No clip peaks above this; one that would is quieter than the target."""

LEAD_S, TAIL_S = 0.03, 0.06
"""Silence that is left before and after the words, in seconds."""

THRESHOLD_DB = -46.0
"""Anything this far below the loudest sample is silence, at the ends of a clip."""

SILENCE = 33
"""Samples of int16 that never go beyond this (-60 dBFS) hold no speech."""


class Take(NamedTuple):
    """Speech with what is needed to play it: what the cache keeps."""

    speech: Speech
    """As the engine gave it but for its phases (`coach.voice.clips.dispersion`), without the silence at its ends."""

    frames: int
    """Length at 48 kHz, in frames."""

    lufs: float
    dbtp: float
    """Loudness and true peak."""

    def gain(self, target_lufs: float, edges_lu: float = EDGES_LU) -> float:
        """Return the factor for a voice stem of a loudness: less than it takes if the clip would pass the ceiling."""
        return amplitude(min(target_lufs + edges_lu - self.lufs, CEILING_DBTP - self.dbtp))


def take(speech: Speech, text: str = "") -> Take | None:
    """Return speech ready to be kept and played, or None if there is no sound in it; the marks in `text` are pauses."""
    clean = trimmed(dispersed(with_pauses(speech, text)))
    if clean is None:
        return None
    samples = resampled(clean)
    return Take(clean, samples.size, clip_loudness(samples), true_peak(samples))


def levelled(kept: Take, target_lufs: float = VOICE_LUFS, edges_lu: float = EDGES_LU) -> npt.NDArray[np.float32]:
    """Return the samples of a take at 48 kHz and at its gain, with a shape of (frames,)."""
    samples = resampled(kept.speech)
    samples *= np.float32(kept.gain(target_lufs, edges_lu))
    return samples


def trimmed(speech: Speech) -> Speech | None:
    """Return speech with fixed margins of silence at its ends (less where the engine gave less), or None if silent."""
    level = np.abs(speech.samples.astype(np.int32))
    loudest = int(level.max(initial=0))
    if loudest <= SILENCE:
        return None
    sounding = np.flatnonzero(level > loudest * amplitude(THRESHOLD_DB))
    start = max(int(sounding[0]) - round(LEAD_S * speech.rate), 0)
    end = int(sounding[-1]) + 1 + round(TAIL_S * speech.rate)
    rest = np.zeros(round(speech.rest_s * speech.rate), np.int16)
    return Speech(np.concatenate([speech.samples[start:end], rest]), speech.rate)


def resampled(speech: Speech) -> npt.NDArray[np.float32]:
    """Return speech as float32 at 48 kHz, full scale at 1.0, with a shape of (frames,)."""
    import soxr

    samples = speech.samples.astype(np.float32) / np.float32(32768)
    if speech.rate == FRAME_RATE:
        return samples
    converted: npt.NDArray[np.float32] = soxr.resample(samples, speech.rate, FRAME_RATE, "HQ")
    return converted
