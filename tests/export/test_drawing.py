"""A picture of a point is written whole, as what its name says, and only over a picture of ours."""

import sys
from io import BytesIO
from xml.etree.ElementTree import fromstring

import numpy as np
import pytest
from PIL import Image

from coach.content.load import library, pictures
from coach.errors import BadOption, FileError, OthersFile, UnknownName
from coach.export.cover import cover
from coach.export.drawing import SIZE, Picture, is_picture, picture
from coach.pictures.layout import lay_out

POINTS = library().points


def painted(path):
    """Return a PNG as its colours, with a shape of (pixels, pixels, 3)."""
    with Image.open(path) as opened:
        opened.load()
        assert (opened.format, opened.size) == ("PNG", (SIZE, SIZE))
        return np.asarray(opened.convert("RGB"), np.int32)


@pytest.mark.parametrize("code", POINTS)
def test_it_is_written_as_svg_and_as_png_and_a_program_that_reads_them_finds_what_it_shows(code, tmp_path):
    drawn = picture(code)
    svg = drawn.write(tmp_path / "a.SVG").read_bytes()
    assert fromstring(svg).tag == "{http://www.w3.org/2000/svg}svg"
    assert drawn.text in fromstring(svg).findtext("{http://www.w3.org/2000/svg}desc")
    png = drawn.write(tmp_path / "a.png")
    with Image.open(png) as opened:
        assert opened.info["Title"] == drawn.title
        assert opened.info["Description"] == drawn.text
    colours = painted(png)
    point = (np.abs(colours - (0xB3, 0x26, 0x1E)).sum(axis=2) < 12).sum()
    assert 500 < point < 0.05 * SIZE * SIZE
    assert len(np.unique(colours @ (65536, 256, 1))) > 50


@pytest.mark.parametrize("dark", [False, True])
def test_words_are_painted_where_they_stand_without_any_font_of_the_machine(dark, tmp_path):
    code = "BL40"
    drawn = picture(code, side="left", dark=dark)
    mute = Picture(drawn.title, drawn.text, drawn.svg.replace("<text", "<desc").replace("</text", "</desc"))
    with_words, without = (painted(each.write(tmp_path / f"{number}.png")) for number, each in enumerate((drawn, mute)))
    differs = np.abs(with_words - without).sum(axis=2) > 60
    layout = lay_out(pictures(), pictures().view_of(code), code, "left", POINTS[code].tool)
    scale = SIZE / 600
    for words in layout.words:
        left, top, right, bottom = (round(edge * scale) for edge in words.box)
        inked = differs[top:bottom, left:right]
        assert inked.mean() > 0.05, words.text
        across = np.flatnonzero(inked.any(axis=0))
        assert across.max() - across.min() > 0.8 * (right - left), words.text  # all of its letters, not one


def test_dark_is_light_on_dark(tmp_path):
    light, dark = (painted(picture("CV6", dark=dark).write(tmp_path / f"{dark}.png")) for dark in (False, True))
    assert light[5, 5].sum() > 600
    assert dark[5, 5].sum() < 150


def test_the_same_picture_is_written_in_the_same_bytes(tmp_path):
    for suffix in ("svg", "png"):
        first, second = (picture("BL23").write(tmp_path / f"{name}.{suffix}").read_bytes() for name in "ab")
        assert first == second


@pytest.mark.parametrize("suffix", [".svg", ".png"])
def test_a_picture_of_ours_is_replaced_and_what_others_have_made_only_with_force(suffix, tmp_path):
    path = tmp_path / f"a{suffix}"
    picture("CV6").write(path)
    assert is_picture(path)
    before = path.read_bytes()
    assert picture("BL40").write(path).read_bytes() != before
    theirs = BytesIO()
    Image.new("RGB", (600, 600)).save(theirs, "PNG")
    others = [b"<svg xmlns='http://www.w3.org/2000/svg'/>", theirs.getvalue(), cover("Title", "", "backache", "PNG")]
    for other in others:
        path.write_bytes(other)
        with pytest.raises(OthersFile, match="it is there, and coach has not written it"):
            picture("CV6").write(path)
        assert path.read_bytes() == other
        picture("CV6").write(path, force=True)
        assert is_picture(path)


def test_a_name_that_says_no_kind_of_picture_is_refused_before_anything_is_written(tmp_path):
    for name in ("a", "a.gif", "a.jpg", "a.svgz"):
        with pytest.raises(BadOption, match=r"choose a name that ends in \.svg or \.png"):
            picture("CV6").write(tmp_path / name)
    with pytest.raises(FileError, match="its folder does not exist"):
        picture("CV6").write(tmp_path / "none" / "a.svg")
    assert not list(tmp_path.iterdir())


def test_without_the_package_a_png_is_refused_with_what_to_install_and_an_svg_is_not(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(FileError, match=r"PNG files need the package resvg-py; .* install 'resvg-py>=0\.5,<1'`, or"):
        picture("CV6").write(tmp_path / "a.png")
    assert [picture("CV6").write(tmp_path / "a.svg")] == list(tmp_path.iterdir())


def test_a_point_is_named_as_people_name_it():
    assert picture("bl 40") == picture("Weizhong") == picture("BL40")
    with pytest.raises(UnknownName, match="unknown point 'BL41'"):
        picture("BL41")


def test_a_side_that_a_point_has_not_is_refused():
    with pytest.raises(BadOption, match="CV6 lies on the midline and has none; leave it out"):
        picture("CV6", side="left")
    with pytest.raises(UnknownName, match="unknown side 'up'; there is: left, right, both"):
        picture("BL40", side="up")
    assert picture("BL40") == picture("BL40", side="both") != picture("BL40", side="left")


def test_a_point_without_a_picture_is_told_with_those_that_have_one(monkeypatch):
    monkeypatch.setattr("coach.content.pictures.Pictures.view_of", lambda _, code: code == "CV6" or None)
    with pytest.raises(UnknownName, match="unknown picture 'BL40'; this point has none yet, and there is: CV6"):
        picture("BL40")
