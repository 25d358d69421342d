"""The settings: options that one always gives, told with where they come from, and beaten by what is given."""

import json
import stat
import sys

import pytest

import coach
from coach import settings_file
from coach.choices import SessionOptions, choose
from coach.cli.export import export
from coach.cli.flags import option_of
from coach.cli.start import start
from coach.health.listener import Listener
from coach.journal.journal import Journal
from coach.plan.heading import Beginning, Heading
from coach.plan.timeline import TimedStage, Timeline
from coach.settings_file.options import KEYS
from coach.units import FRAME_RATE

SHORT = ("--voice", "fake", "--points", "CV6", "--talk", "chimes")


@pytest.fixture(scope="module")
def spoken(tmp_path_factory):
    return tmp_path_factory.mktemp("spoken")


@pytest.fixture(autouse=True)
def _one_cache(spoken, monkeypatch, cache_home):
    """Let each sentence be made once for all tests of this file."""
    assert cache_home != spoken
    monkeypatch.setenv("XDG_CACHE_HOME", str(spoken))


@pytest.fixture
def file(cache_home):
    return cache_home / "coach" / "settings.toml"


@pytest.fixture
def kept(file):
    """Write settings by hand."""

    def keep(text):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    return keep


def heading(run, *options):
    """Return what a plan was resolved to, and what it tells of the settings."""
    done = run("plan", *SHORT, *options)
    assert done.status == 0, done.err
    _, resolved, *more = done.out.splitlines()
    return resolved, next((line for line in more if "settings" in line), "")


def test_what_is_kept_shapes_a_plan_that_says_so_and_what_is_given_wins(run, file):
    assert run("config", "bed=rain", "hold=20", "chime-level=-6").status == 0
    resolved, told = heading(run)
    assert "chime-level -6, bed rain, hold 20," in resolved
    assert told == f"from the settings in {file}: --hold 20, --chime-level -6, --bed rain"
    resolved, told = heading(run, "--bed", "none", "--hold", "10")
    assert "chime-level -6, hold 10," in resolved
    assert told == f"from the settings in {file}: --chime-level -6"


def test_start_export_and_plan_take_the_same(run, kept, tmp_path):
    kept('hold = 12\nbed = "drone"\nquality = "small"\n')
    planned = json.loads(run("plan", *SHORT, "--json").out)
    done = run("export", *SHORT, "-o", tmp_path / "a.flac")
    assert "coach: from the settings in " in done.err
    with coach.session(voice="fake", points=["CV6"], talk="chimes", **coach.settings()) as session:
        assert session.plan() == planned
    assert planned["options"]["hold_s"] == 12
    assert coach.settings("export") == {"quality": "small"}


def test_python_reads_no_settings_by_itself(kept):
    kept("hold = 12\nin = 20\nplain = true\nvolume = -6\n")
    with coach.session(voice="fake", points=["CV6"], talk="chimes") as session:
        assert session.plan()["options"]["hold_s"] is None
    assert coach.settings() == {"hold": 12, "begin_in": 20}
    assert coach.settings("play") == {"volume": -6, "plain": True}


@pytest.mark.parametrize("how", ["option", "variable"])
def test_they_can_be_left_out(run, kept, monkeypatch, how):
    kept("hold = 12\n")
    if how == "variable":
        monkeypatch.setenv("COACH_NO_SETTINGS", "1")
    assert heading(run, *(["--no-settings"] if how == "option" else []))[1] == ""
    assert "hold_s" not in heading(run, *(["--no-settings"] if how == "option" else []))[0]


@pytest.mark.parametrize(
    ("text", "given", "told"),
    [
        ("minutes = 20\n", ("--hold", "5"), ""),
        ("hold = 20\nbed = 'rain'\n", ("--minutes", "5"), "--bed rain"),
        ("side = 'left'\n", ("--first", "right"), ""),
        ("first = 'right'\n", ("--side", "left"), ""),
        ("first = 'right'\n", ("--side", "right"), "--first right"),
    ],
)
def test_an_option_that_cannot_go_with_what_is_given_gives_way(run, kept, text, given, told):
    kept(text)
    assert heading(run, "--talk", "full", *given)[1].partition(": ")[2] == told


