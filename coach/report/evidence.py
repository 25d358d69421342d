"""Why the coach says what it says: the sentences about a point, or of a session, and the facts that they rest on."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from msgspec import structs, to_builtins

from coach.content.model import (
    Bibliography,
    Caution,
    Condition,
    Grade,
    Library,
    Note,
    Point,
    Sentence,
    Sentences,
    Source,
    Work,
    sentence_lists,
)
from coach.errors import UnknownName
from coach.plan.timeline import Timeline
from coach.script.wording import spoken_time
from coach.script.write import STEP_S

SCHEMA = 1
"""Version of the shape of an explanation as data: fields may be added, none renamed."""

NOT_REVIEWED = "No clinician has reviewed any of this."

GRADES: dict[Grade, tuple[str, str]] = {
    "seed": ("seed article", "the article on pressure points for backache that the content was made from"),
    "guideline": ("guideline", "a guideline, a regulator or a peer-reviewed page"),
    "institution": ("hospital or university", "a page of a hospital or a university"),
    "web": ("weak web page", "a page on the web that is no authority"),
    "convention": ("convention", "what is customary in the field"),
    "judgement": ("our own judgement", "of the people who made this, with no source at all"),
}
"""How far a source carries, in plain words: a label, and what it means."""

WORDS = {
    "travel": "On the way to the point",
    "benefit": "What it is traditionally used for",
    "locate": "Finding it",
    "press": "Pressing it",
    "travel_again": "On the way to it on the second side",
    "locate_again": "Finding it in other words, for the second side or when you ask again",
    "press_again": "Pressing it on the second side",
    "press_soft": "Pressing it lightly, where firm pressure may harm",
    "short": "All that is said of it in a session of little talk",
}
"""Headings of the words of a point; a list that has none here is named after its field."""

PHRASES = {
    "method": "How to press and breathe, once before the first point",
    "method_soft": "The same where every point is pressed lightly",
    "rest_between": "Of the rest between the breath in and the breath out",
    "breath_tones": "Of the tones, where no words lead the breath",
    "timing": "How long it will be, before the hold",
    "breathe_in": "Breathing in, during the hold",
    "breathe_out": "Breathing out, during the hold",
    "breathe_freely": "Breathing your own way, during the hold",
    "ease": "Leave to press less, during the hold",
    "lightly": "A reminder of the light touch, where the point is pressed lightly",
    "halfway": "Halfway through the hold",
    "ten_left": "Ten seconds before the end of the hold",
    "release": "Letting go",
    "switch": "Changing to the other side",
    "first_side": "A side that comes next, where no point is named",
    "where": "Going on after a pause",
    "where_in_hold": "Going on after a pause in a hold",
    "longer": "When you ask for a longer hold",
    "shorter": "When you ask for a shorter hold",
    "long_enough": "When you ask for a longer hold than your health allows",
}
"""Headings of the phrases; a list that has none here is named after its field."""

_WITHOUT_POINT = "go_on"
"""The phrase that is said only where nothing is pressed."""

_SIDED = ("switch", "first_side")
"""Phrases that are said only where a point is pressed on one side after the other."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Facts by their ids, and the works in which they are found by their names, in the order of `sources.toml`."""

    facts: dict[str, Source]
    works: dict[str, Work]

    def data(self) -> dict[str, Any]:
        """Return it as plain values for JSON."""
        return {"facts": to_builtins(self.facts), "works": to_builtins(self.works)}


@dataclass(frozen=True, slots=True)
class Group:
    """Sentences with one purpose, as a reader sees them: their placeholders are filled."""

    key: str
    """Name of the field that holds them."""

    heading: str
    sentences: Sentences


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that can be said about a point, what is written beside it, and what all that rests on."""

    point: Point
    place: str
    """The body part with its sides: "behind the left/right knee"."""

    words: tuple[Group, ...]
    posture: Group
    phrases: tuple[Group, ...]
    """What is said at any point, each in one of its wordings."""

    changes: Group
    """What is said where a listener's health changes the session."""

    conditions: tuple[Condition, ...]
    """Those that change something at the point."""

    cautions: tuple[Caution, ...]
    """Those that name the point, then those that name none."""

    evidence: Evidence


def evidence(used: Iterable[str], sources: Bibliography) -> Evidence:
    """Return the facts of some ids, with their works; "own" stands for no fact."""
    ids = set(used)
    facts = {name: fact for name, fact in sources.facts.items() if name in ids}
    cited = {fact.work for fact in facts.values()}
    return Evidence(facts, {name: work for name, work in sources.works.items() if name in cited})


