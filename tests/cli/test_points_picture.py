"""`coach points CODE --picture FILE` writes where a point lies, or says in a line why it does not."""

import pytest

from coach.export.drawing import is_picture


def test_the_picture_is_written_and_named_with_what_it_shows(run, tmp_path):
    path = tmp_path / "knee.svg"
    result = run("points", "weizhong", "--side", "right", "--dark", "--picture", path)
    assert (result.status, result.out) == (0, "")
    assert result.err.startswith(f"{path}: BL40, ")
    assert "right" in result.err
    assert is_picture(path)
    assert run("--quiet", "points", "BL40", "--picture", path).err == ""


def test_a_png_is_what_its_name_says(run, tmp_path):
    assert run("points", "CV6", "--picture", tmp_path / "a.png").status == 0
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


REFUSED = {
    ("CV6", "--picture", "a.gif"): "--picture a.gif: choose a name that ends in .svg or .png",
    ("CV6", "--picture", "a.svg", "--side", "left"): "--side left: CV6 lies on the midline and has none; leave it out",
    ("BL41", "--picture", "a.svg"): "unknown point 'BL41'",
    ("BL40", "--picture", "a.svg", "--side", "up"): "unknown side 'up'",
    ("--picture", "a.svg"): "--picture a.svg: it is of one point; name that, too",
    ("BL40", "--side", "left"): "--side left: it is for a picture; name its file, too",
    ("BL40", "--dark"): "--dark: it is for a picture; name its file, too",
    ("--force",): "--force: it is for a picture; name its file, too",
    ("BL40", "--picture", "none/a.svg"): "cannot write none/a.svg: its folder does not exist",
    (
        "BL40",
        "--picture",
        "theirs.svg",
    ): "it is there, and coach has not written it; choose another name, or replace it",
}


@pytest.mark.parametrize("arguments", REFUSED, ids=" ".join)
def test_what_cannot_be_drawn_is_told_in_a_line_and_nothing_is_written(run, tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "theirs.svg").write_text("<svg/>", encoding="utf-8")
    result = run("points", *arguments)
    assert (result.status, result.out) == (1, "")
    assert REFUSED[arguments] in result.err
    assert result.err.count("\n") == 1
    assert {path.name for path in tmp_path.iterdir()} <= {"theirs.svg", "home"}
    assert (tmp_path / "theirs.svg").read_text(encoding="utf-8") == "<svg/>"


def test_force_replaces_a_file_of_others(run, tmp_path):
    path = tmp_path / "theirs.svg"
    path.write_text("<svg/>", encoding="utf-8")
    assert run("points", "BL40", "--force", "--picture", path).status == 0
    assert is_picture(path)


def test_the_list_of_points_tells_which_have_no_picture(run, monkeypatch):
    assert run("points").err == ""
    monkeypatch.setattr("coach.content.pictures.Pictures.view_of", lambda *_: None)
    result = run("points")
    assert result.status == 0
    assert len(result.out.splitlines()) == 7
    assert "coach: BL40 has no picture\n" in result.err
