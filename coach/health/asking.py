"""Asking the questions on health: there and back, and as far as somebody goes; what was answered is not lost."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from coach.content.model import Library
from coach.errors import BadOption, FileError, cut, quoted
from coach.health.profile import Profile, Tell, answered_anew, read, untold, update
from coach.health.questions import Ask, Questionnaire
from coach.health.verdicts import chosen
from coach.storage import files, reading

INTRODUCTION = (
    "These questions tell the coach which points are not for you, so that it leaves them out and says so.",
    "Your answers stay in a file on this machine; they take no doctor's place, and no clinician has reviewed coach.",
)
"""What a person is told before the first question."""

Check = Callable[[tuple[str, ...]], bool]
"""Shows a person what they have answered, in lines, and returns whether it is to be stored: else they go back."""

Keep = Callable[[BaseException], bool]
"""Tells whether the answers are to be kept of whoever leaves amid the questions, by what was raised."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A profile that was stored anew."""

    profile: Profile
    waiting: tuple[str, ...]
    """Codes of the points to which a clinician had agreed, and of which a condition that is new has one asked again."""

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is to be said of that."""
        return tuple(
            f"Nobody has agreed to {code} in spite of what is new; it waits for them." for code in self.waiting
        )


def file_for(name: str) -> Path:
    """Return the file that a person has named for somebody's answers; raise BadOption or FileError if it cannot be."""
    if not name.strip():
        raise BadOption("file", quoted(name), "name the file for the answers, as in client.toml")
    return files.file_named(name)


def introduction_for(path: Path, profile: Profile) -> tuple[str, ...]:
    """Return what is told before the first question for somebody else, whose answers are in a file."""
    whom = f"{cut(profile.name.strip())}, in {path}" if profile.name.strip() else f"the person of {path}"
    return (
        f'These questions are for {whom}: where one says "you", it means them.',
        "The answers stay in that file; they take no doctor's place, and no clinician has reviewed coach.",
    )


def require_room(path: Path, *, is_own: bool = False) -> None:
    """Raise FileError where a profile could not be written once all is answered, as far as can be seen now.

    A folder is made for one's own, and for no other.
    """
    target = Path(os.path.realpath(path))
    folder = target.parent
    if is_own:
        folder = next(above for above in target.parents if above.exists())
    if not is_own or folder == target.parent:
        files.require_writable(path)
    if not os.access(folder, os.W_OK | os.X_OK, effective_ids=os.access in os.supports_effective_ids):
        raise FileError(str(path), "its folder may not be written to", "choose another, or see who may write there")


def summary(questionnaire: Questionnaire) -> tuple[str, ...]:
    """Return in a few lines what was answered: what there is, and how many questions are answered."""
    safety = questionnaire.safety
    present = [ailment.because for ailment in chosen(questionnaire.conditions, safety)]
    asked = [condition.id for condition in safety.asked]
    answered = sum(name in questionnaire.answered for name in asked)
    return (
        f"There is {'; '.join(present) or 'nothing that was asked for'}.",
        f"{answered} of {len(asked)} questions are answered.",
    )


def store(questionnaire: Questionnaire, path: Path, library: Library, left_at: str = "") -> Stored:
    """Store in the profile of a file what a questionnaire has found out, and where it was left, if it was.

    Raises what `update` raises.
    """
    conditions, answered = questionnaire.conditions, questionnaire.answered

    def changed(before: Profile) -> Profile:
        return replace(answered_anew(before, library, conditions, answered), left_at=left_at)

    profile = update(path, library, changed)
    return Stored(profile, tuple(sorted({*questionnaire.before.cleared} - {*profile.cleared})))


def renew(
    path: Path,
    library: Library,
    ask: Ask,
    tell: Tell = untold,
    *,
    check: Check = lambda _: True,
    keep: Keep = lambda _: True,
) -> Stored:
    """Ask the questions on health and store the answers in the profile of a file, which need not be there yet.

    It goes on where somebody has left. `tell` is given what is to be said between the questions. After the last one
    `check` is shown what was answered; where it returns False, the last question is asked again. If one of them raises,
    `keep` says whether what was answered by then is stored; by default it is.

    Raises what `read`, `require_room` and `update` raise, and whatever `ask` raises.
    """
    before = read(path, library) if reading.is_stored(path) else Profile()
    require_room(path, is_own=True)
    questionnaire = Questionnaire(before, library.safety).resumed()
    if (question := questionnaire.question) and questionnaire.path:
        tell(f"It goes on with question {question.number} of {question.whole}, where it was left.")
    try:
        is_checked = False
        while not is_checked:
            while question := questionnaire.question:
                reply = ask(question)
                questionnaire = questionnaire.back() if reply == "back" else questionnaire.answer(reply)
                if reply != "back" and questionnaire.remark:
                    tell(questionnaire.remark)
            is_checked = check(summary(questionnaire))
            if not is_checked:
                questionnaire = questionnaire.back()
        return store(questionnaire, path, library)
    except BaseException as error:
        if questionnaire.given:
            is_kept = _kept(questionnaire, path, library, keep, error)
            tell("The answers so far are kept; the next time it goes on here." if is_kept else "Nothing is stored.")
        raise


def _kept(questionnaire: Questionnaire, path: Path, library: Library, keep: Keep, error: BaseException) -> bool:
    """Store what was answered before somebody left, unless they want it gone; return whether it is stored.

    An interrupt does not prevent that: of a terminal that has gone, a signal tells when it was noticed already.
    """
    question, is_wanted = questionnaire.question, True
    left_at = question.condition if question else ""
    try:
        is_wanted = keep(error)
        if is_wanted:
            store(questionnaire, path, library, left_at)
    except KeyboardInterrupt:
        if is_wanted:
            store(questionnaire, path, library, left_at)
    return is_wanted
