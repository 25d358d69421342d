"""What a page shows is what is heard: its chapters, captions, pictures, cards and safety words come from one plan."""

import re
from dataclasses import replace
from functools import cache
from itertools import pairwise
from types import SimpleNamespace

import pysubs2
import pytest

import coach
from coach import Listener
from coach.content.load import library, pictures
from coach.export.captions import CAPTIONS
from coach.export.chapters import chapters
from coach.export.page.compose import page_of
from coach.export.page.wanted import want_page

QUICK = {"voice": "fake", "rate": 180, "hold": 5, "pace": 0.25}


@cache
def made(listener=None, **options):
    """Return a page, and what it is made from."""
    with coach.session(listener=listener or Listener.nobody(), **QUICK | options) as session:
        inner = session._session
        timeline = inner.compile()
        page = page_of(inner, timeline, want_page("a.html", format="mp3"))
        return SimpleNamespace(page=page, timeline=timeline, session=inner, plan=session.plan())


def of(*conditions, **options):
    return made(Listener.of(conditions=conditions), **options)


@pytest.mark.parametrize(
    "options", [{}, {"talk": "brief", "chimes": "none"}, {"position": "lying", "minutes": 14, "hold": None}]
)
def test_its_chapters_are_those_of_a_file(options):
    of_page, of_file = made(**options).page.chapters, chapters(made(**options).timeline)
    assert [(one.title, one.onset, one.frames) for one in of_page] == [
        (one.title, one.onset, one.frames) for one in of_file
    ]
    assert all(one.onset + one.frames == other.onset for one, other in pairwise(of_page))
    assert of_page[-1].onset + of_page[-1].frames == made(**options).page.frames


def test_its_moments_are_the_captions_word_for_word_and_at_the_same_times():
    page, timeline = made().page, made().timeline
    captions = pysubs2.SSAFile.from_string(CAPTIONS["vtt"](timeline), "vtt")
    assert [one.text for one in page.moments] == [one.plaintext.replace("\n", " ") for one in captions]
    for moment, caption in zip(page.moments, captions, strict=True):
        assert moment.onset * 1000 / page.frame_rate == pytest.approx(caption.start, abs=1)
        assert (moment.onset + moment.frames) * 1000 / page.frame_rate == pytest.approx(caption.end, abs=1)


def test_each_moment_lies_in_the_chapter_that_it_names():
    page = made().page
    by_stage = {chapter.stage: chapter for chapter in page.chapters}
    for moment in page.moments:
        chapter = by_stage[moment.stage]
        assert chapter.onset <= moment.onset < moment.onset + moment.frames <= chapter.onset + chapter.frames


def test_the_plan_tells_the_picture_of_each_stage_and_the_page_shows_that_one():
    told = {stage["id"]: stage["picture"] for stage in made().plan["stages"]}
    assert told == {chapter.stage: chapter.picture for chapter in made().page.chapters}
    for stage in made().plan["stages"]:
        assert stage["picture"] == (stage["id"] if stage["point"] and pictures().view_of(stage["point"]) else None)


def test_every_picture_that_is_named_is_drawn_once_and_no_other_one_is():
    page = made().page
    named = {each.picture for each in (*page.chapters, *page.cards)} - {None}
    assert sorted(drawn.name for drawn in page.pictures) == sorted(named)


def test_a_point_without_a_picture_has_a_chapter_and_a_card_all_the_same(monkeypatch):
    monkeypatch.setattr(type(pictures()), "view_of", lambda _self, _code: None)
    page = made.__wrapped__(points=("BL40",)).page
    assert page.pictures == ()
    assert {chapter.picture for chapter in page.chapters} == {None}
    assert [(card.code, card.picture) for card in page.cards] == [("BL40", None)]


def test_both_sides_of_a_point_share_a_card_that_tells_how_long_each_is_held():
    cards = {card.code: card for card in made().page.cards}
    assert len(cards) == len(made().page.cards) == len(library().points)
    assert cards["BL40"].hold == "5 seconds on the left, then as long on the right, left and right exchanged"
    assert cards["BL40"].place == "behind the left and right knee"
    assert cards["BL23"].hold == "5 seconds, both sides together"
    assert cards["CV6"].hold == "5 seconds"


def test_a_card_tells_the_side_that_is_pressed_first():
    (card,) = made(points=("BL40",), first="right").page.cards
    assert card.hold == "5 seconds on the right, then as long on the left, left and right exchanged"
    assert "right kneecap" in card.locate[0]


def test_a_card_tells_the_one_side_that_is_pressed():
    (card,) = made(points=("BL40",), side="right").page.cards
    assert (card.place, card.hold) == ("behind the right knee", "5 seconds on the right")


def test_a_card_tells_a_hold_as_long_as_it_lasts_in_the_plan():
    made_to_fit = made(minutes=20, hold=None)
    held = {stage.id: stage.hold.frames for stage in made_to_fit.timeline.stages if stage.hold}
    for card in made_to_fit.page.cards:
        time_s = held[card.code] / 48_000 if card.code in held else held[f"{card.code}-left"] / 48_000
        minutes, rest = divmod(round(2 * time_s) / 2, 60)
        told = f"{minutes * 60 + rest:g} seconds" if minutes < 2 else f"{minutes:g} minutes"
        assert card.hold.startswith(told) or card.hold.startswith(("a minute and a half", "1 minute"))