def test_show_tells_each_option_its_value_and_where_it_comes_from(run, file):
    run("config", "plain=true", "minutes=20", "in=15")
    for shown in (run("config").out, run("config", "--show").out):
        rows = {line.split()[0]: line.split()[-2:] for line in shown.partition("\n\n")[0].splitlines()}
        assert rows["plain"] == ["true", "settings"]
        assert rows["minutes"] == ["20", "settings"]
        assert rows["in"] == ["15", "settings"]
        assert rows["bed"] == ["none", "default"]
        assert rows["loudness"] == ["-19", "default"]
        assert str(file) in shown
    assert run("config", "--path").out == f"{file}\n"


def test_what_was_changed_is_told_and_nothing_else(run, file):
    head, _, told = run("config", "plain=true", "chime-level=-6").out.partition("\n\n")
    assert [line.split() for line in head.splitlines()] == [
        ["chime-level", "-6", "settings"],
        ["plain", "true", "settings"],
    ]
    assert str(file) in told
    assert run("config", "--unset", "plain").out.partition("\n\n")[0].split() == ["plain", "false", "default"]


def test_every_key_is_an_option_of_a_command_and_every_option_of_a_session_has_its_place():
    options = {option_of(parameter) for command in (start, export) for parameter in command.params}
    assert {key.replace("-", "_") for key in KEYS.values()} <= options
    elsewhere = {"talk", "position", "legs", "skip", "points"}
    assert {*SessionOptions.__annotations__} - elsewhere <= {*KEYS}


def test_what_is_usual_is_what_the_command_line_takes_without_a_settings_file(run, monkeypatch):
    from coach.cli import options

    given = {}
    monkeypatch.setattr(options, "choices", lambda **more: given.update(more) or sys.exit(3))
    run("plan", "--voice", "fake")
    for row in settings_file.Settings().rows():
        value = given.get(row.option.replace("-", "_"))
        if value is not None and row.option != "voice":
            assert row.value == (f"{value:g}" if isinstance(value, float) else str(value))


def test_a_file_that_was_edited_by_hand_keeps_its_comments_and_is_private(run, kept, file):
    kept('# mine\nbed = "rain" # soft\nminutes = 20\n')
    run("config", "rate=110", "bed=drone", "--unset", "minutes")
    assert file.read_text(encoding="utf-8") == '# mine\nbed = "drone" # soft\nrate = 110\n'
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


BROKEN = [
    ('plain = "yes"', "plain: expected true or false"),
    ("voice = 3", "voice: expected a text"),
    ("minutes = [1]", "minutes: expected a number"),
    ("minutes = 500", "minutes: 500: a session lasts 1 to 240 minutes"),
    ("hold = { left = 90 }", "hold: write one number of seconds; both sides"),
    ("hold = 60\nminutes = 20", "minutes 20: it fits the holds to the session"),
    ('bedd = "rain"', "unknown key 'bedd'; did you mean 'bed'?"),
    ("chime_level = -3", "unknown key 'chime_level'; did you mean 'chime-level'?"),
    ('bed = "rian"', "bed: unknown bed 'rian'; did you mean 'rain'?"),
    ("volume = 3", "volume: 3: -40 to 0 decibels"),
    ("in = -1", "in: -1: 0 to 3600 seconds"),
    ('quality = "bestest"', "quality: unknown quality 'bestest'; did you mean 'best'?"),
    ('condition = "hernia"', "condition: it does not belong in the settings: it is an answer on health"),
    ('cleared = ["CV6"]', "cleared: it does not belong in the settings: it is an answer on health"),
    ('profile = "mine"', "profile: it does not belong in the settings"),
    ('talk = "brief"', "talk: it does not belong in the settings: the profile keeps how much is said"),
    ('skip = ["GV26"]', "skip: it does not belong in the settings: the profile keeps which points you skip"),
    ('bed = "rain', "it is no valid TOML"),
]


