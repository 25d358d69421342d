"""How sure it is that a burst holds a command: what Whisper makes of it, weighed.

Whisper alone hardly writes a short command right: in a room with noise it finds "pies" or "P P P" in "pause". Asked how
likely each of the phrases is that can be said, and how much likelier than where nobody says anything, it mostly knows.
Whether it was one at all tell the weights of `_WEIGHTS`: logistic regression on 521 bursts of eight synthetic voices in
simulated rooms, at 20, 10 and 5 dB over noise, and on recorded telephone prompts in five languages and words and
sentences that sound like commands, none of which `tests/bench/listening.py` scores.
"""

import math
from collections.abc import Mapping, Sequence

import msgspec

from coach.content.commands import Spoken
from coach.hearing.grammar import Grammar
from coach.hearing.heard import Understood

CARRIED_OUT = 0.7
"""A command that is heard so surely is carried out at once …"""

CARRIED_OUT_SOON = 0.6
"""… and so surely one of `FAVOURED`."""

ASKED_BACK = 0.35
"""One that is less sure, but so sure, is asked back; what is less sure still is no command."""

FAVOURED: frozenset[Spoken] = frozenset({"pause", "stop", "ow"})
"""What is to be heard rather than never wrong: a pause too many costs little."""


class Ranked(msgspec.Struct, frozen=True, array_like=True):
    """A phrase that may have been said."""

    phrase: str

    more: float
    """How much likelier it is than where nobody says anything, as a logarithm for the root of its tokens."""

    mean: float
    """How likely it is, as a logarithm for each of its tokens."""


class Hearing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What Whisper makes of a burst. It never leaves the ear."""

    alone: tuple[Ranked, ...]
    """The phrases that may have been said, the likeliest first."""

    called: tuple[Ranked, ...]
    """Those that may have been said after the name; none if it was not said."""

    texts: tuple[str, ...]
    """What was written freely, the likeliest first."""

    likely: tuple[float, ...]
    """How likely each of the texts is, as a logarithm for each token."""

    lasts_s: float
    """How long the voice lasted, in seconds."""

    named: float
    """How likely the name is at the beginning, as a logarithm."""

    nobody: float
    """How likely it is that nobody has spoken, 0 to 1."""


def judged(hearing: Hearing, grammar: Grammar, spoken: Mapping[str, Spoken]) -> Understood:
    """Return the command in what was heard, and how sure it is.

    `spoken` tells what each phrase asks for.
    """
    best = Understood(None)
    for is_called, ranked in ((False, hearing.alone), (True, hearing.called)):
        if ranked:
            values = evidence(hearing, ranked, grammar, spoken, is_called=is_called)
            sureness = 1 / (1 + math.exp(-max(-30.0, min(30.0, sum(map(float.__mul__, values, _WEIGHTS))))))
            if sureness > best.sureness:
                best = Understood(spoken[ranked[0].phrase], round(sureness, 3), is_called)
    return best


def evidence(
    hearing: Hearing,
    ranked: Sequence[Ranked],
    grammar: Grammar,
    spoken: Mapping[str, Spoken],
    *,
    is_called: bool,
) -> tuple[float, ...]:
    """Return what speaks for and against the first of some phrases, in the order of `_WEIGHTS`."""
    best, wanted = ranked[0], spoken[ranked[0].phrase]
    others = [other.more for other in ranked if spoken[other.phrase] != wanted]
    text, likely = (hearing.texts[0], hearing.likely[0]) if hearing.texts else ("", 0.0)
    meant = grammar.understand(text).spoken
    words, usual_words = len(set(text.lower().split())), len(best.phrase.split()) + is_called
    usual_s = _QUIET_S + _LETTER_S * len(best.phrase) + _NAME_S * is_called
    pace = math.log(max(hearing.lasts_s, 0.1) / usual_s)
    return (
        1.0,
        best.more,
        min(best.more - max(others, default=-math.inf), 8.0),
        best.mean,
        likely - best.mean,
        float(meant == wanted),
        float(meant not in {None, wanted}),
        float(max(0, words - usual_words)),
        max(0.0, pace),
        max(0.0, -pace),
        hearing.nobody,
        float(is_called),
        max(-12.0, hearing.named) * is_called,
    )


_QUIET_S, _LETTER_S, _NAME_S = 0.25, 0.06, 0.4
"""A phrase lasts so long, and for each of its letters so much longer; the name before it takes so long, too."""

_WEIGHTS = (2.707, -0.004, 0.629, 1.203, 0.29, 0.521, -3.9, -0.047, -3.142, -2.382, 0.164, 2.452, 0.162)
