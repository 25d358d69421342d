"""The commands, as a user meets them."""

import json
import re
import shlex
from collections import Counter
from importlib import import_module
from math import ceil

import click
import pytest
import soundfile

from coach.choices import Choices
from coach.cli import COMMANDS, coach
from coach.cli.options import choices
from coach.units import FRAME_RATE
from coach.version import __version__

SHORT = ("--points", "CV6", "--hold", "5", "--voice", "fake")


def lines(text: str) -> list[str]:
    return text.strip().splitlines()


def test_help_lists_every_command_with_what_it_does(run):
    result = run("--help")
    assert result.status == 0
    for name in COMMANDS:
        assert f"\n  {name} " in result.out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_example_of_the_help_is_a_command_line_that_is_accepted(name):
    command = coach.get_command(click.Context(coach), name)
    assert command.examples
    for example in command.examples:
        program, called, *arguments = shlex.split(re.split(r" [<>|]+ ", example)[0])
        assert (program, called) == ("coach", name)
        assert command.make_context(called, arguments) is not None


def test_the_plan_is_a_cue_sheet_with_times_and_sources(run):
    result = run("plan", *SHORT)
    assert result.status == 0
    assert "Sea of Energy (CV6)" in result.out
    assert "hold for 5 s" in result.out
    assert "[S2" in result.out
    assert result.err == ""


def test_the_plan_is_the_object_that_the_design_promises(run):
    plan = json.loads(run("plan", *SHORT, "--json").out)
    assert {
        "schema",
        "routine",
        "language",
        "voice",
        "frame_rate",
        "frames",
        "stages",
        "clips",
        "left_out",
        "shortened",
    } <= set(plan)
    assert (plan["schema"], plan["routine"], plan["language"], plan["frame_rate"]) == (1, "backache", "en", FRAME_RATE)
    stages = {stage["id"]: stage for stage in plan["stages"]}
    assert list(stages) == ["opening", "safety", "arriving", "CV6", "closing"]
    assert stages["opening"]["hold"] is stages["opening"]["point"] is stages["opening"]["side"] is None
    assert stages["CV6"]["hold"]["frames"] == 5 * FRAME_RATE
    assert stages["CV6"]["side"] == "midline"
    for clip in plan["clips"]:
        assert {"bus", "onset", "frames", "stage", "phase", "cue"} <= set(clip)
        assert clip["sources"] if clip["bus"] == "voice" else clip["chime"]
    hold = stages["CV6"]["hold"]
    chimes = {clip["cue"]: clip["onset"] for clip in plan["clips"] if clip["bus"] == "chimes"}
    assert (chimes["hold-open"], chimes["hold-close"]) == (hold["onset"], hold["onset"] + hold["frames"])


ONE = ("--points", "CV6", "--voice", "fake")
"""A session of one point, which is not left out to fit it to a length."""


def planned(plan, stage):
    """Return how many sentences of each kind a stage was to have, without those that may move, or depend on a time.

    What is to be heeded is said at the first point where little is said before it; a time is told where it is another.
    """
    spoken = (clip["cue"] for clip in plan["clips"] if clip["bus"] == "voice" and clip["stage"] == stage)
    dropped = (cut["cue"] for cut in plan["shortened"] if cut["how"] == "dropped" and cut["stage"] == stage)
    return Counter(cue for cue in (*spoken, *dropped) if cue not in {"safety", "timing"})


