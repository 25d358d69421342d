"""The rooms, distances and noises of `listening.py`, simulated, and the same for the same seed.

A room's response is a direct sound and a tail of Gaussian noise that falls by 60 dB in its reverberation time T
(Polack's model: h(t) = n(t) exp(-6.91 t / T)), which begins 4 ms later. The tail is as loud as the direct sound at the
critical distance, r = 0.057 sqrt(Q V / T) metres (Kuttruff, Room Acoustics), with Q = 2 for a mouth that is not turned
away and V the room's volume in cubic metres. Early echoes one by one are not simulated.
"""

import numpy as np
import numpy.typing as npt
from listening_debian import people
from scipy.signal import butter, fftconvolve, sosfilt

RATE = 16_000

ROOMS = {"bedroom": (30.0, 0.35), "living room": (60.0, 0.5), "kitchen": (40.0, 0.7)}
"""Volume in cubic metres, and reverberation time in seconds."""

DISTANCES = {20: 0.5, 10: 1.0, 5: 1.5}
"""Metres from the microphone, by the signal over noise in decibels that is heard there."""

SILENCE_S = 0.7
"""Nobody speaks for so long before and after a command: voice activity has to find it."""

NOISES = ("pink", "fan", "babble")


def response(room, distance_m, random):
    """Return how a room answers a click; the direct sound is 1."""
    volume, decay = ROOMS[room]
    critical_m = 0.057 * np.sqrt(2 * volume / decay)
    times = np.arange(int(decay * RATE)) / RATE
    tail = random.standard_normal(len(times)) * np.exp(-6.91 * times / decay)
    tail[: int(0.004 * RATE)] = 0
    tail *= distance_m / critical_m / np.sqrt(np.sum(tail**2))
    tail[0] = 1
    return tail.astype(np.float32)


def noise(kind, count, random):
    """Return so many samples of a noise, its mean power 1."""
    if kind == "babble":
        voices = [people(language) for language in ("fr", "es", "it", "ru")] * 2
        begins = [random.integers(len(voice) - count) for voice in voices]
        made = sum(voice[begin : begin + count] for voice, begin in zip(voices, begins, strict=True))
    else:
        spectrum = np.fft.rfft(random.standard_normal(count))
        hertz = np.maximum(np.fft.rfftfreq(count, 1 / RATE), 20)
        made = np.fft.irfft(spectrum / np.sqrt(hertz), count)
        if kind == "fan":
            times = np.arange(count) / RATE
            hum = sum(np.sin(2 * np.pi * 47 * order * times) / order for order in (1, 2, 3, 6))
            air = sosfilt(butter(2, 1500, fs=RATE, output="sos"), made)
            made = air / air.std() * (1 + 0.2 * np.sin(2 * np.pi * 7.8 * times)) + 0.4 * hum
    return (made / np.sqrt(np.mean(made**2) + 1e-12)).astype(np.float32)


def power(samples):
    """Return the mean power of what is loud: of the tenths of a second within 20 dB of the loudest."""
    frames = samples[: len(samples) // 1600 * 1600].reshape(-1, 1600) if len(samples) >= 1600 else samples[None]
    powers = np.mean(frames**2, axis=1)
    return float(np.mean(powers[powers > powers.max() / 100]))


def in_room(dry: npt.NDArray[np.float32], room: str, snr_db: int, kind: str, random, silence_s=(SILENCE_S, SILENCE_S)):
    """Return what a microphone hears of a voice in a room, at the distance of an SNR, and of a noise around it."""
    wet = fftconvolve(dry, response(room, DISTANCES[snr_db], random))[: len(dry) + RATE // 5]
    before, after = (int(seconds * RATE) for seconds in silence_s)
    wet = np.pad(wet, (before, max(0, after - RATE // 5)))
    heard = wet + noise(kind, len(wet), random) * np.sqrt(power(wet) * 10 ** (-snr_db / 10))
    return (heard / np.abs(heard).max() * random.uniform(0.05, 0.8)).astype(np.float32)
