import json

import pytest

SHORT = ("--voice", "fake", "--points", "CV6", "--hold", "5")


@pytest.mark.parametrize("command", ["plan", "export", "start"])
def test_every_command_refuses_an_unknown_bed_in_one_line(run, command, tmp_path):
    target = ("-o", tmp_path / "a.wav") if command == "export" else ()
    done = run(command, *SHORT, "--bed", "rian", *target)
    problem = "unknown bed 'rian'; did you mean 'rain'? (there is: brown, rain, drone, none)"
    assert (done.status, done.out, done.err) == (1, "", f"coach: {problem}\n")


def test_the_cue_sheet_names_the_bed_if_there_is_one(run):
    assert "chimes bowl, bed drone, " in run("plan", *SHORT, "--bed", "drone").out.splitlines()[1]
    assert " bed " not in run("plan", *SHORT).out.splitlines()[1]


def test_the_plan_as_data_names_the_bed_or_none(run):
    assert json.loads(run("plan", *SHORT, "--bed", "rain", "--json").out)["bed"] == "rain"
    assert json.loads(run("plan", *SHORT, "--json").out)["bed"] == "none"


@pytest.mark.parametrize(("given", "shown"), [("-3", "-3"), ("-31", "-31"), ("nan", "nan")])
def test_a_loudness_that_no_session_has_is_refused_in_one_line(run, given, shown):
    done = run("plan", *SHORT, "--loudness", given)
    assert (done.status, done.out) == (1, "")
    assert done.err == f"coach: --loudness {shown}: choose from -30 to -14 LUFS\n"


def test_the_plan_names_the_loudness_and_the_cue_sheet_one_that_was_chosen(run):
    assert json.loads(run("plan", *SHORT, "--json").out)["loudness"] == -19
    assert "loudness" not in run("plan", *SHORT).out.splitlines()[1]
    assert "loudness -16" in run("plan", *SHORT, "--loudness", "-16").out.splitlines()[1]


@pytest.mark.parametrize("given", ["-13", "3.5", "nan"])
def test_a_level_that_no_chimes_have_is_refused_in_one_line(run, given):
    done = run("plan", *SHORT, "--chime-level", given)
    assert (done.status, done.out) == (1, "")
    allowed = "choose from -12 to 3 decibels; 0 is the usual level"
    assert done.err == f"coach: --chime-level {given}: {allowed}\n"


def test_the_plan_names_the_level_of_the_chimes_and_the_cue_sheet_one_that_was_chosen(run):
    assert json.loads(run("plan", *SHORT, "--json").out)["chime_level"] == 0
    assert json.loads(run("plan", *SHORT, "--chime-level", "-6", "--json").out)["chime_level"] == -6
    assert "chime-level" not in run("plan", *SHORT).out.splitlines()[1]
    assert ", chime-level -6, " in run("plan", *SHORT, "--chime-level", "-6").out.splitlines()[1]
