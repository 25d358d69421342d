"""Everything that is said about a point can be asked for its reasons."""

import re
from typing import get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.content.load import library
from coach.content.model import Point, PointWords
from coach.content.phrases import Phrases
from coach.content.sentences import Sentence, sentence_lists
from coach.content.sources import Bibliography, Grade, Source, Work
from coach.errors import UnknownName
from coach.report import evidence as why
from coach.report.data import plain
from coach.report.explanation_data import explanation_data
from coach.report.pages import explanation_page
from coach.report.when import circumstances_in_words, told_when

LIBRARY = library()
SOURCES = LIBRARY.sources
CODES = st.sampled_from(sorted(LIBRARY.points))
WIDTHS = st.integers(40, 120)


def flat(lines) -> str:
    """Return wrapped lines as one line of text."""
    return " ".join(" ".join(lines).split())


def text_of(code: str, width: int = 80, content=LIBRARY) -> str:
    return flat(explanation_page(why.explain(code, content), width))


def filled(text: str, point: Point) -> str:
    """Return a pattern for a sentence as a reader sees it."""
    sides = {"side": "left/right", "other": "right/left"}
    part = LIBRARY.safety.regions[point.region].name.format(**sides)
    readable = text.format(
        **sides, place=point.en.place.format(**sides), part=part, time="TIME", length="LENGTH", command="COMMAND"
    )
    pattern = re.escape(readable).replace("TIME", r"(\d+ seconds|1 minute|a minute and a half)")
    return pattern.replace("LENGTH", r"about \d+ minutes?").replace("COMMAND", "next")


def spoken(point: Point) -> list[Sentence]:
    """Return every sentence that a session can say at a point."""
    words = [value for value in msgspec.structs.asdict(point.en).values() if isinstance(value, tuple)]
    elsewhere = {"postures", "images", "go_on", "without_chimes", "begin"} | (
        set() if point.sides == "each" else {"switch"}
    )
    phrases = [value for key, value in msgspec.structs.asdict(LIBRARY.phrases).items() if key not in elsewhere]
    phrases += msgspec.structs.asdict(LIBRARY.phrases.without_chimes).values()
    posture = LIBRARY.phrases.postures[point.posture]
    images = LIBRARY.phrases.images[point.reach]
    lists = (*words, *phrases, images, posture.move, posture.also, posture.leave)
    return [sentence for sentences in lists for sentence in sentences]


def otherwise(point: Point) -> list[Sentence]:
    """Return every sentence that it can say in another way than usual."""
    found = []
    for way in point.ways:
        given = msgspec.structs.asdict(way.en).items()
        words = [value for key, value in given if isinstance(value, tuple) and value != getattr(point.en, key)]
        posture = LIBRARY.phrases.postures[way.posture]
        images = LIBRARY.phrases.images[way.reach or point.reach]
        found += [
            sentence
            for sentences in (*words, posture.move, posture.also, posture.leave, images)
            for sentence in sentences
        ]
    return found


def cautions_of(code: str):
    return [caution for caution in LIBRARY.safety.cautions if not caution.points or code in caution.points]


def used(code: str) -> list[str]:
    """Return the ids of the facts behind a point, each once, in the order of the bibliography."""
    point = LIBRARY.points[code]
    met = {rule.condition for rule in point.rules}
    conditions = [condition for condition in LIBRARY.safety.conditions if condition.id in met]
    advice = [sentence for condition in conditions for sentence in condition.advised]
    entries = (*spoken(point), *otherwise(point), *point.rules, *conditions, *advice, *cautions_of(code), *point.notes)
    names = {name for entry in entries for name in entry.sources}
    return [name for name in SOURCES.facts if name in names]


@given(CODES, WIDTHS)
def test_every_sentence_that_can_be_said_at_a_point_is_told_of_it(code, width):
    text = text_of(code, width)
    point = LIBRARY.points[code]
    for sentence in (*spoken(point), *otherwise(point)):
        for said in filter(None, (sentence.say, sentence.brief)):
            assert re.search(f'"{filled(said, LIBRARY.points[code])}"', text, re.IGNORECASE), said


@given(CODES, WIDTHS)
def test_what_every_condition_does_to_a_point_is_told_as_it_is_said(code, width):
    text = text_of(code, width)
    point = LIBRARY.points[code]
    for rule in point.rules:
        condition = next(entry for entry in LIBRARY.safety.conditions if entry.id == rule.condition)
        assert condition.text in text
        assert condition.advice is None or f'"{condition.advice.say}"' in text
        because = condition.because.partition("{")[0]
        verb = "press only lightly on" if rule.effect == "soften" else "the session leaves out"
        spot = point.en.spot.format(side="left/right")
        assert re.search(f'"Because of {because}[^"]*, {verb} the {spot}', text)


