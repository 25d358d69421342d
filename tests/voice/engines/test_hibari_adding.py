"""Voices of hibari that are added: from a server on this machine, which stands for the one that hibari fetches from."""

import os
import sys
from pathlib import Path

import hibari_elsewhere
import numpy as np
import pytest
from hibari_elsewhere import HEART
from refusing import as_a_stranger, no_file_larger_than
from terminal import terminal

from coach.cli import main
from coach.errors import BadFile, CoachError, FileError, NoHome, UnknownName, VoiceError
from coach.voice import catalog, pace
from coach.voice.adding import add
from coach.voice.catalog import find_voice, survey
from coach.voice.engines import hibari, hibari_voices
from coach.voice.engines.fake import FakeVoice
from coach.voice.engines.hibari import HibariVoice

JUNK = bytes(range(256)) * 400
"""No model, but a file of which the stand-in's register tells."""

FILE = "bf_emma.int8.onnx"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with hibari_elsewhere.serving(tmp_path_factory.mktemp("served")) as server:
        yield server


@pytest.fixture
def server(served):
    """The server as it usually is: with a good file."""
    served.content, served.status, served.told_bytes, served.waits_s = JUNK, 200, 0, 0.0
    served.asked.clear()
    return served


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home without voices of the user's own."""
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


@pytest.fixture
def elsewhere(monkeypatch, home, server):
    """Have hibari fetch from the server; the function that is given says which content its register tells of."""

    folder = home.with_name("elsewhere")

    def install(content):
        hibari_elsewhere.install(folder, server.server_port, content)
        monkeypatch.setenv("PYTHONPATH", str(folder))
        monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
        monkeypatch.setenv("NO_PROXY", "localhost")
        for name in [name for name in sys.modules if name.partition(".")[0] == "hibari"]:
            monkeypatch.delitem(sys.modules, name)
        monkeypatch.syspath_prepend(folder)

    return install


@pytest.fixture
def junk(elsewhere):
    """A hibari of which emma is a file that does not speak: enough for whatever comes before a voice is tried."""
    elsewhere(JUNK)
    return JUNK


@pytest.fixture
def emma(elsewhere, server, monkeypatch):
    """A hibari of which emma is the voice that comes with coach, measured at fewer speeds so that it takes less."""
    content = HEART.read_bytes()
    elsewhere(content)
    server.content = content
    monkeypatch.setattr(HibariVoice, "speeds", (0.5, 1.0))
    return content


def left_behind() -> list[Path]:
    folder = hibari.added_folder()
    return [*folder.iterdir()] if folder.exists() else []


def the_line(error: pytest.ExceptionInfo[CoachError]) -> str:
    (line,) = str(error.value).splitlines()
    return line


def test_a_voice_is_fetched_checked_tried_and_kept_and_then_speaks_by_british_rules(emma, server, home):
    told = []
    added = add("Hibari:EMMA", lambda *report: told.append(report))
    assert added.name == "hibari:emma"
    assert server.asked == [f"/voices/{FILE}"]
    assert [file.name for file in left_behind()] == [FILE]
    assert left_behind()[0].read_bytes() == emma
    assert told[0] == ("fetching hibari:emma", 0, len(emma))
    assert [done for doing, done, _ in told if doing.startswith("fetching")] == sorted({done for _, done, _ in told})
    assert told[-1] == ("trying hibari:emma", len(emma), len(emma))
    assert "hibari:emma" in {f"{engine}:{info.label}" for engine, info in survey()[0]}
    assert "hibari:emma" not in catalog.offered()
    with pytest.raises(VoiceError, match=rf"'hibari:emma' is there already; delete .*{FILE} to add it anew"):
        add("hibari:emma")

    heart, voice = find_voice("hibari:heart"), find_voice("emma")
    assert [speed for speed, _ in voice.pace] == [0.5, 1.0]
    assert added.words_a_minute == pace.words_at(voice.pace, 1.0)
    british, american = (one._say_at("The last bath.", 1.0).samples for one in (voice, heart))
    assert not np.array_equal(british, american)  # though the stand-in has the same model
    for one in (heart, voice):
        one.close()
    assert not [path for path in home.rglob("*") if "telemetry" in path.name.lower() or "onnxruntime" in path.name]


