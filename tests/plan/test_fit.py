"""A session that is fitted to a length: exact to the frame, or proven impossible."""

import math
import re
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs
from routines import BACKACHE, SHIPPED, examples, libraries
from timing import PlainChimes, by_words
from writing import script, verdicts, writer

from coach.content.safety import SafetyWords
from coach.errors import CannotFit, Given
from coach.plan.budget import budget, total
from coach.plan.fit import Fitter, shortage
from coach.plan.schedule import length, schedule
from coach.plan.timeline import Timeline
from coach.report.notices import told_shortage
from coach.script.cues import GAP_RANGE, HoldOn, Say, Stage, Wait
from coach.script.reasons import Fitted
from coach.script.stop import MOVE_S
from coach.units import FRAME_RATE, frames, seconds

CHIMES = PlainChimes()
EVERY = tuple(SHIPPED.points)
"""Who asks for all points gets all of them, and no session with fewer."""

KNOWN = tuple((stop.id, 1) for stop in writer().route.stops)
"""Whoever has heard every stop to its end once."""

FRAMES_A_MINUTE = 60 * FRAME_RATE

choices = st.fixed_dictionaries(
    {
        "order": st.sampled_from(["posture", "guide"]),
        "side": st.sampled_from(["left", "right", "both"]),
        "pace": st.floats(0.25, 4),
        "talk": st.sampled_from(["full", "brief", "chimes"]),
        "seed": st.integers(1, 99),
        "answered": st.booleans(),
        "finished": st.sampled_from([(), KNOWN]),
    }
)


def fitted(minutes, given=(SHIPPED, BACKACHE), measure=by_words, **options) -> tuple[Stage, ...]:
    return fitter(given[0], measure, **options).fit(writer(*given, minutes=minutes, **options), minutes).stages()


def fitter(library=SHIPPED, measure=by_words, **options) -> Fitter:
    return Fitter(measure, CHIMES, verdicts(library, **options))


def timed(stages, measure=by_words) -> Timeline:
    *_, timeline = schedule(stages, measure, CHIMES)
    return timeline


def unfitted(given=(SHIPPED, BACKACHE), **options) -> tuple[Stage, ...]:
    return script(*given, **options)


def holds_of(stages) -> dict[str, float]:
    return {stage.id: cue.seconds for stage in stages for cue in stage.cues if isinstance(cue, HoldOn)}


def said_to(given=(SHIPPED, BACKACHE), **options) -> SafetyWords:
    """Return the safety words that the listener of a session may hear."""
    return writer(*given, **options).library.safety.en


def left_out(minutes, given=(SHIPPED, BACKACHE), **options) -> list[str]:
    """Return the points that a session leaves out to fit."""
    fit = fitter(given[0], **options).fit(writer(*given, minutes=minutes, **options), minutes)
    return [decision.point for decision in fit.route.left_out if decision.why]


def outcome(minutes, *given, **options) -> tuple[Stage, ...] | CannotFit:
    try:
        return fitted(minutes, *given, **options)
    except CannotFit as error:
        return error


def spans(error: CannotFit) -> list[tuple[float, float]]:
    """Return in minutes what a session can last, by its error."""
    found = []
    for span in error.spans:
        clocks = [[int(part) for part in clock.split(":")] for clock in span]
        found.append(tuple(sum(part * 60**power for power, part in enumerate(clock[::-1])) / 60 for clock in clocks))
    return found


def shortest_of(**options) -> float:
    """Return in minutes how long the backache routine must last at least, with the points that may be left out."""
    return spans(outcome(1, **options))[0][0]


def options_of(way: tuple[Given, ...]) -> dict[str, object]:
    """Return the options that an error names."""
    given: dict[str, object] = {setting.option: setting.value for setting in way}
    if "skip" in given:
        given["skip"] = tuple(str(given["skip"]).split(","))
    if "pace" in given:
        given["pace"] = float(str(given["pace"]))
    if "wait" in given:
        given["wait_s"] = float(str(given.pop("wait")))
    return given


@given(st.integers(5, 60), choices)
@settings(max_examples=examples(60))
def test_the_backache_routine_lasts_any_minutes_to_the_frame_or_the_error_says_what_it_can_last(minutes, options):
    stages = outcome(minutes, **options)
    if isinstance(stages, CannotFit):
        assert all(not shortest <= minutes <= longest for shortest, longest in spans(stages))
    else:
        assert timed(stages).frames == minutes * FRAMES_A_MINUTE


