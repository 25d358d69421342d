"""The questions on a listener's health: what is asked, in which order, and what the answers mean.

A user interface shows a question and hands back what was answered; which keys or buttons that takes is its own affair.
It may hold a `Questionnaire`, which is a value, and ask when it likes, or have `renew` (`coach.health.asking`) ask one
question after another. Pure.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from coach.content.model import Side
from coach.content.safety import Safety
from coach.errors import BadOption, UnknownName
from coach.health.ailments import Ailment, ailments
from coach.health.profile import Profile
from coach.health.verdicts import chosen

Known = Literal["yes", "no"]
Answer = Literal["yes", "no", "skip"]
"""Whoever skips a question keeps what is known, and leaves it open where nothing is."""

Reply = Literal["yes", "no", "skip", "back"]
"""An answer, or the wish to have the question before asked again."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as a user interface shows it."""

    id: str
    """What it asks for: a condition, a condition in a region as it is chosen ("skin-left-leg"), or a red flag."""

    text: str
    number: int
    """Which question it is, from 1; those that ask where a condition is go with its number."""

    whole: int
    """How many numbers there are."""

    condition: str = ""
    """Id of the condition, without a region; a red flag has none."""

    region: str = ""
    """The region that it asks for, if it asks where a condition is."""

    side: Side | None = None
    """The side of the region, where it has sides."""

    known: Known | None = None
    """What was answered earlier: whoever skips the question keeps it."""

    may_be_skipped: bool = True
    may_go_back: bool = False
    """Whether there is a question before it: else "back" asks it again."""


Ask = Callable[[Question], Reply]
"""Shows a question to a person, and returns what they reply."""


def require_answer(question: Question | None, answer: str) -> Question:
    """Return the question that an answer is for.

    Raises UnknownName for what is no answer to it, and BadOption if there is no question left.
    """
    if question is None:
        raise BadOption("answer", answer, "no question is left")
    allowed = get_args(Answer if question.may_be_skipped else Known)
    if answer not in allowed:
        raise UnknownName("answer", answer, allowed, question.id)
    return question


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """The questions on health, as far as they are answered. It never changes: an answer makes another one.

    Raises UnknownName for a profile with a condition that there is not.
    """

    before: Profile
    """What was answered earlier."""

    safety: Safety
    given: Mapping[str, Known] = field(default_factory=dict)
    """What was answered this time, by the ids of the questions; it stays when somebody goes back."""

    path: tuple[tuple[str, Answer], ...] = ()
    """The ids of the questions that lie behind, each with its answer."""

    def __post_init__(self) -> None:
        chosen(self.before.conditions, self.safety)

    @property
    def question(self) -> Question | None:
        """The question that is to be answered now, or None after the last one."""
        topics = self._topics()
        if not self.path:
            return topics[0].question
        at = self._at(topics)
        found = topics[at].after(*self.path[-1]) or next((topic.question for topic in topics[at + 1 :]), None)
        return found and replace(found, may_go_back=True)

    def answer(self, answer: Answer) -> "Questionnaire":
        """Return the questionnaire with an answer to its question.

        Raises UnknownName for what is no answer, and BadOption if there is no question left.
        """
        question = require_answer(self.question, answer)
        given = self.given if answer == "skip" else {**self.given, question.id: answer}
        return replace(self, given=given, path=(*self.path, (question.id, answer)))

    def back(self) -> "Questionnaire":
        """Return the questionnaire at the question before this one, if there is one.

        No answer is lost by that: each is known, and can be kept, when its question is asked again.
        """
        return replace(self, path=self.path[:-1])

    def resumed(self) -> "Questionnaire":
        """Return the questionnaire where an earlier one was left; the questions before it keep their answers."""
        at = self
        while self.before.left_at and (question := at.question):
            if question.condition == self.before.left_at:
                return at
            at = at.answer("skip")
        return self

    @property
    def remark(self) -> str:
        """What is to be said of the last answer, or nothing."""
        if not self.path:
            return ""
        topics = self._topics()
        topic = topics[self._at(topics)]
        if not topic.where or topic.where[-1].id != self.path[-1][0]:
            return ""
        if not topic.present:
            return f"It {'may be' if topic.is_open else 'is'} elsewhere, then, and changes nothing."
        return "It may be elsewhere, too: the question stays open." if topic.is_open else ""

    @property
    def conditions(self) -> tuple[str, ...]:
        """Ids of the conditions that there are, as far as it is known now."""
        return tuple(name for topic in self._topics() for name in topic.present)

    @property
    def answered(self) -> tuple[str, ...]:
        """Ids of the conditions, without a region, of which all is known now; of what is not asked, what was known."""
        topics = {topic.question.id: topic.is_answered for topic in self._topics()}
        known = {name for name in self.before.answered if name not in topics}
        known |= {name for name, is_answered in topics.items() if is_answered}
        return tuple(condition.id for condition in self.safety.conditions if condition.id in known)

    def _at(self, topics: list["_Topic"]) -> int:
        """Return which topic was asked about last."""
        last, _ = self.path[-1]
        return next(at for at, topic in enumerate(topics) if last in topic.ids)

    def _topics(self) -> list["_Topic"]:
        """Return all that can be asked, in order, with what is known of it."""
        all_of_it = ailments(self.safety)
        had = {all_of_it[name].condition.id for name in self.before.conditions}
        conditions = [one for one in self.safety.conditions if one.is_asked or one.id in had]
        whole = len(conditions)
        topics = []
        for number, condition in enumerate(conditions, 1):
            there_are = [ailment for ailment in all_of_it.values() if ailment.condition is condition]
            known = self._known(condition.id, condition.id, there_are)
            question = Question(
                id=condition.id,
                text=condition.question,
                number=number,
                whole=whole,
                condition=condition.id,
                known=known,
            )
            where = tuple(
                replace(
                    question,
                    id=ailment.id,
                    text=_where(ailment, self.safety),
                    region=ailment.region,
                    side=ailment.side,
                    known=self._known(ailment.id, condition.id, [ailment]),
                )
                for ailment in there_are
                if ailment.region
            )
            topics.append(_Topic(question, where))
        return topics

    def _known(self, question: str, condition: str, there_are: list[Ailment]) -> Known | None:
        """Return what is known of a question, by what may be there if it is answered with yes."""
        if question in self.given:
            return self.given[question]
        if any(ailment.id in self.before.conditions for ailment in there_are):
            return "yes"
        return "no" if condition in self.before.answered else None


