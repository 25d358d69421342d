"""The frozen types of `scripts/phrases/`: the coach's own wording, the same at every point."""

import re
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from coach.content.sentences import Name, Positive, Sentences, Spoken, sentence_lists


class Posture(Struct, frozen=True, forbid_unknown_fields=True):
    """A way to sit (`{side}` and `{other}` are filled in its words where it is sided)."""

    move: Spoken
    """Leads into it, in variants, of which one is said."""

    also: Sentences = ()
    """What is said of it after that, where all is told."""

    time_s: Positive | None = None
    """Time in seconds to take it, after it has been described, or None for the usual one."""

    leave: Sentences = ()
    """Leads out of it, before another posture and at the end: all are said."""

    sided: bool = False
    """Whether the posture is another one for the other side of the body."""

    group: Name | None = None
    """What it has in common with other postures, which lead into one another on the same side: "leg"."""


PhraseKey = Literal[
    "close_enough",
    "timing",
    "begin",
    "breathe_in",
    "breathe_out",
    "breathe_freely",
    "ease",
    "lightly",
    "halfway",
    "ten_left",
    "release",
    "switch",
    "long_enough",
    "go_on",
    "where",
    "where_in_hold",
    "longer",
    "shorter",
    "left",
    "left_in_hold",
]
"""The phrases of which one variant is said at a time."""


class WithoutChimes(Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """The coach's own wording where there are no chimes, and words open and close a hold."""

    method: Spoken
    """Tells of these words, once before the first point."""

    timing: Spoken
    """How long the hold lasts (`{time}`), before it begins."""

    begin: Spoken
    """Opens a hold, which begins at its end; a word of release closes it."""

    holding: Spoken
    """Tells in a long silence of a hold that the session goes on."""

    waiting: Spoken
    """Tells the same anywhere else."""


_OF_CHIMES = re.compile(r"\b(chime|tone|note)s?\b", re.IGNORECASE)
"""What a sentence says that is true only where there are chimes."""


class Phrases(Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """The coach's own wording.

    Every field is a list of variants, of which one is said, but for `postures`, `images`, and for `method`,
    `method_soft`, `rest_between`, `breath_tones` and what is said in a pause, whose sentences are all said.
    """

    postures: dict[Name, Posture]
    method: Spoken
    """How to press and breathe, said once before the first point, in order."""

    method_soft: Spoken
    """The same where every point is pressed lightly only."""

    less_said: Spoken
    """Tells after the first words that less is said of what is known, in the first session in which that is so."""

    close_enough: Spoken
    """That a place need not be met exactly, said at the first one."""

    timing: Spoken
    """How long the hold lasts (`{time}`); the last words before the opening chime."""

    breathe_in: Spoken
    breathe_out: Spoken
    breathe_freely: Spoken
    """Said inside the hold instead of the two above when the breath is not paced."""

    ease: Spoken
    """Leave to press less, inside the hold."""

    lightly: Spoken
    """The same for a listener who must not press firmly."""

    rest_between: Spoken
    """Tells once of the rest between the breath in and the breath out, where the pattern has one."""

    breath_tones: Spoken
    """Tells once that tones lead the breath."""

    halfway: Spoken
    ten_left: Spoken
    release: Spoken
    switch: Spoken
    """Announces that the other side follows (`{part}`: "the left leg")."""

    long_enough: Spoken
    """Answers who asks to hold a point longer than their health allows."""

    paused: Spoken
    """Said in a pause, once: that the session has stopped, and how it goes on."""

    heard_out: Spoken
    """Said in a pause after a voice, once: what the listener can say."""

    stopping: Spoken
    """Said in a pause after "stop": the session ends, unless the listener goes on within ten seconds."""

    asked_back: Spoken
    """Said in a pause: whether a command was meant (`{command}`: "next")."""

    go_on: Spoken
    """Said after a pause in a part of the session that has no point."""

    where: Spoken
    """Where we are (`{place}`), for a listener who comes back from a pause."""

    where_in_hold: Spoken
    """The same in a hold, with what is left of it (`{place}`, `{time}`)."""

    longer: Spoken
    """Confirms that a hold has become longer (`{time}`: by how much)."""

    shorter: Spoken
    """Confirms that a hold has become shorter (`{time}`: by how much)."""

    left: Spoken
    """Answers how long the session goes on (`{length}`)."""

    left_in_hold: Spoken
    """The same in a hold, with what is left of it (`{time}`, `{length}`)."""

    images: dict[Name, Spoken]
    """An image or a noticing for a hold, by where the hands are (`reach`), in variants."""

    without_chimes: WithoutChimes
    begin: Sentences = ()
    """The words that open a hold; none where chimes do."""

    @property
    def is_by_words(self) -> bool:
        """Whether words open and close a hold, as there are no chimes."""
        return bool(self.begin)

    def by_words(self) -> "Phrases":
        """Return the wording of a session without chimes: nothing in it speaks of them."""
        kept = {
            key: tuple(
                sentence
                for sentence in sentences
                if not sentence.chime and not _OF_CHIMES.search(f"{sentence.say} {sentence.brief}")
            )
            for key, sentences in sentence_lists(self).items()
        }
        words = self.without_chimes
        kept["method"] += words.method
        kept["method_soft"] += words.method
        kept |= {"timing": words.timing, "begin": words.begin}
        return replace(self, **kept)

    def variants(self, key: PhraseKey) -> Sentences:
        """Return the variants of a phrase."""
        variants: Sentences = getattr(self, key)
        return variants
