"""What the shipped content says: complete, sourced, hedged, and fit for closed eyes."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import combinations

import pytest
from msgspec.structs import replace
from writing import script, writer

from coach.content.load import library
from coach.content.model import Library, Point, Routine, pressed_by
from coach.content.sentences import Note, Sentence, sentence_lists, suits
from coach.script.cues import HoldOn, Say

LIBRARY = library()
SEED = tuple(f"S{number}" for number in range(1, 90))
RITUAL = ("timing", "halfway", "ten_left", "release", "switch", "close_enough", "less_said")
"""Phrases that the ear has to know in the dark."""

VARIED = ("breathe_in", "breathe_out", "breathe_freely", "ease")
"""Phrases that come again and again, in other words."""

LISTS = (*RITUAL, *VARIED)
ANSWERS = ("go_on", "where", "where_in_hold", "longer", "shorter", "long_enough")
"""Phrases that answer a command of the listener."""

# What a listener does not need: lengths that the hold keeps by itself, claims that are only reported as tradition,
# the grouping and the order of the article, and its own style.
NOT_SPOKEN = {"S24", "S35", "S43", "S47", "S53", "S56", "S76", "S88", "S89"}

HEDGE = re.compile(r"\b(may|believed|traditionally|often used)\b")
TOUCH = re.compile(r"\b(see|look|watch|shown|picture|here|this|above the line)\b", re.IGNORECASE)
SIDELESS = re.compile(r"\b(left|right)\b", re.IGNORECASE)


def said_in(library: Library, routine: Routine) -> Iterator[tuple[str, Sentence]]:
    """Yield the place and the sentence of everything that a library lets a routine say to whoever hears all of it."""
    points = {step.point: library.points[step.point] for step in routine.steps if step.point in library.points}
    for key in ("welcome", "settle", "arrive", "closing", "repeat"):
        yield from ((f"routine.{key}", sentence) for sentence in getattr(routine.en, key))
    for key in ("first", "opening", "closing"):
        yield from ((f"safety.{key}", sentence) for sentence in getattr(library.safety.en, key))
    for key in ("method", "breath_tones", *LISTS):
        yield from ((f"phrases.{key}", sentence) for sentence in getattr(library.phrases, key))
    for code, point in points.items():
        for key in ("travel", "benefit", "locate", "press"):
            yield from ((f"{code}.{key}", sentence) for sentence in getattr(point.en, key))


def spoken_by_default(**options: str) -> Iterator[tuple[str, Sentence]]:
    """Yield the same of a session of the backache routine for nobody in particular, in some position."""
    writing = writer(**options)
    return said_in(writing.library, writing.routine)


def pressed() -> Iterator[tuple[str, Point]]:
    """Yield every point as it is pressed as usual, by its code, and by each of its ways."""
    for code, point in LIBRARY.points.items():
        yield code, replace(point, ways=())
        yield from ((f"{code}, way {number}", pressed_by(point, way)) for number, way in enumerate(point.ways, start=1))


def at_points() -> Iterator[tuple[str, str, Sentence]]:
    """Yield the point, the list and the sentence of all that is said of points, in every way of pressing them."""
    for name, point in pressed():
        yield from ((name, key, one) for key, words in sentence_lists(point.en).items() for one in words)


def spoken() -> Iterator[tuple[str, Sentence]]:
    """Yield everything that may ever be said, in any position, to any body, for a command or a condition."""
    yield from said_in(LIBRARY, LIBRARY.routines["backache"])
    for key in (*ANSWERS, "paused", "lightly", "method_soft", "rest_between"):
        yield from ((f"phrases.{key}", sentence) for sentence in getattr(LIBRARY.phrases, key))
    for name, posture in LIBRARY.phrases.postures.items():
        yield from ((f"postures.{name}", sentence) for sentence in (*posture.move, *posture.leave))
    for reach, images in LIBRARY.phrases.images.items():
        yield from ((f"images.{reach}", sentence) for sentence in images)
    yield from (("safety.short", sentence) for sentence in LIBRARY.safety.en.short)
    yield from ((f"{name}.{key}", sentence) for name, key, sentence in at_points())


def texts(pairs: Iterable[tuple[str, Sentence]]) -> Iterator[tuple[str, str]]:
    for place, sentence in pairs:
        yield place, sentence.say
        if sentence.brief:
            yield place, sentence.brief


def notes() -> Iterator[Note]:
    for holder in (*LIBRARY.points.values(), *LIBRARY.routines.values()):
        yield from holder.notes


def facts_behind(pairs: Iterable[tuple[str, Sentence]]) -> set[str]:
    return {source for _, sentence in pairs for source in sentence.sources}


def said(**options: str) -> Iterator[Say]:
    """Yield everything that is said in a session for nobody in particular."""
    for cue in (cue for stage in script(**options) for cue in stage.cues):
        if isinstance(cue, Say):
            yield cue
        if isinstance(cue, HoldOn):
            yield from (window.say for window in cue.words)


def words(text: str) -> int:
    return len(text.split())


def test_every_fact_of_the_seed_article_stands_in_the_bibliography() -> None:
    seeds = {fact: source for fact, source in LIBRARY.sources.facts.items() if source.grade == "seed"}
    assert set(seeds) == set(SEED)
    assert {source.work for source in seeds.values()} == {"article"}


def test_every_fact_of_the_seed_article_is_spoken_or_noted() -> None:
    told = facts_behind(spoken()) | {source for note in notes() for source in note.sources}
    assert set(SEED) <= told


@pytest.mark.parametrize(
    ("options", "needless"),
    [({}, set()), ({"legs": "stool"}, set()), ({"position": "lying"}, {"S60"})],
    ids=["usual", "stool", "lying"],
)
def test_every_fact_that_a_listener_needs_is_spoken_in_the_default_session(
    options: dict[str, str], needless: set[str]
) -> None:
    """Lying down no fingers press the calf, but the other knee."""
    needed = set(SEED) - NOT_SPOKEN - needless
    assert needed <= {source for cue in said(**options) for source in cue.sources}
    assert needed - {"S54", "S62", "S68"} <= facts_behind(spoken_by_default(**options))
    assert {"S54", "S62", "S68"} <= facts_behind(spoken()), "the other leg is announced as such"


@pytest.mark.parametrize(
    ("place", "facts"),
    [
        ("safety.first", {"S11", "S78", "stop-signs"}),
        ("safety.opening", {"S2", "S3", *(f"S{n}" for n in range(14, 20)), "S80", "S81", "S82", "S83", "leg-clot"}),
        ("safety.opening", {"chronic-ask", "fragile-bones", "UMN-bruising", "surgery-weeks"}),
        ("safety.short", {"S2", "S3", *(f"S{n}" for n in range(14, 20)), "S80", "S81", "S82", "S83", "leg-clot"}),
        ("safety.closing", {"rise-slowly"}),
        ("routine.welcome", {"S1", "S2"}),
        ("routine.settle", {"S4"}),
        ("routine.arrive", {"S10"}),
        ("routine.closing", {"S79", "S84", "S85", "S86", "S87"}),
        ("routine.repeat", {"S13"}),
        ("phrases.timing", {"S8"}),
        ("phrases.close_enough", {"close-enough"}),
    ],
)
def test_the_frame_of_the_session_says_its_facts(place: str, facts: set[str]) -> None:
    assert facts <= facts_behind((where, sentence) for where, sentence in spoken() if where == place)


def test_never_to_follow_it_while_driving_or_bathing_is_told_on_every_file_and_to_every_reader() -> None:
    assert any("eyes-closed" in sentence.sources for sentence in LIBRARY.safety.en.label)
    assert any("eyes-closed" in caution.sources and not caution.points for caution in LIBRARY.safety.cautions)


def test_nothing_that_frightens_is_said_after_the_last_point() -> None:
    alarming = {caution for flag in LIBRARY.safety.red_flags for caution in flag.sources} | {"leg-clot", "stop-signs"}
    for place, sentence in spoken():
        if place in {"routine.closing", "routine.repeat", "safety.closing"}:
            assert not alarming & set(sentence.sources), sentence.say


def test_what_may_be_unsaid_to_whoever_has_answered_is_what_the_questions_ask_for() -> None:
    asked = {source for condition in LIBRARY.safety.conditions for source in condition.sources}
    asked |= {source for point in LIBRARY.points.values() for rule in point.rules for source in rule.sources}
    asked |= {"S19", "chronic-ask", "fever-wait"}
    never = {"S2", "S3", "S11", "S78", "S80", "S81", "S82", "S83", "stop-signs", "eyes-closed", "rise-slowly"}
    lists: dict[str, list[Sentence]] = {}
    for place, sentence in spoken():
        lists.setdefault(place, []).append(sentence)
    for sentences in lists.values():
        for_answered = facts_behind(("", sentence) for sentence in sentences if "answered" in sentence.only)
        for sentence in (sentence for sentence in sentences if sentence.asked):
            assert not never & set(sentence.sources), sentence.say
            assert set(sentence.sources) <= asked | for_answered, sentence.say


@pytest.mark.parametrize(
    ("code", "key", "facts"),
    [
        ("CV6", "travel", {"S20", "S25"}),
        ("CV6", "benefit", {"S26", "S27"}),
        ("CV6", "locate", {"S6", "S21"}),
        ("CV6", "press", {"S5", "S9", "S12", "S22", "S23"}),
        ("BL23", "travel", {"S28", "S32"}),
        ("BL23", "benefit", {"S37", "S38"}),
        ("BL23", "locate", {"S7", "S29", "S30", "S31"}),
        ("BL23", "press", {"S33", "S34", "S36"}),
        ("GV26", "travel", {"S39", "S44"}),
        ("GV26", "benefit", {"S45", "S46"}),
        ("GV26", "locate", {"S40"}),
        ("GV26", "press", {"S41", "S42"}),
        ("BL40", "travel", {"S48"}),
        ("BL40", "benefit", {"S55"}),
        ("BL40", "locate", {"S49"}),
        ("BL40", "press", {"S50", "S51", "S52"}),
        ("BL57", "travel", {"S57"}),
        ("BL57", "benefit", {"S63"}),
        ("BL57", "locate", {"S58", "S59"}),
        ("BL57", "press", {"S60", "S61"}),
        ("BL60", "travel", {"S64"}),
        ("BL60", "benefit", {"S69"}),
        ("BL60", "locate", {"S65"}),
        ("BL60", "press", {"S66", "S67"}),
        ("BL31-34", "travel", {"S70", "S71"}),
        ("BL31-34", "benefit", {"S77"}),
        ("BL31-34", "locate", {"S72"}),
        ("BL31-34", "press", {"S9", "S73", "S74", "S75"}),
    ],
)
def test_a_point_says_its_facts_where_they_are_needed(code: str, key: str, facts: set[str]) -> None:
    assert facts <= {source for sentence in getattr(LIBRARY.points[code].en, key) for source in sentence.sources}


def test_every_source_that_is_listed_is_used() -> None:
    used = facts_behind(spoken()) | {source for note in notes() for source in note.sources}
    safety = LIBRARY.safety
    for caution in (*safety.red_flags, *safety.conditions, *safety.cautions):
        used |= set(caution.sources)
    used |= {source for point in LIBRARY.points.values() for rule in point.rules for source in rule.sources}
    assert set(LIBRARY.sources.facts) <= used
    assert set(LIBRARY.sources.works) == {source.work for source in LIBRARY.sources.facts.values()}


def test_a_sentence_is_either_sourced_or_our_own() -> None:
    for place, sentence in spoken():
        assert "own" not in sentence.sources or sentence.sources == ("own",), place


def test_every_benefit_keeps_its_hedge() -> None:
    for code, point in LIBRARY.points.items():
        for sentence in point.en.benefit:
            assert HEDGE.search(sentence.say), code


def test_tradition_alone_is_named_as_tradition() -> None:
    for _, sentence in spoken():
        if "S37" in sentence.sources:
            assert "traditionally" in sentence.say
        assert not re.search("faint|h(a)?emorrhoid", sentence.say)


def test_no_spoken_text_points_at_what_only_open_eyes_find() -> None:
    for place, text in texts(spoken()):
        if place.split(".")[0].split(",")[0] in {*LIBRARY.points, "phrases", "postures", "images"}:
            assert not TOUCH.search(text), place


def test_a_side_is_never_written_out_where_it_has_to_follow_the_body() -> None:
    for place, text in texts(spoken()):
        assert not SIDELESS.search(text), place


def test_words_for_a_side_name_the_side_before_the_other_one_and_before_the_hands_move() -> None:
    for name, point in pressed():
        if point.sides != "each":
            continue
        en = point.en
        assert "{side}" in en.place, name
        assert en.place.format(side="left").split("left ")[1].split()[0] in {"knee", "calf", "ankle", "side"}, name
        for sentences in (en.travel, en.travel_again, en.short):
            told = " ".join(sentence.say for sentence in sentences)
            assert "{side}" in told.split("{other}")[0], (name, told)
            briefly = " ".join(sentence.brief or sentence.say for sentence in sentences)
            assert "{side}" in briefly.split("{other}")[0], (name, briefly)


def test_travel_names_the_point_and_its_code_once() -> None:
    for name, point in pressed():
        said = " ".join(sentence.say for sentence in point.en.travel)
        assert point.en.name in said, name
        assert said.count(point.code) == 1, name


def test_where_chimes_lead_a_point_is_named_by_its_place_in_a_few_words() -> None:
    spots = {code: point.en.spot for code, point in LIBRARY.points.items()}
    assert len(set(spots.values())) == len(spots)
    for code, spot in spots.items():
        assert words(spot) <= 4, spot
        assert ("{side}" in spot) == (LIBRARY.points[code].sides == "each"), spot
        assert LIBRARY.points[code].en.name not in spot, spot


def test_every_point_is_pressed_with_a_tool_and_a_word_about_pressure() -> None:
    tool = re.compile(r"finger|thumb|knuckle|fist|heels? of|pad\b|knee, not a hand|other} knee")
    pressure = re.compile(r"firm|gentl|weight|stead|heavy")
    for name, point in pressed():
        words = point.en
        for found, pressing in ((words.locate, words.press), (words.locate_again, words.press_again)):
            if pressing:
                assert tool.search(" ".join(sentence.say for sentence in (*found, *pressing))), name
                assert pressure.search(" ".join(sentence.say for sentence in pressing)), name


@pytest.mark.parametrize("code", ["BL23", "BL40", "BL57", "BL60"])
def test_a_firm_point_says_when_to_press_less(code: str) -> None:
    for name, point in pressed():
        if point.code == code:
            assert any("S11" in sentence.sources for sentence in point.en.press), name


def test_spoken_text_is_plain_enough_for_any_engine() -> None:
    for place, text in texts(spoken()):
        assert re.fullmatch(r"[A-Z{][A-Za-z0-9{}',\- ]*\.", text), (place, text)
        assert words(text) <= 16, (place, text)
        assert not re.search(r"\d", re.sub(r"\b[A-Z]{2}\d+(-\d+)?\b", "", text)), (place, text)


def test_no_sentence_is_too_long_to_be_followed() -> None:
    for place, text in texts(spoken()):
        if place != "safety.opening":
            assert words(text) <= 15, (place, text)


@pytest.mark.parametrize("key", [*RITUAL, "go_on", "where", "where_in_hold", "longer", "shorter"])
def test_what_the_ear_has_to_know_in_the_dark_has_one_wording(key: str) -> None:
    assert len(getattr(LIBRARY.phrases, key)) == 1
    assert getattr(LIBRARY.phrases, key)[0].brief is None


def test_every_posture_is_told_in_one_wording_whatever_the_circumstances() -> None:
    for name, posture in LIBRARY.phrases.postures.items():
        told = (*posture.move, *posture.leave)
        named = sorted({name for sentence in told for name in (*sentence.only, *sentence.unless)})
        for number in range(len(named) + 1):
            for here in map(frozenset, combinations(named, number)):
                assert sum(suits(sentence.only, sentence.unless, here) for sentence in posture.move) == 1, (name, here)
                left = [suits(sentence.only, sentence.unless, here) for sentence in posture.leave]
                assert any(left) == bool(posture.leave), (name, here)


@pytest.mark.parametrize(
    ("key", "least"),
    [("breathe_in", 12), ("breathe_out", 12), ("breathe_freely", 8), ("ease", 8), ("lightly", 8), ("long_enough", 7)],
)
def test_there_are_variants_enough_for_a_session_without_repeats(key: str, least: int) -> None:
    assert len(getattr(LIBRARY.phrases, key)) >= least


def test_there_are_images_enough_for_every_place_where_hands_are() -> None:
    assert set(LIBRARY.phrases.images) == {point.reach for point in LIBRARY.points.values()}
    for reach, images in LIBRARY.phrases.images.items():
        assert len(images) >= 8, reach
        for sentence in images:
            assert words(sentence.say) <= 10, sentence.say
            assert sentence.sources == ("own",), "an image states no fact"


def test_no_phrase_is_written_twice() -> None:
    phrases = LIBRARY.phrases
    lists = [getattr(phrases, key) for key in (*LISTS, *ANSWERS, "lightly")] + list(phrases.images.values())
    counted = Counter(
        text.casefold() for sentences in lists for _, text in texts(("", sentence) for sentence in sentences)
    )
    assert [text for text, times in counted.items() if times > 1] == []


def test_words_inside_a_hold_are_short() -> None:
    phrases = LIBRARY.phrases
    for sentences, most in (
        (phrases.breathe_in, 5),
        (phrases.breathe_out, 9),
        (phrases.halfway, 7),
        (phrases.ten_left, 6),
    ):
        for sentence in sentences:
            assert words(sentence.say) <= most, sentence.say
    for key in ("breathe_in", "breathe_out", "breathe_freely", "ease", "lightly", "halfway", "ten_left"):
        for sentence in getattr(phrases, key):
            assert sentence.brief is None or words(sentence.brief) <= min(5, words(sentence.say)), sentence.say


def test_every_timing_says_the_length_and_the_notes_that_begin_it() -> None:
    for sentence in LIBRARY.phrases.timing:
        assert "{time}" in sentence.say
        assert "rising notes" in sentence.say


def test_every_chime_of_a_hold_is_explained_while_it_sounds_in_the_words_that_are_used_of_it_later() -> None:
    for method in (LIBRARY.phrases.method, LIBRARY.phrases.method_soft):
        told = {sentence.chime: sentence.say for sentence in method if sentence.chime}
        assert list(told) == ["hold-open", "hold-close", "halfway"]
        assert "rising notes" in told["hold-open"]
        assert "press" in told["hold-open"]
        assert "falling notes" in told["hold-close"]
        assert "let go" in told["hold-close"]
        assert "One note" in told["halfway"]
        assert [sentence.say for sentence in method if not sentence.chime] == (
            [] if method is LIBRARY.phrases.method else ["Every touch today is light."]
        )


def test_a_posture_from_which_one_has_to_come_up_says_how_and_leaves_time_for_it() -> None:
    ways_up = {name: posture.leave for name, posture in LIBRARY.phrases.postures.items() if posture.sided}
    assert ways_up
    for name, leave in ways_up.items():
        assert leave, name
        for first in (leave[0].say, leave[0].brief or leave[0].say):
            assert "slowly" in first.casefold(), first
        assert sum(sentence.pause_s or 0 for sentence in leave) >= 4, name


def test_every_way_to_sit_says_where_the_feet_are_also_in_few_words() -> None:
    usual = {point.posture for point in LIBRARY.points.values()}
    sitting = usual | {way.posture for point in LIBRARY.points.values() for way in point.ways if "chair" in way.only}
    assert {"chair-back", "chair-tall", "foot-up", "crossed"} == sitting
    for name in sitting:
        told = [one for one in LIBRARY.phrases.postures[name].move if not {"missing-leg", "wheelchair"} & {*one.only}]
        for _, text in texts(("move", sentence) for sentence in told):
            assert re.search(r"\b(foot|feet|ankle)\b", text), text


def test_words_for_a_point_speak_of_no_sound_since_there_may_be_none() -> None:
    for place, text in texts((f"{name}.{key}", one) for name, key, one in at_points()):
        assert not re.search(r"\b(chime|tone|note|bowl)s?\b", text, re.IGNORECASE), (place, text)


def test_a_light_touch_can_be_understood_without_the_sentence_that_it_shortens() -> None:
    for _, text in texts(("lightly", sentence) for sentence in LIBRARY.phrases.lightly):
        assert re.search(r"light|weight|gentl|soft|pressure|no harder", text, re.IGNORECASE), text


def test_no_point_says_that_it_is_to_be_left_out_by_whom_a_clinician_has_cleared() -> None:
    for point in LIBRARY.points.values():
        for text in (text for sentence in point.en.travel for text in (sentence.say, sentence.brief or "")):
            assert not re.search("surgery|treated", text) or "cleared" in text, text


def test_every_switch_names_the_part_of_the_body_on_the_new_side() -> None:
    assert all("{part}" in sentence.say for sentence in LIBRARY.phrases.switch)
    for point in LIBRARY.points.values():
        named = LIBRARY.safety.regions[point.region].name
        assert point.sides != "each" or "{side}" in named, named


def test_the_routine_follows_the_article_and_keeps_within_the_times_of_its_points() -> None:
    steps = LIBRARY.routines["backache"].steps
    assert [step.point for step in steps] == ["CV6", "BL23", "GV26", "BL40", "BL57", "BL60", "BL31-34"]
    for step in steps:
        shortest, longest = LIBRARY.points[step.point].hold_s
        assert shortest <= step.minutes * 60 <= longest


@pytest.mark.parametrize(
    ("condition", "effect", "points"),
    [
        ("pregnancy", "ask", {"CV6", "BL23", "BL31-34", "BL60", "BL40", "BL57"}),
        ("pregnancy", "soften", {"CV6", "BL23", "BL31-34", "BL60", "BL40", "BL57"}),
        ("leg-clot", "leave-out", {"BL40", "BL57", "BL60"}),
        ("leg-clot", "ask", {"CV6", "BL23", "GV26", "BL31-34"}),
        ("cancer", "ask", {"CV6", "BL23", "BL31-34"}),
        ("cancer", "soften", set(LIBRARY.points)),
        ("heart-disease", "leave-out", {"CV6"}),
        ("heart-disease", "soften", {"GV26"}),
        ("belly-disease", "leave-out", {"CV6"}),
        ("kidney-disease", "leave-out", {"BL23"}),
        ("hot-joints", "leave-out", {"BL40", "BL60"}),
        ("hot-joints", "soften", set(LIBRARY.points) - {"BL40", "BL60"}),
        ("hip-precautions", "ask", {"BL40", "BL57", "BL60"}),
        ("missing-leg", "leave-out", {"BL40", "BL57", "BL60"}),
        ("spinal-cord", "leave-out", {"BL23", "BL31-34"}),
        ("spinal-cord", "soften", set(LIBRARY.points) - {"BL23", "BL31-34"}),
        ("unused-hand", "leave-out", set()),
        ("wheelchair", "leave-out", set()),
        ("artificial-knee", "leave-out", {"BL40"}),
        ("sprained-ankle", "leave-out", {"BL60"}),
        ("menses", "soften", {"CV6", "BL31-34"}),
        ("varicose-veins", "leave-out", {"BL40", "BL57", "BL60"}),
        ("hernia", "leave-out", {"CV6"}),
        ("fragile-bones", "ask", {"BL23", "BL31-34"}),
        ("fragile-bones", "soften", set(LIBRARY.points)),
        ("numb-legs", "soften", {"BL40", "BL57", "BL60"}),
        ("blood-thinners", "soften", set(LIBRARY.points)),
        ("child", "soften", set(LIBRARY.points)),
        ("surgery", "ask", set(LIBRARY.points)),
        ("skin", "leave-out", set(LIBRARY.points)),
        ("contact-lenses", "leave-out", set()),
    ],
)
def test_the_points_say_what_each_condition_does_to_them(condition: str, effect: str, points: set[str]) -> None:
    assert {
        code
        for code, point in LIBRARY.points.items()
        for rule in point.rules
        if (rule.condition, rule.effect) == (condition, effect)
    } == points


def test_every_condition_has_a_source_with_a_grade_and_someone_to_ask() -> None:
    for condition in LIBRARY.safety.conditions:
        assert condition.whom
        assert condition.question.endswith("?")
        assert all(LIBRARY.sources.facts[source].grade for source in condition.sources)


def test_every_red_flag_is_asked_as_a_question_and_says_what_to_do() -> None:
    for flag in LIBRARY.safety.red_flags:
        assert flag.question.endswith("?")
        assert re.search(r"doctor|emergency|medical", flag.action)


def test_an_inexact_fact_carries_its_doubt() -> None:
    for fact in ("S21", "S29", "S39", "S40", "S47", "S48", "S52", "S59", "S63", "S72", "S76"):
        assert LIBRARY.sources.facts[fact].doubt
    assert LIBRARY.points["BL40"].older_codes == ("B54",)