@given(libraries(), st.integers(5, 60), choices, st.floats(0.2, 8))
@settings(max_examples=examples(60))
def test_any_routine_in_any_voice_lasts_any_minutes_to_the_frame_or_cannot(drawn, minutes, options, slowness):
    def measure(utterance):
        return round(by_words(utterance) * slowness)

    options |= {"side": "both"}
    stages = outcome(minutes, drawn, measure, **options)
    if isinstance(stages, CannotFit):
        assert all(not shortest <= minutes <= longest for shortest, longest in spans(stages))
        return
    timeline = timed(stages, measure)
    assert timeline.frames == minutes * FRAMES_A_MINUTE
    shipped, _ = drawn
    held = {}
    for stage in timeline.stages:
        if stage.hold:
            assert held.setdefault(stage.point, stage.hold.frames) == stage.hold.frames, "the sides differ"
            shortest, longest = map(frames, shipped.points[stage.point].hold_s)
            assert shortest <= stage.hold.frames <= longest


@given(libraries(), choices)
@settings(max_examples=examples(40))
def test_nothing_but_whole_points_is_dropped_to_gain_time(drawn, options):
    options |= {"side": "both"}
    asked = unfitted(drawn, **options)
    shortest = length(asked, by_words, CHIMES) / FRAMES_A_MINUTE
    minutes = max(1, round(shortest * 0.7))
    try:
        stages = fitted(minutes, drawn, **options)
    except CannotFit:
        return
    out = left_out(minutes, drawn, **options)
    pressed = [stop.id for stop in writer(*drawn, **options).route.stops if stop.point.code not in out]
    assert sorted(stage.id for stage in stages if stage.point) == sorted(pressed)
    safety = said_to(drawn, **options)
    heard = {clip.utterance.text for stage in timed(stages).stages for clip in stage.clips if clip.utterance}
    (cautions,) = (stage for stage in stages if stage.id == "safety")
    in_full = cautions.talk == "full"
    for sentence in (*(safety.opening if in_full else safety.short), *safety.first, *safety.closing):
        if sentence.asked and options["answered"]:
            assert not {sentence.say, sentence.brief} & heard
        elif in_full and sentence in safety.opening:
            assert sentence.say in heard
        else:
            assert {sentence.say, sentence.brief} & heard
    if cautions.talk != "full":
        assert options["answered"] or isinstance(cautions.talk_why, Fitted)


def test_the_cautions_take_their_short_form_last_of_all_and_the_plan_says_why():
    shortest = shortest_of(finished=KNOWN)
    stages = {stage.id: stage for stage in fitted(shortest, finished=KNOWN)}
    assert {stage.talk for stage in stages.values()} == {"brief"}
    assert stages["safety"].talk_why == Fitted(shortest)
    said = {cue.text for stage in fitted(10, finished=KNOWN) for cue in stage.cues if isinstance(cue, Say)}
    safety = said_to()
    assert {sentence.say for sentence in (*safety.first, *safety.opening, *safety.closing)} <= said, "there is time"


@given(st.floats(20, 35), choices)
@settings(max_examples=examples(40))
def test_silences_stay_within_their_ranges(minutes, options):
    try:
        stages = fitted(minutes, **options)
    except CannotFit:
        return
    usually = unfitted(**options)
    if shortage(stages) or len(stages) < len(usually):
        return  # told in other words, or without a point, it has other silences
    for stage, usual in zip(stages, usually, strict=True):
        if len(stage.cues) != len(usual.cues):
            continue  # a time is new there, or is not
        for cue, before in zip(stage.cues, usual.cues, strict=True):
            if isinstance(cue, Say | Wait):
                now, was = (c.pause_s if isinstance(c, Say) else c.seconds for c in (cue, before))
                least, most = GAP_RANGE if isinstance(cue, Say) else cue.range
                assert frames(was * least) - 2 <= frames(now) <= frames(was * most) + 2


