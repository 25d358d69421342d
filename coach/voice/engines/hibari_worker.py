"""The program of a worker process: a voice of hibari behind a pipe.

Requests are JSON (see `coach.voice.engines.serving`):

    ["text", speed]     say it, 0.5 to 2 times as fast as the voice was trained; answered by a WAV of 16 bits
    null                load the voice; answered by nothing

With its noise drawn from one seed a text always has the same samples, whatever was said before.
"""

import hashlib
import io
import json
import re
import sys
import wave
from functools import partial
from pathlib import Path
from typing import Any, cast

import numpy as np

from coach.voice.engines.onnx import step_back
from coach.voice.engines.serving import serve

SEED = 0
"""Of the noise in a voice's breath and consonants."""

SLOWEST, FASTEST = 0.5, 2.0
"""The speeds for which the models were made."""

_PHONEMES = re.compile(r"\[\[(.*?)\]\]")
_BRACKETS = str.maketrans("[]", "  ")


class Synthesiser:
    """A voice, once `load` has loaded it: its name, and the file of its model."""

    def __init__(self, name: str, model: Path) -> None:
        self._name, self._model = name, model
        self._voice: Any = None

    def load(self) -> None:
        """Load all that it speaks with; raises whatever hibari and its libraries raise, and ValueError for damage."""
        step_back()
        # Where it finds scipy it transforms by that, and the last bits are others.
        cast("dict[str, Any]", sys.modules)["scipy"] = None
        from hibari import Hibari
        from hibari.g2p import G2P
        from hibari.voices import VOICES

        if hashlib.sha256(self._model.read_bytes()).hexdigest() != VOICES[self._name]["sha256"]:
            raise ValueError(f"its model is damaged: {self._model}")
        phonemizer = G2P(british=VOICES[self._name]["british"])
        _ = phonemizer.oov  # the rest of it, which would be loaded in the midst of the first sentences
        # Texts are written out already: to write them out once more makes "number" of "no." and "fifty" of "L".
        as_written = partial(phonemizer, normalize_text=False)
        # One that is given its model never looks for it elsewhere.
        self._voice = Hibari(self._name, str(self._model), g2p=as_written)

    def answer(self, line: bytes) -> bytes:
        """Answer a request."""
        request = json.loads(line)
        return self._said(*request) if request else b""

    def _said(self, text: str, speed: float) -> bytes:
        samples = self._voice(in_its_markup(text), speed=min(max(speed, SLOWEST), FASTEST), seed=SEED)
        file = io.BytesIO()
        with wave.open(file, "wb") as sound:
            sound.setparams((1, 2, self._voice.sample_rate, 0, "NONE", ""))
            sound.writeframes(np.rint(np.clip(samples, -1, 1) * 32_767).astype("<i2").tobytes())
        return file.getvalue()


def in_its_markup(text: str) -> str:
    """Return a text with its phonemes as hibari takes them; nothing else in it is markup."""
    parts = _PHONEMES.split(text)
    parts[::2] = [part.translate(_BRACKETS) for part in parts[::2]]
    parts[1::2] = [f"[name](/{part}/)" for part in parts[1::2]]
    return "".join(parts)


def main(name: str, model: Path, folder: Path) -> None:
    """Answer requests for a voice until standard input ends."""
    voice = Synthesiser(name, model)
    serve(voice.load, voice.answer, folder)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