@given(CODES, WIDTHS)
def test_every_fact_is_told_in_full_once_with_its_grade_its_work_and_its_doubt(code, width):
    text = text_of(code, width)
    for name in used(code):
        source = SOURCES.facts[name]
        place = ", ".join(filter(None, (source.work, source.where)))
        doubt = f" In doubt: {source.doubt}" if source.doubt else ""
        told = f" {name}: {source.fact} Grade: {why.GRADES[source.grade][0]}. Work: {place}.{doubt} "
        assert text.count(flat([told])) == 1
        assert f"{SOURCES.works[source.work].citation}" in text


@given(CODES, WIDTHS)
def test_a_fact_that_is_told_by_its_name_alone_stands_above_in_full_and_keeps_its_doubt(code, width):
    before, *others = text_of(code, width).split(" As told above: ")
    assert others
    for part in others:
        names, _, after = part.partition(".")
        for entry in names.split(", "):
            name = entry.removesuffix(" (in doubt)")
            assert f" {name}: {SOURCES.facts[name].fact} Grade: " in before
            assert entry.endswith(" (in doubt)") == bool(SOURCES.facts[name].doubt)
        before += f" {after}"


@given(CODES, WIDTHS)
def test_no_line_is_longer_than_asked_for(code, width):
    for line in explanation_page(why.explain(code, LIBRARY), width):
        assert len(line) <= width or " " not in line.strip(), line


@given(CODES)
def test_no_placeholder_and_no_line_for_the_eye_alone_is_printed(code):
    for line in explanation_page(why.explain(code, LIBRARY), 80):
        assert not re.search(r"[{}│─═|_*#]|---|===", line), line
        assert line == line.rstrip()


@given(CODES)
def test_cautions_of_other_points_are_not_told(code):
    text = text_of(code)
    for caution in LIBRARY.safety.cautions:
        assert (flat([caution.text]) in text) == (caution in cautions_of(code))


@given(CODES)
def test_notes_and_older_codes_are_told(code):
    text = text_of(code)
    point = LIBRARY.points[code]
    for note in point.notes:
        assert note.text in text
    for older in point.older_codes:
        assert f"In older books: {older}" in text


@given(CODES, st.sampled_from([str.lower, str.upper, str.title]))
def test_capitals_do_not_matter_in_a_code(code, spell):
    assert why.explain(spell(code), LIBRARY) == why.explain(code, LIBRARY)


def test_an_unknown_point_is_answered_with_the_nearest_one():
    with pytest.raises(UnknownName, match="unknown point 'bl61'; did you mean 'BL60'"):
        why.explain("bl61", LIBRARY)


def test_a_point_that_is_pressed_once_has_no_change_of_sides():
    headings = [group.key for group in why.explain("CV6", LIBRARY).phrases]
    assert "switch" not in headings
    assert "switch" in [group.key for group in why.explain("BL40", LIBRARY).phrases]


def test_a_hold_is_told_in_its_usual_length_and_a_change_of_it_in_the_step_of_a_key():
    assert '"At the rising notes, press for a minute and a half."' in text_of("BL40")
    assert '"At the rising notes, press for 1 minute."' in text_of("GV26")
    assert '"30 seconds more."' in text_of("BL40")


def test_an_image_is_told_of_the_points_where_the_hands_are_as_it_needs():
    for code, point in LIBRARY.points.items():
        (group,) = (group for group in why.explain(code, LIBRARY).phrases if group.key == "image")
        assert group.sentences == LIBRARY.phrases.images[point.reach]
        assert group.heading == "An image or a noticing, during the hold"


def test_how_to_come_out_of_a_posture_is_told_after_how_to_sit_so():
    text = text_of("BL57")
    _, _, sitting = text.partition(" How to sit or lie for it, and how to come out of that ")
    posture = LIBRARY.phrases.postures[LIBRARY.points["BL57"].posture]
    first, *_ = (filled(sentence.say, LIBRARY.points["BL57"]) for sentence in posture.move)
    last = filled(posture.leave[-1].say, LIBRARY.points["BL57"])
    assert re.match(f'"{first}".*"{last}"', sitting, re.IGNORECASE)


def test_each_way_of_a_point_is_told_with_its_circumstances():
    text = text_of("BL57")
    assert "It is pressed as follows sitting on a chair, with the ankle on the other knee, not where" in text
    for way in LIBRARY.points["BL57"].ways:
        assert f"Another way, {told_when(way.only, way.unless, circumstances_in_words(LIBRARY))}: the back of" in text


def test_all_circumstances_have_words():
    words = circumstances_in_words(LIBRARY)
    assert words.keys() == LIBRARY.circumstances
    assert not any("{" in told for told in words.values())
    assert told_when((), (), words) == ""


@given(CODES)
def test_when_a_sentence_is_said_is_told_beside_it(code):
    text, words = text_of(code), circumstances_in_words(LIBRARY)
    for sentence in otherwise(LIBRARY.points[code]):
        when = told_when(sentence.only, sentence.unless, words)
        briefly = r'(?: \(briefly: "[^"]*"\))?'
        told = f'"{filled(sentence.say, LIBRARY.points[code])}"{briefly}'
        assert re.search(told + (re.escape(f" ({when})") if when else ""), text, re.IGNORECASE)


