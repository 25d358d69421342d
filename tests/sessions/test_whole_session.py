"""The whole product at once: what is planned is what is heard is what is written."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import card as cards
import numpy as np
import pytest
import soundfile
import whole_session

from coach.export import Wanted, write
from coach.plan.timeline import Timeline
from coach.sessions.compose import Session
from coach.sound.chimes import load_palette
from coach.units import frames

ROOT = Path(__file__).parents[2]


def play(environment: dict[str, str], which: str, folder: Path) -> None:
    command = [sys.executable, whole_session.__file__, which, str(folder)]
    environment = {**environment, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(folder / "cache")}
    played = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=170, check=False)
    assert (played.returncode, played.stderr) == (0, "")


def export(session: Session, target: Path) -> np.ndarray:
    """Write a session and return the samples of the file, with a shape of (frames,)."""
    with session:
        write(session, Wanted(target))
    samples, rate = soundfile.read(target, dtype="float32")
    assert rate == 48_000
    return samples


def sounding(samples: np.ndarray) -> np.ndarray:
    """Return samples without zeros at the ends, which nobody can tell from the silence around them in a recording."""
    places = np.flatnonzero(samples)
    return samples[places[0] : places[-1] + 1]


@pytest.fixture
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.mark.usefixtures("own_cache")
def test_a_session_that_is_heard_equals_the_file_that_is_exported_sample_by_sample(card, tmp_path):
    with card.record() as recording:
        play(card.environment, "short", tmp_path)
    samples = export(whole_session.short(tmp_path), tmp_path / "session.wav")
    for channel in (0, 1):
        np.testing.assert_array_equal(recording.sound[:, channel], sounding(samples))


@pytest.mark.usefixtures("own_cache")
def test_the_default_session_that_is_heard_equals_its_file_and_holds_exactly_as_long_as_planned(
    unclocked_card, tmp_path
):
    play(unclocked_card.environment, "whole", tmp_path)
    with whole_session.whole(tmp_path) as session:
        timeline = session.compile()
        samples = export(session, tmp_path / "session.flac")
    heard = unclocked_card.recording().sound
    for channel in (0, 1):
        np.testing.assert_array_equal(heard[:, channel], sounding(samples))
    assert len(samples) == timeline.frames
    assert frames(20 * 60) <= timeline.frames <= frames(30 * 60)
    holds_are_exact(samples, timeline)


def holds_are_exact(samples: np.ndarray, timeline: Timeline) -> None:
    """Look for the two chimes of each hold in the samples alone, and measure from onset to onset.

    The first of each kind explain themselves, before the first hold.
    """
    palette = load_palette("bowl")
    opened, closed = onsets_of([palette.samples("hold-open"), palette.samples("hold-close")], samples)
    planned = [stage.hold for stage in timeline.stages if stage.hold]
    assert len(planned) == 10
    (example, *opened), (example_end, *closed) = opened, closed
    assert [example, example_end] == [
        clip.onset
        for stage in timeline.stages
        for clip in stage.clips
        if clip.cue == "example" and clip.chime in {"hold-open", "hold-close"}
    ]
    assert opened == [hold.onset for hold in planned]
    assert [end - start for start, end in zip(opened, closed, strict=True)] == [hold.frames for hold in planned]


def onsets_of(chimes: list[np.ndarray], samples: np.ndarray) -> list[list[int]]:
    """Return for each chime where it begins, by normalised correlation with its first half second."""
    length, block = frames(0.5), 1 << 16
    templates = [chime[:length] / np.sqrt(np.sum(chime[:length] ** 2)) for chime in chimes]
    spectra = [np.conj(np.fft.rfft(template, 2 * block, norm="ortho")) for template in templates]
    found: list[list[tuple[float, int]]] = [[] for _ in chimes]
    for start in range(0, len(samples), block):
        part = np.zeros(2 * block, np.float32)
        part[: len(samples[start : start + 2 * block])] = samples[start : start + 2 * block]
        spectrum = np.fft.rfft(part, norm="ortho")
        squares = np.concatenate([[0.0], np.cumsum(part.astype(np.float64) ** 2)])
        energy = squares[length : length + block] - squares[:block]
        for places, template in zip(found, spectra, strict=True):
            likeness = np.fft.irfft(spectrum * template, norm="ortho")[:block] * np.sqrt(2 * block)
            likeness /= np.sqrt(np.maximum(energy, 1e-4))
            places += [(float(likeness[at]), start + int(at)) for at in np.flatnonzero(likeness > 0.98)]
    return [peaks(places) for places in found]


def peaks(places: list[tuple[float, int]]) -> list[int]:
    """Return the places that are the most alike within a second around them, in order."""
    kept: list[int] = []
    for _, place in sorted(places, reverse=True):
        if all(abs(place - other) > frames(1) for other in kept):
            kept.append(place)
    return sorted(kept)


def test_ctrl_c_fades_out_and_leaves_with_130(card, tmp_path):
    command = [sys.executable, "-m", "coach", "start", "--voice", "fake", "--points", "CV6", "--hold", "5"]
    environment = {**card.environment, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(tmp_path)}
    with (
        card.record() as recording,
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process,
    ):
        assert process.stderr.readline() == f"0:00  Opening: arriving{os.linesep}".encode()
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(2)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=cards.PATIENCE_S)
    assert (process.returncode, out) == (130, b"")
    assert "heard" in err.decode().strip().splitlines()[-1]
    heard = recording.sound[:, 0]
    assert frames(1) < len(heard) < frames(10)
    assert abs(heard[-frames(0.01) :]).max() < 0.01


def test_without_a_sound_device_start_says_so_and_names_export(tmp_path):
    nowhere = {
        "ALSA_CONFIG_PATH": str(tmp_path / "none"),
        "PULSE_SERVER": "unix:/nowhere",
        "XDG_RUNTIME_DIR": str(tmp_path),
    }
    (tmp_path / "none").write_text("")
    command = [sys.executable, "-m", "coach", "start", "--voice", "fake", "--points", "CV6"]
    environment = {"PATH": "/usr/bin", "PYTHONPATH": str(ROOT), "HOME": str(tmp_path), **nowhere}
    left = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert (left.returncode, left.stdout) == (1, "")
    (line,) = left.stderr.splitlines()
    assert line.startswith("coach: no sound device was found")
    assert "coach export" in line
