"""What a user has a file say of itself, and of who gives it: in its tags and on its cover."""

import io
import random
import zlib
from contextlib import suppress

import ffmpeg
import mutagen
import numpy as np
import pytest
from PIL import Image, ImageDraw

from coach.errors import BadFile, BadOption, CoachError
from coach.export import lettering, write
from coach.export.cover import SIZE, cover
from coach.export.formats import FORMATS
from coach.export.imprint import Imprint, imprint
from coach.export.picture import load_picture
from coach.export.wanted import want

TITLES = {
    "300 letters": "An evening session " * 15 + "for Ms Weber yes",
    "emoji and other letters": "休息 🌙 راحة · ½ \\ ; = # [x] <b>",
    "slashes and quotes": "AC/DC 'a' \"b\" & c",
}

TITLE_OF = {".mp3": "TIT2", ".wav": "TIT2", ".m4a": "\xa9nam", ".m4b": "\xa9nam"}
"""What mutagen calls a title that is no Vorbis comment."""

PLAIN = cover("Backache", "25 minutes", "backache", "PNG")


def pixels(drawn):
    return np.asarray(Image.open(io.BytesIO(drawn)).convert("RGB")).astype(int)


def drawn(**given):
    return pixels(cover("Backache", "25 minutes", "backache", "PNG", Imprint(**given)))


def saved(picture, path, **how):
    picture.save(path, **how)
    return path


@pytest.fixture
def no_fonts(monkeypatch):
    """Have no font but the one that comes with Pillow."""
    monkeypatch.setattr(lettering, "INSTALLED", ())


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_other_programs_read_title_and_artist_of_a_file_as_they_were_given(tones, tmp_path, suffix, title):
    path = tmp_path / f"a{suffix}"
    write(tones, want(path, title=title, artist="Praxis Müller 委中 🌿"))
    told, chapters = ffmpeg.told(path)
    assert (told["title"], told["artist"], told["album"]) == (title, "Praxis Müller 委中 🌿", "Tones")
    if FORMATS[suffix].chapters:
        assert [name for _, name in chapters] == ["Stage 0", "Stage 1", "Stage 2"]
    assert [str(line) for line in mutagen.File(path).tags[TITLE_OF.get(suffix, "title")]] == [title]


def test_the_title_heads_the_chapters_and_the_captions_beside_a_file(tones, tmp_path):
    wanted = want(tmp_path / "a.flac", title="For Ms [Weber]", captions="lrc", chapters_file=tmp_path / "a.json")
    write(tones, wanted)
    assert '"title": "For Ms [Weber]"' in (tmp_path / "a.json").read_text(encoding="utf-8")
    assert (tmp_path / "a.lrc").read_text(encoding="utf-8").startswith("[ti:For Ms (Weber)]\n")


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ("  two\nlines\r\n\tand\u2028more ", "two lines and more"),
        ("\u202eabc\u202c \u2067x\u2069\u200f", "abc x"),
        ("\N{FAMILY}\u200d\N{BOY}", "\N{FAMILY}\u200d\N{BOY}"),
        ("x" * 1000, "x" * 1000),
    ],
)
def test_a_text_becomes_one_line(given, line):
    assert imprint(title=given, artist=given) == Imprint(title=line, artist=line)


@pytest.mark.parametrize("option", ["title", "artist", "practice"])
@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("", "write something, or leave it out"),
        (" \n\u3000", "write something, or leave it out"),
        ("\u200b\u2060", "write something, or leave it out"),
        ("a\x1b[31m", r"'\\x1b' is no sign to read; leave it out"),
        ("a\0b", r"'\\x00' is no sign to read"),
        ("a\udcff", r"'\\udcff' is no sign to read"),
        ("x" * 1001, "it has 1001 characters; at most 1000 are taken"),
    ],
)
def test_a_text_that_nobody_can_read_is_refused_in_one_line(option, given, told):
    with pytest.raises(BadOption, match=told) as refused:
        imprint(**{option: given})
    assert refused.value.option == option
    assert len(str(refused.value)) < 200


@pytest.mark.usefixtures("no_fonts")
def test_a_practice_that_no_font_can_draw_is_refused_and_such_a_title_leaves_the_cover_its_own():
    with pytest.raises(BadOption, match="write it in Latin letters, or have it in the picture"):
        imprint(practice="針灸院")
    assert (drawn(title="委中") == pixels(PLAIN)).all()


@pytest.mark.usefixtures("no_fonts")
def test_accents_that_no_font_has_are_left_off():
    assert (drawn(practice="Müller") == drawn(practice="Muller")).all()


@pytest.mark.parametrize("given", [{"title": "W" * 300}, {"title": "word " * 60}, {"practice": "word " * 60}])
def test_words_of_any_length_stay_on_the_cover_and_apart(given):
    for with_practice in ({"practice": "Light Hands, 12 High Street"}, given):
        texts = with_practice | given
        rows, columns = np.nonzero((drawn(**texts) != drawn(title="\u200b", practice="\u200b")).any(axis=2))
        assert columns.min() >= 50
        assert columns.max() < SIZE - 50
        assert rows.max() < 975
    bare = pixels(cover("", "", "backache", "PNG"))
    foot = pixels(cover("", "", "backache", "PNG", Imprint(practice="word " * 60)))
    above = pixels(cover("x" * 300, "1 hour", "backache", "PNG", Imprint(practice="\u200b")))
    assert np.nonzero((foot != bare).any(axis=(1, 2)))[0].min() > np.nonzero((above != bare).any(axis=(1, 2)))[0].max()


def colour(size, mode="RGB"):
    """Return a picture whose upper left quarter is red, and the rest blue."""
    picture = Image.new("RGB", size, "blue")
    ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 2, size[1] // 2), fill="red")
    return picture.convert(mode)