@dataclass(frozen=True, slots=True)
class _Topic:
    """What is asked of one condition, with what is known of it."""

    question: Question
    where: tuple[Question, ...]
    """Of a condition that has regions: where it is."""

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of its questions, in order."""
        return (self.question.id, *(part.id for part in self.where))

    @property
    def is_open(self) -> bool:
        """Whether it is not known of every region."""
        return any(part.known is None for part in self.where)

    @property
    def is_answered(self) -> bool:
        """Whether all of it is known."""
        return self.question.known == "no" or (self.question.known == "yes" and not self.is_open)

    @property
    def present(self) -> tuple[str, ...]:
        """Ids of what is there."""
        if self.question.known != "yes":
            return ()
        return tuple(part.id for part in self.where or (self.question,) if part.known == "yes")

    def after(self, last: str, answer: Answer) -> Question | None:
        """Return what is asked of it after an answer to one of its questions, or None.

        After a yes it is asked where; so it is where somebody keeps a yes of which a region is open.
        """
        is_kept_open = answer == "skip" and self.question.known == "yes" and self.is_open
        if last == self.question.id and answer != "yes" and not is_kept_open:
            return None
        return next(iter(self.where[self.ids.index(last) :]), None)


def listed(safety: Safety) -> dict[str, str]:
    """Return all that can be answered with yes, by the id with which it is chosen, and how that is asked."""
    return {
        ailment.id: f"{ailment.condition.question} {_where(ailment, safety)}".rstrip()
        for ailment in ailments(safety).values()
    }


def _where(ailment: Ailment, safety: Safety) -> str:
    """Return what asks for the part of the body that a condition is in; nothing where it has no parts."""
    if not ailment.region:
        return ""
    name = safety.regions[ailment.region].name.format(side=ailment.side)
    return f"{name[0].upper()}{name[1:]}?"
