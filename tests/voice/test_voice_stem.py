"""The loudness of what a session says, as a program measures it that nobody here wrote."""

import ffmpeg
import numpy as np
import pytest
import soundfile

from coach.session import Choices, compose, utterances
from coach.sound.loudness import true_peak
from coach.timeline import Utterance
from coach.units import frames
from coach.voice.cache import ClipCache
from coach.voice.clips import SpokenClips
from coach.voice.system import DEFAULT_VOICE, SystemVoice
from coach.voice.treatment import CEILING_DBTP

EVERY = 9
"""Every so many sentences of a session are measured."""


@pytest.fixture(scope="module")
def said() -> list[Utterance]:
    with compose(Choices(voice="fake")) as session:
        return list(dict.fromkeys(utterances(session._script)))[::EVERY]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("clips")


@pytest.mark.parametrize("target_lufs", [-19.0, -26.0])
def test_the_voice_stem_is_as_loud_as_it_should_be(said, folder, target_lufs):
    stem = np.zeros(frames(15), np.float32)
    with SpokenClips(SystemVoice("system", DEFAULT_VOICE, 120), ClipCache(folder), target_lufs=target_lufs) as clips:
        clips.prepare(said)
        for utterance in said:
            stem = np.concatenate([stem, clips.samples(utterance), np.zeros(frames(3), np.float32)])
            assert true_peak(clips.samples(utterance)) <= CEILING_DBTP + 0.01
    soundfile.write(folder / "stem.wav", stem, 48_000, subtype="PCM_24")
    lufs, dbtp = ffmpeg.ebur128(folder / "stem.wav")
    assert lufs == pytest.approx(target_lufs, abs=0.5)
    assert dbtp <= CEILING_DBTP + 0.1