@pytest.mark.parametrize(("text", "message"), BROKEN, ids=[text for text, _ in BROKEN])
def test_settings_that_cannot_be_end_a_command_in_one_line_with_file_key_and_way_out(run, kept, file, text, message):
    kept(f"{text}\n")
    done = run("plan", *SHORT)
    assert (done.status, done.out) == (1, "")
    (line,) = done.err.splitlines()
    assert line.startswith(f"coach: {file}")
    assert message in line
    assert line.endswith("; mend that, or leave the settings out with --no-settings")
    assert run("plan", *SHORT, "--hold", "5", "--no-settings").status == 0
    shown = run("config")
    assert (shown.status, shown.out) == (1, "")
    with pytest.raises(coach.CoachError):
        coach.settings()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('voice = "nix"', "unknown voice 'nix'; "),
        ("rate = 12", "--rate 12: choose from 85 to 180"),
        ("minutes = 1", "--minutes 1: with these options it lasts"),
    ],
)
def test_what_turns_out_only_later_that_it_cannot_be_names_the_file_too(run, kept, file, text, message):
    kept(f"{text}\n")
    done = run("plan", "--points", "CV6,BL23", *([] if "voice" in text else ["--voice", "fake"]))
    assert (done.status, done.out) == (1, "")
    (line,) = done.err.splitlines()
    assert line.startswith(f"coach: {message}")
    assert line.endswith(f"({text.split()[0]} stands in {file})")


@pytest.mark.parametrize(
    ("assignment", "message"),
    [
        ("bedd=rain", "unknown option 'bedd'; did you mean 'bed'?"),
        ("minutes=abc", "--minutes abc: write a number"),
        ("rate=1.5", "--rate 1.5: write a whole number"),
        ("plain=yes", "--plain yes: write true or false"),
        ("hold=left=90", "--hold left=90: write one number of seconds; both sides"),
        ("bed=", "--bed '': write a value, or unset the option"),
        ("bed", "OPTION=VALUE bed: write it as in bed=rain"),
        ("", "OPTION=VALUE '': write it as in bed=rain"),
        ("condition=hernia", "--condition: it does not belong in the settings"),
        ("minutes=20", "--minutes 20: it fits the holds to the session, and hold 30 fixes them"),
        ("volume=nan", "--volume nan: -40 to 0 decibels"),
    ],
)
def test_what_cannot_be_kept_is_one_line_and_nothing_is_lost(run, kept, file, assignment, message):
    kept("hold = 30 # mine\n")
    done = run("config", assignment)
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith(f"coach: {message}")
    assert done.err.count("\n") == 1
    assert file.read_text(encoding="utf-8") == "hold = 30 # mine\n"


def test_an_option_is_not_set_and_unset_at_once(run):
    done = run("config", "bed=rain", "--unset", "bed")
    assert done.err == "coach: --bed rain: it is to be set and unset at once; choose one of the two\n"


def test_without_a_home_there_are_no_settings_and_a_session_goes_on(monkeypatch):
    from coach.errors import NoHome

    def nowhere():
        raise NoHome("settings", "XDG_CONFIG_HOME")

    monkeypatch.setattr(settings_file.folders, "config", nowhere)
    assert settings_file.find() == settings_file.Settings()


def test_a_line_is_said_in_the_voice_of_the_settings(run, kept, tmp_path):
    kept('voice = "fake"\nrate = 100\n')
    assert run("say", "Breathe in.", "-o", tmp_path / "slow.wav").status == 0
    assert run("say", "Breathe in.", "--rate", "180", "-o", tmp_path / "fast.wav").status == 0
    assert (tmp_path / "slow.wav").stat().st_size > (tmp_path / "fast.wav").stat().st_size


def test_a_session_that_goes_on_keeps_its_options_and_takes_of_the_settings_only_how_it_is_played():
    kept = {"hold": 20.0, "bed": "rain", "volume": -6.0, "plain": True, "begin_in": 20.0, "device": "headphones"}
    resumed = settings_file.Settings(None, kept).for_resumed()
    assert set(resumed.values) == {"volume", "plain", "begin_in", "device"}


def test_settings_are_no_options_beside_resume(run, kept, monkeypatch):
    choices = choose(voice="fake", points=["CV6"], talk="chimes", hold=5)
    beginning = Beginning(choices, Listener(), Heading("backache", "Backache", "fake", ("fake", "1"), 120, "bowl", {}))
    with Journal().begin(beginning) as record:
        record.follow(Timeline((TimedStage("CV6", "CV6", None, None, 0, FRAME_RATE),)), 1)
        record.end("stopped")
    kept('hold = 60\nbed = "rain"\nvolume = -6\n')
    played = []
    monkeypatch.setattr("coach.live.lead", lambda session, **how: played.append((session.heading, how["volume_db"])))
    assert run("start", "--resume").status == 0
    ((heading, volume_db),) = played
    assert (heading.bed, heading.options["hold_s"], volume_db) == ("none", 5, -6)
    refused = run("start", "--resume", "--hold", "60")
    assert "it takes the routine and the options of that session" in refused.err
