"""What a profile skips: told wherever an omission is told, and taken back as easily as it is stored."""

import json

import pytest

import coach

SHORT = ("--voice", "fake", "--hold", "5", "--talk", "chimes", "--side", "left")
OUT = "GV26 is left out, as the profile skips it"
ASKED = "GV26 is pressed, as --points GV26 asks for it, though the profile skips it"


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
    return cache_home / "coach" / "profile.toml"


@pytest.fixture
def skips(run):
    assert run("profile", "--skip", "gv26").status == 0


@pytest.mark.usefixtures("skips")
def test_the_plan_tells_it_as_every_other_omission_in_the_sheet_and_as_data(run):
    told = run("plan", *SHORT)
    assert OUT in told.out.splitlines()
    plan = json.loads(run("plan", *SHORT, "--json").out)
    (entry,) = (entry for entry in plan["left_out"] if entry["reason"] == "profile")
    assert entry == {"point": "GV26", "side": None, "reason": "profile", "text": OUT, "sources": []}
    assert plan["options"]["skipped"] == ["GV26"]
    assert "GV26" not in {stage["point"] for stage in plan["stages"]}


@pytest.mark.usefixtures("skips")
def test_whoever_prepares_or_writes_is_told_in_a_line_and_a_file_for_somebody_else_is_not_shaped(run, tmp_path):
    told = run("export", *SHORT, "--profile", "mine", "-o", tmp_path / "mine.wav", "--stem", "chimes")
    assert f"coach: {OUT}\n" in told.err
    assert OUT not in run("export", *SHORT, "-o", tmp_path / "theirs.wav", "--stem", "chimes").err


@pytest.mark.usefixtures("skips")
def test_a_session_that_asks_for_the_point_has_it_and_a_line_says_so(run):
    told = run("plan", *SHORT, "--points", "GV26,CV6")
    assert ASKED in told.out.splitlines()
    assert OUT not in told.out
    plan = json.loads(run("plan", *SHORT, "--points", "GV26,CV6", "--json").out)
    assert [entry["point"] for entry in plan["asked"]] == ["GV26"]
    assert "GV26" in {stage["point"] for stage in plan["stages"]}


@pytest.mark.usefixtures("skips")
def test_the_profile_shows_it_and_why_tells_it(run):
    shown = run("profile", "--show").out
    assert "skipped   GV26\n" in shown
    assert f"  {OUT}\n" in shown
    assert "Your profile skips it" in run("why", "gv26").out
    assert "Your profile skips it" not in run("why", "CV6").out
    assert json.loads(run("why", "GV26", "--json").out)["skipped"] is True


@pytest.mark.usefixtures("skips")
def test_it_is_taken_back_as_easily_and_the_file_is_then_one_that_an_older_coach_reads(run, file):
    done = run("profile", "--unskip", "GV26")
    assert "skipped" not in done.out
    assert OUT not in run("plan", *SHORT).out
    file.unlink()
    run("profile", "--talk", "brief")
    assert "skip" not in file.read_text(encoding="utf-8")


def test_a_line_that_is_added_by_hand_keeps_its_comment(run, file):
    run("profile", "--talk", "full")
    written = file.read_text(encoding="utf-8")
    file.write_text(f'{written}skip = ["GV26", "bl57"]  # under the nose, never\n', encoding="utf-8")
    assert OUT in run("plan", *SHORT).out
    run("profile", "--unskip", "bl57")
    assert 'skip = ["GV26"]  # under the nose, never\n' in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--skip", "GV27"), "unknown point 'GV27'; did you mean 'GV26'? (there is: CV6, BL23, GV26, "),
        (("--unskip", "CV6"), "--unskip CV6: it is not skipped; skipped are GV26"),
        (("--skip", "CV6", "--unskip", "CV6"), "--unskip CV6: it is to be skipped, too; give one of the two"),
        (("--skip", ","), "--skip ',': name one or more points"),
    ],
)
@pytest.mark.usefixtures("skips")
def test_what_cannot_be_skipped_or_taken_back_is_one_line_and_nothing_is_lost(run, file, options, message):
    before = file.read_bytes()
    done = run("profile", *options)
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith(f"coach: {message}")
    assert done.err.count("\n") == 1
    assert file.read_bytes() == before


def test_a_code_in_the_file_that_there_is_not_is_refused_with_the_file(run, file):
    file.parent.mkdir(parents=True)
    file.write_text('schema = 1\nskip = ["GV62"]\n', encoding="utf-8")
    done = run("plan", *SHORT)
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith(f"coach: unknown point 'GV62' in {file}; did you mean 'GV26'?")
    shown = run("why", "GV26")
    assert shown.status == 0
    assert "unknown point 'GV62'" in shown.err


def test_a_profile_that_skips_all_that_a_session_asks_for_leaves_no_session_and_says_why(run):
    run("profile", "--skip", "CV6,BL23,GV26,BL40,BL57,BL60")
    done = run("plan", *SHORT, "--skip", "BL31-34")
    assert done.status == 1
    why = "with CV6, BL23, GV26, BL40, BL57, BL60, which the profile skips, it leaves no point of the routine to press"
    assert done.err == f"coach: --skip BL31-34: {why}\n"


def test_python_says_who_listens_and_what_they_skip():
    listener = coach.Listener.of(skip=["gv26"])
    with coach.session(voice="fake", hold=5, talk="brief", listener=listener) as session:
        assert session.changes() == [OUT]
        assert coach.Listener(skip=("GV26",)).skip == ("GV26",)
    with pytest.raises(coach.UnknownName, match="did you mean 'GV26'"):
        coach.Listener.of(skip="GV27")


def test_a_session_goes_on_with_what_the_profile_skips_by_now():
    from coach.content.load import library
    from coach.health.listener import Listener
    from coach.health.profile import resumed

    before = Listener(skip=("CV6",), whose="mine")
    assert resumed(before, library()).skip == ()
    assert resumed(Listener(skip=("CV6",)), library()).skip == ("CV6",)
