"""Why the coach says what it says: the sentences about a point, or of a session, and the facts that they rest on."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from msgspec import structs

from coach.content.codes import known_point
from coach.content.model import Library, Point, Way, pressed_by
from coach.content.safety import Caution, Condition
from coach.content.sentences import Note, Sentence, Sentences, sentence_lists
from coach.content.sources import Bibliography, Grade, Source, Work
from coach.report.when import circumstances_in_words
from coach.script.wording import spoken_length, spoken_time
from coach.script.write import STEP_S

NOT_REVIEWED = "No clinician has reviewed any of this."

GRADES: dict[Grade, tuple[str, str]] = {
    "seed": ("source article", "the article on pressure points for backache that the content was made from"),
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
    "locate_with_tool": "Finding it with a thing that helps the reach, when you ask again and again",
    "press_again": "Pressing it on the second side",
    "press_soft": "Pressing it lightly, where firm pressure may harm",
    "short": "All that is said of it in a session of little talk",
}
"""Headings of the words of a point; a list that has none here is named after its field."""

WITHOUT_CHIMES = {
    "method": "In place of the chimes, where there are none, once before the first point",
    "timing": "How long it will be, where there are no chimes",
    "begin": "The word that begins a hold in place of a chime",
    "holding": "A sign in a long silence of a hold, where there are no chimes",
    "waiting": "A sign in any other long silence, where there are no chimes",
}
"""Headings of the phrases that stand in place of chimes."""

PHRASES = {
    "method": "What the sounds mean, once before the first point",
    "method_soft": "The same where every point is pressed lightly",
    "rest_between": "Of the rest between the breath in and the breath out",
    "breath_tones": "Of the tones that lead the breath",
    "less_said": "That less is said of what you know, the first time that it is so",
    "close_enough": "That the place need not be met exactly, at the first point",
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
    "paused": "In a pause",
    "heard_out": "In a pause after a voice",
    "stopping": "After you have said stop",
    "asked_back": "Where the coach is not sure what you have said",
    "where": "Going on after a pause",
    "where_in_hold": "Going on after a pause in a hold",
    "longer": "When you ask for a longer hold",
    "shorter": "When you ask for a shorter hold",
    "left": "When you ask how long it is",
    "left_in_hold": "When you ask how long it is, in a hold",
    "long_enough": "When you ask for a longer hold than your health allows",
    "image": "An image or a noticing, during the hold",
}
"""Headings of the phrases; a list that has none here is named after its field."""

_SITTING = "How to sit or lie for it, and how to come out of that"

_WITHOUT_POINT = "go_on"
"""The phrase that is said only where nothing is pressed."""

_SIDED = "switch"
"""The phrase that is said only where a point is pressed on one side after the other."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Facts by their ids, and the works in which they are found by their names, in the order of `sources.toml`."""

    facts: dict[str, Source]
    works: dict[str, Work]

    @property
    def grades(self) -> dict[Grade, tuple[str, str]]:
        """The grades that occur, with what they mean."""
        occurring = {source.grade for source in self.facts.values()}
        return {grade: words for grade, words in GRADES.items() if grade in occurring}


@dataclass(frozen=True, slots=True)
class Group:
    """Sentences with one purpose, as a reader sees them: their placeholders are filled."""

    key: str
    """Name of the field that holds them."""

    heading: str
    sentences: Sentences


@dataclass(frozen=True, slots=True)
class OtherWay:
    """How a point is pressed where it is not as usual, and what is said otherwise then."""

    way: Way
    place: str
    words: tuple[Group, ...]
    """What is said in other words, and no more."""

    posture: Group
    images: Group


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that can be said about a point, what is written beside it, and what all that rests on."""

    point: Point
    place: str
    """The body part with its sides: "behind the left/right knee"."""

    words: tuple[Group, ...]
    posture: Group
    ways: tuple[OtherWay, ...]
    phrases: tuple[Group, ...]
    """What is said at any point, each in one of its wordings."""

    changes: Group
    """What is said where a listener's health changes the session."""

    conditions: tuple[Condition, ...]
    """Those that change something at the point."""

    cautions: tuple[Caution, ...]
    """Those that name the point, then those that name none."""

    evidence: Evidence
    circumstances: dict[str, str]
    """What sentences and ways name as `only` and `unless`, in words."""

    is_skipped: bool = False
    """Whether the listener leaves it out of every session that does not ask for it."""


def evidence_of(used: Iterable[str], sources: Bibliography) -> Evidence:
    """Return the facts of some ids, with their works; "own" stands for no fact."""
    ids = set(used)
    facts = {name: fact for name, fact in sources.facts.items() if name in ids}
    cited = {fact.work for fact in facts.values()}
    return Evidence(facts, {name: work for name, work in sources.works.items() if name in cited})


