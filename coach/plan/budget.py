"""The budget of a session: for every stage what was planned, what became of it, and where the time goes.

What a fit to a length leaves unsaid counts as planned: a stage that is told briefly for its sake has planned what it
would say in full. Each sentence that was planned is spoken or dropped. A short form that is said in place of a sentence
counts as that sentence. Safety words are never dropped and count as they are said: a short form of them may have fewer
sentences, or one more, as where a light touch is told apart from how to press.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from coach.plan.timeline import TimedStage


@dataclass(frozen=True, slots=True)
class Budget:
    """What was planned for a stage, or for a session, and what became of it; times are in frames."""

    speech: int
    """Spoken outside of holds."""

    hold: int
    """Held."""

    rest: int
    """Neither: time to move, to find the point and to rest, and the chimes."""

    planned: int
    """Sentences that were to be said, all that a fit to a length leaves unsaid among them."""

    spoken: int
    shortened: int
    """Those among the spoken ones that are said in their brief wording."""

    faster: int
    """Those among the spoken ones that are said faster than usual."""

    dropped: int
    """Sentences that are not said: `planned` is these and the spoken ones."""

    @property
    def frames(self) -> int:
        """The whole length."""
        return self.speech + self.hold + self.rest


def budget(stage: TimedStage) -> Budget:
    """Return the budget of one stage."""
    spoken = [clip for clip in stage.clips if clip.utterance]
    hold = stage.hold
    outside = [clip for clip in spoken if not (hold and hold.onset <= clip.onset < hold.end)]
    speech = sum(clip.frames for clip in outside)
    held = hold.frames if hold else 0
    how = [cut.how for cut in stage.shortened]
    return Budget(
        speech=speech,
        hold=held,
        rest=stage.frames - speech - held,
        planned=len(spoken) + how.count("dropped"),
        spoken=len(spoken),
        shortened=sum(clip.length == "brief" for clip in spoken),
        faster=sum(clip.utterance is not None and clip.utterance.speed > 1 for clip in spoken),
        dropped=how.count("dropped"),
    )


def total(budgets: Iterable[Budget]) -> Budget:
    """Return the sum of some budgets."""
    parts = list(budgets)
    return Budget(**{field.name: sum(getattr(part, field.name) for part in parts) for field in fields(Budget)})
