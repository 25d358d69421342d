"""The program of a worker process: a Piper voice behind a pipe.

Requests are JSON (see `coach.voice.engines.serving`):

    ["text", length scale, speaker or null]     say it; answered by a WAV of 16 bits
    {"texts": [...]}                            answered by JSON: {"sounds": how many there are in all,
                                                "missing": {"symbol": how many of them the voice drops}}
    null                                        load the voice; answered by nothing

With the model's two kinds of noise switched off a text always has the same samples, whatever was said before. One
thread computes them: with two, the last bits depend on how the work was divided, and two workers use two cores better.
"""

import io
import json
import sys
import wave
from collections import Counter
from pathlib import Path
from typing import Any

from coach.voice.engines import piper_settings
from coach.voice.engines.onnx import step_back
from coach.voice.engines.serving import serve

INPUTS = {"input", "input_lengths", "scales"}
"""What a model of Piper takes; another kind of model loads as well, and fails with each sentence."""

SPEAKER = "sid"
"""What a model of several speakers takes besides."""

LEAD = "[[.]] "
"""A full stop before a text that begins with S: without it, the S of "Sit" or "Stay" is swallowed. Measured with a
recogniser, which got the first word of 7 such sentences in 26 wrong, and none after a full stop; others do not gain."""


class Synthesiser:
    """A voice, once `load` has loaded it."""

    def __init__(self, model: Path) -> None:
        self._model = model
        self._voice: Any = None
        self._takes_text = False

    def load(self) -> None:
        """Load the model and its JSON; raises whatever Piper and its libraries raise."""
        step_back()
        import onnxruntime
        from piper import PiperVoice
        from piper.config import PiperConfig

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 4
        settings = piper_settings.read(piper_settings.beside(self._model))
        session = onnxruntime.InferenceSession(str(self._model), options, providers=["CPUExecutionProvider"])
        inputs = {found.name for found in session.get_inputs()}
        if not inputs >= INPUTS:
            raise ValueError("it is no model of Piper")
        config = PiperConfig.from_dict(settings.for_piper)
        # A model takes a speaker or does not, whatever its settings tell.
        config.num_speakers = max(settings.for_piper["num_speakers"], 2) if SPEAKER in inputs else 1
        self._takes_text = settings.takes_text
        self._voice = PiperVoice(session=session, config=config)

    def answer(self, line: bytes) -> bytes:
        """Answer a request."""
        request = json.loads(line)
        if request is None:
            return b""
        return self._missing(request["texts"]) if isinstance(request, dict) else self._said(*request)

    def _said(self, text: str, length_scale: float, speaker: int | None) -> bytes:
        from piper import SynthesisConfig

        quiet = SynthesisConfig(length_scale=length_scale, noise_scale=0.0, noise_w_scale=0.0, speaker_id=speaker)
        file = io.BytesIO()
        with wave.open(file, "wb") as sound:
            sound.setparams((1, 2, self._voice.config.sample_rate, 0, "NONE", ""))
            for chunk in self._voice.synthesize(self._given(text), quiet):
                sound.writeframes(chunk.audio_int16_bytes)
        return file.getvalue()

    def _given(self, text: str) -> str:
        """Return a text as the voice is given it."""
        if not self._takes_text:
            return LEAD * text.startswith(("S", "s")) + text
        known = self._voice.config.phoneme_id_map
        return "".join(one if one in known else one.lower() for one in text)

    def _missing(self, texts: list[str]) -> bytes:
        """Return which symbols of some texts the voice does not know, and would drop without a word."""
        from piper import phoneme_ids

        known = self._voice.config.phoneme_id_map or phoneme_ids.DEFAULT_PHONEME_ID_MAP
        heard = Counter(
            symbol for text in texts for sentence in self._voice.phonemize(self._given(text)) for symbol in sentence
        )
        missing = {symbol: count for symbol, count in heard.items() if symbol not in known}
        return json.dumps({"sounds": heard.total(), "missing": missing}).encode()


def main(model: Path, folder: Path) -> None:
    """Answer requests for the voice of a model until standard input ends."""
    voice = Synthesiser(model)
    serve(voice.load, voice.answer, folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
