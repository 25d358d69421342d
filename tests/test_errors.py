"""Errors tell in one line what was wrong and what to do."""

import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.cli.flags import flags
from coach.errors import (
    BadFile,
    BadOption,
    CallsForDoctor,
    CannotFit,
    CannotSay,
    CoachError,
    ContentError,
    Declined,
    DeviceError,
    FileError,
    Given,
    HearingError,
    NoCondition,
    NoHome,
    OthersFile,
    OthersFolder,
    UnknownName,
    VoiceError,
    quoted,
    shortage,
)
from coach.health.screen import NobodyAnswers
from coach.live.devices.device import CannotHear, CannotOpen, NoMicrophone, NoSoundDevice
from coach.live.devices.names import SeveralDevices
from coach.live.terminal.emulators import NoTerminal
from coach.live.window import NoWindow
from coach.slips import containing, nearest

POINTS = ("CV6", "BL23", "GV26", "BL40", "BL57", "BL60", "BL31-34")

SPANS = [("9:31", "14:02"), ("15:00", "33:10")]


def declined(clearable=("CV6", "BL23")) -> Declined:
    return Declined(
        "Backache",
        because="pregnancy",
        whom="your doctor or midwife",
        sources=("S19",),
        out=("CV6", "BL23"),
        left=(),
        clearable=clearable,
    )


ERRORS = {
    "a name": UnknownName("point", "BL56", (code for code in POINTS), "this routine"),
    "a name with a hint": UnknownName("condition", "wound", ("skin-belly",), hint="there is: skin-belly"),
    "a state of health": NoCondition("heart", ("Ask a doctor first.",), ("chronic-ask",)),
    "a state of health at a point": NoCondition("sprain", ("Not on a sprain.",), ("S17",), ("BL60",)),
    "an option": BadOption("hold", "3", "a hold lasts 5 to 3600 seconds"),
    "an option by a number": BadOption("rate", 900, "choose from 85 to 180 words a minute"),
    "an option without a value": BadOption("resume", "", "no session is left to go on with; `coach log` lists them"),
    "content": ContentError("BL40.toml", "en.locate", "it is missing"),
    "a voice": VoiceError("sam", "hangs"),
    "a device": DeviceError("no sound device was found", "connect one"),
    "no device": NoSoundDevice(),
    "several devices": SeveralDevices("usb", ("USB one", "USB two")),
    "a device that refuses": CannotOpen("null output", OSError("it is busy")),
    "no microphone": NoMicrophone(),
    "a microphone that refuses": CannotHear("webcam", OSError("it is busy")),
    "a recogniser": HearingError("the recogniser hangs"),
    "a file to write": FileError("a.wav", "the disk is full"),
    "a file of others": OthersFile("a.wav"),
    "a folder of others": OthersFolder("site"),
    "a file to read": BadFile("a.wav", "it is damaged", "export it again"),
    "health": declined(),
    "health in spite of every clinician": declined(clearable=()),
    "a sign without words": CannotSay("'\N{SNOWMAN}' (snowman)", "Press \N{SNOWMAN}."),
    "no home": NoHome("clips", "XDG_CACHE_HOME", Given("profile", "none")),
    "questions that nobody answers": NobodyAnswers(),
    "a window": NoWindow("there is no screen to open it on"),
    "a terminal": NoTerminal("there is no screen"),
    "a sign": CallsForDoctor("Call an ambulance.", "It may be the heart.", ("S1",)),
    "a length": CannotFit(10, SPANS, [(Given("talk", "chimes"), Given("skip", "BL60,CV6")), (Given("side", "left"),)]),
    "a length that nothing gets to": CannotFit(1.5, SPANS, ()),
}


@pytest.mark.parametrize(
    ("name", "match"),
    [("BL56", "BL57"), ("BL99", None), ("bl6", "BL60"), ("CV7", "CV6"), ("qqq", None)],
)
def test_the_nearest_name_is_the_one_a_user_meant(name, match):
    assert nearest(name, POINTS) == match


@pytest.mark.parametrize(
    ("name", "entries"),
    [
        ("surgery", ("surgery-belly", "surgery-left-leg")),
        ("Skin-leg", ("skin-left-leg",)),
        ("leg", ("surgery-left-leg", "skin-left-leg")),
        ("bl3", ("BL31-34",)),
        ("BL31", ("BL31-34",)),
        ("BL33", ("BL31-34",)),
        ("BL35", ()),
        ("CV33", ()),
        ("BL3" + "0" * 5000, ()),
        ("urgery", ()),
        ("BL\N{SUPERSCRIPT TWO}", ()),
    ],
)
def test_a_part_of_a_name_stands_for_every_name_that_has_it(name, entries):
    assert containing(name, ("surgery-belly", "surgery-left-leg", "skin-left-leg", *POINTS)) == entries


def test_a_part_of_several_names_is_answered_with_all_of_them_and_a_part_of_one_with_that_one():
    names = ("child", "skin-belly", "skin-left-leg", "skin-right-leg", *POINTS)
    told = str(UnknownName("condition", "skin", names))
    assert told == "unknown condition 'skin'; there is: skin-belly, skin-left-leg, skin-right-leg"
    assert str(UnknownName("condition", "skin-leg", names)).endswith("; there is: skin-left-leg, skin-right-leg")
    assert str(UnknownName("point", "bl34", names)) == "unknown point 'bl34'; did you mean 'BL31-34'?"


def test_a_part_of_very_many_names_is_answered_with_the_nearest_alone():
    names = [f"system:voice-{number}" for number in range(100)]
    assert str(UnknownName("voice", "system:voice-10x", names)) == (
        "unknown voice 'system:voice-10x'; did you mean 'system:voice-10'?"
    )
    assert len(str(UnknownName("voice", "system", names))) < 100


