"""`coach start --resume`: whose answers shape a session that goes on, and what a clinician still agrees to."""

import json
from importlib import import_module

import pytest

from coach.cli.options import choices, listener
from coach.errors import BadFile, CannotFit, Declined
from coach.journal.journal import Journal
from coach.plan.heading import Beginning, Heading
from coach.plan.timeline import TimedStage, Timeline
from coach.sessions.compose import compose
from coach.sessions.resume import go_on, last_unfinished
from coach.units import FRAME_RATE

HEADING = Heading("backache", "Backache", "fake", ("fake", "1"), 120, "bowl", {})
POINTS = ("--points", "CV6,BL40,BL57", "--voice", "fake")
START = import_module("coach.cli.start")


@pytest.fixture
def stored(cache_home):
    """Store the listener's own answers."""

    def store(text):
        file = cache_home / "coach" / "profile.toml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"schema = 1\n{text}", encoding="utf-8")
        file.chmod(0o600)

    return store


@pytest.fixture
def client(tmp_path):
    """Write the answers of somebody else into a file, and return it."""

    def written(text):
        file = tmp_path / "client.toml"
        file.write_text(f"schema = 1\n{text}", encoding="utf-8")
        return file

    return written


def chosen(*arguments):
    """Return the choices of a session that `coach start` would play with some arguments, and who listens."""
    given = START.start.make_context("start", [*map(str, (*POINTS, *arguments))]).params
    of_the_player = ("begin_in_s", "volume_db", "device", "resume", "is_screened", "is_windowed", "feel")
    for option in (*of_the_player, "listen", "microphone", "headphones"):
        given.pop(option)
    return choices(**given), listener(**given)


def leave(*arguments, stage="BL40-left"):
    """Begin a session that is left at a stage."""
    with Journal().begin(Beginning(*chosen(*arguments), HEADING)) as record:
        record.follow(Timeline((TimedStage(stage, stage, None, None, 0, FRAME_RATE),)), 1)
        record.end("stopped")


def resumed():
    """Return the choices of the last unfinished session, who listens by now, and how it goes on."""
    left = last_unfinished()
    return left.choices, *go_on(left)


def cleared(who):
    """Return to which points a clinician has agreed for the session alone, and by the profile."""
    return tuple(
        tuple(agreement.point for agreement in agreements) for agreements in (who.agreed_for_now, who.agreements)
    )


def said(choices, who, goes_on):
    with compose(choices, who, goes_on=goes_on) as session:
        timeline = session.compile()
    words = [clip.utterance.text for part in timeline.stages for clip in part.clips if clip.utterance]
    return [part.id for part in timeline.stages], " ".join(words)


def test_a_point_that_a_clinician_agrees_to_no_longer_is_not_pressed_when_the_session_goes_on(stored, run):
    stored('conditions = ["pregnancy"]\ncleared = ["bl40", "CV6", "BL57"]\n')
    leave()
    assert said(*resumed())[0] == ["opening", "BL40-left", "BL57-left", "BL40-right", "BL57-right", "closing"]
    assert run("profile", "--withdraw", "BL40").status == 0
    going_on, who, goes_on = resumed()
    assert cleared(who) == ((), ("CV6", "BL57"))
    stages, words = said(going_on, who, goes_on)
    assert stages == ["opening", "BL57-left", "BL57-right", "closing"]
    assert "Because of pregnancy, the session leaves out the left and right knee." in words


def test_a_point_that_was_cleared_for_the_session_itself_is_pressed_when_it_goes_on(stored, run):
    stored('conditions = ["pregnancy"]\ncleared = ["BL40", "CV6"]\n')
    leave("--cleared", "BL40")
    assert run("profile", "--withdraw", "BL40,CV6").status == 0
    _, who, goes_on = resumed()
    assert (cleared(who)[0], goes_on.stage) == (("BL40",), "BL40-left")


def test_what_a_clinician_agrees_to_by_then_is_pressed_when_the_session_goes_on(stored):
    stored('cleared = ["BL40"]\n')
    leave()
    stored('conditions = ["pregnancy"]\ncleared = ["CV6", "BL40", "BL57"]\n')
    going_on, who, goes_on = resumed()
    assert cleared(who) == ((), ("CV6", "BL40", "BL57"))
    assert said(going_on, who, goes_on)[0] == [
        "opening",
        "BL40-left",
        "BL57-left",
        "BL40-right",
        "BL57-right",
        "closing",
    ]


def test_a_point_that_is_let_in_by_then_comes_last(stored):
    stored('conditions = ["surgery-face", "surgery-belly"]\ncleared = ["CV6"]\n')
    leave("--points", "GV26")
    stored('conditions = ["surgery-face", "surgery-belly"]\ncleared = ["CV6", "GV26"]\n')
    assert said(*resumed())[0] == [
        "opening",
        *("BL40-left", "BL57-left", "BL40-right", "BL57-right"),
        *("GV26", "closing"),
    ]


def test_a_point_that_was_cleared_for_the_session_is_left_out_for_a_condition_that_came_later(stored):
    leave("--condition", "pregnancy", "--cleared", "BL40,BL57,CV6")
    stored('conditions = ["surgery-left-leg"]\n')
    stages, words = said(*resumed())
    assert stages == ["opening", "BL40-right", "BL57-right", "closing"]
    assert "Because of recent surgery or injury of the left leg, the session leaves out" in words