@pytest.mark.parametrize("options", [{}, {"position": "lying"}, {"legs": "stool"}])
def test_a_card_finds_the_point_in_the_words_that_are_said(options):
    said = {moment.text for moment in made(**options).page.moments}
    for card in made(**options).page.cards:
        assert {*card.locate, *card.press} <= said, card.code


def test_red_flags_are_those_of_what_the_routine_eases_and_each_point_has_its_own_cautions():
    page, safety = made().page, library().safety
    assert page.red_flags == tuple(flag.text for flag in safety.red_flags)
    for card in page.cards:
        assert card.cautions == tuple(one.text for one in safety.cautions if card.code in one.points)
    assert {one.text for one in safety.cautions if not one.points} <= {*page.stop}


def test_no_safety_fact_is_lost_on_a_page_for_anybody():
    made_for_anybody, safety = made(), library().safety
    page = made_for_anybody.page
    told = {*page.red_flags, *page.stop, *page.conditions, *(text for card in page.cards for text in card.cautions)}
    for fact in made_for_anybody.session.safety(made_for_anybody.timeline):
        assert fact.text in told, fact.id
    label = {sentence.say for sentence in safety.en.label if sentence.sources in {("own",), ("S2", "S3")}}
    assert label <= {*page.stop}


def test_whoever_has_answered_reads_of_their_own_conditions_and_of_those_that_nobody_was_asked_for():
    listener = Listener.of(conditions=["hernia", "fragile-bones"])
    conditions, own = library().safety.conditions, {"hernia", "fragile-bones"}
    read = made(replace(listener, is_answered=True)).page.conditions
    assert read == tuple(one.text for one in conditions if one.id in own or not one.is_asked)


def test_a_clients_page_tells_of_no_condition_that_is_neither_heard_nor_changes_anything():
    listener = replace(Listener.of(conditions=["varicose-veins", "surgery-right-leg"]), is_answered=True)
    page, conditions = made(listener, points=("CV6", "GV26")).page, library().safety.conditions
    assert page.conditions == tuple(one.text for one in conditions if not one.is_asked)
    assert page.changes == ()
    page = made(replace(listener, is_answered=False), points=("CV6", "GV26")).page
    assert page.conditions == tuple(one.text for one in conditions)  # one left out would tell as much as one alone
    page = made(listener, points=("CV6", "BL57")).page
    assert "Never on varicose veins" in " ".join(page.conditions)
    assert "recent surgery" in " ".join(page.changes)


def test_how_a_leg_is_reached_is_told_where_a_leg_is_pressed():
    assert "stool" not in " ".join(of("surgery-right-leg", points=("CV6", "GV26")).page.changes)
    assert "stool" in " ".join(of("surgery-right-leg", points=("CV6", "BL57")).page.changes)


@pytest.mark.parametrize(
    ("condition", "gone", "reason"),
    [
        ("hernia", "CV6", "CV6 (the belly) is left out, because of a hernia or surgery of the belly"),
        ("skin-face", "GV26", "GV26 (the upper lip) is left out, because of broken or sore skin of the face"),
        ("kidney-disease", "BL23", "BL23 (the lower back) is left out, because of disease of the kidneys"),
    ],
)
def test_what_a_client_must_not_press_stands_in_no_picture_and_on_no_card_but_with_its_reason(condition, gone, reason):
    page = of(condition).page
    assert gone not in {card.code for card in page.cards}
    assert not [drawn.name for drawn in page.pictures if drawn.name.startswith(gone)]
    assert not [chapter for chapter in page.chapters if gone in chapter.title]
    assert any(line == reason for line in page.changes), page.changes


def test_a_side_that_a_client_must_not_press_stands_in_no_picture():
    page = of("skin-left-leg").page
    assert {chapter.stage for chapter in page.chapters if chapter.stage.startswith("BL40")} == {"BL40-right"}
    assert {card.hold for card in page.cards if card.code == "BL40"} == {"5 seconds on the right"}
    assert not [drawn.name for drawn in page.pictures if drawn.name.endswith("-left")]
    sides = "BL40 on the left, BL57 on the left and BL60 on the left"
    assert f"{sides} are left out, because of broken or sore skin of the left leg" in page.changes


def test_what_a_client_presses_lightly_is_told_so_on_paper_with_its_reason():
    page = of("fragile-bones").page
    (card,) = [card for card in page.cards if card.code == "BL40"]
    assert card.press == tuple(sentence.say for sentence in library().points["BL40"].en.press_soft)
    (line,) = [line for line in page.changes if "pressed lightly" in line]
    assert re.fullmatch(r"CV6.* BL40.* are pressed lightly, because of fragile bones or an injured spine", line)


def test_no_line_on_what_is_changed_names_an_option():
    lines = [
        line
        for page in (of("hip-precautions", "menses").page, of("surgery-left-leg").page, made(minutes=9, hold=None).page)
        for line in page.changes
    ]
    assert any("until your doctor or surgeon agrees" in line for line in lines)
    assert any("to fit 9 minutes" in line for line in lines)
    assert not [line for line in lines if "cleared" in line or "()" in line or "--" in line]


def test_facts_behind_what_is_said_are_told_with_their_works():
    made_for_anybody = made()
    behind = made_for_anybody.session.evidence(made_for_anybody.timeline)
    assert [source.id for source in made_for_anybody.page.sources] == [*behind.facts]
    for source in made_for_anybody.page.sources:
        assert behind.works[behind.facts[source.id].work].citation in source.work


def test_the_same_session_has_the_same_page_and_another_one_another_name_for_the_place():
    again = made.__wrapped__()
    assert again.page == made().page
    assert made(points=("CV6",)).page.id != made().page.id