def test_nothing_is_near_where_there_is_nothing():
    assert nearest("x", ()) is None


def kinds(base=CoachError) -> set[type[CoachError]]:
    return {base}.union(*map(kinds, base.__subclasses__()))


def test_every_kind_of_error_is_tried_here():
    ours = {kind for kind in kinds() if kind.__module__.startswith("coach.")}
    assert {type(error) for error in ERRORS.values()} == ours - {CoachError}


@pytest.mark.parametrize("error", ERRORS.values(), ids=ERRORS)
def test_an_error_names_no_flag_to_python(error):
    assert error.told() == str(error)
    assert not any(word.startswith("-") for word in str(error).replace("(", " ").replace("`", " ").split())


@pytest.mark.parametrize("error", ERRORS.values(), ids=ERRORS)
@pytest.mark.parametrize("another", [lambda error: pickle.loads(pickle.dumps(error)), copy.copy, copy.deepcopy])
def test_an_error_that_is_copied_or_sent_to_another_process_is_the_same(error, another):
    other = another(error)
    assert other is not error
    assert (type(other), vars(other), str(other)) == (type(error), vars(error), str(error))
    assert other.told(flags) == error.told(flags)
    assert (other == error, hash(other)) == (True, hash(error))


def test_errors_of_other_kinds_or_values_are_not_equal():
    assert len(set(ERRORS.values())) == len(ERRORS)
    assert BadOption("hold", "3", "no") != BadOption("hold", "4", "no")
    assert UnknownName("point", "BL56", ("BL57", *map(str, range(20)))) != UnknownName("point", "BL56", POINTS)
    assert ContentError("a", "", "b; c") != BadFile("a", "b", "c")
    assert ERRORS["an option"] != str(ERRORS["an option"])


@pytest.mark.parametrize(
    ("setting", "plain", "flag"),
    [
        (Given("hold", "3"), "hold 3", "--hold 3"),
        (Given("chapters_file", "a.json"), "chapters_file a.json", "--chapters-file a.json"),
        (Given("output", "a.wav"), "output a.wav", "-o a.wav"),
        (Given("text", "'...'"), "text '...'", "TEXT '...'"),
        (Given("resume"), "resume", "--resume"),
        (Given("hold", " \t"), "hold ' \\t'", "--hold ' \\t'"),
    ],
)
def test_an_option_is_named_as_whoever_reads_it_writes_it(setting, plain, flag):
    error = BadOption(setting.option, setting.value, "it cannot be")
    assert (str(error), error.told(flags)) == (f"{plain}: it cannot be", f"{flag}: it cannot be")


def test_what_gets_to_a_length_is_told_as_it_is_written():
    told = "10: with these options it lasts 9:31 to 14:02, or 15:00 to 33:10; try"
    error = ERRORS["a length"]
    assert error.told(flags) == f"--minutes {told} --talk chimes --skip BL60,CV6, or --side left"
    assert str(error) == f"minutes {told} talk chimes skip BL60,CV6, or side left"
    assert str(ERRORS["a length that nothing gets to"]).endswith("33:10; choose a length that it can last")


def test_what_health_forbids_is_told_with_the_points_that_a_clinician_can_give_back():
    told = "ask your doctor or midwife, and start anew with those of --cleared CV6,BL23 to which they agree; `coach why"
    assert told in ERRORS["health"].told(flags)
    assert "ask your doctor or midwife; `coach why CV6` tells more" in str(ERRORS["health in spite of every clinician"])


@given(st.text(), st.text(), st.lists(st.text()))
def test_every_error_is_one_line(one, other, names):
    settings = tuple(Given(one, name) for name in names)
    errors = (
        UnknownName(one, other, names, where=one),
        BadOption(one, other, one),
        ContentError(one, other, one),
        VoiceError(one, other, one),
        DeviceError(one, other),
        FileError(one, other, one),
        CannotFit(1, [(one, other)], [settings, settings]),
    )
    for error in errors:
        assert len(str(error).splitlines()) <= 1
        assert len(error.told(flags).splitlines()) <= 1


LONG = ("x" * 100_000, "word " * 20_000, "skin-" * 20_000, "BL" + "9" * 100_000)


@pytest.mark.parametrize("value", LONG, ids=["letters", "words", "parts", "digits"])
def test_a_message_shows_no_more_than_some_of_a_long_value(value):
    for error in (
        UnknownName("point", value, POINTS, "routine.toml"),
        BadOption("hold", value, "a hold lasts 5 to 3600 seconds"),
        ContentError(value, "en", f"unknown key {quoted(value)}"),
        FileError(value, "its name is too long"),
        BadFile(value, "it is damaged", "name another"),
        VoiceError(value, "hangs"),
    ):
        assert len(str(error)) < 1000
        assert value[:30] in str(error)


def test_a_name_of_more_than_a_hundred_letters_is_not_guessed_at():
    assert nearest("BL4", POINTS) == "BL40"
    assert nearest("BL40" * 25, ["BL40" * 25 + "0"]) == "BL40" * 25 + "0"
    assert nearest("BL40" * 26, ["BL40" * 26]) is None


def test_what_a_machine_lacks_is_found_behind_what_a_library_makes_of_it():
    def wrapped(cause):
        error = ImportError("something is wrong with this library")
        error.__cause__ = cause
        return error

    assert shortage(wrapped(ValueError("a value"))) == ""
    assert "memory" in shortage(wrapped(MemoryError()))
    assert "memory" in shortage(wrapped(ImportError("failed to map segment from shared object")))
    assert "threads" in shortage(wrapped(RuntimeError("can't start new thread")))
    assert "threads" in shortage(BlockingIOError(11, "Resource temporarily unavailable"))
