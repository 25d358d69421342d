"""With epilepsy, panic or a lung disease the breath is not paced, and the session says so."""

import pytest
from timing import PlainChimes, by_words
from writing import listening, route_of, script, split, verdicts, writer

from coach.choices import Breath, Choices, Options
from coach.plan.fit import Fitter
from coach.plan.heading import Heading
from coach.plan.schedule import schedule
from coach.report.as_data import plan_data
from coach.report.notices import notices
from coach.report.sheet import cue_sheet
from coach.script.cues import HoldOn, Say
from coach.sessions.compose import compose

LED = {"breathe-in", "breathe-out", "breath-in", "breath-out"}
TOLD = "Because of epilepsy, panic or a lung disease, breathe as you like throughout."
WHY = "the breath is not paced, because of epilepsy, panic or a lung disease"


def cues_in_holds(stages):
    holds = [cue for stage in stages for cue in stage.cues if isinstance(cue, HoldOn)]
    return {window.say.cue for hold in holds for window in hold.words} | {
        beat.strike.cue for hold in holds for beat in hold.beats
    }


@pytest.mark.parametrize("breath", [Breath(4, 6), Breath(2, 3), Breath(4, 6, 2), None])
@pytest.mark.parametrize("talk", ["full", "brief", "chimes"])
def test_no_word_and_no_tone_leads_the_breath_whatever_was_chosen(breath, talk):
    stages = script(conditions=("breath-pacing",), breath=breath, talk=talk, answered=True)
    assert not LED & cues_in_holds(stages)
    said = [cue.text for stage in stages if stage.id == "safety" for cue in stage.cues if isinstance(cue, Say)]
    assert said.count(TOLD) == 1
    if breath:
        assert LED & cues_in_holds(script(breath=breath, talk=talk, answered=True))


def test_it_leaves_out_and_softens_nothing():
    route = route_of(conditions=("breath-pacing",))
    assert route.decisions == ()
    assert [stop.id for stop in route.stops] == [stop.id for stop in route_of().stops]
    assert list(notices(route)) == [WHY]


def test_another_condition_paces_the_breath_as_before_and_says_nothing_of_it():
    stages = script(conditions=("heart-disease",))
    assert cues_in_holds(stages) >= LED
    assert TOLD not in [cue.text for stage in stages for cue in stage.cues if isinstance(cue, Say)]
    assert route_of(conditions=("heart-disease",)).unpaced == ()


def test_a_session_that_is_fitted_to_a_length_is_not_paced_either():
    given = {"conditions": ("breath-pacing",), "minutes": 22}
    fitted = Fitter(by_words, PlainChimes(), verdicts(**given)).fit(writer(**given), 22)
    *_, timeline = schedule(fitted.stages(), by_words, PlainChimes())
    assert not LED & {clip.cue for stage in timeline.stages for clip in stage.clips}


def test_the_plan_shows_it_with_its_sources_for_readers_and_as_data():
    options, _ = split({"conditions": ("breath-pacing",), "points": ("CV6",)})
    write = writer(conditions=("breath-pacing",), points=("CV6",))
    *_, timeline = schedule(write.stages(), by_words, PlainChimes())
    heading = Heading("backache", "Backache", "by words", (), 120, "plain", {"breath": "none"}, route=write.route)
    assert f"{WHY}  [own-rhythm, unpaced]" in list(cue_sheet(heading, timeline))
    (found,) = plan_data(heading, timeline).unpaced
    assert (found.reason, found.text, found.sources) == ("breath-pacing", WHY, ("own-rhythm", "unpaced"))
    assert options.breath is not None


def test_the_options_of_a_session_say_how_it_is_and_not_what_was_chosen(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    choices = Choices(script=Options(points=("CV6",), breath=Breath(4, 6)), voice="fake")
    with compose(choices, listening(conditions=("breath-pacing",))) as session:
        assert session.heading.options["breath"] == "none"
        assert not LED & {clip.cue for stage in session.compile().stages for clip in stage.clips}