def turned(number):
    exif = Image.Exif()
    exif[0x112] = number
    return exif


def colour_at(picture, across, down):
    red, green, blue, _ = picture.getpixel((int(picture.width * across), int(picture.height * down)))
    assert green < 90
    return "red" if red > 150 > blue else "blue" if blue > 150 > red else "none"


@pytest.mark.parametrize(
    ("name", "mode", "how"),
    [
        ("a.jpg", "RGB", {}),
        ("a.jpg", "CMYK", {}),
        ("a.png", "P", {}),
        ("a.png", "RGBA", {}),
        ("a.webp", "RGB", {"lossless": True}),
        ("a.webp", "RGB", {"save_all": True, "append_images": [Image.new("RGB", (90, 60), "green")]}),
        ("a.png", "RGB", {"save_all": True, "append_images": [Image.new("RGB", (90, 60), "green")]}),
    ],
)
def test_a_picture_of_any_kind_is_shown_with_its_colours_and_of_a_moving_one_the_first_moment(
    tmp_path, name, mode, how
):
    picture = load_picture(saved(colour((90, 60), mode), tmp_path / name, **how))
    assert (picture.mode, picture.size) == ("RGBA", (90, 60))
    assert [colour_at(picture, 0.2, 0.2), colour_at(picture, 0.8, 0.8)] == ["red", "blue"]


def test_a_photograph_is_shown_the_way_up_that_its_camera_tells(tmp_path):
    picture = load_picture(saved(colour((90, 60)), tmp_path / "a.jpg", exif=turned(6), quality=95))
    assert picture.size == (60, 90)
    assert [colour_at(picture, 0.8, 0.2), colour_at(picture, 0.2, 0.2)] == ["red", "blue"]


def test_grey_of_sixteen_bits_is_as_bright_as_in_eight(tmp_path):
    levels = np.full((40, 40), 0x80_30, np.uint16)
    picture = load_picture(saved(Image.fromarray(levels), tmp_path / "a.png"))
    assert picture.getpixel((20, 20)) == (128, 128, 128, 255)


REFUSED = {
    "missing": (lambda path: path, "there is no such file"),
    "a folder": (lambda path: path.mkdir(), "it is a folder"),
    "empty": (lambda path: path.write_bytes(b""), "it is no picture, or none of a kind that coach can read"),
    "text": (lambda path: path.write_text("<svg/>"), "it is no picture"),
    "another kind": (lambda path: Image.new("L", (9, 9)).save(path, "GIF"), "it is no picture"),
    "cut": (lambda path: path.write_bytes(_content("JPEG")[:2000]), "it is damaged"),
    "too large": (lambda path: path.write_bytes(_huge(12_000)), "it is too large: 12000 x 12000 pixels"),
    "a bomb": (lambda path: path.write_bytes(_huge(200_000)), "it is too large: too many pixels"),
}


def _content(kind):
    content = io.BytesIO()
    Image.fromarray(np.random.default_rng(1).integers(0, 255, (99, 99, 3), np.uint8)).save(content, kind)
    return content.getvalue()


def _huge(side):
    """Return the beginning of a PNG of so many pixels each way."""
    head = b"IHDR" + side.to_bytes(4) * 2 + bytes([1, 0, 0, 0, 0])
    chunk = (13).to_bytes(4) + head + zlib.crc32(head).to_bytes(4)
    return b"\x89PNG\r\n\x1a\n" + chunk + b"\0\0\0\4IDATxxxx0000"


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("make", "told"), REFUSED.values(), ids=REFUSED)
def test_a_picture_that_cannot_be_used_is_told_in_one_line(tmp_path, make, told):
    make(tmp_path / "sign.png")
    with pytest.raises(BadFile, match=told) as refused:
        imprint(picture=tmp_path / "sign.png")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_no_damage_to_a_picture_ends_in_anything_but_a_line(tmp_path, kind):
    whole, dice = _content(kind), random.Random(7)
    path = tmp_path / "a"
    for _ in range(60):
        content = bytearray(whole)
        for _ in range(dice.randint(1, 8)):
            content[dice.randrange(min(len(content), 300))] = dice.randrange(256)
        path.write_bytes(content[: dice.choice([len(content), dice.randrange(len(content))])])
        with suppress(CoachError):
            assert load_picture(path).mode == "RGBA"


@pytest.mark.parametrize("size", [(900, 900), (1600, 200), (40, 900), (1, 1), (3000, 1)])
def test_a_picture_lies_whole_in_the_bowl_of_a_cover_of_under_100_kilobytes(tmp_path, size):
    noise = np.random.default_rng(2).integers(0, 255, (size[1], size[0], 3), np.uint8)
    on_it = imprint(picture=saved(Image.fromarray(noise), tmp_path / "a.png"))
    assert len(cover("Backache", "25 minutes", "backache", imprint=on_it)) < 100_000
    rows, columns = np.nonzero((drawn(picture=on_it.picture) != pixels(PLAIN)).any(axis=2))
    assert np.hypot(rows - 330, columns - 500).max() < 165


def test_a_dark_sign_without_a_ground_gets_a_light_one_and_a_light_sign_none(tmp_path):
    for ink, is_on_ground in (((20, 20, 60, 255), True), ((255, 250, 230, 255), False)):
        sign = Image.new("RGBA", (300, 100), (0, 0, 0, 0))
        ImageDraw.Draw(sign).rectangle((100, 40, 200, 60), fill=ink)
        shown = drawn(picture=load_picture(saved(sign, tmp_path / "a.png")))
        assert (shown[330, 400] == (247, 240, 227)).all() == is_on_ground
        assert (shown[330, 500] == ink[:3]).all()
