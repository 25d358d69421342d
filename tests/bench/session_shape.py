"""What a session is like to follow: how soon a hand moves, how much is said of it, and how long nobody speaks.

It plans a session as `coach plan` does, with the same options, but with nobody's profile where none is named. Most
bounds are those of a session in which all is said; the first touch's is known for full, brief and chimes alone.
A sentence warns if it is a safety word, a notice or leave to press less; gaps are those of the voice outside of holds.

    .venv/bin/python tests/bench/session_shape.py [ROUTINE] [--talk brief] [--minutes 15] [--profile FILE] [...]
"""

import re
import sys
from collections import Counter
from itertools import pairwise

import click
from measure import Table

from coach.aloud.sentences import sentences
from coach.cli import options
from coach.cli.flags import flags
from coach.errors import CoachError
from coach.script.cues import CAUTIONS, OPENING
from coach.sessions.compose import compose
from coach.units import seconds

FIRST_TOUCH_S = {("full", False): 105, ("full", True): 75, ("brief", True): 20, ("chimes", True): 12}
"""The most that may pass until a hand is asked to the body, by how much is said and whether all is answered."""

FIRST_CHAPTER = (OPENING, CAUTIONS)
TOUCH = re.compile(r"\bhands? on your\b")
WARNING_CUES = {"safety", "notice", "ease"}


def words(texts):
    """Return how many words some texts have."""
    return sum(len(text.split()) for text in texts)


def spoken(stages):
    """Return the clips of the voice in some stages."""
    return [clip for stage in stages for clip in stage.clips if clip.utterance]


def said(clips):
    """Return the sentences of some clips."""
    return [sentence for clip in clips for sentence in sentences(clip.utterance.text)]


def silence(clips, begin, end):
    """Return the stretches between two frames in which none of some clips sounds, in seconds."""
    stretches, at = [], begin
    for clip in sorted(clips, key=lambda clip: clip.onset):
        if clip.onset > at:
            stretches.append(seconds(min(clip.onset, end) - at))
        at = min(max(at, clip.end), end)
    return [stretch for stretch in (*stretches, seconds(end - at)) if stretch > 0]


def first_touch(stages):
    """Return the first clip that asks a hand to the body, at every talk level."""
    stop = next(stage for stage in stages if stage.hold)
    before = [clip for clip in spoken(stages) if clip.onset < stop.onset and TOUCH.search(clip.utterance.text)]
    if before:
        return before[0]
    heard = spoken([stop])
    finding = [clip for clip in heard if clip.phase == "locate"]
    named = [clip for clip in heard if clip.cue in {"travel", "switch"}]
    return (*finding, *named, *(clip for clip in stop.clips if clip.onset >= stop.hold.onset))[0]


def locating(stages):
    """Return how long points are looked for, until the words on how to press, and how much of it is silent, in s."""
    whole = silent = 0
    for stage in stages:
        heard = spoken([stage])
        finding = [clip for clip in heard if clip.phase == "locate"]
        if finding:
            end = next(clip.onset for clip in stage.clips if clip.onset >= finding[-1].end)
            whole += seconds(end - finding[0].onset)
            silent += sum(silence(heard, finding[0].onset, end))
    return whole, silent


def gaps(stages):
    """Return the lengths of the gaps between clips of the voice, outside of holds, to a tenth of a second."""
    holds = [stage.hold for stage in stages if stage.hold]
    return [
        round(seconds(after.onset - before.end), 1)
        for before, after in pairwise(spoken(stages))
        if not any(hold.onset < after.onset and before.end < hold.end for hold in holds)
    ]


def show(timeline, talk, is_answered):
    """Print the figures of a whole timeline against their bounds."""
    stages, whole = timeline.stages, timeline.frames
    talk = "full" if talk == "auto" else talk
    in_full = (lambda bound: bound) if talk == "full" else lambda _bound: None
    table = Table(f"A session of {seconds(whole):.1f} s, {len(spoken(stages))} clips of the voice")
    first = [stage for stage in stages if stage.id in FIRST_CHAPTER]
    rest = [stage for stage in stages if stage.id not in FIRST_CHAPTER]
    table.add("first chapter", seconds(sum(stage.frames for stage in first)), "s", 60)
    table.add("the same, words", words(said(spoken(first))), "words", 130)
    stops = [stage for stage in stages if stage.hold]
    touch = first_touch(stages)
    asked = touch.utterance.text if touch.utterance else touch.cue
    table.add("until the first touch", seconds(touch.onset), "s", FIRST_TOUCH_S.get((talk, is_answered)), asked)
    table.add("until the first hold", seconds(stops[0].hold.onset), "s")
    end = stops[-1].hold.end
    still = silence(spoken(stages), end, whole)
    table.add("from the last release to the end", seconds(whole - end), "s", 75)
    table.add(
        "silence of the voice in it, the longest", max(still), "s", None, f"{sum(still):.1f} s in all", in_full(15)
    )
    table.add("pressing", 100 * sum(stop.hold.frames for stop in stops) / whole, "%", least=in_full(60))
    texts = said(spoken(stages))
    table.add("words", words(texts), "words", 1250)
    table.add("sentences", len(texts), "")
    warnings = said([clip for clip in spoken(stages) if clip.cue in WARNING_CUES])
    table.add("warnings", 100 * len(warnings) / len(texts), "%", in_full(12), f"{len(warnings)} sentences")
    found, silent = locating(stages)
    if found:
        table.add("silence while locating", 100 * silent / found, "%", least=in_full(50), note=f"of {found:.0f} s")
    lengths = gaps(stages)
    (most, times), *others = Counter(lengths).most_common(4)
    more = "".join(f", {number} x {length} s" for length, number in others)
    note = f"{times} x {most} s{more}, of {len(lengths)}"
    table.add("gaps of the commonest length", 100 * times / len(lengths), "%", in_full(25), note)
    table.add("words a sentence", words(texts) / len(texts), "words", 10)
    for what, part, bound in (("in the first chapter", first, 16), ("in the rest", rest, 14)):
        texts = said(spoken(part))
        longest = max(texts, key=lambda text: len(text.split()), default="")
        over = sum(len(text.split()) > bound for text in texts)
        table.add(f"the longest sentence {what}", words([longest]), "words", bound, f"{over} over it; {longest}")
    sounds = [clip for stage in stages for clip in stage.clips]
    table.add("no sign of life", max(silence(sounds, 0, whole)), "s", 15, "neither words nor chimes")
    table.close()


@click.command(help=__doc__)
@options.session_options(profile="none")
def main(**given):
    try:
        choices, listener = options.choices(**given), options.listener(**given)
        with compose(choices, listener) as session:
            options.tell_changes(session)
            timeline = session.compile()
    except CoachError as error:
        sys.exit(error.told(flags))
    show(timeline, choices.script.talk or listener.talk, listener.is_answered)


if __name__ == "__main__":
    main()