def test_holds_give_way_first_then_silences_then_words():
    whole = length(unfitted(), by_words, CHIMES) / FRAMES_A_MINUTE
    given = sum(stop.hold_s - stop.hold_range_s[0] for stop in writer().route.stops) / 60
    lengths = ((whole - given / 3, (61, 119), True, True), (whole - given - 0.6, (60, 60), False, True))
    for minutes, hold_range, silences, words in lengths:
        stages = fitted(minutes)
        assert hold_range[0] <= holds_of(stages)["CV6"] <= hold_range[1]
        usual = [cue.seconds for stage in unfitted() for cue in stage.cues if isinstance(cue, Wait)]
        now = [cue.seconds for stage in stages for cue in stage.cues if isinstance(cue, Wait)]
        assert (max(abs(a - b) for a, b in zip(now, usual, strict=True)) < 0.2) == silences
        assert any(stage.shortened for stage in timed(stages).stages) != words
    assert any(stage.talk == "brief" for stage in fitted(whole - 14, finished=KNOWN))


def test_all_holds_are_stretched_together():
    whole = length(unfitted(), by_words, CHIMES) / FRAMES_A_MINUTE
    stops = {stop.id: stop for stop in writer().route.stops}
    for more, end in ((1, 1), (-2, 0)):
        stretched = holds_of(fitted(whole + more))
        ends = {stop: stops[stop].hold_range_s[end] for stop in stretched}
        rooms = {stop: ends[stop] - stops[stop].hold_s for stop in stretched}
        shares = [(stretched[stop] - stops[stop].hold_s) / room for stop, room in rooms.items() if room]
        assert max(shares) - min(shares) < 1e-4
        assert 0.1 < shares[0] < 0.9
        assert all(stretched[stop] == ends[stop] for stop, room in rooms.items() if not room)
        assert stretched["GV26"] == 60, "its range is one length"


@given(st.integers(14, 40), st.sampled_from(["GV26", "BL57-left", "BL60-right"]), choices)
@settings(max_examples=examples(40))
def test_a_fitted_session_that_is_resumed_has_the_holds_that_it_had(minutes, stop, options):
    unfit = writer(minutes=minutes, **options)
    try:
        whole = fitter(**options).fit(unfit, minutes).stages()
    except CannotFit:
        return
    if stop not in {stage.id for stage in whole}:
        return  # nobody has heard it
    resumed = fitter(**options).fit(unfit, minutes, resumed_at=stop).written(stop)
    assert [stage.id for stage in resumed] == [stage.id for stage in whole]
    assert holds_of(resumed) == holds_of(whole)
    longest_s = max(MOVE_S, *(posture.time_s or 0 for posture in SHIPPED.phrases.postures.values()))
    for stage in resumed:
        for cue in stage.cues:
            if isinstance(cue, Wait) and cue.phase == "travel":
                assert cue.seconds <= 1.25 * options["pace"] * longest_s + 1e-4
        if stage.id == stop:
            assert any(say.cue == "posture" for say in stage.cues if isinstance(say, Say))


def test_the_opening_of_a_resumed_session_has_not_planned_what_only_the_whole_one_says():
    given = {"points": EVERY, "finished": KNOWN}
    shortest = shortest_of(**given)
    fit = fitter(**given).fit(writer(minutes=shortest, **given), shortest)
    whole = {stage.id: budget(stage) for stage in timed(fit.written("BL57-left")).stages}
    assert sum(whole[stage].dropped for stage in ("opening", "safety", "arriving")) > 0
    opening, first, *_ = timed(fit.resumed_at("BL57-left")).stages
    assert budget(opening).planned == budget(opening).spoken == len(opening.clips) - 1, "all but the bowl"
    assert budget(first).dropped > 0, "the stop itself has lost as much as ever"


def test_the_length_of_a_fitted_hold_is_said_to_five_seconds():
    stages = fitted(length(unfitted(), by_words, CHIMES) / FRAMES_A_MINUTE - 2)
    held = holds_of(stages)
    said = {(stage.id, cue.full) for stage in stages for cue in stage.cues if isinstance(cue, Say)}
    about = [(stop, int(found[1])) for stop, text in said if (found := re.search(r"for about (\d+) seconds", text))]
    assert "CV6" in dict(about)
    assert all(abs(told_s - held[stop]) <= 2.5 for stop, told_s in about)