def test_a_voice_that_was_never_measured_is_measured_at_speeds_that_lie_close(monkeypatch, home):
    seen = []
    monkeypatch.setattr(pace, "measured", lambda _say, speeds: seen.append(speeds) or ((0.5, 85.0), (1.5, 190.0)))
    (heart, emma, *_) = hibari.models()
    HibariVoice(heart, 120).close()
    assert seen == []  # its pace comes with coach
    HibariVoice(emma, 120).close()
    assert seen == [hibari.SPEEDS]
    assert all(later < earlier * 1.25 for earlier, later in zip(hibari.SPEEDS, hibari.SPEEDS[1:], strict=False))
    assert list(home.rglob("paces/*.json"))


def test_a_speed_at_which_a_voice_is_no_faster_than_at_a_slower_one_is_left_out():
    fast = FakeVoice(150)
    steps = {0.5: 0.5, 0.6: 0.5, 0.7: 0.7, 0.8: 0.69, 0.9: 0.9}
    found = pace.measured(lambda text, speed: fast.say(text, steps[speed]), tuple(steps), pace.SENTENCES[:2])
    assert [speed for speed, _ in found] == [0.5, 0.7, 0.9]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"status": 404}, r"could not be fetched \(HTTP Error 404: Not Found\)"),
        ({"content": JUNK[::-1]}, "could not be fetched: its SHA-256 is not the one that hibari tells of"),
        ({"content": JUNK[:9], "told_bytes": len(JUNK)}, "could not be fetched: it has 9 bytes in place of 102400"),
        ({"content": JUNK * 9}, "could not be fetched: it has more than 102400 bytes in place of 102400"),
        ({"status": 302, "leads_to": "http://localhost/x"}, r"could not be fetched \(unknown url type: http\)"),
    ],
)
@pytest.mark.usefixtures("junk")
def test_whatever_comes_in_place_of_a_voice_is_told_in_one_line_and_not_kept(server, changed, told):
    for name, value in changed.items():
        setattr(server, name, value)
    with pytest.raises(VoiceError, match=told) as error:
        add("hibari:emma")
    assert f"; check the connection, or get its file, {FILE}, yourself and add that" in the_line(error)
    assert left_behind() == []


@pytest.mark.usefixtures("junk")
def test_a_server_that_cannot_prove_who_it_is_is_asked_for_nothing(server, monkeypatch, tmp_path):
    other = tmp_path / "other.pem"
    other.write_text("")
    monkeypatch.setenv("SSL_CERT_FILE", str(other))
    with pytest.raises(VoiceError, match="certificate verify failed"):
        add("hibari:emma")
    assert server.asked == []


def test_without_a_connection_it_is_told_what_to_do(elsewhere, tmp_path):
    elsewhere(JUNK)
    source = tmp_path / "elsewhere" / "hibari" / "voices.py"
    source.write_text(source.read_text() + 'BASE_URL = "https://localhost:1/"\n')
    with pytest.raises(VoiceError, match=r"could not be fetched \(Connection refused\); check the connection, or get"):
        add("hibari:emma")


@pytest.mark.usefixtures("junk")
def test_a_server_that_falls_silent_is_not_waited_for_without_end(server):
    server.content, server.told_bytes, server.waits_s = JUNK[:99], len(JUNK), 60.0
    with pytest.raises(VoiceError, match=r"was not there after 1.5 seconds; check the connection"):
        hibari_voices.add("emma", limit_s=1.5)
    assert left_behind() == []


