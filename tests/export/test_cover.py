import subprocess
import sys
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageFont

from coach.export.cover import SIZE, cover

ROUTINES = ["backache", "sleep", "./legs.toml", "", "\udcff"]
LONG = "A short evening session for tense shoulders, neck and jaws"


def pixels(title, subtitle, key, kind="PNG"):
    return np.asarray(Image.open(BytesIO(cover(title, subtitle, key, kind))).convert("RGB")).astype(int)


def edges(written, bare):
    """Return the first and the last row in which two pictures differ, and the columns."""
    rows, columns = np.nonzero((written != bare).any(axis=2))
    return rows.min(), rows.max(), columns.min(), columns.max()


def luminance(colours):
    """Return the relative luminance of WCAG 2 (https://www.w3.org/TR/WCAG22/#dfn-relative-luminance)."""
    share = np.asarray(colours) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


@pytest.fixture(scope="module")
def bare():
    return pixels("", "", "backache")


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_it_is_a_square_picture_of_under_100_kilobytes(kind):
    drawn = cover(LONG, "1 hour 20 minutes", "backache", kind)
    picture = Image.open(BytesIO(drawn))
    assert (picture.format, picture.size) == (kind, (SIZE, SIZE))
    assert len(drawn) < 100_000


@pytest.mark.parametrize("title", ["", "Backache", LONG, "word " * 60, "W" * 90])
@pytest.mark.parametrize("key", ["backache", ""])
def test_a_jpeg_is_a_baseline_one_smaller_than_the_png_and_looks_like_it(title, key):
    jpeg = cover(title, "30 minutes", key)
    picture = Image.open(BytesIO(jpeg))
    assert (picture.mode, picture.info["jfif_version"]) == ("RGB", (1, 1))
    assert b"\xff\xc0\x00\x11\x08" in jpeg  # a frame of baseline, 8 bits a sample
    assert "progressive" not in picture.info
    assert len(jpeg) < len(cover(title, "30 minutes", key, "PNG"))
    apart = pixels(title, "30 minutes", key, "JPEG") - pixels(title, "30 minutes", key)
    assert np.sqrt((apart**2).mean()) < 5


@pytest.mark.parametrize(
    "letter", ["x", "W ", "word ", "é", "א", "🌙", "\u200b", "\u202e", "\x07", "e" + "\u0301" * 99, "ﷺ"]
)
def test_no_more_of_an_endless_title_is_looked_at_than_is_drawn(letter, monkeypatch):
    asked = []
    monkeypatch.setattr(ImageFont.FreeTypeFont, "getmask", noting(asked, ImageFont.FreeTypeFont.getmask))
    monkeypatch.setattr(ImageFont.FreeTypeFont, "getlength", noting(asked, ImageFont.FreeTypeFont.getlength))
    picture = cover(letter * (10**6 // len(letter)), letter * 10**5, "backache")
    assert sum(map(len, asked)) < 10**6 / 2
    assert len(picture) < 100_000


def noting(asked, method):
    """Return a method of a font that notes the texts that it is asked for."""

    def noted(font, text, *arguments, **given):
        asked.append(text)
        return method(font, text, *arguments, **given)

    return noted


def test_two_processes_draw_the_same_bytes():
    program = "import sys; from coach.export.cover import cover; sys.stdout.buffer.write(cover('A', 'B', 'c'))"
    drawn = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout
    assert drawn == cover("A", "B", "c")


@pytest.mark.parametrize("texts", [(LONG, ""), ("Headache and tired eyes", ""), ("", "28 minutes")])
@pytest.mark.parametrize("key", ROUTINES)
def test_the_text_stands_out_from_what_is_under_it_in_every_hue(key, texts):
    """WCAG asks for a contrast of 4.5 to 1."""
    empty, written = pixels("", "", key), pixels(*texts, key)
    top, bottom, left, right = edges(written, empty)
    under = luminance(empty[top : bottom + 1, left : right + 1]).max()
    letters = luminance(written[(written != empty).any(axis=2)]).max()
    assert (letters + 0.05) / (under + 0.05) >= 4.5


def test_routines_differ_in_their_hue():
    corners = {tuple(pixels("", "", key)[20, 20]) for key in ROUTINES}
    assert len(corners) == len(ROUTINES)


@pytest.mark.parametrize(
    "title", ["Backache", "I", LONG, "W" * 90, "W" * 300, "word " * 60, "Unterarmmuskelentspannungsübung für Tom"]
)
def test_a_title_of_any_length_fits(bare, title):
    top, bottom, left, right = edges(pixels(title, "", "backache"), bare)
    assert left >= 50
    assert right < SIZE - 50
    assert top > 570  # below the first ring
    assert bottom < 880


@pytest.mark.parametrize(("title", "height"), [("Backache", 18), (LONG, 9)])
def test_a_title_can_be_read_at_200_pixels(bare, title, height):
    """Of its lines the highest, from the top of its letters to the bottom, has so many pixels there."""
    rows = (pixels(title, "", "backache") != bare).any(axis=(1, 2))
    changes = np.flatnonzero(np.diff(rows))
    assert (changes[1::2] - changes[::2]).max() * 200 / SIZE >= height


def test_a_subtitle_of_any_length_fits(bare):
    for subtitle in ("28 minutes", "W" * 300):
        top, bottom, left, right = edges(pixels("", subtitle, "backache"), bare)
        assert left >= 50
        assert right < SIZE - 50
        assert 860 < top < bottom < 960


@pytest.mark.parametrize(
    ("title", "same"),
    [
        ("Füße", "Fusse"),
        ("Schlaf — gut", "Schlaf - gut"),
        ("Rest 🌙\u200b", "Rest"),
        ("One\n two", "One two"),
        ("Part Ⅳ", "Part IV"),
        ("穴位按摩", ""),
        ("Сон и отдых", ""),
    ],
)
def test_no_character_that_the_font_lacks_is_drawn_as_a_box(title, same):
    assert cover(title, "", "a") == cover(same, "", "a")