def test_a_session_does_not_go_on_when_what_let_it_begin_is_taken_back(stored, run):
    stored('conditions = ["pregnancy"]\ncleared = ["BL40"]\n')
    leave()
    assert run("profile", "--clear").status == 0
    with pytest.raises(Declined, match=r"because of pregnancy .*; ask .*, and start anew with those of cleared CV6,"):
        resumed()


def test_no_point_is_passed_over_because_another_one_is_left_out_when_the_session_goes_on(stored):
    leave("--points", "GV26,BL23", "--skip", "BL40,BL57", stage="GV26")
    assert said(*resumed())[0] == ["opening", "GV26", "BL23", "closing"]
    stored('conditions = ["hernia"]\n')  # without the belly, the order would be another
    assert said(*resumed())[0] == ["opening", "GV26", "BL23", "closing"]


def test_the_stored_answers_do_not_shape_a_session_that_goes_on_for_nobody_in_particular(stored):
    stored('conditions = ["pregnancy"]\n')
    leave("--profile", "none")
    _, who, goes_on = resumed()
    assert (who.conditions, goes_on.stage) == ((), "BL40-left")


def test_a_session_for_a_client_goes_on_with_what_the_file_says_by_then(stored, client, tmp_path, monkeypatch):
    stored('conditions = ["pregnancy"]\n')
    file = client('conditions = ["hernia"]\n')
    monkeypatch.chdir(tmp_path)
    leave("--profile", file.name)
    monkeypatch.chdir("/")
    assert resumed()[1].conditions == ("hernia",)
    client('conditions = ["hernia", "numb-legs"]\n')
    assert resumed()[1].conditions == ("hernia", "numb-legs")


def test_a_session_for_a_client_whose_file_is_gone_does_not_go_on_and_says_why(client, run):
    file = client('conditions = ["hernia"]\n')
    leave("--profile", file)
    file.unlink()
    with pytest.raises(BadFile):
        resumed()
    result = run("start", "--resume")
    assert (result.status, result.out) == (1, "")
    assert f"{file}: it shaped the session that is to go on, and there is no such file; put it back" in result.err


@pytest.mark.parametrize("named", [(), ("--profile", "mine")])
def test_a_session_of_ones_own_goes_on_with_what_is_stored_by_then_if_anything_is(stored, run, named):
    stored('conditions = ["hernia"]\n')
    leave(*named)
    stored('conditions = ["hernia", "numb-legs"]\n')
    assert resumed()[1].conditions == ("hernia", "numb-legs")
    assert run("profile", "--clear").status == 0
    assert resumed()[1].conditions == ("hernia",)


def test_a_session_of_an_older_journal_goes_on_with_what_is_stored_and_keeps_what_was_cleared(stored):
    stored('conditions = ["pregnancy"]\ncleared = ["BL40"]\n')
    leave()
    journal = Journal()
    entry = json.loads(journal.file.read_bytes())
    del entry["schema"], entry["along"], entry["listener"]
    entry["choices"]["script"] |= {"conditions": ["pregnancy"], "cleared": ["BL40"]}
    journal.file.write_text(json.dumps(entry) + "\n", encoding="utf-8")
    stored('conditions = ["pregnancy", "numb-legs"]\n')
    _, who, goes_on = resumed()
    assert (who.conditions, cleared(who)[0]) == (("pregnancy", "numb-legs"), ("BL40",))
    assert goes_on.stage == "BL40-left"


def test_options_beside_resume_are_refused_whatever_is_stored(stored, run):
    stored('conditions = ["hernia"]\ntalk = "brief"\n')
    leave()
    for more in (("--profile", "none"), ("--hold", "30")):
        assert "leave others out" in run("start", "--resume", *more).err


def test_a_session_that_was_fitted_goes_on_though_what_is_left_by_now_cannot_last_so_long(stored):
    leave("--minutes", "20", stage="CV6")
    stored('conditions = ["blood-thinners"]\n')
    with pytest.raises(CannotFit):
        compose(*chosen("--minutes", "20"))
    stages, words = said(*resumed())
    assert stages == ["opening", "CV6", "BL40-left", "BL57-left", "BL40-right", "BL57-right", "closing"]
    assert "Because of easy bruising, press only lightly on every point, for 1 minute at most." in words


def test_a_session_that_was_fitted_goes_on_as_short_as_it_can_be_where_what_is_new_takes_time(stored):
    with pytest.raises(CannotFit) as refused:
        compose(*chosen("--minutes", "5"))
    shortest, _ = refused.value.spans[0]
    minutes, seconds = map(int, shortest.split(":"))
    leave("--minutes", str(minutes + seconds / 60), stage="CV6")
    stored('conditions = ["numb-legs"]\n')
    going_on, who, goes_on = resumed()
    with compose(going_on, who, goes_on=goes_on) as session:
        held = [part.hold.frames / FRAME_RATE for part in session.compile().stages if part.hold]
    assert held == [60] * 5


def test_what_a_client_has_finished_does_not_count_as_finished_by_the_listener(client):
    for options in (("--profile", client("")), ("--profile", "none"), ()):
        with Journal().begin(Beginning(*chosen(*options), HEADING)) as record:
            record.stage_finished("CV6")
            record.end("finished")
    assert Journal().finished() == (("CV6", 2),)
