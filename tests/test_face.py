"""Coach as a Python library: what can be imported, and that it takes the same care as the command line."""

import doctest
import inspect
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec import json as msgspec_json

import coach
import coach.face
import coach.open_session
from coach.choices import SessionOptions
from coach.cli.plan import plan
from coach.health import listener as listeners
from coach.journal.journal import Journal

ROOT = Path(__file__).parents[1]
NOBODY = coach.Listener.nobody()
SHORT = {"points": ["CV6"], "hold": 5, "voice": "fake"}
EXAMPLE = re.search(r"\n\n((?:    [^\n]*\n|\n)+)", (ROOT / "docs" / "python.md").read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A user who has nothing yet, in a folder of their own."""
    for kind in ("CACHE", "CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / kind.lower()))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def stored(home):
    """Store answers as `coach profile` does."""

    def store(text):
        file = home / "config" / "coach" / "profile.toml"
        file.parent.mkdir(parents=True)
        file.write_text(f"schema = 1\n{text}", encoding="utf-8")
        file.chmod(0o600)

    return store


def test_what_is_offered_is_what_is_said_to_be_and_nothing_else():
    assert coach.__all__ == [
        "BadFile",
        "BadOption",
        "CallsForDoctor",
        "CannotFit",
        "CannotSay",
        "CoachError",
        "ContentError",
        "Declined",
        "DeviceError",
        "FileError",
        "HearingError",
        "Listener",
        "NoCondition",
        "NoHome",
        "OpenSession",
        "OthersFile",
        "OthersFolder",
        "UnknownName",
        "VoiceError",
        "__version__",
        "clear_journal",
        "feelings",
        "forget",
        "habit",
        "install_launcher",
        "log_table",
        "picture",
        "point_page",
        "points",
        "reminder",
        "remove_launcher",
        "resume",
        "routines",
        "session",
        "settings",
        "show",
        "voices",
    ]
    for name in coach.__all__:
        assert getattr(coach, name) is not None
        assert name in dir(coach)
    with pytest.raises(AttributeError, match="no attribute 'sesion'"):
        coach.sesion  # noqa: B018


def test_every_error_of_coach_can_be_caught_by_its_name():
    errors = [
        kind for name in coach.__all__ if inspect.isclass(kind := getattr(coach, name)) and issubclass(kind, Exception)
    ]
    assert all(issubclass(kind, coach.CoachError) for kind in errors)
    listed = re.findall(r"├── (\w+)|└── (\w+)", inspect.getmodule(coach.CoachError).__doc__)
    assert {first or last for first, last in listed} == {kind.__name__ for kind in errors} - {"CoachError"}


def test_to_import_coach_alone_brings_nothing_that_takes_time():
    program = "import sys, coach; print(*sorted(name for name in sys.modules if name[:5] in {'coach', 'numpy'}))"
    out = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert out == ["coach", "coach.version"]


@pytest.mark.parametrize("module", [coach.face, coach.open_session, listeners], ids=["face", "sessions", "listeners"])
def test_the_examples_in_the_docstrings_are_true(module):
    finder = doctest.DocTestFinder(exclude_empty=True)
    examples = finder.find(module, extraglobs={"coach": coach})
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    for example in examples:
        runner.run(example)
    assert runner.summarize(verbose=False).failed == 0
    assert runner.tries >= 3


def test_everything_public_has_a_docstring_with_an_example_or_none_that_could_run():
    shown = (coach.session, coach.routines, coach.points, coach.voices, coach.OpenSession.plan, coach.OpenSession.sheet)
    for thing in (
        *shown,
        coach.OpenSession.export,
        coach.OpenSession.changes,
        coach.Listener.of,
        coach.Listener.stored,
    ):
        assert ">>> " in thing.__doc__, thing


def test_the_example_of_the_page_on_python_makes_a_file_for_each_client(home, capsys):
    code = re.sub(r"(?m)^    ", "", EXAMPLE[1])
    assert len([line for line in code.splitlines() if line.strip()]) <= 16
    quick = code.replace('"backache", ', '"backache", voice="fake", ').replace(".mp3", ".flac")
    exec(compile(quick, "python.md", "exec"), {})
    assert sorted(path.name for path in (home / "clients").iterdir()) == ["anna.flac", "ben.flac", "cleo.flac"]
    assert "BL40 is pressed in spite of pregnancy" in capsys.readouterr().out


def test_a_plan_is_that_of_the_command_line(run_coach):
    options = {"points": ("CV6", "BL40"), "side": "left", "talk": "brief", "seed": 3}
    listener = coach.Listener.of(conditions=["surgery-face"])
    with coach.session(**options, voice="fake", listener=listener) as session:
        plan, sheet = session.plan(sources=True), session.sheet()
    arguments = ["--points", "CV6,BL40", "--side", "left", "--talk", "brief", "--seed", "3", "--voice", "fake"]
    told = run_coach("plan", *arguments, "--profile", "none", "--condition", "surgery-face", "--json", "--sources")
    assert plan == json.loads(told)
    assert sheet.startswith("Backache (backache), ")
    assert plan["options"]["conditions"] == ["surgery-face"]


@pytest.fixture
def run_coach():
    def run(*arguments):
        command = [sys.executable, "-m", "coach", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    return run


def test_without_a_listener_the_stored_answers_shape_a_session_as_for_coach_start(stored):
    stored('conditions = ["hernia"]\n')
    with coach.session(voice="fake") as session:
        assert session.changes() == ["CV6 is left out, because of a hernia or surgery of the belly"]
    with coach.session(voice="fake", listener=NOBODY) as session:
        assert session.changes() == []


def test_a_stored_pregnancy_declines_a_session_whoever_asks_for_it(stored):
    stored('conditions = ["pregnancy"]\n')
    with pytest.raises(
        coach.Declined, match="is not for you now: because of pregnancy it leaves out CV6"
    ) as from_python:
        coach.session(voice="fake")
    said = subprocess.run(
        [sys.executable, "-m", "coach", "start", "--voice", "fake"], capture_output=True, text=True, check=False
    )
    assert said.returncode == 1
    assert said.stderr.replace("--cleared", "cleared") == f"coach: {from_python.value}\n"


def test_a_client_is_told_in_full_whatever_was_heard_on_this_machine():
    with coach.session(**SHORT, listener=coach.Listener.stored(), talk="auto") as session:
        for _ in range(3):
            with Journal().begin(session._session.beginning) as record:
                record.stage_finished("CV6")
    talks = {}
    for name, listener in {"mine": coach.Listener.stored(), "client": coach.Listener.of()}.items():
        with coach.session(**SHORT, listener=listener, talk="auto") as session:
            talks[name] = session.plan()["stages"][3]["talk"]
    assert talks == {"mine": "brief", "client": "full"}


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"routine": "nope"}, coach.UnknownName, "unknown routine 'nope'; there is: backache"),
        ({"minuts": 20}, coach.UnknownName, "unknown option 'minuts'; did you mean 'minutes'?"),
        ({"hold": 3}, coach.BadOption, "hold 3: a hold lasts 5 to 3600 seconds"),
        ({"hold": "long"}, coach.BadOption, "hold long: expected `float | null`, got `str`"),
        ({"talk": "loud"}, coach.UnknownName, "unknown talk 'loud'"),
        ({"points": ["BL99"]}, coach.UnknownName, "unknown point 'BL99' in this routine"),
        ({"points": 5}, coach.BadOption, "points 5: "),
        ({"voice": "nobody"}, coach.UnknownName, "unknown voice 'nobody'"),
        ({"bed": "rian"}, coach.UnknownName, "unknown bed 'rian'; did you mean 'rain'?"),
        ({"breath": "4-2"}, coach.BadOption, "breath 4-2: write IN-OUT"),
        ({"rate": 20}, coach.BadOption, "rate 20: choose from 85 to 180"),
        ({"loudness": float("nan")}, coach.BadOption, "loudness nan: choose from -30 to -14 LUFS"),
        ({"begin_in": -1}, coach.BadOption, "begin_in -1: 0 to 3600 seconds"),
        ({"side": "left", "first": "right"}, coach.BadOption, "first right: side left leaves one side alone"),
        ({"minutes": 5}, coach.CannotFit, "minutes 5: with these options it lasts"),
    ],
)
def test_what_cannot_be_is_the_error_that_the_command_line_prints(options, error, message):
    with pytest.raises(error) as caught:
        coach.session(**{"voice": "fake", "listener": NOBODY} | options)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("files", "error", "message"),
    [
        ({"qualty": "best"}, coach.UnknownName, "unknown option 'qualty'; did you mean 'quality'?"),
        ({"quality": "great"}, coach.UnknownName, "unknown quality 'great'"),
        ({"captions": ["vtx"]}, coach.UnknownName, "unknown kind of captions 'vtx'"),
        ({"format": "ogg"}, coach.BadOption, "format ogg: a.wav says another one"),
    ],
)
def test_a_file_that_cannot_be_is_refused(files, error, message, home):
    with coach.session(**SHORT, listener=NOBODY) as session, pytest.raises(error) as caught:
        session.export(home / "a.wav", **files)
    assert str(caught.value).startswith(message)
    assert not (home / "a.wav").exists()


def test_an_unknown_condition_or_point_of_a_listener_is_told_at_once():
    with pytest.raises(coach.UnknownName, match="unknown condition 'pregnacy'; did you mean 'pregnancy'"):
        coach.Listener.of(conditions=["pregnacy"])
    with pytest.raises(coach.UnknownName, match="unknown point 'BL99' in the library"):
        coach.Listener.of(cleared="CV6,BL99")


def test_the_answers_of_a_client_come_from_a_file(home):
    (home / "client.toml").write_text('schema = 1\nconditions = ["hernia"]\n', encoding="utf-8")
    client = coach.Listener.in_file("client.toml")
    assert (client.conditions, client.is_at_home) == (("hernia",), False)
    with pytest.raises(coach.ContentError, match=r"nobody\.toml: there is no such file"):
        coach.Listener.in_file(home / "nobody.toml")


def test_a_session_goes_on_where_the_last_one_stopped():
    with pytest.raises(coach.BadOption, match="no session is left to go on with"):
        coach.resume()
    with coach.session(points=["CV6", "BL40"], hold=5, voice="fake", listener=coach.Listener.stored()) as session:
        timeline = session._session.compile()
        with Journal().begin(session._session.beginning) as record:
            record.follow(timeline, timeline.stages[4].onset + 1)
            record.end("stopped")
    with coach.resume() as session:
        assert [stage["id"] for stage in session.plan()["stages"]][:2] == ["opening", "BL40-left"]


def test_whoever_waits_is_told_how_many_words_are_made_and_how_much_is_written(home):
    told = []
    with coach.session(
        **SHORT | {"hold": None, "minutes": 4}, listener=NOBODY, progress=lambda *now: told.append(now)
    ) as session:
        assert told[-1][1] == told[-1][2] > 10
        session.export(home / "a.wav", progress=lambda *now: told.append(now))
    assert {doing for doing, _, _ in told} == {"preparing the words", "writing", "checking"}


def test_the_options_of_a_session_are_those_of_the_command_line():
    flags = {
        max(parameter.opts, key=len).lstrip("-").replace("-", "_")
        for parameter in plan.params
        if parameter.name not in {"sources", "as_json", "schema", "routine"}
    }
    assert flags - {"profile", "condition", "cleared", "log", "plain", "quiet", "no_settings"} == set(
        SessionOptions.__annotations__
    )


def test_a_plan_can_be_written_as_json_by_any_library():
    with coach.session(**SHORT, listener=NOBODY) as session:
        plan = session.plan()
    assert json.loads(json.dumps(plan)) == msgspec_json.decode(msgspec_json.encode(plan)) == plan


def test_a_sheet_in_words_tells_the_numbers_of_the_table_for_every_stage():
    with coach.session(**SHORT, listener=NOBODY) as session:
        table, told = (session.sheet(in_words=in_words).partition("\nBudget")[2] for in_words in (False, True))
        titles = [stage["title"] for stage in session.plan()["stages"]]
    rows = [row.split()[1:] for row in table.splitlines()[1:]]
    lines = told.strip().splitlines()
    assert [line.partition(":")[0] for line in lines] == [*titles, "The whole session"]
    for row, line in zip(rows, lines, strict=True):
        whole, speech, _, _, planned, spoken = row[:6]
        assert f": {whole}, speech {speech}, " in line
        assert f"{spoken} of {planned} sentence" in line
