"""`coach profile --file`: the answers of somebody else, in a file that the user names."""

import json
import os
import sys

import pytest

NAME = "Annabel Examplewoman"
SHORT = ("--points", "CV6", "--voice", "fake", "--hold", "5")


@pytest.fixture
def client(tmp_path):
    path = tmp_path / "client.toml"
    path.write_text(f'name = "{NAME}"\nconditions = ["blood-thinners"]\n', encoding="utf-8")
    return path


def test_every_option_means_the_file_and_the_users_own_answers_stay_apart(run, tmp_path, cache_home):
    file = tmp_path / "ann.toml"
    for options in (("--cleared", "BL23"), ("--skip", "Renzhong"), ("--talk", "brief"), ("--position", "lying")):
        assert run("profile", "--file", file, *options).status == 0
    shown = run("profile", "--file", file, "--show").out
    for part in ("agreed    BL23", "skipped   GV26", "talk      brief", "position  lying", f"file      {file}"):
        assert f"{part}\n" in shown
    assert sys.platform == "win32" or file.stat().st_mode & 0o777 == 0o600
    assert run("profile", "--file", file, "--withdraw", "bl23", "--unskip", "gv26").status == 0
    assert "agreed    no point\n" in run("profile", "--file", file, "--show").out
    assert run("profile", "--file", file, "--clear").err == f"{file} is deleted\n"
    told = f"No profile is stored; `coach profile --file {file}` asks the questions. It would be {file}.\n"
    assert run("profile", "--file", file, "--show").err == told
    assert not (cache_home / "coach" / "profile.toml").exists()


def test_the_name_of_a_client_is_shown_with_the_file_and_stands_nowhere_else(run, client, cache_home, tmp_path):
    assert run("profile", "--file", client, "--show").out.startswith(f"name      {NAME}\n")
    target, log = tmp_path / "a.flac", tmp_path / "coach.log"
    plan = run("plan", *SHORT, "--profile", client, "--json")
    assert json.loads(plan.out)["options"]["conditions"] == ["blood-thinners"]
    printed = [plan, run("plan", *SHORT, "--profile", client)]
    printed.append(run("--log", log, "export", *SHORT, "--profile", client, "-o", target, "--captions", "vtt"))
    assert printed[-1].status == 0
    told = "".join(result.out + result.err for result in printed)
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and path != client)
    for part in (NAME, *NAME.split()):
        assert part not in told
        assert part.encode() not in written
    assert not any(cache_home.rglob("profile.toml"))


@pytest.mark.parametrize("options", [(), ("--talk", "brief"), ("--clear",)])
def test_a_file_that_is_no_profile_is_refused_in_one_line_and_left_as_it_is(run, tmp_path, options):
    foreign = tmp_path / "pyproject.toml"
    foreign.write_text('[project]\nname = "tool"\n', encoding="utf-8")
    result = run("profile", "--file", foreign, *options)
    assert (result.status, result.out, result.err.count("\n")) == (1, "", 1)
    assert result.err.startswith(f"coach: {foreign}: ")
    assert foreign.read_text(encoding="utf-8") == '[project]\nname = "tool"\n'


@pytest.mark.parametrize("options", [(), ("--skip", "CV6"), ("--show",), ("--clear",)])
def test_a_folder_is_refused_in_one_line_before_anything_is_asked(run, tmp_path, options):
    result = run("profile", "--file", tmp_path, *options)
    assert (result.status, result.out, result.err.count("\n")) == (1, "", 1)
    assert "folder" in result.err


@pytest.mark.parametrize("options", [(), ("--skip", "CV6")])
def test_a_folder_that_there_is_not_is_told_before_anything_is_asked_and_is_not_made(run, tmp_path, options):
    result = run("profile", "--file", tmp_path / "no" / "ann.toml", *options)
    assert result.err.endswith("its folder does not exist; make the folder first, or choose another\n")
    assert not (tmp_path / "no").exists()


@pytest.mark.parametrize("name", ["", " ", f"folder{os.sep}"])
def test_a_name_that_can_be_no_file_is_one_line(run, name):
    result = run("profile", "--file", name)
    assert (result.status, result.err.count("\n")) == (1, 1)


def test_python_and_the_command_line_read_the_same_file(run, client):
    import coach

    listener = coach.Listener.in_file(client)
    assert (listener.conditions, listener.is_answered) == (("blood-thinners",), False)
    assert NAME not in repr(listener)
    assert "there is  easy bruising (blood-thinners)" in run("profile", "--file", client, "--show").out
