"""Where each fact on safety stands in a session: none is nowhere."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from routines import BACKACHE, SHIPPED
from timing import PlainChimes, by_words

import coach
from coach.choices import Options
from coach.health.listener import Listener
from coach.health.verdicts import judge
from coach.plan.heading import Heading
from coach.plan.schedule import schedule
from coach.report.safety_facts import safety_facts
from coach.report.sheet import cue_sheet
from coach.sessions.compose import script_writer

SAFETY = SHIPPED.safety
ASKED = [condition.id for condition in SAFETY.asked if not condition.by_region]
KINDS = {"red flag": SAFETY.red_flags, "condition": SAFETY.conditions, "caution": SAFETY.cautions}


def planned(listener, routine=BACKACHE, **options):
    """Return the route of a session, its timeline, and where its facts on safety stand."""
    write = script_writer(SHIPPED, routine, Options(**options), judge(listener, SHIPPED))
    *_, timeline = schedule(write.stages(), by_words, PlainChimes())
    return write.route, timeline, safety_facts(timeline.stages, write.route, SHIPPED, listener)


def sheet(route, timeline, facts):
    heading = Heading("backache", "Backache", "by words", (), 135, "plain", {}, route=route)
    return "\n".join(cue_sheet(heading, timeline, safety=facts))


def cited(timeline, onset):
    """Return the facts behind what is said at a frame."""
    clips = (clip for stage in timeline.stages for clip in stage.clips)
    return {fact for clip in clips if clip.utterance and clip.onset == onset for fact in clip.sources}


def one(facts, kind, name):
    return next(fact for fact in facts if (fact.kind, fact.id) == (kind, name))


@given(
    talk=st.sampled_from(["full", "brief", "chimes", "auto"]),
    position=st.sampled_from(["chair", "lying"]),
    answered=st.booleans(),
    conditions=st.sets(st.sampled_from(["hernia", "numb-legs", "skin-face", "breath-pacing", "wheelchair"])),
    skip=st.sets(st.sampled_from(["CV6", "BL57"])),
)
def test_no_fact_on_safety_is_nowhere(talk, position, answered, conditions, skip):
    listener = Listener(conditions=tuple(sorted(conditions)), is_answered=answered, finished=())
    route, timeline, facts = planned(listener, talk=talk, position=position, skip=tuple(skip))
    pressed = {stop.point.code for stop in route.stops}
    told = {(fact.kind, fact.id): fact for fact in facts}
    page = sheet(route, timeline, facts)
    for kind, entries in KINDS.items():
        for entry in entries:
            if kind == "caution" and entry.points and not pressed & set(entry.points):
                assert (kind, entry.id) not in told
                continue
            fact = told[kind, entry.id]
            assert f"{kind} {entry.id}" in page
            match fact.standing:
                case "spoken":
                    assert {heard.fact for heard in fact.heard} == set(entry.sources)
                case "printed":
                    assert f"{kind} {entry.id}: {entry.text}" in page
                case "answered" if kind == "condition":
                    assert fact.changes is not None or (answered and entry.is_asked and entry.id not in conditions)
                case "answered":
                    assert kind == "caution"
                    assert answered
            for heard in fact.heard:
                assert heard.fact in cited(timeline, heard.onset)


def test_a_sign_that_calls_for_a_doctor_is_never_taken_as_answered():
    *_, facts = planned(Listener(is_answered=True))
    assert {fact.standing for fact in facts if fact.kind == "red flag"} == {"spoken", "printed"}


def test_whoever_has_answered_no_to_all_is_told_so_of_each_condition():
    *_, facts = planned(Listener(is_answered=True))
    standing = {fact.id: fact.standing for fact in facts if fact.kind == "condition"}
    assert {standing[condition.id] for condition in SAFETY.asked} == {"answered"}
    assert {standing[condition.id] for condition in SAFETY.conditions if not condition.is_asked} <= {
        "spoken",
        "printed",
    }


def test_a_yes_tells_what_it_changes():
    *_, facts = planned(Listener(conditions=("hernia", "breath-pacing")))
    assert one(facts, "condition", "hernia").changes == (
        "CV6 is left out, because of a hernia or surgery of the belly",
    )
    (unpaced,) = one(facts, "condition", "breath-pacing").changes
    assert unpaced.startswith("the breath is not paced")


def test_a_yes_that_changes_nothing_leaves_the_text_to_be_read():
    *_, facts = planned(Listener(conditions=("contact-lenses",), is_answered=True))
    lenses = one(facts, "condition", "contact-lenses")
    assert (lenses.standing, lenses.changes) == ("printed", ())


def test_that_a_point_is_left_out_does_not_tell_the_fact_behind_it():
    _, timeline, facts = planned(Listener(conditions=("varicose-veins",), is_answered=True))
    notices = (clip for stage in timeline.stages for clip in stage.clips if clip.cue == "notice")
    assert any("S16" in clip.sources for clip in notices)
    assert "S16" not in {heard.fact for heard in one(facts, "caution", "skin").heard}


def test_a_session_for_the_neck_has_no_signs_of_the_back_in_its_plan():
    *_, facts = planned(Listener(), replace(BACKACHE, eases=("neck",)))
    names = {fact.id for fact in facts if fact.kind == "red flag"}
    assert {"chest-belly", "injury", "leg-weakness"} <= names
    assert names.isdisjoint({"saddle-numbness", "bladder-bowel", "sexual-function"})


def test_the_plan_tells_a_program_where_each_fact_stands():
    with coach.session(voice="fake", points=["CV6"], listener=Listener.nobody()) as session:
        told = session.plan()["safety"]
        assert "Safety, as it is spoken" in session.sheet()
    flags = {fact["id"]: fact for fact in told if fact["kind"] == "red flag"}
    assert flags.keys() == {flag.id for flag in SAFETY.red_flags}
    assert flags["saddle-numbness"]["heard"][0]["stage"] == "safety"
