import subprocess
import sys
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from coach.export.cover import SIZE, cover

ROUTINES = ["backache", "sleep", "./legs.toml", "", "\udcff"]
LONG = "A short evening session for tense shoulders, neck and jaws"


def pixels(png):
    return np.asarray(Image.open(BytesIO(png)).convert("RGB")).astype(int)


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
    return pixels(cover("", "", "backache"))


def test_it_is_a_square_png_of_under_100_kilobytes():
    png = cover(LONG, "1 hour 20 minutes", "backache")
    picture = Image.open(BytesIO(png))
    assert (picture.format, picture.size) == ("PNG", (SIZE, SIZE))
    assert len(png) < 100_000


def test_two_processes_draw_the_same_bytes():
    program = "import sys; from coach.export.cover import cover; sys.stdout.buffer.write(cover('A', 'B', 'c'))"
    drawn = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout
    assert drawn == cover("A", "B", "c")


@pytest.mark.parametrize("texts", [(LONG, ""), ("Headache and tired eyes", ""), ("", "28 minutes")])
@pytest.mark.parametrize("key", ROUTINES)
def test_the_text_stands_out_from_what_is_under_it_in_every_hue(key, texts):
    """WCAG asks for a contrast of 4.5 to 1."""
    empty, written = pixels(cover("", "", key)), pixels(cover(*texts, key))
    top, bottom, left, right = edges(written, empty)
    under = luminance(empty[top : bottom + 1, left : right + 1]).max()
    letters = luminance(written[(written != empty).any(axis=2)]).max()
    assert (letters + 0.05) / (under + 0.05) >= 4.5


def test_routines_differ_in_their_hue():
    corners = {tuple(pixels(cover("", "", key))[20, 20]) for key in ROUTINES}
    assert len(corners) == len(ROUTINES)


@pytest.mark.parametrize(
    "title", ["Backache", "I", LONG, "W" * 90, "W" * 300, "word " * 60, "Unterarmmuskelentspannungsübung für Tom"]
)
def test_a_title_of_any_length_fits(bare, title):
    top, bottom, left, right = edges(pixels(cover(title, "", "backache")), bare)
    assert left >= 50
    assert right < SIZE - 50
    assert top > 570  # below the first ring
    assert bottom < 880


@pytest.mark.parametrize(("title", "height"), [("Backache", 18), (LONG, 9)])
def test_a_title_can_be_read_at_200_pixels(bare, title, height):
    """Of its lines the highest, from the top of its letters to the bottom, has so many pixels there."""
    rows = (pixels(cover(title, "", "backache")) != bare).any(axis=(1, 2))
    changes = np.flatnonzero(np.diff(rows))
    assert (changes[1::2] - changes[::2]).max() * 200 / SIZE >= height


def test_a_subtitle_of_any_length_fits(bare):
    for subtitle in ("28 minutes", "W" * 300):
        top, bottom, left, right = edges(pixels(cover("", subtitle, "backache")), bare)
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
