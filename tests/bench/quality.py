"""How natural the voices sound: DistilMOS and DNSMOS of the default session's sentences, from 1 (bad) to 5 (excellent).

Both are networks that foretell what listeners would give: DistilMOS for everything, which judges whoever speaks, and
DNSMOS for noise and distortion. For each voice the sentences of four words and more are said as a session has them, but
each alone, and it prints those that sound worst, with how many seconds of a core a second of speech took.
It needs packages that coach does not; their wheels hold the networks, and nothing is fetched when it runs. A torch for
the processor alone will do, and is the smallest; torchaudio, which wants a torch for the same machine, is not used.
It takes many minutes a voice; every third sentence tells enough:

    .venv/bin/pip install -c constraints.txt torch==2.13.0 distillmos==0.9.1 speechmos==0.0.1.1
    .venv/bin/python tests/bench/quality.py [VOICE ...] [--every 3] [--worst N]
"""

# ruff: noqa: T201  it is run to be read

import argparse
import os
import resource
import sys
from contextlib import redirect_stdout
from types import ModuleType

import numpy as np
import soxr
from measure import Table

from coach.choices import Choices
from coach.health.listener import Listener
from coach.sessions.compose import compose
from coach.sessions.session import utterances
from coach.units import FRAME_RATE
from coach.voice.catalog import find_voice
from coach.voice.clips.treatment import levelled, take
from coach.voice.pronounce import spoken

BOUNDS = {"hibari": 4.5, "piper": 3.9, "system": 2.5}
"""The least mean DistilMOS of a voice: a little less than what was measured."""

BEST = 5
HEARD_HERTZ = 16_000
LEAST_WORDS = 4


def distilmos():
    """Return what gives speech at `HEARD_HERTZ` its DistilMOS."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    sys.modules.setdefault("torchaudio", ModuleType("torchaudio"))  # reads files, of which there are none
    import torch
    from distillmos import ConvTransformerSQAModel

    with redirect_stdout(None):  # it tells where its weights lie
        network = ConvTransformerSQAModel().eval()

    def judge(samples):
        with torch.inference_mode():
            return network(torch.from_numpy(samples)[np.newaxis]).item()

    return judge


def dnsmos(samples):
    """Return the overall DNSMOS of speech at `HEARD_HERTZ`."""
    from speechmos import dnsmos

    return dnsmos.run(samples.clip(-1, 1), HEARD_HERTZ)["ovrl_mos"]


def said(name, sentences):
    """Return the clips of sentences by a voice, and the seconds of a core that its processes took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    voice = find_voice(name)
    try:
        texts = [spoken(sentence, voice.phonemes) for sentence in sentences]
        clips = [levelled(take(voice.say(text, 1.0), text)) for text in texts]
    finally:
        voice.close()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return clips, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("voices", nargs="*", default=["hibari", "piper", "system"], metavar="VOICE")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="judge every Nth sentence only")
    parser.add_argument("--worst", type=int, default=10, metavar="N", help="print the N sentences that sound worst")
    given = parser.parse_args()
    with compose(Choices(voice="fake"), Listener()) as session:
        told = dict.fromkeys(utterance.text for utterance in utterances(session.stages))
    sentences = [text for text in told if len(text.split()) >= LEAST_WORDS][:: given.every]
    judge = distilmos()
    table = Table(f"How natural {len(sentences)} sentences sound")
    for name in given.voices:
        first, start = said(name, sentences[:1])
        clips, took = said(name, sentences)
        heard = [soxr.resample(clip, FRAME_RATE, HEARD_HERTZ).astype(np.float32) for clip in clips]
        scores = [judge(samples) for samples in heard]
        for score, sentence in sorted(zip(scores, sentences, strict=True))[: given.worst]:
            print(f"  {score:.2f}  {sentence}")
        mean, bound = np.mean(scores), BOUNDS.get(name, 1)
        note = f"{mean:.2f}, the worst {min(scores):.2f}"
        table.add(f"{name}, DistilMOS short of {BEST}", BEST - mean, "", BEST - bound, note)
        mean = np.mean([dnsmos(samples) for samples in heard])
        table.add(f"{name}, DNSMOS short of {BEST}", BEST - mean, "", note=f"{mean:.2f}")
        more_s = (sum(clip.size for clip in clips) - first[0].size) / FRAME_RATE
        table.add(f"{name}, a core for a second of speech", (took - start) / more_s, "s")
    table.close()


if __name__ == "__main__":
    main()