def explain(code: str, library: Library) -> Explanation:
    """Explain a point of the library; capitals do not matter in its code. Raises UnknownName if there is none."""
    point = library.points.get(code.upper())
    if point is None:
        raise UnknownName("point", code, library.points)
    sides = {"side": "left/right", "other": "right/left"}
    place = point.en.place.format(**sides)
    filling = sides | {"place": place, "time": spoken_time(sum(point.hold_s) / 2)}
    step = filling | {"time": spoken_time(STEP_S)}
    words = tuple(
        _group(key, WORDS, sentences, filling) for key, sentences in sentence_lists(point.en).items() if sentences
    )
    posture = library.phrases.postures[point.posture].move
    phrases = tuple(
        _group(key, PHRASES, sentences, step if key in {"longer", "shorter"} else filling)
        for key, sentences in sentence_lists(library.phrases).items()
        if key != _WITHOUT_POINT and (key not in _SIDED or point.sides == "each")
    )
    sitting = _group("posture", {"posture": "How to sit for it"}, posture, filling)
    named = [caution for caution in library.safety.cautions if point.code in caution.points]
    general = [caution for caution in library.safety.cautions if not caution.points]
    changes = Group("changes", "Where your health changes the session", tuple(_changes(point, library)))
    met = {rule.condition for rule in point.rules}
    conditions = tuple(condition for condition in library.safety.conditions if condition.id in met)
    said = (sentence for group in (*words, sitting, changes, *phrases) for sentence in group.sentences)
    sourced: list[Sentence | Caution | Condition | Note] = [*said, *conditions, *named, *general, *point.notes]
    used = (name for entry in sourced for name in entry.sources)
    behind = evidence(used, library.sources)
    return Explanation(point, place, words, sitting, phrases, changes, conditions, (*named, *general), behind)


def _changes(point: Point, library: Library) -> Iterator[Sentence]:
    """Yield what is said where a condition leaves a point out, softens it, or would leave it out."""
    words = library.safety.en
    region = library.safety.regions[point.region].name.format(side="left/right")
    conditions = {condition.id: condition for condition in library.safety.conditions}
    for rule in point.rules:
        condition = conditions[rule.condition]
        limit_s = condition.longest_s
        softened = words.softened_shortly if limit_s else words.softened
        said = {"leave-out": [words.left_out], "ask": [words.left_out, words.cleared], "soften": [softened]}
        filling = {"because": condition.because.format(region=region), "whom": condition.whom, "points": point.en.name}
        filling["time"] = spoken_time(limit_s or 0)
        for sentence in said[rule.effect]:
            yield structs.replace(_filled(sentence, filling), sources=rule.sources)
        if condition.advice:
            yield condition.advice


def data(explanation: Explanation) -> dict[str, Any]:
    """Return an explanation as plain values for JSON; sentences stand under the names of their fields."""
    point = explanation.point
    return {
        "schema": SCHEMA,
        "code": point.code,
        "name": point.en.name,
        "pinyin": point.en.pinyin,
        "place": explanation.place,
        "older_codes": list(point.older_codes),
        "words": {group.key: _plain(group) for group in explanation.words},
        "posture": _plain(explanation.posture),
        "phrases": {group.key: _plain(group) for group in explanation.phrases},
        "changes": _plain(explanation.changes),
        "conditions": to_builtins(explanation.conditions),
        "cautions": to_builtins(explanation.cautions),
        "notes": to_builtins(point.notes),
        **explanation.evidence.data(),
        "grades": {grade: f"{label}: {what}" for grade, (label, what) in _grades(explanation.evidence).items()},
        "review": NOT_REVIEWED,
    }


def lines(explanation: Explanation, width: int) -> Iterator[str]:
    """Yield an explanation for readers, in lines of at most `width` characters; only a longer word exceeds it."""
    page = _Page(explanation.evidence, width)
    point = explanation.point
    yield from page.paragraph(f"{point.code}: {point.en.name} ({point.en.pinyin}), {explanation.place}")
    if point.older_codes:
        yield from page.paragraph(f"In older books: {', '.join(point.older_codes)}")
    yield ""
    yield from page.paragraph(
        "Each sentence that can be said about the point is followed by the facts that it rests on. A fact is told in"
        " full where it comes first, and later by its name alone."
    )
    for group in (*explanation.words, explanation.posture, explanation.changes):
        yield from page.heading(group.heading)
        for sentence in group.sentences:
            yield from page.entry(_quoted(sentence), sentence.sources)
    named = [caution for caution in explanation.cautions if caution.points]
    cautions: list[Caution | Condition] = [*explanation.conditions, *named]
    yield from _written(page, "Take care at this point (written, and not said in these words)", cautions)
    yield from _written(page, "Notes on this point (written, and not said)", point.notes)
    yield ""
    yield from page.paragraph(
        "What follows is said at any point. Most of it has several wordings, of which one is said at a time; some have"
        " a brief one for when time is short."
    )
    for group in explanation.phrases:
        yield from page.heading(group.heading)
        for sources, variants in _by_sources(group.sentences).items():
            yield from page.entry(" ".join(map(_quoted, variants)), sources)
    general = [caution for caution in explanation.cautions if not caution.points]
    yield from _written(page, "Take care at every point (written, and not said in these words)", general)
    yield from page.legend()