def test_a_line_tells_what_is_said_in_fewer_words_and_there_is_none_where_nothing_is():
    line = told_shortage(shortage(fitted(17, finished=KNOWN)))
    assert line.startswith("to fit 17 minutes, told briefly: ")
    assert re.search(r"left unsaid: \d+ \(.*the traditional use at [^(]*BL57 and BL60.*, words at the end\)$", line)
    assert "cautions" not in line
    shortest = shortest_of()
    assert "the cautions in their short form" in told_shortage(shortage(fitted(shortest)))
    for talk in ("full", "brief", "chimes"):
        assert shortage(unfitted(talk=talk, answered=True)) is None
    assert shortage(fitted(31)) is None


def test_every_shortened_word_says_for_what():
    timeline = timed(fitted(17, finished=KNOWN))
    for stage in timeline.stages:
        assert all(cut.why == Fitted(17) for cut in stage.shortened if cut.how == "brief" and stage.hold is None)
    assert {stage.talk_why for stage in timeline.stages if stage.talk == "brief" and stage.point} == {Fitted(17)}


@pytest.mark.parametrize("talk", ["full", "brief", "chimes"])
def test_safety_words_of_points_are_brief_too_where_a_session_is_as_short_as_can_be(talk):
    options = {"talk": talk, "conditions": ("blood-thinners",), "finished": KNOWN}
    stages = fitted(shortest_of(**options), **options)
    says = [(stage, say) for stage in stages for say in stage.cues if isinstance(say, Say) and say.is_safety]
    assert any(stage.point and say.is_brief for stage, say in says)
    for _, say in says:
        assert say.is_brief == (say.brief is not None)
        assert not say.is_brief or isinstance(say.cut, Fitted)


@pytest.mark.parametrize("talk", ["full", "brief", "chimes"])
@pytest.mark.parametrize("minutes", [17, 20, 25, None])
def test_who_has_answered_all_questions_hears_nothing_that_they_ask_wherever_the_session_goes_on(minutes, talk):
    options = {"talk": talk, "answered": True, "minutes": minutes}
    written = writer(**options)
    if minutes:
        try:
            written = fitter(**options).fit(written, minutes)
        except CannotFit:
            return
    asked = {text for text in told_if_unanswered() if text}
    for stage in written.stages():
        stages = (*written.resumed_at(stage.id), *([written.landing(stage.id)] if stage.point else []))
        assert not asked & {cue.text for heard in stages for cue in heard.cues if isinstance(cue, Say)}


def told_if_unanswered() -> set[str | None]:
    """Return all that is said only to a listener who has not answered all questions on health."""
    safety = SHIPPED.safety.en
    points = [sentence for point in SHIPPED.points.values() for sentence in (*point.en.travel, *point.en.press)]
    asked = [sentence for sentence in (*safety.opening, *safety.short, *safety.first, *points) if sentence.asked]
    assert asked
    return {text for sentence in asked for text in (sentence.say, sentence.brief)}


@given(st.integers(17, 35), choices)
@settings(max_examples=examples(30))
def test_the_budget_adds_up(minutes, options):
    try:
        timeline = timed(fitted(minutes, **options))
    except CannotFit:
        return
    for stage in timeline.stages:
        spent = budget(stage)
        assert spent.frames == stage.frames == spent.speech + spent.hold + spent.rest
        assert spent.planned == spent.spoken + spent.dropped
        assert spent.shortened + spent.faster <= 2 * spent.spoken
        assert min(spent.speech, spent.hold, spent.rest) >= 0
    assert total(map(budget, timeline.stages)).frames == timeline.frames


def words_of(stage: Stage) -> list[Say]:
    """Return all that a stage says, in holds too, but for safety words, and for times, told where they are new."""
    says = [cue for cue in stage.cues if isinstance(cue, Say)]
    says += [window.say for cue in stage.cues if isinstance(cue, HoldOn) for window in cue.words]
    return [say for say in says if not say.is_safety and say.cue != "timing"]


@pytest.mark.parametrize("finished", [(), KNOWN])
@pytest.mark.parametrize("minutes", [None, 21, 22, 25, 29])
def test_every_sentence_of_the_unfitted_session_is_spoken_or_dropped_in_the_fitted_one(minutes, finished):
    given = {"finished": finished, "points": EVERY}
    minutes = minutes or shortest_of(**given)
    for stage, usual in zip(fitted(minutes, **given), unfitted(**given), strict=True):
        dropped = [say for say in stage.dropped if say.cue != "timing"]
        assert len(words_of(stage)) + len(dropped) == len(words_of(usual))


