"""The screen: the questions for red flags, of which a single yes calls for a doctor and not for a session. Pure.

Nothing of it is stored.
"""

from dataclasses import dataclass, replace

from coach.content.safety import Safety
from coach.errors import BadOption, CallsForDoctor
from coach.health.questions import Answer, Ask, Question, require_answer


class NobodyAnswers(BadOption):
    """A screen that nobody answers: a user interface raises it where there is no person to ask."""

    def __init__(self) -> None:
        super().__init__("screen", "", "it asks questions, and nobody can answer them here; the session does not start")


@dataclass(frozen=True, slots=True)
class Screen:
    """The questions for red flags, the most urgent ones first. It never changes: an answer makes another one."""

    safety: Safety
    passed: int = 0
    """How many of them were answered with no."""

    @property
    def question(self) -> Question | None:
        """The question that is to be answered now, or None after the last one: then the session may start."""
        flags = self.safety.red_flags
        if self.passed == len(flags):
            return None
        flag = flags[self.passed]
        return Question(
            id=flag.id,
            text=flag.question,
            number=self.passed + 1,
            whole=len(flags),
            may_be_skipped=False,
            may_go_back=self.passed > 0,
        )

    def answer(self, answer: Answer) -> "Screen":
        """Return the screen with a no to its question.

        Raises CallsForDoctor for a yes, UnknownName for what is no answer, and BadOption if no question is left.
        """
        require_answer(self.question, answer)
        if answer == "yes":
            flag = self.safety.red_flags[self.passed]
            raise CallsForDoctor(flag.action, flag.text, flag.sources)
        return replace(self, passed=self.passed + 1)

    def back(self) -> "Screen":
        """Return the screen at the question before this one, if there is one."""
        return replace(self, passed=max(0, self.passed - 1))


def require_no_red_flag(safety: Safety, ask: Ask) -> None:
    """Ask for the red flags, and return if there is none; raise CallsForDoctor at the first one that there is."""
    while not has_passed(safety, ask):
        pass


def has_passed(safety: Safety, ask: Ask, *, may_go_back: bool = False) -> bool:
    """Ask for the red flags; return False if somebody goes back before the first one. Raises CallsForDoctor."""
    screen = Screen(safety)
    while question := screen.question:
        reply = ask(replace(question, may_go_back=question.may_go_back or may_go_back))
        if reply == "back" and not screen.passed:
            return False
        screen = screen.back() if reply == "back" else screen.answer(reply)
    return True
