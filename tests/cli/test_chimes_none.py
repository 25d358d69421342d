"""`--chimes none` from the command line to the file: words alone, checked like any other session."""

import json

import pytest

SHORT = ("--voice", "fake", "--points", "CV6", "--hold", "20", "--talk", "brief")
NONE = (*SHORT, "--chimes", "none")


def test_the_plan_has_words_alone_and_says_so(run):
    plan = json.loads(run("plan", *NONE, "--json").out)
    assert plan["chimes"] == "none"
    assert {clip["bus"] for clip in plan["clips"]} == {"voice"}
    hold = next(stage["hold"] for stage in plan["stages"] if stage["hold"])
    opens = next(clip for clip in plan["clips"] if clip["cue"] == "hold-open")
    closes = next(clip for clip in plan["clips"] if clip["cue"] == "hold-close")
    assert opens["onset"] + opens["frames"] == hold["onset"]
    assert closes["onset"] == hold["onset"] + hold["frames"] == hold["onset"] + 20 * 48_000
    sheet = run("plan", *NONE).out
    assert "chimes none" in sheet
    assert "hold for 20 s" in sheet


def test_there_is_no_stem_of_chimes_where_there_are_none(run, tmp_path):
    done = run("export", *NONE, "--stem", "chimes", "-o", tmp_path / "a.wav")
    message = "--stem chimes: the session has none; choose voice or bed, or a set of chimes"
    assert (done.status, done.err) == (1, f"coach: {message}\n")
    assert not list(tmp_path.glob("a*"))


@pytest.mark.parametrize("stored", [False, True])
def test_a_session_of_chimes_alone_needs_chimes_and_a_line_says_so(run, stored):
    if stored:
        run("profile", "--talk", "chimes")
    talk = () if stored else ("--talk", "chimes")
    done = run("plan", "--voice", "fake", "--chimes", "none", *talk)
    assert (done.status, done.out) == (1, "")
    why = "with talk chimes, nothing would tell when a hold begins and ends; choose talk brief, or chimes"
    assert done.err == f"coach: --chimes none: {why}\n"


def test_chimes_that_are_not_there_have_no_level(run):
    done = run("plan", *NONE, "--chime-level", "-6")
    assert (done.status, done.out) == (1, "")
    assert done.err == "coach: --chime-level -6: with chimes none there are none; give one of the two\n"
    run("config", "chimes=none")
    assert "chimes bowl, chime-level -6," in run("plan", *SHORT, "--chime-level", "-6").out.splitlines()[1]


def test_the_settings_may_have_no_chimes_and_give_way_to_a_session_by_chimes(run):
    assert run("config", "chimes=none").status == 0
    assert "chimes none" in run("plan", *SHORT).out.splitlines()[1]
    assert "chimes bowl" in run("plan", *SHORT, "--talk", "chimes").out.splitlines()[1]