def test_what_a_stop_that_is_told_briefly_leaves_unsaid_is_dropped_with_its_reason():
    stages = {stage.id: stage for stage in fitted(16, finished=KNOWN)}
    stop = stages["BL57-left"]
    assert stop.talk == "brief"
    usual = next(stage for stage in unfitted() if stage.id == stop.id)
    assert {say.cue for say in stop.dropped} - {"timing"} == {say.cue for say in words_of(usual)} - {"travel"}
    assert {say.cut for say in (*stop.dropped, *stop.replaced)} == {Fitted(16)}
    said = {say.full for say in words_of(stop)}
    assert not said & {say.full for say in (*stop.dropped, *stop.replaced)}


def test_a_short_form_counts_as_the_sentence_in_whose_place_it_is_said():
    timeline = timed(fitted(16, finished=KNOWN))
    stop = next(stage for stage in timeline.stages if stage.id == "BL57-left")
    assert [(cut.cue, cut.why) for cut in stop.shortened if cut.how == "short form"] == [("travel", Fitted(16))]
    usual = next(stage for stage in timed(unfitted()).stages if stage.id == "BL57-left")
    assert budget(stop).planned == budget(usual).planned - 1, "as there is no new time to tell"


def test_cautions_that_take_their_short_form_are_not_dropped_and_the_plan_says_so():
    shortest = shortest_of()
    cautions = next(stage for stage in timed(fitted(shortest)).stages if stage.id == "safety")
    assert {(cut.cue, cut.why) for cut in cautions.shortened} == {("safety", Fitted(shortest))}
    hows = Counter(cut.how for cut in cautions.shortened)
    assert hows == {
        "short form": len(said_to().opening),
        "brief": sum(sentence.brief is not None for sentence in said_to().short),
    }
    spent = budget(cautions)
    assert (spent.planned, spent.dropped) == (spent.spoken, 0)


@given(libraries(), choices, st.floats(0.4, 1))
@settings(max_examples=examples(40))
def test_no_fit_drops_safety_words(drawn, options, share):
    options |= {"side": "both"}
    usual = unfitted(drawn, **options)
    stages = outcome(max(1, length(usual, by_words, CHIMES) / FRAMES_A_MINUTE * share), drawn, **options)
    if not isinstance(stages, CannotFit):
        assert not any(say.is_safety for stage in stages for say in stage.dropped)


@pytest.mark.parametrize("talk", ["full", "brief"])
@pytest.mark.parametrize("minutes", [None, 16, 20, 25])
def test_the_line_tells_the_numbers_of_the_plan(minutes, talk):
    minutes = minutes or shortest_of(talk=talk, finished=KNOWN)
    stages = fitted(minutes, talk=talk, finished=KNOWN)
    plan = [cut for stage in timed(stages).stages for cut in stage.shortened if cut.why == Fitted(minutes)]
    short = shortage(stages)
    line = told_shortage(short) if short else ""
    for how, told in (("brief", "sentences in a brief wording"), ("dropped", "left unsaid")):
        number = sum(cut.how == how for cut in plan)
        assert re.findall(rf"{told}: (\d+)", line) == ([str(number)] if number else [])


@pytest.mark.parametrize("talk", ["brief", "chimes"])
def test_safety_words_that_are_brief_for_the_sake_of_a_length_say_so_at_any_talk(talk):
    shortest = shortest_of(talk=talk)
    says = [
        cue for stage in fitted(shortest, talk=talk) for cue in stage.cues if isinstance(cue, Say) and cue.is_safety
    ]
    brief = [say for say in says if say.is_brief]
    assert brief
    assert all(isinstance(say.cut, Fitted) for say in brief)


@given(libraries(), choices, st.floats(0, 1), st.booleans())
@settings(max_examples=examples(25))
def test_every_length_that_an_error_says_a_session_can_last_it_can_last(drawn, options, share, is_backache):
    given = (SHIPPED, BACKACHE) if is_backache else drawn
    options |= {"side": "both"}
    refused = outcome(1, given, **options)
    if isinstance(refused, CannotFit):
        for shortest, longest in spans(refused):
            minutes = shortest + share * max(longest - shortest, 0)
            stages = fitted(max(minutes, 1), given, **options) if minutes <= 240 else None
            assert stages is None or abs(timed(stages).frames - minutes * FRAMES_A_MINUTE) < 1


