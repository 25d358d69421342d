"""What a listener has answered, and what that changes in a routine: as values, and in lines for readers."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from coach.choices import ChosenTalk, Legs, Options, Position
from coach.content.model import Library
from coach.errors import Declined, Spelling, UnknownName, cut, plainly
from coach.health.ailments import Ailment
from coach.health.circumstances import circumstances, reached
from coach.health.profile import Profile, listener_of_profile
from coach.health.verdicts import judge
from coach.report.notices import notices
from coach.script.route import Route, choose_route


@dataclass(frozen=True, slots=True)
class Answers:
    """What a profile says, and what it changes in a routine."""

    answered: int
    """How many questions are answered, of how many (`questions`)."""

    questions: int
    present: tuple[Ailment, ...]
    """The conditions that the listener has."""

    agreed: tuple[str, ...]
    """Codes of the points to which a clinician has agreed."""

    skipped: tuple[str, ...]
    """Codes of the points that the listener leaves out."""

    talk: ChosenTalk
    position: Position
    legs: Legs
    routine: str
    """Name of the routine."""

    outcome: Route | Declined
    """What the routine becomes with all options as usual, or why it is not for the listener."""

    def changes(self, spell: Spelling = plainly) -> tuple[str, ...]:
        """Return what it changes in the routine, in lines; options in them as `spell` writes them."""
        if isinstance(self.outcome, Declined):
            return (self.outcome.told(spell),)
        return tuple(notices(self.outcome, spell))


def describe(profile: Profile, library: Library, routine: str = "backache") -> Answers:
    """Return what a profile says, and what it changes in a routine of the library.

    Raises UnknownName for a routine, a condition or a point that there is not.
    """
    if routine not in library.routines:
        raise UnknownName("routine", routine, library.routines)
    verdicts = judge(listener_of_profile(profile, library), library)
    outcome: Route | Declined
    try:
        shipped, options = library.routines[routine], Options()
        here = circumstances(library, shipped, options, verdicts)
        outcome = choose_route(reached(library, here), here.said(shipped), options, verdicts, here)
    except Declined as declined:
        outcome = declined
    return Answers(
        answered=len(library.safety.asked) - len(profile.open_questions(library.safety)),
        questions=len(library.safety.asked),
        present=verdicts.present,
        agreed=profile.cleared,
        skipped=profile.skip,
        talk=profile.talk,
        position=profile.position,
        legs=profile.legs,
        routine=routine,
        outcome=outcome,
    )


def lines(answers: Answers, path: Path, name: str = "", spell: Spelling = plainly) -> Iterator[str]:
    """Yield what is stored in the file of a profile, whose it is if it has a name, and what it changes."""
    present = [f"{ailment.because} ({ailment.id})" for ailment in answers.present]
    if name:
        yield f"name      {cut(name)}"
    yield f"answered  {answers.answered} of {answers.questions} questions"
    yield f"there is  {', '.join(present) or 'nothing that was asked for'}"
    yield f"agreed    {', '.join(answers.agreed) or 'no point'}"
    if answers.skipped:
        yield f"skipped   {', '.join(answers.skipped)}"
    yield f"talk      {answers.talk}"
    yield f"position  {answers.position}{f', legs {answers.legs}' if answers.position == 'chair' else ''}"
    yield f"file      {path}"
    yield ""
    changes, where = answers.changes(spell), f"in the {answers.routine} routine"
    yield f"What it changes {where}:" if changes else f"It changes nothing {where}."
    yield from (f"  {line}" for line in changes)