def test_the_plan_counts_as_planned_what_a_length_leaves_unsaid_and_names_each_sentence(run):
    least = re.search(r"it lasts (\d+):(\d+) to", run("plan", *ONE, "--minutes", 1).err)
    minutes = f"{ceil((int(least[1]) + int(least[2]) / 60) * 10) / 10:g}"  # nearly all that can be left unsaid is
    shortest = ("--minutes", minutes)
    usual, fitted = (json.loads(run("plan", *ONE, *length, "--json").out) for length in ((), shortest))
    for stage, before in zip(fitted["stages"], usual["stages"], strict=True):
        spent, cuts = stage["budget"], [cut for cut in fitted["shortened"] if cut["stage"] == stage["id"]]
        dropped = [cut for cut in cuts if cut["how"] == "dropped"]
        assert spent["planned"] == spent["spoken"] + spent["dropped"]
        assert spent["dropped"] == len(dropped)
        if stage["id"] == "safety":
            told = Counter((cut["how"], cut["why"]) for cut in cuts)
            assert told == {
                ("short form", f"to fit {minutes} minutes"): before["budget"]["spoken"],
                ("brief", f"to fit {minutes} minutes"): spent["shortened"],
            }
        else:
            assert planned(fitted, stage["id"]) >= planned(usual, stage["id"])
    heeded = [
        {
            source
            for clip in plan["clips"]
            if clip["cue"] == "safety" and clip["stage"] != "safety"
            for source in clip["sources"]
        }
        for plan in (fitted, usual)
    ]
    assert heeded[0] >= heeded[1]
    sheet = run("plan", *ONE, *shortest).out
    cautions = sum(cut["stage"] == "safety" and cut["how"] == "short form" for cut in fitted["shortened"])
    assert f"short form: safety ({cautions}), to fit {minutes} minutes" in sheet


def test_every_option_of_a_session_is_in_the_plan_as_it_was_resolved(run):
    plan = json.loads(
        run("plan", *SHORT, "--pace", "1.5", "--seed", "7", "--breath", "none", "--chimes", "wood", "--json").out
    )
    assert plan["options"]["pace"] == 1.5
    assert plan["options"]["seed"] == 7
    assert plan["options"]["breath"] == "none"
    assert plan["chimes"] == "wood"
    assert plan["rate"] == 135


def test_the_file_is_as_long_as_the_plan_says(run, tmp_path):
    target = tmp_path / "session.wav"
    assert run("export", *SHORT, "-o", target).status == 0
    plan = json.loads(run("plan", *SHORT, "--json").out)
    info = soundfile.info(target)
    assert (info.frames, info.samplerate, info.channels, info.subtype) == (plan["frames"], FRAME_RATE, 1, "PCM_24")


def test_export_tells_what_it_has_written(run, tmp_path):
    target = tmp_path / "session.flac"
    result = run("export", *SHORT, "-o", target)
    assert result.out == ""
    assert str(target) in result.err


def test_a_routine_file_of_the_users_own_is_planned(run, tmp_path):
    file = tmp_path / "short.toml"
    words = '[{ say = "Welcome to this.", sources = ["own"] }]'
    file.write_text(
        f'steps = [{{ point = "GV26", minutes = 1 }}]\n[en]\ntitle = "Short"\nsummary = "One point."\n'
        f"welcome = {words}\nsettle = {words}\nclosing = {words}\n",
        encoding="utf-8",
    )
    plan = json.loads(run("plan", file, "--voice", "fake", "--json").out)
    assert plan["routine"] == "short"
    assert [stage["id"] for stage in plan["stages"]] == ["opening", "safety", "arriving", "GV26", "closing"]


def test_routines_names_the_backache_routine_with_its_points(run):
    result = run("routines")
    assert result.status == 0
    assert "backache" in result.out
    assert "BL31-34" in result.out


def test_points_lists_all_and_tells_everything_about_one(run):
    assert [line.split()[0] for line in lines(run("points").out)] == [
        "CV6",
        "BL23",
        "GV26",
        "BL40",
        "BL57",
        "BL60",
        "BL31-34",
    ]
    about = run("points", "bl40").out
    assert "Weizhong" in about
    assert "[S" not in about
    assert "seed" not in about
    assert "`coach show BL40` shows where it lies.\n" in about
    assert about.endswith("`coach why BL40` tells what every sentence rests on.\n")
    assert "in older books: B54" in about


def test_without_options_a_session_is_what_the_library_takes_for_granted():
    command = import_module("coach.cli.plan").plan
    given = command.make_context("plan", []).params
    for printing in ("as_json", "sources", "schema"):
        given.pop(printing)
    assert choices(**given) == Choices()


def test_version_is_told(run):
    assert __version__ in run("--version").out