@pytest.mark.parametrize("answered", [True, False])
@pytest.mark.parametrize("talk", ["full", "brief", "chimes"])
def test_the_backache_routine_can_last_every_length_between_its_shortest_and_its_longest(answered, talk):
    refused = outcome(1, answered=answered, talk=talk)
    assert len(spans(refused)) == 1


def ways_out(minutes, **given):
    """Return the options that an error names, each way with those that were given."""
    with pytest.raises(CannotFit) as caught:
        fitted(minutes, **given)
    assert caught.value.ways
    return [given | options_of(way) for way in caught.value.ways]


@pytest.mark.parametrize(("minutes", "wait_s"), [(5, 0), (5, 60), (8, 0), (12, 60), (40, 0), (50, 60)])
def test_the_ways_out_that_an_error_names_get_there(minutes, wait_s):
    for options in ways_out(minutes, answered=True, wait_s=wait_s):
        assert timed(fitted(minutes, **options)).frames == minutes * FRAMES_A_MINUTE


@pytest.mark.parametrize(
    ("minutes", "points"), [*((minutes, ()) for minutes in (4, 7.5, 8, 9)), *((m, EVERY) for m in (8, 10, 11.5, 12))]
)
def test_no_way_out_skips_a_point_without_need(minutes, points):
    for options in ways_out(minutes, answered=True, points=points):
        skipped = options.pop("skip", ())
        for code in skipped:
            others = tuple(other for other in skipped if other != code)
            assert isinstance(outcome(minutes, **options, skip=others), CannotFit), code


def test_a_way_out_leaves_the_one_point_that_has_room():
    # For a child each point is held for half a minute at most; the first ones of the routine take too many words.
    options = {"talk": "brief", "conditions": ("child",), "answered": True}
    for minutes in (3.0, 3.2):
        for change in ways_out(minutes, **options):
            assert timed(fitted(minutes, **change)).frames == frames(minutes * 60)


@pytest.mark.parametrize(("minutes", "wait_s"), [(8, 0), (3, 0), (7.5, 60), (12, 60)])
def test_no_way_out_changes_an_option_without_need(minutes, wait_s):
    given = {"answered": True, "wait_s": wait_s}
    for options in ways_out(minutes, **given):
        for name in set(options) - set(given) - {"skip"} | ({"wait_s"} if options["wait_s"] != wait_s else set()):
            others = {other: value for other, value in options.items() if other != name}
            assert isinstance(outcome(minutes, **(given | others)), CannotFit), name


@pytest.mark.parametrize(("minutes", "wait_s", "fewest"), [(9, 0, 0), (12, 60, 0), (5, 0, 5)])
def test_the_way_out_that_comes_first_skips_fewest_points(minutes, wait_s, fewest):
    skipped = [len(options.get("skip", ())) for options in ways_out(minutes, answered=True, wait_s=wait_s)]
    assert (skipped[0], skipped) == (fewest, sorted(skipped))


@pytest.mark.parametrize(
    "given",
    [
        {"conditions": ("blood-thinners",), "skip": ("CV6", "GV26")},
        {"conditions": ("blood-thinners",), "talk": "brief", "breath": None},
        {"conditions": ("child",)},
    ],
)
def test_where_holds_hardly_give_way_no_length_is_lost_to_a_large_step_to_fewer_words(given):
    # A session loses half a minute at once where its cautions become short.
    given |= {"points": tuple(code for code in EVERY if code not in given.get("skip", ()))}
    ((shortest, longest),) = spans(outcome(1, **given))
    for tenths in range(math.ceil(shortest * 10), int(longest * 10), 5):
        assert timed(fitted(tenths / 10, **given)).frames == frames(tenths * 6)


