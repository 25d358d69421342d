"""The page of a point shows all that is known of it, asks nobody for anything, and opens where somebody sees it."""

import re
import stat
import webbrowser
from html import unescape

import pytest

import coach
from coach.content.load import library, pictures
from coach.content.pictures import Pictures
from coach.errors import BadOption, FileError, OthersFile, UnknownName
from coach.export.page import point as pages
from coach.export.page.point import point_page
from coach.export.page.showing import keep, kept, opened, save


@pytest.fixture
def own_cache(tmp_path, monkeypatch):
    """An empty folder for caches, on every platform: what whoever runs this has looked at is theirs."""
    for name in ("XDG_CACHE_HOME", "HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path))


def text(html: str) -> str:
    body = re.sub(r"<(style|title|desc)>.*?</\1>", "", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", "", body)).split())


@pytest.mark.parametrize("code", library().points)
def test_a_page_tells_how_a_point_is_found_and_pressed_and_all_that_is_to_be_heeded(code):
    point, html = library().points[code], text(point_page(code))
    cautions = [one.text for one in library().safety.cautions if not one.points or code in one.points]
    flags = [flag.text for flag in library().safety.red_flags]
    notes = [note.text for note in point.notes]
    for words in (point.en.name, point.en.pinyin, *cautions, *flags, *notes, "No clinician has reviewed any of this."):
        assert words in html
    conditions = {condition.id: condition for condition in library().safety.conditions}
    for rule in point.rules:
        assert conditions[rule.condition].because.partition("{")[0].casefold() in html.casefold()
    assert "{" not in html


def test_of_a_limb_both_sides_are_shown_unless_one_is_asked_for():
    assert {"picture-BL40-left", "picture-BL40-right"} <= set(re.findall(r'id="([^"]*)"', point_page("weizhong")))
    one = point_page("BL40", "right")
    assert "picture-BL40-left" not in one
    assert "right kneecap" in one
    assert "left kneecap" not in text(one)


def test_a_point_without_a_picture_is_told_in_words_alone(monkeypatch):
    with_picture = text(point_page("CV6"))
    monkeypatch.setattr(pages.load, "pictures", lambda: Pictures({}, pictures().tools))
    html = point_page("CV6")
    assert 'class="pictures"' not in html
    assert "Lay them flat across the belly" in with_picture
    assert "Lay them flat across the belly" in text(html)


def test_a_page_runs_and_loads_nothing():
    html = point_page("GV26")
    assert "default-src 'none'" in unescape(html)
    assert not re.search(r"<(script|link|img|iframe)\b|\b(src|onclick)=|url\(", html)


def test_what_there_is_not_is_refused():
    with pytest.raises(UnknownName):
        point_page("XX1")
    with pytest.raises(UnknownName):
        point_page("BL40", "up")
    with pytest.raises(BadOption):
        point_page("CV6", "left")


@pytest.mark.usefixtures("own_cache")
def test_a_page_that_is_kept_is_for_its_user_alone_and_replaced_by_the_next():
    first = keep("bl40", "left")
    assert keep("BL40", "right") == first
    assert first.read_text() == point_page("BL40", "right")
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    assert stat.S_IMODE(first.parent.stat().st_mode) == 0o700
    assert kept() == [first]


def test_a_page_replaces_none_but_its_own_where_a_user_wants_it(tmp_path):
    target = save(point_page("CV6"), tmp_path / "belly.html")
    save(point_page("CV6"), target)
    target.write_text("mine")
    with pytest.raises(OthersFile):
        save(point_page("CV6"), target)
    save(point_page("CV6"), target, force=True)
    with pytest.raises(BadOption):
        save("", tmp_path / "belly.txt")
    with pytest.raises(FileError):
        save("", tmp_path / "none" / "belly.html")


@pytest.mark.parametrize(
    ("variables", "is_opened"),
    [
        ({}, False),
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({"DISPLAY": ":10", "SSH_CONNECTION": "1.2.3.4 5 6.7.8.9 22"}, False),
        ({"SSH_TTY": "/dev/pts/1", "BROWSER": "w3m"}, True),
    ],
)
def test_a_browser_is_opened_only_where_somebody_sees_it(monkeypatch, tmp_path, variables, is_opened):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "SSH_CONNECTION", "SSH_TTY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.platform", "linux")
    asked = []
    monkeypatch.setattr(webbrowser, "open", lambda address: asked.append(address) or True)
    assert opened(tmp_path / "a b.html") is is_opened
    assert asked == ([(tmp_path / "a b.html").as_uri()] if is_opened else [])


def test_a_browser_that_cannot_be_run_is_none(monkeypatch, tmp_path):
    monkeypatch.setenv("BROWSER", "/no/such/browser %s")
    monkeypatch.setattr(webbrowser, "_tryorder", None)
    assert not opened(tmp_path / "a.html")


def test_python_has_the_same_page():
    assert coach.point_page("BL60", side="left") == point_page("BL60", "left")


@pytest.mark.usefixtures("own_cache")
def test_a_page_is_shown_from_python_as_by_the_command(monkeypatch):
    shown = []
    monkeypatch.setattr(webbrowser, "open", shown.append)
    monkeypatch.setenv("BROWSER", "some")
    page = coach.show("bl40", side="left")
    assert shown == [page.as_uri()]
    assert page.read_text() == coach.point_page("BL40", side="left")
