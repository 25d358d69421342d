"""The program of a worker process: a Piper voice behind a pipe.

Requests are JSON (see `coach.voice.engines.serving`): ["text", length scale]; they are answered by a WAV of 16 bits.

With the model's two kinds of noise switched off a text always has the same samples, whatever was said before. One
thread computes them: with two, the last bits depend on how the work was divided, and two workers use two cores better.
"""

import io
import json
import logging
import os
import sys
import wave
from pathlib import Path
from typing import Any

from coach.voice.engines.serving import serve

REPORTS_NOTHING = {"ORT_DISABLE_TELEMETRY": "1"}
"""The environment in which onnxruntime is imported: some builds would report to their makers, and keep files for it."""

INPUTS = {"input", "input_lengths", "scales"}
"""What a model of Piper takes; another kind of model loads as well, and fails with each sentence."""

LEAD = "[[.]] "
"""A full stop before a text that begins with S: without it, the S of "Sit" or "Stay" is swallowed. Measured with a
recogniser, which got the first word of 7 such sentences in 26 wrong, and none after a full stop; others do not gain."""

NICENESS = 10
"""What is said soon is synthesised ahead, and what sounds now must not wait for it."""


class Synthesiser:
    """A voice, once `load` has loaded it."""

    def __init__(self, model: Path) -> None:
        self._model = model
        self._voice: Any = None

    def load(self) -> None:
        """Load the model and its JSON; raises whatever Piper and its libraries raise."""
        os.environ.update(REPORTS_NOTHING)
        import onnxruntime
        from piper import PiperVoice
        from piper.config import PiperConfig

        logging.disable()
        if hasattr(os, "nice"):
            os.nice(NICENESS)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 4
        settings = json.loads(self._model.with_name(f"{self._model.name}.json").read_text(encoding="utf-8"))
        session = onnxruntime.InferenceSession(str(self._model), options, providers=["CPUExecutionProvider"])
        if not {found.name for found in session.get_inputs()} >= INPUTS:
            raise ValueError("it is no model of Piper")
        self._voice = PiperVoice(session=session, config=PiperConfig.from_dict(settings))

    def answer(self, line: bytes) -> bytes:
        """Say the text of a request."""
        from piper import SynthesisConfig

        text, length_scale = json.loads(line)
        quiet = SynthesisConfig(length_scale=length_scale, noise_scale=0.0, noise_w_scale=0.0)
        file = io.BytesIO()
        with wave.open(file, "wb") as sound:
            sound.setparams((1, 2, self._voice.config.sample_rate, 0, "NONE", ""))
            for chunk in self._voice.synthesize(LEAD * text.startswith(("S", "s")) + text, quiet):
                sound.writeframes(chunk.audio_int16_bytes)
        return file.getvalue()


def main(model: Path, folder: Path) -> None:
    """Answer requests for the voice of a model until standard input ends."""
    voice = Synthesiser(model)
    serve(voice.load, voice.answer, folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