@pytest.mark.parametrize(
    ("condition", "first", "offered"),
    [
        ((), "left", "left"),
        ((), "right", "right"),
        (("surgery-left-leg",), "left", None),
        (("surgery-right-leg",), "left", None),
    ],
)
def test_one_side_is_a_way_out_only_if_every_point_is_still_pressed(condition, first, offered):
    with pytest.raises(CannotFit) as caught:
        fitted(12, conditions=condition, first=first, points=EVERY)
    sides = [given["side"] for given in map(options_of, caught.value.ways) if "side" in given]
    assert set(sides) == ({offered} if offered else set())


def test_the_side_that_is_a_way_out_is_the_one_on_which_no_point_is_left_out():
    whole = writer(talk="chimes", answered=True, points=EVERY)
    stops = tuple(stop for stop in whole.route.stops if stop.id != "BL57-left")
    with pytest.raises(CannotFit) as caught:
        fitter(answered=True).fit(replace(whole, route=replace(whole.route, stops=stops)), 10)
    assert options_of(caught.value.ways[0])["side"] == "right"


@given(libraries(), choices, st.floats(1, 240))
@settings(max_examples=examples(20))
def test_a_session_that_goes_on_is_fitted_as_nearly_as_it_can_be(drawn, options, minutes):
    options |= {"side": "both"}
    unfit = writer(*drawn, minutes=minutes, **options)
    stops = unfit.route.stops
    fit = fitter(drawn[0], **options).fit(unfit, minutes, resumed_at=stops[-1].id)
    resumed = holds_of(fit.written(stops[-1].id))
    asked = outcome(minutes, drawn, **options)
    if not isinstance(asked, CannotFit):
        assert resumed == holds_of(asked) or stops[-1].id not in holds_of(asked)
        return
    ends = {stop.id: stop.hold_range_s for stop in stops}
    if minutes < spans(asked)[0][0]:
        assert stops[-1].id in resumed, "whatever is left out"
        assert resumed == {stop: seconds(frames(ends[stop][0])) for stop in resumed}
    elif minutes > spans(asked)[-1][1]:
        assert resumed == {stop: seconds(frames(longest_s)) for stop, (_, longest_s) in ends.items()}


def test_a_session_whose_longest_hold_is_timed_anew_and_whose_usual_one_is_not_is_as_long_as_it_can_be():
    last = BACKACHE.steps[-1].point
    points = {
        code: structs.replace(point, hold_s=(60.0, 234.0 if code == last else 120.0))
        for code, point in SHIPPED.points.items()
    }
    library = structs.replace(SHIPPED, points=points)
    routine = structs.replace(BACKACHE, steps=tuple(structs.replace(step, minutes=1) for step in BACKACHE.steps))
    unfit = writer(library, routine, minutes=240, order="guide")
    longest = fitter(library, order="guide").fit(unfit, 240, resumed_at=last).written(last)
    assert holds_of(longest)[last] == 234


@pytest.mark.parametrize("minutes", [12, None, 20, 30])
def test_nearly_all_that_a_fit_measures_is_known_before_it_begins(minutes):
    measured = set()

    def measure(utterance):
        measured.add(utterance)
        return by_words(utterance)

    minutes = minutes or shortest_of()
    unfit, measuring = writer(minutes=minutes), fitter(measure=measure)
    known = set(measuring.words(unfit))
    assert not measured
    try:
        measuring.fit(unfit, minutes)
    except CannotFit:
        assert minutes == 12
    texts = {utterance.text for utterance in measured - known}
    by_chimes = {cue.text for stage in script(talk="chimes") for cue in stage.cues if isinstance(cue, Say)}
    assert all(re.search("seconds|minute", text) or text in by_chimes for text in texts)
    assert len(known - measured) < len(known) / 2


def test_a_session_of_which_nothing_can_be_left_out_is_fitted_too():
    options = {"talk": "chimes", "answered": True, "points": ("CV6",)}
    assert list(fitter(**options).words(writer(**options)))
    ((shortest, longest),) = spans(outcome(1, **options))
    assert timed(fitted(longest, **options)).frames == frames(longest * 60)
    assert shortest < longest


@given(libraries(), choices, st.floats(0.2, 8))
@settings(max_examples=examples(60))
def test_the_length_of_a_script_is_known_without_placing_anything(drawn, options, slowness):
    def measure(utterance):
        return round(by_words(utterance) * slowness)

    stages = unfitted(drawn, **(options | {"side": "both"}))
    assert length(stages, measure, CHIMES) == timed(stages, measure).frames