def explain(code: str, library: Library, skipped: Iterable[str] = ()) -> Explanation:
    """Explain a point of the library, named as people do (`known_point`). Raises UnknownName if there is none.

    `skipped` are the codes of the points that the listener leaves out.
    """
    point = library.points[known_point(code, library.points)]
    sides = {"side": "left/right", "other": "right/left"}
    place = point.en.place.format(**sides)
    part = library.safety.regions[point.region].name.format(**sides)
    hold_s = sum(point.hold_s) / 2
    filling = sides | {"place": place, "part": part, "time": spoken_time(hold_s)}
    filling |= {"length": spoken_length(hold_s), "command": "next"}  # for one, as they are said
    step = filling | {"time": spoken_time(STEP_S)}
    words = tuple(
        _group(key, WORDS, sentences, filling) for key, sentences in sentence_lists(point.en).items() if sentences
    )
    phrases = tuple(
        _group(key, PHRASES, sentences, step if key in {"longer", "shorter"} else filling)
        for key, sentences in (*sentence_lists(library.phrases).items(), ("image", library.phrases.images[point.reach]))
        if sentences and key != _WITHOUT_POINT and (key != _SIDED or point.sides == "each")
    )
    phrases += tuple(
        replace(_group(key, WITHOUT_CHIMES, sentences, filling), key=f"without_chimes_{key}")
        for key, sentences in sentence_lists(library.phrases.without_chimes).items()
    )
    sitting = _posture(point, library, filling)
    ways = tuple(_other_way(point, way, library, filling) for way in point.ways)
    named = [caution for caution in library.safety.cautions if point.code in caution.points]
    general = [caution for caution in library.safety.cautions if not caution.points]
    changes = Group("changes", "Where your health changes the session", tuple(dict.fromkeys(_changes(point, library))))
    met = {rule.condition for rule in point.rules}
    conditions = tuple(condition for condition in library.safety.conditions if condition.id in met)
    otherwise = (group for other in ways for group in (*other.words, other.posture, other.images))
    said = (sentence for group in (*words, sitting, *otherwise, changes, *phrases) for sentence in group.sentences)
    sourced: list[Sentence | Caution | Condition | Note] = [*said, *conditions, *named, *general, *point.notes]
    used = (name for entry in sourced for name in entry.sources)
    behind = evidence_of(used, library.sources)
    return Explanation(
        point=point,
        place=place,
        words=words,
        posture=sitting,
        ways=ways,
        phrases=phrases,
        changes=changes,
        conditions=conditions,
        cautions=(*named, *general),
        evidence=behind,
        circumstances=circumstances_in_words(library),
        is_skipped=point.code in {code.upper() for code in skipped},
    )


def _posture(point: Point, library: Library, filling: dict[str, str]) -> Group:
    posture = library.phrases.postures[point.posture]
    return _group("posture", {"posture": _SITTING}, (*posture.move, *posture.also, *posture.leave), filling)


def _other_way(point: Point, way: Way, library: Library, filling: dict[str, str]) -> OtherWay:
    here = pressed_by(point, way)
    place = here.en.place.format(**filling)
    filling = filling | {"place": place}
    usual = sentence_lists(point.en)
    words = {key: sentences for key, sentences in sentence_lists(here.en).items() if sentences != usual[key]}
    return OtherWay(
        way=way,
        place=place,
        words=tuple(_group(key, WORDS, sentences, filling) for key, sentences in words.items()),
        posture=_posture(here, library, filling),
        images=_group("image", PHRASES, library.phrases.images[here.reach], filling),
    )


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
        filling = {"because": condition.because.format(region=region), "whom": condition.whom}
        filling |= {"points": f"the {point.en.spot.format(side='left/right')}", "time": spoken_time(limit_s or 0)}
        for sentence in said[rule.effect]:
            yield structs.replace(_filled(sentence, filling), sources=rule.sources)
        yield from condition.advised


def label(sentences: Iterable[Sentence], behind: Evidence) -> str:
    """Return what stands on the label of a file: some sentences, then a line for each work behind the session."""
    cited = [work.citation for work in behind.works.values()]
    return "\n".join([" ".join(sentence.say for sentence in sentences), "", "Sources:", *cited])


def _group(key: str, headings: dict[str, str], sentences: Sentences, filling: dict[str, str]) -> Group:
    heading = headings.get(key, key.replace("_", " ").capitalize())
    return Group(key, heading, tuple(_filled(sentence, filling) for sentence in sentences))


def _filled(sentence: Sentence, filling: dict[str, str]) -> Sentence:
    brief = sentence.brief and _capitalised(sentence.brief.format(**filling))
    return structs.replace(sentence, say=_capitalised(sentence.say.format(**filling)), brief=brief)


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