BAD = {
    "an unknown routine": (("plan", "bakache"), "unknown routine 'bakache'; did you mean 'backache'?"),
    "a routine file that is missing": (("plan", "./none.toml"), "./none.toml: there is no such file"),
    "an unknown point": (("plan", "--points", "BL56"), "unknown point 'BL56' in this routine; did you mean 'BL57'?"),
    "an unknown voice": (("plan", "--voice", "fakee"), "unknown voice 'fakee'; did you mean 'fake'?"),
    "an unknown palette": (("plan", "--chimes", "bowel"), "unknown chime palette 'bowel'; did you mean 'bowl'?"),
    "an unknown side": (("plan", "--side", "up"), "unknown side 'up'; there is: left, right, both"),
    "an unknown first side": (("plan", "--first", "rigth"), "unknown side 'rigth'; did you mean 'right'?"),
    "an unknown order": (("plan", "--order", "guied"), "unknown order 'guied'; did you mean 'guide'?"),
    "an unknown breath": (("plan", "--breath", "deep"), "--breath deep: write IN-OUT or IN-HOLD-OUT in seconds"),
    "no breath at all": (("plan", "--breath", "0-0"), "--breath 0-0: write IN-OUT"),
    "a breath that is no longer easy": (("plan", "--breath", "30-1"), "--breath 30-1: write IN-OUT"),
    "a breath that is held too long": (("plan", "--breath", "4-7-8"), "--breath 4-7-8: write IN-OUT"),
    "a session of no minutes": (("plan", "--minutes", "0"), "--minutes 0: a session lasts 1 to 240 minutes"),
    "a session of too many minutes": (("export", "--minutes", "1000", "-o", "a.wav"), "--minutes 1000: a session"),
    "a length and holds at once": (("start", "--minutes", "20", "--hold", "60"), "--minutes 20: it fits the holds"),
    "a length that cannot be": (("plan", "--voice", "fake", "--minutes", "6"), "--minutes 6: with these options it"),
    "a file that cannot be so long": (
        ("export", "--voice", "fake", "--minutes", "90", "-o", "a.wav"),
        "--minutes 90: with these options it lasts",
    ),
    "all points skipped": (
        ("plan", "--skip", "CV6,BL23,GV26,BL40,BL57,BL60,BL31-34"),
        "--skip CV6,BL23,GV26,BL40,BL57,BL60,BL31-34: it leaves no point",
    ),
    "a hold too short": (("plan", "--hold", "1"), "--hold 1: a hold lasts 5 to 3600 seconds"),
    "a rate too fast": (("plan", "--rate", "900"), "--rate 900"),
    "an unknown suffix": (
        ("export", "--voice", "fake", "-o", "a.mp5"),
        "unknown file suffix '.mp5'; did you mean '.mp3'?",
    ),
    "an unknown condition": (
        ("plan", "--condition", "hernia,pregnacy"),
        "unknown condition 'pregnacy'; did you mean 'pregnancy'?",
    ),
    "a condition that is none": (("plan", "--condition", ","), "--condition ',': name one or more conditions"),
    "an unknown point that was agreed to": (("plan", "--cleared", "CV7"), "unknown point 'CV7' in the library"),
    "an unknown talk level": (("plan", "--talk", "auot"), "unknown talk 'auot'; did you mean 'auto'?"),
    "a first side where there is one alone": (
        ("plan", "--side", "left", "--first", "right"),
        "--first right: side left leaves one side alone; give one of the two",
    ),
    "a profile that is missing": (("plan", "--profile", "./me.toml"), "me.toml: there is no such file"),
    "a profile without a name": (("plan", "--profile="), "--profile '': name a file, or choose mine or none"),
    "a profile that is a folder": (("plan", "--profile", "."), ".: it cannot be read, as it is a folder; name a file"),
    "a stored profile that is not there": (
        ("export", "--profile", "mine", "-o", "a.wav"),
        "--profile mine: no profile",
    ),
    "an unknown talk level to store": (("profile", "--talk", "loud"), "unknown talk 'loud'; there is: full, brief"),
    "an unknown point to store": (("profile", "--cleared", "CV7"), "unknown point 'CV7'; did you mean 'CV6'?"),
    "deleting and storing at once": (("profile", "--clear", "--talk", "full"), "--clear: it deletes all"),
    "a screen that nobody can answer": (("start", "--screen"), "--screen: it asks questions"),
    "a session that health leaves too little of": (
        ("start", "--condition", "pregnancy", "--voice", "fake"),
        "Backache is not for you now: because of pregnancy it leaves out CV6",
    ),
    "an unknown point to tell of": (("points", "BL41"), "unknown point 'BL41'"),
    "an unknown point to explain": (("why", "BL41"), "unknown point 'BL41'; did you mean 'BL40'?"),
}