@pytest.mark.usefixtures("junk")
def test_a_voice_that_does_not_speak_is_not_kept():
    with pytest.raises(VoiceError, match="the voice 'hibari:emma' cannot speak, and was not added: could not say"):
        add("hibari:emma")
    assert left_behind() == []


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("hibari:ema", "unknown voice 'hibari:ema'; did you mean 'hibari:emma'?"),
        ("hibari:zzz", "; there is: hibari:heart, hibari:emma, hibari:fenrir, hibari:fable, hibari:kore"),
        ("hibari:", "unknown voice 'hibari:'; there is: hibari:heart"),
        ("Hibari", "there is: hibari:heart"),
        ("hibari:heart", "the voice 'hibari:heart' comes with coach"),
        ("HIBARI: Heart", "the voice 'hibari:heart' comes with coach"),
        (str(HEART), "the voice 'hibari:heart' comes with coach"),
        ("emma", "unknown voice 'emma'; did you mean 'hibari:emma'?"),
        ("hibary:emma", "unknown voice 'hibary:emma'; did you mean 'hibari:emma'?"),
        ("system:en-us", "the voice 'system:en-us' cannot be added; name one of hibari, as in hibari:emma"),
        ("piper:", "it names no voice"),
        (f"https://example.org/{FILE}", "it is an address; get the file yourself, and add that"),
        (FILE, f"{FILE}: there is no such file"),
        (f"none/{FILE}", "there is no such file"),
    ],
)
@pytest.mark.usefixtures("home")
def test_what_cannot_be_added_is_told_in_one_line_and_nothing_is_fetched(asked, told, monkeypatch):
    monkeypatch.setattr(hibari_voices, "Worker", None)
    with pytest.raises(CoachError) as error:
        add(asked)
    assert told in the_line(error)


@pytest.mark.usefixtures("home")
def test_a_voice_of_piper_may_be_named_with_its_engine(monkeypatch):
    seen = []
    monkeypatch.setattr("coach.voice.engines.piper_voices.add", seen.append)
    add("piper:en_US-lessac-medium")
    add("en_US-lessac-medium")
    assert seen == ["en_US-lessac-medium"] * 2


def test_without_hibari_that_is_told(home, monkeypatch):
    monkeypatch.setattr(hibari, "find_spec", lambda _: None)
    for asked in (lambda: add("hibari:emma"), lambda: find_voice("hibari:emma")):
        with pytest.raises(VoiceError, match="the voice 'hibari' is not installed; install coach anew"):
            asked()
    assert not home.exists()


@pytest.mark.parametrize("name", [FILE, FILE.upper(), "voice.onnx", "bf_emma.int8 (1).onnx"])
def test_a_file_that_somebody_has_fetched_is_taken_under_any_name(junk, name, monkeypatch):
    monkeypatch.setattr(hibari_voices, "Worker", None)
    monkeypatch.setattr(hibari_voices, "_tried", lambda _: 150.0)
    Path(name).write_bytes(junk)
    assert add(f"./{name}").name == "hibari:emma"
    assert [(file.name, file.read_bytes()) for file in left_behind()] == [(FILE, JUNK)]


def test_a_folder_with_the_file_of_a_voice_will_do(junk, monkeypatch, tmp_path):
    monkeypatch.setattr(hibari_voices, "_tried", lambda _: 150.0)
    (tmp_path / "fetched").mkdir()
    (tmp_path / "fetched" / FILE).write_bytes(junk)
    assert add(str(tmp_path / "fetched")).name == "hibari:emma"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (JUNK[::-1], "it is not the voice hibari:emma: its SHA-256 is not the one"),
        (JUNK[:50], "it is not the voice hibari:emma: it has 50 bytes in place of 102400; get the file again"),
    ],
)
@pytest.mark.usefixtures("junk")
def test_a_file_that_is_named_as_a_voice_and_is_another_is_not_taken(content, told):
    Path(FILE).write_bytes(content)
    with pytest.raises(BadFile, match=told):
        add(FILE)
    assert left_behind() == []


@pytest.fixture
def stale(junk):
    """A file in the place of emma's that is another one."""
    file = hibari.added_folder() / FILE
    file.parent.mkdir(parents=True)
    file.write_bytes(junk[:-5])
    return file


def test_a_voice_that_was_added_and_is_damaged_is_told_and_refused_and_can_be_added_anew(stale, monkeypatch):
    told = f"the voice 'emma' has a damaged model, {stale}: it has 102395 bytes in place of 102400; run `coach voices"
    listed, problems = survey()
    assert "emma" not in {info.label for _, info in listed}
    assert [str(problem).startswith(told) for problem in problems] == [True]
    for asked in (
        lambda: find_voice("Hibari:emma"),
        lambda: find_voice("emma"),
        lambda: hibari.ENGINE.open("emma", 120),
    ):
        with pytest.raises(VoiceError) as error:
            asked()
        assert the_line(error).startswith(told)
    monkeypatch.setattr(hibari_voices, "_tried", lambda _: 150.0)
    add("hibari:emma")
    assert stale.read_bytes() == JUNK
    assert survey()[1] == []


