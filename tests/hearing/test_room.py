"""Rooms in which the walls are as loud as the loudspeaker, and the real opening of a session."""

from functools import cache

import numpy as np
import numpy.typing as npt
import pytest
import soxr

from coach.choices import Choices
from coach.health.listener import Listener
from coach.hearing.heard import HEARING_RATE
from coach.hearing.room import CAREFUL, HEADPHONES, Room, measured
from coach.plan.timeline import Timeline
from coach.sessions.compose import compose
from coach.units import FRAME_RATE, frames

Samples = npt.NDArray[np.float32]
BEFORE_S, PLAYED_S, AFTER_S = 0.6, 8.0, 0.8


@cache
def opening() -> Samples:
    """Return ten seconds of the session from the onset of its bowl on, with its first words."""
    with compose(Choices(voice="system"), Listener()) as session:
        timeline = Timeline()
        for timeline in session.timelines():
            if timeline.frames > frames(14):
                break
        return session.render(timeline, timeline.stages[0].clips[0].onset, frames(10))


def heard(delay_s: float, decay_s: float, level_db: float, noise_db: float = -60) -> Samples:
    """Return what a microphone hears of it, from 0.6 s before it on."""
    random = np.random.default_rng(1)
    tail = np.arange(round(decay_s * 1.3 * HEARING_RATE)) / HEARING_RATE
    walls = random.standard_normal(tail.size) * 10 ** (-3 * tail / decay_s)
    walls[:48] = 0
    response = walls / np.sqrt(np.sum(walls**2))
    response[0] = 1
    sound = soxr.resample(opening(), FRAME_RATE, HEARING_RATE)
    sound = np.fft.irfft(np.fft.rfft(sound, 2**18) * np.fft.rfft(response / np.sqrt(2), 2**18))
    size = round((BEFORE_S + PLAYED_S + AFTER_S) * HEARING_RATE)
    onset = round((BEFORE_S + delay_s) * HEARING_RATE)
    ear = 10 ** (noise_db / 20) * random.standard_normal(size)
    ear[onset:] += 10 ** (level_db / 20) * sound[: size - onset]
    return np.clip(ear, -1, 1).astype(np.float32)


def room(ear: Samples) -> Room:
    return measured(ear, 100.0, opening()[: frames(PLAYED_S)], 100.0 + BEFORE_S)


@pytest.mark.parametrize("decay_s", [0.3, 0.6, 1.2])
@pytest.mark.parametrize(("level_db", "delay_s"), [(0, 0.02), (-20, 0.15), (-40, 0.4), (-20, 0.4), (-40, 0.02)])
def test_a_room_is_measured_with_the_opening_of_a_session(decay_s, level_db, delay_s):
    found = room(heard(delay_s, decay_s, level_db))
    assert found.is_measured
    assert abs(found.delay_s - delay_s) <= min(found.unsure_s, 0.03)
    # Of a sound that comes late the echoes are not all seen: a live room is then assumed.
    assert decay_s * 0.95 <= found.decay_s <= max(1.7 * decay_s, CAREFUL.decay_s if delay_s > 0.25 else 0)
    assert level_db - 1 <= found.level_db <= level_db + 5


def test_hum_a_drop_out_and_another_gain_change_little():
    ear = heard(0.1, 0.6, -20)
    ear += 0.05 * np.sin(2 * np.pi * 50 * np.arange(ear.size) / HEARING_RATE).astype(np.float32)
    ear[40_000:41_000] = 0
    found = room(0.3 * ear)
    assert abs(found.delay_s - 0.1) <= found.unsure_s
    assert abs(found.level_db - -30.5) <= 2


def test_a_clipped_sound_counts_as_louder():
    found = room(np.clip(20 * heard(0.1, 0.3, -10), -1, 1))
    assert found.level_db > 10
    assert abs(found.delay_s - 0.1) <= found.unsure_s


@pytest.mark.parametrize("noise_db", [-70, -60, -40])
def test_what_is_heard_nowhere_is_played_into_headphones(noise_db):
    assert room(heard(0.1, 0.3, -200, noise_db)) == HEADPHONES


def test_a_microphone_that_hears_nothing_or_another_voice_shows_nothing():
    silent = np.zeros(round(9.4 * HEARING_RATE), np.float32)
    backwards = heard(0.1, 0.6, -10)[::-1].copy()
    assert [room(silent), room(backwards), room(silent[:100])] == [CAREFUL] * 3
