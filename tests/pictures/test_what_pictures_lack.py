"""What pictures lack is told to whoever draws them, and stops nothing; what names nothing is an error."""

import shutil
from pathlib import Path

import pytest

from coach.content.load import library, pictures
from coach.errors import CoachError
from coach.pictures.check import warnings
from coach.storage import resources


@pytest.fixture
def scripts(tmp_path) -> Path:
    """A copy of what is shipped, to be changed."""
    return Path(shutil.copytree(resources.folder("scripts"), tmp_path / "scripts"))


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def warned(root: Path) -> list[str]:
    return warnings(pictures(root), library(root))


def test_each_shipped_point_has_a_picture_and_what_presses_it_in_which_nothing_is_ill_placed():
    assert warnings(pictures(), library()) == []


def view_with(root: Path, code: str) -> Path:
    return (
        root / "pictures" / f"{next(name for name, view in pictures(root).views.items() if code in points(view))}.toml"
    )


def points(view) -> set[str]:
    return {spot.point for spot in view.spots}


def test_a_point_that_is_new_is_named_until_it_is_drawn(scripts):
    text = (scripts / "points" / "BL40.toml").read_text(encoding="utf-8")
    (scripts / "points" / "BL39.toml").write_text(text.replace('"BL40"', '"BL39"'), encoding="utf-8")
    assert warned(scripts) == ["BL39 has no picture"]
    view = view_with(scripts, "BL40")
    text = view.read_text(encoding="utf-8")
    start = text.index("{", text.index("spots = ["))
    spot = text[start : text.index("}", start) + 1]
    view.write_text(text.replace(spot, f"{spot}, {spot.replace('BL40', 'BL39')}", 1), encoding="utf-8")
    assert warned(scripts) == []


def test_a_picture_that_does_not_show_what_presses_is_named(scripts):
    change(scripts / "points" / "GV26.toml", "\ntool = ", "\n# tool = ")
    assert warned(scripts) == ["GV26 has no tool, and its picture does not show what presses it"]


ILL_PLACED = {
    "at = [900, 300]": "in the picture of CV6, the point reaches out of it",
    "label_at = [590, 300]": "in the picture of CV6, 'navel' reaches out of it",
    "label_at = [40, 500]": "in the picture of CV6, 'navel' stands on what presses",
    "at = [300, 300]\nlabel_at = [300, 351]": "in the picture of CV6, 'navel' stands on the point",
}

VIEW = """
title = "the belly"
finger = 34
tool_at = [30, 400]
outlines = [{ path = "M 205 40 L 205 590 L 400 590" }]
spots = [{ point = "CV6", start = "navel", fingers = [0, 1.5] }]
[landmarks.navel]
label = "navel"
at = [300, 300]
label_at = [440, 300]
"""


def with_belly(root: Path, text: str) -> Path:
    """Put a view in place of the one that has shown a point."""
    view_with(root, "CV6").write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize("placed", ILL_PLACED)
def test_what_stands_on_something_else_or_reaches_out_is_named(scripts, placed):
    keys = {line.partition(" = ")[0]: line for line in placed.splitlines()}
    lines = [keys.get(line.partition(" = ")[0], line) for line in VIEW.splitlines()]
    assert ILL_PLACED[placed] in warned(with_belly(scripts, "\n".join(lines)))
    assert warned(with_belly(scripts, VIEW)) == []


REFUSED = {
    (
        'start = "navel"',
        'start = "novel"',
    ): "unknown landmark 'novel' in pictures/{file}, spots, entry 1; did you mean 'navel'?",
    ('point = "CV6"', 'point = "CV66"'): "unknown point 'CV66' in pictures/{file}, spots, entry 1; did you mean 'CV6'?",
    (
        '"the belly"',
        '"the {side} belly"',
    ): "pictures/{file}, title: the placeholder {side} cannot be filled; allowed: none",
    ('"the belly"', '"the belly"\nis_limb = true'): "pictures/{file}, title: of a limb it tells the {side}",
    (
        "label_at = [440, 300]\n",
        "",
    ): "pictures/{file}, landmarks.navel: the key 'label_at' is missing: where its label stands",
    (
        'label = "navel"',
        'label = "…"',
    ): "pictures/{file}, landmarks.navel.label: there is no word in '…'; write a sentence to say",
    ("M 205 40", "L 205 40"): "pictures/{file}, outlines, entry 1.path: expected a text like",
    ("M 205 40", "url(x)"): "pictures/{file}, outlines, entry 1.path: expected a text like",
    ("finger = 34", "finger = 0"): "pictures/{file}, finger: expected a number > 0.0",
    ("at = [300, 300]", 'at = "here"'): "pictures/{file}, landmarks.*.at: expected a list",
    ("tool_at", "tol_at"): "pictures/{file}: unknown key 'tol_at'; did you mean 'tool_at'?",
}


@pytest.mark.parametrize("changed", REFUSED)
def test_a_view_that_names_what_there_is_not_is_refused_with_its_file_and_place(scripts, changed):
    old, new = changed
    assert old in VIEW
    file = view_with(scripts, "CV6").name
    with pytest.raises(CoachError) as refused:
        pictures(with_belly(scripts, VIEW.replace(old, new, 1)))
    assert str(refused.value).startswith(REFUSED[changed].replace("{file}", file))


def test_a_tool_that_there_is_not_is_refused_with_the_point_that_names_it(scripts):
    change(scripts / "points" / "GV26.toml", '\ntool = "', '\ntool = "x')
    with pytest.raises(CoachError, match=r"unknown tool 'x.*' in points/GV26\.toml"):
        pictures(scripts)
