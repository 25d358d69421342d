"""From sentences to cues: placeholders filled, a variant chosen, a time put into words. Pure."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from coach.choices import USUAL_RATE
from coach.content.sentences import Sentence, Sentences
from coach.script.cues import Cue, HoldOn, Phase, Say, SpokenCue, Strike, Wait
from coach.script.reasons import Why
from coach.units import counted

SENTENCE_S = 1.0
"""Usual pause in seconds between two sentences, on average."""

_SHORTEST_S, _WORD_S = 0.3, 0.05
"""What a pause is made of, in seconds: the more there is to take in, the longer it lasts (our choice)."""


_PAUSED_S, _STRUCK_S = 0.75, 1.2
"""What an estimate counts for the pause in the rate of a voice, and for a chime until words may follow, in seconds: our
choice, by which backache is estimated within a minute of what it lasts, in either position and at every talk level."""


def spoken_time(seconds: float) -> str:
    """Return a length of time as it is said, to half a second: "a minute and a half", "2 minutes and 30 seconds"."""
    minutes, rest = divmod(round(2 * seconds) / 2, 60)
    if (minutes, rest) == (1, 30):
        return "a minute and a half"
    if minutes < 2 and seconds != 60:
        return counted(60 * minutes + rest, "second")
    whole = counted(minutes, "minute")
    return f"{whole} and {counted(rest, 'second')}" if rest else whole


def spoken_length(seconds: float) -> str:
    """Return about how long a session is, as it is said: in whole minutes."""
    return f"about {counted(max(round(seconds / 60), 1), 'minute')}"


def lasting_s(cue: Cue) -> float:
    """Return about how long a cue lasts, in seconds, before there is a voice: words are said at the usual rate.

    That rate counts a pause after each sentence. A silence that the listener may end counts nothing.
    """
    match cue:
        case Say():
            return max(60 * len(cue.text.split()) / USUAL_RATE - _PAUSED_S, 0) + cue.pause_s
        case Wait(until_ready=False):
            return cue.seconds
        case Strike():
            return _STRUCK_S
        case HoldOn():
            return cue.seconds + _STRUCK_S
        case _:
            return 0.0


def variant(seed: int, key: str, variants: Sentences, number: int) -> Sentence:
    """Return the wording that a phrase has when it is said for the `number`th time, counted from 0.

    The variants are dealt in an order of the seed, all of them before any comes again. From then on the two halves of
    that order are dealt in turn, each in a new order: so more than half of the variants lie between one and itself.
    """
    turn, index = divmod(number, len(variants))
    dealt = _shuffled(variants, f"{seed} {key} 1")
    if turn:
        half = len(dealt) // 2
        parts = (dealt[:half], f"{seed} {key} {turn + 1}"), (dealt[half:], f"{seed} {key} -{turn + 1}")
        dealt = [sentence for part, new_seed in parts for sentence in _shuffled(part, new_seed)]
    return dealt[index]


def _shuffled(variants: Sequence[Sentence], seed: str) -> list[Sentence]:
    return [variants[index] for index in _shuffled_order(len(variants), seed)]


@lru_cache(maxsize=4096)
def _shuffled_order(number: int, seed: str) -> tuple[int, ...]:
    """Return the numbers below `number` in an order of the seed; a fit writes the same session again and again."""
    order = list(range(number))
    random.Random(seed).shuffle(order)  # noqa: S311 a choice of words, not a secret
    return tuple(order)


class Picker:
    """Counts how often each phrase was said, and gives it another wording every time.

    `sessions` is how many sessions the listener has heard before this one; `images` are all that there are, by where
    the hands are.
    """

    def __init__(self, seed: int, sessions: int, images: Mapping[str, Sentences]) -> None:
        self._seed = seed
        self.sessions = sessions
        self._images = images
        self._said: dict[str, int] = {}
        self._seen: set[str] = set()

    def pick(self, key: str, variants: Sentences) -> Sentence:
        """Return the next wording of a phrase."""
        number = self._said[key] = self._said.get(key, -1) + 1
        return variant(self._seed, key, variants, number)

    def image(self, reach: str, fitting: Sentences) -> Sentence:
        """Return the next image of those that fit: one that neither this session has had nor the one before.

        Of all images for where the hands are, sessions take a half in turn, each in a new order, and go on with the
        other once that is used up.
        """
        images = self._images[reach]
        turn, is_second = divmod(self.sessions, 2)
        first = turn * len(images) + is_second * (len(images) // 2)
        dealt = (variant(self._seed, f"image {reach}", images, first + index) for index in range(len(images)))
        new = next((image for image in dealt if image in fitting and image.say not in self._seen), None)
        if new is None:  # all have been: they come again
            self._seen -= {image.say for image in fitting}
            return self.image(reach, fitting)
        self._seen.add(new.say)
        return new


def pause_after(text: str) -> float:
    """Return the usual pause after a sentence, in seconds: not one length for all."""
    return round(_SHORTEST_S + _WORD_S * len(text.split()), 2)


def worded(sentence: Sentence, cue: SpokenCue, phase: Phase, pause_s: float | None = None, **filling: str) -> Say:
    """Return a sentence as a cue; `pause_s` is the silence after it in seconds, unless it has its own."""
    full = _filled(sentence.say, filling)
    usual_s = pause_after(full) if pause_s is None else pause_s
    return Say(
        cue="safety" if sentence.safety else cue,
        phase=phase,
        full=full,
        brief=sentence.brief and _filled(sentence.brief, filling),
        sources=sentence.sources,
        pause_s=usual_s if sentence.pause_s is None else sentence.pause_s,
        is_safety=sentence.safety,
    )


def _filled(text: str, filling: Mapping[str, str]) -> str:
    """Return a text with its placeholders filled, its first letter a capital one."""
    filled = text.format(**filling)
    return filled[:1].upper() + filled[1:]


def all_worded(sentences: Sentences, cue: SpokenCue, phase: Phase, **filling: str) -> list[Say]:
    """Return sentences as cues, with the usual pause after each."""
    return [worded(sentence, cue, phase, None, **filling) for sentence in sentences]


def briefly(words: Say, why: Why | None) -> Say:
    """Return words in their brief wording, if there is one and a reason to say it."""
    return replace(words, cut=why) if words.brief else words
