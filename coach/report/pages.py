"""Where words come from, for readers: the pages of a point, and of the facts behind a session."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from textwrap import wrap

from coach.content.safety import Caution, Condition
from coach.content.sentences import Note, Sentence, Sentences
from coach.plan.timeline import Timeline
from coach.report.evidence import GRADES, NOT_REVIEWED, Evidence, Explanation, Group
from coach.report.when import told_when


def explanation_page(explanation: Explanation, width: int) -> Iterator[str]:
    """Yield an explanation for readers, in lines of at most `width` characters; only a longer word exceeds it."""
    page = _Page(explanation.evidence, width)
    point = explanation.point
    yield from page.paragraph(f"{point.code}: {point.en.name} ({point.en.pinyin}), {explanation.place}")
    if point.older_codes:
        yield from page.paragraph(f"In older books: {', '.join(point.older_codes)}")
    if explanation.is_skipped:
        yield from page.paragraph("Your profile skips it: only a session that asks for it has it pressed.")
    yield ""
    yield from page.paragraph(
        "Each sentence that can be said about the point is followed by the facts that it rests on. A fact is told in"
        " full where it comes first, and later by its name alone."
    )
    names = explanation.circumstances
    yield ""
    usual = told_when(point.only, point.unless, names)
    yield from page.paragraph(f"It is pressed as follows {usual}; other ways stand below, if there are any.")
    yield from _groups(page, (*explanation.words, explanation.posture), names)
    for other in explanation.ways:
        way = told_when(other.way.only, other.way.unless, names)
        yield from page.heading(f"Another way, {way}: {other.place}. What is not told here is as usual.")
        yield from _groups(page, (*other.words, other.posture, other.images), names)
    yield from _groups(page, (explanation.changes,), names)
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
            yield from page.entry(" ".join(_quoted(sentence, names) for sentence in variants), sources)
    general = [caution for caution in explanation.cautions if not caution.points]
    yield from _written(page, "Take care at every point (written, and not said in these words)", general)
    yield from page.legend()


def evidence_page(timeline: Timeline, behind: Evidence, width: int) -> Iterator[str]:
    """Yield each fact behind a session and the sentences that rest on it, in lines like those of `explanation_page`."""
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
        for label, meaning in self._evidence.grades.values():
            yield from self.paragraph(f"{label}: {meaning}.", 2, 2)
        yield from self.heading("Works")
        for name, work in self._evidence.works.items():
            yield from self.paragraph(f"{name}: {work.citation} {work.url}", 2, 2)
        yield ""
        yield from self.paragraph(NOT_REVIEWED)


def _written(page: _Page, heading: str, entries: Sequence[Caution | Condition | Note]) -> Iterator[str]:
    """Yield what is not spoken under a heading, or nothing if there is nothing."""
    if entries:
        yield from page.heading(heading)
    for entry in entries:
        yield from page.entry(entry.text, entry.sources)


def _groups(page: _Page, groups: Iterable[Group], names: Mapping[str, str]) -> Iterator[str]:
    for group in groups:
        yield from page.heading(group.heading)
        for sentence in group.sentences:
            yield from page.entry(_quoted(sentence, names), sentence.sources)


def _quoted(sentence: Sentence, names: Mapping[str, str]) -> str:
    """Return what is said, briefly as well, and when, if it is not said in all circumstances."""
    briefly = f' (briefly: "{sentence.brief}")' if sentence.brief else ""
    when = told_when(sentence.only, sentence.unless, names)
    return f'"{sentence.say}"{briefly}{f" ({when})" if when else ""}'


def _by_sources(sentences: Sentences) -> dict[tuple[str, ...], list[Sentence]]:
    groups: dict[tuple[str, ...], list[Sentence]] = {}
    for sentence in sentences:
        groups.setdefault(sentence.sources, []).append(sentence)
    return groups