def test_a_fetch_that_fails_leaves_what_was_there(stale, server):
    server.status = 404
    with pytest.raises(VoiceError):
        add("hibari:emma")
    assert left_behind() == [stale]


@pytest.mark.parametrize("asked", ["hibari:emma", "EMMA", "hibari:FABLE"])
@pytest.mark.usefixtures("home")
def test_a_voice_that_was_not_added_is_told_with_how_to_add_it(asked):
    name = f"hibari:{asked.rpartition(':')[2].lower()}"
    with pytest.raises(VoiceError, match=f"the voice {name!r} has not been added; run `coach voices add {name}`"):
        find_voice(asked)
    with pytest.raises(UnknownName, match="did you mean 'hibari:emma'"):
        find_voice("hibari:ema")


@pytest.mark.usefixtures("junk")
def test_a_disk_without_room_keeps_nothing(server):
    with no_file_larger_than(50_000), pytest.raises(FileError, match=f"cannot write .*{FILE}"):
        add("hibari:emma")
    assert server.asked
    assert left_behind() == []


@pytest.mark.usefixtures("junk")
def test_where_nothing_may_be_written_nothing_is_fetched(server, home, monkeypatch):
    home.mkdir(mode=0o755)
    with as_a_stranger(), pytest.raises(FileError, match="it may not be written to"):
        add("hibari:emma")
    monkeypatch.setattr("coach.storage.folders._home", lambda: None)
    monkeypatch.setenv("XDG_DATA_HOME", "")
    monkeypatch.setattr("platformdirs.user_data_path", lambda *_args, **_given: Path("~/none"))
    with pytest.raises(NoHome, match="coach has no folder for its voices"):
        add("hibari:emma")
    assert server.asked == []


def command(*arguments):
    return [sys.executable, "-m", "coach", *arguments]


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of POSIX")
@pytest.mark.usefixtures("junk")
def test_ctrl_c_in_a_download_ends_it_and_leaves_nothing(server):
    server.content, server.told_bytes, server.waits_s = JUNK[:99], len(JUNK), 60.0
    with terminal(command("voices", "add", "hibari:emma"), {**os.environ, "TERM": "xterm"}) as shown:
        shown.wait_for("fetching hibari:emma")
        shown.type("\x03")
        assert shown.finish() == 130
    assert "Traceback" not in shown.shown
    assert left_behind() == []


@pytest.mark.usefixtures("junk")
def test_a_damaged_register_keeps_no_voice_of_piper_away(tmp_path, monkeypatch):
    register = tmp_path / "elsewhere" / "hibari" / "assets" / "voices.json"
    register.write_text("{")
    hibari._register.cache_clear()
    with pytest.raises(VoiceError, match="has a damaged register of its voices"):
        add("hibari:emma")
    seen = []
    monkeypatch.setattr("coach.voice.engines.piper_voices.add", seen.append)
    add("en_US-lessac-medium")
    assert seen == ["en_US-lessac-medium"]
    assert catalog.offered() == {}


def printed(capfd, monkeypatch, *arguments):
    """Return what a command prints in this process."""
    monkeypatch.setattr(sys, "argv", ["coach", *arguments])
    with pytest.raises(SystemExit):
        main()
    return capfd.readouterr()


def test_voices_that_could_be_added_are_listed_under_those_that_are_there(stale, capfd, monkeypatch):
    told = printed(capfd, monkeypatch, "voices")
    assert f"coach: the voice 'emma' has a damaged model, {stale}: " in told.err
    further = "hibari:fenrir (American, male), hibari:fable (British, male), hibari:kore (American, female)"
    assert f"Further voices: {further}.\nFetch one with `coach voices add hibari:fenrir`.\n" in told.out


@pytest.mark.usefixtures("junk")
def test_a_command_that_adds_a_voice_tells_its_pace_and_how_to_use_it(capfd, monkeypatch):
    monkeypatch.setattr(hibari_voices, "_tried", lambda _: 148.2)
    told = printed(capfd, monkeypatch, "voices", "add", "hibari:emma")
    assert told.out == ""
    assert told.err.splitlines() == [
        "hibari:emma was added: 148 words a minute at its own speed",
        "Hear it with `coach voices try hibari:emma`, and use it with --voice hibari:emma",
    ]