def test_a_change_of_sides_names_the_part_of_the_body():
    assert '"Now the left/right leg."' in text_of("BL57")


def test_words_that_are_new_to_the_content_are_told_under_the_name_of_their_field():
    words = msgspec.defstruct(
        "NewWords", [("press_upside_down", tuple)], bases=(PointWords,), kw_only=True, frozen=True
    )
    old = LIBRARY.points["CV6"]
    soft = Sentence(say="Rest two finger pads there.", sources=("S22",))
    new = msgspec.structs.replace(old, en=words(**msgspec.structs.asdict(old.en), press_upside_down=(soft,)))
    explanation = why.explain("CV6", msgspec.structs.replace(LIBRARY, points={"CV6": new}))
    (group,) = (group for group in explanation.words if group.key == "press_upside_down")
    assert (group.heading, group.sentences) == ("Press upside down", (soft,))
    assert '"Rest two finger pads there."' in flat(explanation_page(explanation, 80))


def test_every_heading_is_of_words_that_there_are_and_every_grade_is_explained():
    assert set(why.WORDS) <= set(PointWords.__struct_fields__)
    assert set(why.PHRASES) - {"image"} <= set(Phrases.__struct_fields__)
    assert set(sentence_lists(LIBRARY.phrases)) - {"go_on", "begin"} <= set(why.PHRASES), "no heading is a field's name"
    assert set(get_args(Grade)) == set(why.GRADES)


@given(CODES)
def test_the_grades_and_works_that_occur_are_explained_and_no_others(code):
    *_, legend = text_of(code).partition(" Grades ")
    facts = [SOURCES.facts[name] for name in used(code)]
    for grade, (label, meaning) in why.GRADES.items():
        assert (f"{label}: {meaning}." in legend) == (grade in {fact.grade for fact in facts})
    for name, work in SOURCES.works.items():
        assert legend.count(f" {name}: {work.citation}") == (name in {fact.work for fact in facts})
        if name in {fact.work for fact in facts}:
            assert work.url in legend
    assert legend.endswith("No clinician has reviewed any of this.")


@given(CODES)
def test_as_data_a_point_has_every_sentence_fact_and_work(code):
    point = LIBRARY.points[code]
    data = plain(explanation_data(why.explain(code, LIBRARY)))
    assert (data["code"], data["older_codes"]) == (code, list(point.older_codes))
    told = [
        sentence
        for group in (*data["words"].values(), *data["phrases"].values(), data["posture"])
        for sentence in group
    ]
    assert sorted(tuple(sentence["sources"]) for sentence in told) == sorted(entry.sources for entry in spoken(point))
    for sentence in spoken(point):
        assert any(re.fullmatch(filled(sentence.say, point), found["say"], re.IGNORECASE) for found in told)
    others = [
        sentence
        for way in data["ways"]
        for group in (*way["words"].values(), way["posture"], way["images"])
        for sentence in group
    ]
    for sentence in otherwise(point):
        assert any(re.fullmatch(filled(sentence.say, point), found["say"], re.IGNORECASE) for found in others)
        assert any(found["only"] == list(sentence.only) for found in others)
    assert [way["only"] for way in data["ways"]] == [list(way.only) for way in point.ways]
    assert [caution["id"] for caution in data["cautions"] if caution["points"]] == [
        caution.id for caution in cautions_of(code) if caution.points
    ]
    assert len(data["cautions"]) == len(cautions_of(code))
    assert [note["text"] for note in data["notes"]] == [note.text for note in point.notes]
    assert list(data["facts"]) == used(code)
    for name, fact in data["facts"].items():
        source = SOURCES.facts[name]
        assert fact == {key: getattr(source, key) for key in ("fact", "grade", "work", "where", "doubt")}
        assert data["works"][source.work]["citation"] == SOURCES.works[source.work].citation
        assert source.grade in data["grades"]
    assert set(data["works"]) == {fact["work"] for fact in data["facts"].values()}


@given(st.lists(st.sampled_from(["own", "A1", "A2", "B1"])))
def test_evidence_has_each_fact_once_and_no_work_without_a_fact(names):
    facts = {name: Source(fact=name, grade="web", work=name[0]) for name in ("A1", "A2", "B1")}
    works = {name: Work(citation=name) for name in "ABC"}
    found = why.evidence_of(names, Bibliography(works=works, facts=facts))
    assert list(found.facts) == sorted(set(names) - {"own"})
    assert list(found.works) == sorted({name[0] for name in names if name != "own"})


@pytest.mark.parametrize("code", sorted(LIBRARY.points))
def test_nothing_that_is_told_of_a_point_speaks_of_a_seed(code):
    assert "seed" not in text_of(code).lower()