def numeric_options():
    """Every option of every command that takes a number, with the words that call the command."""
    for name in COMMANDS:
        command = coach.get_command(click.Context(coach), name)
        called = {(name,): command, **{(name, sub): its for sub, its in getattr(command, "commands", {}).items()}}
        for words, its in called.items():
            for option in its.params:
                if option.type in {click.FLOAT, click.INT}:
                    yield pytest.param(words, option, id=" ".join((*words, option.opts[0])))


@pytest.mark.parametrize(("words", "option"), [*numeric_options()])
@pytest.mark.parametrize("value", ["abc", "7,5", ""])
def test_what_is_no_number_is_refused_in_one_line_with_what_was_found_and_what_can_be(run, words, option, value):
    result = run(*words, f"{option.opts[0]}={value}")
    assert (result.status, result.out) == (2, "")
    kind = "a whole number" if option.type is click.INT else "a number, with a point before a fraction"
    called = " ".join(("coach", *words))
    assert result.err == f"coach: {option.opts[0]} {value or repr(value)}: write {kind}; `{called} --help` tells more\n"


def test_a_fraction_is_no_whole_number(run):
    result = run("plan", "--rate", "100", "--rate", "120.5")
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("coach: --rate 120.5: write a whole number; ")


def test_there_are_numbers_to_refuse():
    found = {case.id for case in numeric_options()}
    assert {"plan --minutes", "start --in", "start --volume", "say --loudness", "export --seed"} <= found
    assert "voices try --rate" in found


@pytest.mark.parametrize("minutes", [16, 25])
def test_a_fitted_session_is_as_long_in_the_plan_and_in_the_file_and_its_budget_adds_up(run, tmp_path, minutes):
    plan = json.loads(run("plan", "--voice", "fake", "--minutes", minutes, "--json").out)
    assert plan["frames"] == minutes * 60 * FRAME_RATE
    spent = plan["budget"]
    assert spent["frames"] == plan["frames"] == spent["speech"] + spent["hold"] + spent["rest"]
    assert spent == {key: sum(stage["budget"][key] for stage in plan["stages"]) for key in spent}
    if minutes == 16:
        result = run("export", "--voice", "fake", "--minutes", minutes, "-o", tmp_path / "a.flac")
        assert re.search(r"^coach: (to fit 16 minutes, told briefly: |\S+ is left out, to fit 16 minutes)", result.err)
        assert soundfile.info(tmp_path / "a.flac").frames == plan["frames"]


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_one_clear_line_and_status_1(run, tmp_path, monkeypatch, case):
    monkeypatch.chdir(tmp_path)
    arguments, message = BAD[case]
    result = run(*arguments)
    assert (result.status, result.out) == (1, "")
    (line,) = lines(result.err)
    assert line.startswith(f"coach: {message}")
    assert not list(tmp_path.glob("*.*"))


@pytest.mark.parametrize(
    "arguments", [("strat",), ("plan", "--hodl", "5"), ("plan", "--hold", "long"), ("export",), ("plan", "a", "b")]
)
def test_what_click_refuses_is_status_2(run, arguments):
    result = run(*arguments)
    assert result.status == 2
    assert "Traceback" not in result.err


def test_a_broken_routine_file_is_one_clear_line(run, tmp_path):
    file = tmp_path / "broken.toml"
    file.write_text("steps = [", encoding="utf-8")
    result = run("plan", file)
    assert result.status == 1
    (line,) = lines(result.err)
    assert "it is no valid TOML" in line


def test_doctor_names_python_the_voices_and_the_cache(run):
    result = run("doctor")
    assert "python " in result.out
    assert "coach voices" in result.out
    assert "MB of spoken clips" in result.out
    assert "Traceback" not in result.err
