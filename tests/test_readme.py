"""README and the pages of docs/: short, complete, with no link that leads nowhere, and true of what they name."""

import inspect
import re
import tomllib
from collections import Counter
from functools import cache
from io import BytesIO
from pathlib import Path

import click
import numpy as np
import pytest
import readme_pictures as pictures
from packaging.requirements import Requirement
from PIL import Image

import coach
from coach.cli import coach as command_line

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
DOCS = sorted((ROOT / "docs").glob("*.md"))
PAGES = [*sorted(ROOT.glob("*.md")), *DOCS]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`|^ {4,}(\S.*)$", re.MULTILINE)
COMMAND = re.compile(r"(?:^|[\s/\\])coach ([a-z][a-z-]*)(?= |$)([^#|;&]*)")
OLD = {"CHANGELOG.md"}
"""Pages that tell of what was."""


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@cache
def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


@cache
def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as places that show Markdown make them."""
    headings = re.findall(r"^#+ (.+)$", text(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def links(page: Path) -> list[tuple[Path, str]]:
    """Return the files, and anchors in them, to which a page links on this side of the internet."""
    inside = [link.partition("#") for link in LINK.findall(text(page)) if "://" not in link]
    return [((page.parent / file).resolve() if file else page, anchor) for file, _, anchor in inside]


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_no_link_leads_nowhere(page):
    for file, anchor in links(page):
        assert file.exists(), f"{name(page)} links to {file}, which is not there"
        assert not anchor or anchor in anchors(file), f"{name(page)} links to #{anchor}, which {name(file)} has not"


def test_the_readme_is_read_in_a_few_minutes():
    assert len(text(README).splitlines()) <= 120


def test_the_readme_links_each_page_of_the_documentation_once():
    linked = Counter(file for file, _ in links(README))
    assert {page: linked[page] for page in DOCS} == dict.fromkeys(DOCS, 1)


def test_the_command_that_is_typed_first_is_the_one_that_starts_a_session_and_the_second_runs_the_tests():
    first, second = re.findall(r"^ +(python3 -m venv .*?) +#", text(README), re.MULTILINE)
    assert first == "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/coach start"
    assert second.endswith(".venv/bin/pytest")
    lines = [line.strip() for line in text(README).splitlines() if line.startswith("    ")]
    assert all(line.startswith((".venv/bin/coach ", "python3 ", "- ")) for line in lines), lines


@pytest.mark.parametrize("page", [page for page in PAGES if page.name not in OLD], ids=name)
def test_every_command_and_option_that_a_page_names_is_one_of_coach(page):
    context = click.Context(command_line)
    for span, line in CODE.findall(text(page)):
        for called, rest in COMMAND.findall(span or line):
            command = command_line.get_command(context, called)
            assert command, f"{name(page)} names `coach {called}`"
            options = {flag for given in command.params for flag in (*given.opts, *given.secondary_opts)}
            own = rest.partition(" -- ")[0]  # what follows is given to another command
            for flag in re.findall(r"(?<!\S)--[a-z-]+", own):
                assert flag in {*options, "--help"}, f"{name(page)} names `coach {called} {flag}`"


def test_every_option_of_a_session_is_told_on_the_page_of_options():
    context = click.Context(command_line)
    told = text(ROOT / "docs" / "options.md")
    for given in command_line.get_command(context, "start").params:
        assert isinstance(given, click.Argument) or any(flag in told for flag in given.opts), given.opts


def test_the_picture_of_the_screen_shows_what_is_on_the_screen():
    kept = (pictures.FOLDER / "screen.svg").read_text(encoding="utf-8")
    now = pictures.as_svg(pictures.screen(pictures.usual("fake")))
    assert pictures.words(kept) == pictures.words(now), "run tests/readme_pictures.py"
    assert not re.search(r"(?:href|url)\W{0,2}\(?['\"]?http|@import|@font-face", kept)


def test_the_picture_of_the_cover_is_that_of_an_export():
    kept, now = (
        np.asarray(Image.open(file).convert("L"), np.float32)
        for file in (pictures.FOLDER / "cover.jpg", BytesIO(pictures.small_cover(pictures.usual("fake"))))
    )
    assert kept.shape == now.shape
    assert np.abs(kept - now).mean() < 3, "run tests/readme_pictures.py"
    assert (pictures.FOLDER / "cover.jpg").stat().st_size < 20_000


def test_the_picture_of_a_point_is_that_which_coach_draws():
    kept = (pictures.FOLDER / "point.svg").read_text(encoding="utf-8")
    assert kept == pictures.point(), "run tests/readme_pictures.py"


def test_everything_that_coach_builds_on_is_named_with_its_licence():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = {name: lines for name, lines in project["optional-dependencies"].items() if name != "test"}
    names = [Requirement(line).name for lines in (project["dependencies"], *extras.values()) for line in lines]
    told = text(ROOT / "docs" / "licences.md").lower().replace("pyav", "av").replace("-", " ").replace("_", " ")
    assert [name for name in names if not re.search(rf"\b{name.replace('-', ' ')}\b", told)] == []


def test_the_page_on_python_names_all_that_can_be_imported_but_the_errors():
    told = text(ROOT / "docs" / "python.md")
    errors = {
        name for name in coach.__all__ if inspect.isclass(kind := getattr(coach, name)) and issubclass(kind, Exception)
    }
    assert [name for name in set(coach.__all__) - errors - {"OpenSession", "__version__"} if name not in told] == []