def session_lines(timeline: Timeline, behind: Evidence, width: int) -> Iterator[str]:
    """Yield each fact behind a session and the sentences that rest on it, in lines like those of `lines`."""
    resting: dict[str, dict[str, None]] = {name: {} for name in behind.facts}  # a set that keeps its order
    for stage in timeline.stages:
        for clip in stage.clips:
            if clip.utterance:
                for name in behind.facts.keys() & clip.sources:
                    resting[name][clip.utterance.text] = None
    page = _Page(behind, width)
    yield from page.paragraph("The facts behind the session, by the names that stand in brackets above")
    for name, texts in resting.items():
        yield ""
        yield from page.fact(name, 0)
        said = " ".join(f'"{text}"' for text in texts)
        yield from page.paragraph(f"Said: {said}", 2, 2)
    yield ""
    yield from page.paragraph("A sentence that is marked own states no fact.")
    yield from page.legend()


class _Page:
    """Writes paragraphs of a width, and facts: in full where they come first, then by their names alone."""

    def __init__(self, behind: Evidence, width: int) -> None:
        self._evidence = behind
        self._width = width
        self._told: set[str] = set()

    def paragraph(self, text: str, indent: int = 0, further: int = 0) -> list[str]:
        """Return a text in lines that begin with `indent` blanks, and `further` ones from the second line on."""
        return wrap(
            text,
            self._width,
            initial_indent=" " * indent,
            subsequent_indent=" " * (indent + further),
            break_long_words=False,
            break_on_hyphens=False,  # the names of facts have hyphens
        )

    def heading(self, text: str) -> list[str]:
        return ["", *self.paragraph(text)]

    def entry(self, text: str, sources: Iterable[str]) -> Iterator[str]:
        """Yield what is said or written, and the facts that it rests on."""
        yield from self.paragraph(text, 2)
        facts = [name for name in sources if name in self._evidence.facts]
        if not facts:
            yield from self.paragraph("States no fact.", 4)
        known = [name for name in facts if name in self._told]
        for name in facts:
            if name not in known:
                yield from self.fact(name, 4)
        if known:
            names = (f"{name} (in doubt)" if self._evidence.facts[name].doubt else name for name in known)
            yield from self.paragraph(f"As told above: {', '.join(names)}.", 4, 2)
        self._told.update(facts)

    def fact(self, name: str, indent: int) -> Iterator[str]:
        """Yield a fact in full: its grade and work, and what is uncertain about it."""
        source = self._evidence.facts[name]
        yield from self.paragraph(f"{name}: {source.fact}", indent, 2)
        place = f"{source.work}, {source.where}" if source.where else source.work
        yield from self.paragraph(f"Grade: {GRADES[source.grade][0]}. Work: {place}.", indent + 2)
        if source.doubt:
            yield from self.paragraph(f"In doubt: {source.doubt}", indent + 2)

    def legend(self) -> Iterator[str]:
        """Yield what the grades mean that occur, the works in full, and that nobody has reviewed it."""
        yield from self.heading("Grades")
        for label, meaning in _grades(self._evidence).values():
            yield from self.paragraph(f"{label}: {meaning}.", 2, 2)
        yield from self.heading("Works")
        for name, work in self._evidence.works.items():
            yield from self.paragraph(f"{name}: {work.citation} {work.url}", 2, 2)
        yield ""
        yield from self.paragraph(NOT_REVIEWED)


def _group(key: str, headings: dict[str, str], sentences: Sentences, filling: dict[str, str]) -> Group:
    heading = headings.get(key, key.replace("_", " ").capitalize())
    return Group(key, heading, tuple(_filled(sentence, filling) for sentence in sentences))


def _filled(sentence: Sentence, filling: dict[str, str]) -> Sentence:
    brief = sentence.brief and _capitalised(sentence.brief.format(**filling))
    return structs.replace(sentence, say=_capitalised(sentence.say.format(**filling)), brief=brief)


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def _written(page: _Page, heading: str, entries: Sequence[Caution | Condition | Note]) -> Iterator[str]:
    """Yield what is not spoken under a heading, or nothing if there is nothing."""
    if entries:
        yield from page.heading(heading)
    for entry in entries:
        yield from page.entry(entry.text, entry.sources)


def _quoted(sentence: Sentence) -> str:
    return f'"{sentence.say}"' + (f' (briefly: "{sentence.brief}")' if sentence.brief else "")


def _by_sources(sentences: Sentences) -> dict[tuple[str, ...], list[Sentence]]:
    groups: dict[tuple[str, ...], list[Sentence]] = {}
    for sentence in sentences:
        groups.setdefault(sentence.sources, []).append(sentence)
    return groups


def _grades(behind: Evidence) -> dict[Grade, tuple[str, str]]:
    """Return the grades that occur."""
    occurring = {source.grade for source in behind.facts.values()}
    return {grade: words for grade, words in GRADES.items() if grade in occurring}


def _plain(group: Group) -> list[dict[str, Any]]:
    return [
        {"say": sentence.say, "brief": sentence.brief, "sources": list(sentence.sources)}
        for sentence in group.sentences
    ]
