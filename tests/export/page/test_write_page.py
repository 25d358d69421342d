"""A page is written whole or not at all, among nobody's files but ours, and the same session gives the same page."""

import base64
import json
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import mutagen
import pytest
from PIL import Image

import coach
from coach import Listener
from coach.errors import BadOption, FileError, OthersFile, OthersFolder, UnknownName
from coach.export import verify
from coach.export.page import write as writing
from coach.export.page.own import KNOWN
from coach.export.page.wanted import want_page

SHORT = {"voice": "fake", "rate": 180, "hold": 5, "pace": 0.25, "points": ("CV6",), "talk": "chimes"}

IN_FOLDER = KNOWN - {"sound.m4a"}


@pytest.fixture(scope="module")
def session():
    with coach.session(listener=Listener.nobody(), **SHORT) as opened:
        opened.plan()
        yield opened


@pytest.fixture(scope="module")
def exported(session, tmp_path_factory):
    """The bytes of the session as an audio file."""
    target = tmp_path_factory.mktemp("exported") / "a.mp3"
    session.export(target)
    return target.read_bytes()


@pytest.fixture
def page(session, tmp_path):
    """Write a page of a short session, and return where it is."""

    def write(name="a.html", **files):
        session.page(f"{tmp_path}/{name}", **{"format": "mp3", **files})
        return tmp_path / name

    return write


@pytest.fixture(scope="module")
def written(session, tmp_path_factory):
    """A folder with a page."""
    folder = tmp_path_factory.mktemp("written") / "site"
    session.page(f"{folder}/", format="mp3")
    return folder


@pytest.fixture
def site(written, tmp_path):
    """A folder with a page, called site, that a test may change."""
    return Path(shutil.copytree(written, tmp_path / "site"))


class Elements(HTMLParser):
    """The elements of a page with their attributes and texts."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self._open = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes), []))
        self._open.append(self.found[-1])

    def handle_endtag(self, tag):
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if self._open:
            self._open[-1][2].append(data)

    def texts(self, tag, **attributes):
        return [
            "".join(data) for name, given, data in self.found if name == tag and attributes.items() <= given.items()
        ]


def text_of(path):
    return path.read_text(encoding="utf-8")


def tree_names(folder):
    return {path.name for path in folder.iterdir()}


def tree(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_sound_in_a_page_is_the_file_that_an_export_writes(page, exported, tmp_path):
    (sound,) = Elements(text_of(page())).texts("script", id="sound")
    assert base64.b64decode(sound) == exported
    (tmp_path / "sound.mp3").write_bytes(base64.b64decode(sound))
    assert not verify(tmp_path / "sound.mp3").problems


def test_the_data_in_a_page_are_those_of_the_plan(session, page):
    (data,) = Elements(text_of(page())).texts("script", type="application/json", id="session")
    told, plan = json.loads(data), session.plan()
    assert (told["frames"], told["frame_rate"]) == (plan["frames"], plan["frame_rate"])
    keys = ("onset", "frames", "title", "picture", "hold")
    assert [[one[key] for key in keys] for one in told["chapters"]] == [
        [one[key] for key in keys] for one in plan["stages"]
    ]
    spoken = [one for one in plan["clips"] if one["bus"] == "voice"]
    assert [[one[key] for key in ("onset", "frames", "text")] for one in told["moments"]] == [
        [one[key] for key in ("onset", "frames", "text")] for one in spoken
    ]


def test_a_folder_has_all_files_of_a_site_and_no_other(written):
    folder = written
    assert tree(folder).keys() == IN_FOLDER
    assert want_page(folder, format="mp3").names == IN_FOLDER
    manifest = json.loads(text_of(folder / "manifest.webmanifest"))
    for icon in manifest["icons"]:
        with Image.open(folder / icon["src"]) as drawn:
            assert "{}x{}".format(*drawn.size) == icon["sizes"]
            corner = drawn.convert("RGBA").getpixel((0, 0))
            assert (corner[3] == 255) == (icon["purpose"] == "maskable")
    assert manifest["display"] == "standalone"
    assert (folder / manifest["start_url"] / "index.html").is_file()
    assert mutagen.File(folder / "sound.mp3").info.length > 30


def test_a_folder_that_is_there_need_not_be_named_with_a_slash(page, tmp_path):
    (tmp_path / "site").mkdir()
    assert tree(page("site")).keys() == IN_FOLDER


@pytest.mark.parametrize("name", ["a.html", "site/"])
def test_the_same_session_gives_the_same_page(page, written, name):
    if name.endswith("/"):
        assert tree(page("one/")) == tree(written)
    else:
        assert page("one.html").read_bytes() == page("two.html").read_bytes()


def test_a_title_is_told_as_it_is_and_never_runs(page):
    usual = Elements(text_of(page()))
    title = """</title><script>alert("1")</script> "Rücken" & 'kalt' <img src=x onerror=alert(2)> 🌿"""
    named = Elements(text_of(page("b.html", title=title, artist=title, practice="</script><b>")))
    assert named.texts("title")[0] == title
    assert [tag for tag, _, _ in named.found].count("script") == [tag for tag, _, _ in usual.found].count("script")
    assert not [given for _, given, _ in named.found if any(name.startswith("on") for name in given)]
    (data,) = named.texts("script", id="session")
    assert json.loads(data)["title"] == title


def test_a_title_is_told_as_it_is_in_a_manifest(page):
    title = '</script> "Rücken" 🌿'
    assert json.loads(text_of(page("site/", title=title) / "manifest.webmanifest"))["name"] == title


def test_a_page_tells_nothing_of_the_machine(page, tmp_path):
    Image.new("RGB", (20, 20), "red").save(tmp_path / "sign.png")
    single, folder = page(picture=tmp_path / "sign.png"), page("site/", picture=tmp_path / "sign.png")
    for content in (single.read_bytes(), *tree(folder).values()):
        for place in (str(tmp_path), str(Path.home()), "coach-page", sys.prefix):
            assert place.encode() not in content


def test_an_older_page_is_replaced_and_any_other_file_only_by_force(page, tmp_path):
    older = page().read_bytes()
    assert page(title="Another").read_bytes() != older
    target = tmp_path / "theirs.html"
    target.write_text("<!doctype html><title>Mine</title>", encoding="utf-8")
    with pytest.raises(OthersFile):
        page("theirs.html")
    assert "Mine" in text_of(target)
    assert "Mine" not in text_of(page("theirs.html", force=True))


def test_a_folder_with_other_things_is_not_touched(page, tmp_path):
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "index.html").write_text("mine", encoding="utf-8")
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    before = tree(folder)
    with pytest.raises(OthersFolder, match="choose another folder, or write the page beside it with force"):
        page("site/")
    assert tree(folder) == before


def test_by_force_a_folder_keeps_all_files_of_others_but_those_that_have_our_names(page, tmp_path):
    folder = tmp_path / "site"
    folder.mkdir()
    for name in ("index.html", "notes.txt", "sound.m4a"):
        (folder / name).write_text("mine", encoding="utf-8")
    page("site/", force=True)
    assert text_of(folder / "notes.txt") == text_of(folder / "sound.m4a") == "mine"
    assert text_of(folder / "index.html") != "mine"
    page("site/")
    assert text_of(folder / "notes.txt") == text_of(folder / "sound.m4a") == "mine"


def test_hidden_files_make_a_folder_nobodys(page, tmp_path):
    (tmp_path / "site" / ".git").mkdir(parents=True)
    assert tree_names(page("site/")) == IN_FOLDER | {".git"}


def test_a_newer_page_takes_away_what_an_older_one_had_and_nothing_else(page, site):
    (site / "CNAME").write_text("example.org", encoding="utf-8")
    page("site/", format="m4a")
    assert tree_names(site) == IN_FOLDER - {"sound.mp3"} | {"sound.m4a", "CNAME"}


def test_a_manifest_cannot_have_files_deleted_that_are_no_part_of_a_page(page, site, tmp_path):
    folder = site
    (tmp_path / "theirs.txt").write_text("mine", encoding="utf-8")
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    manifest = json.loads(text_of(folder / "manifest.webmanifest"))
    manifest["coach_files"] += ["../theirs.txt", "notes.txt", 7]
    (folder / "manifest.webmanifest").write_text(json.dumps(manifest), encoding="utf-8")
    page("site/")
    assert text_of(tmp_path / "theirs.txt") == text_of(folder / "notes.txt") == "mine"


@pytest.mark.parametrize("content", ["", "{", "[]", '{"coach_files": 1}', '{"name": "Theirs"}', "[" * 9999])
def test_a_folder_with_another_manifest_is_not_ours(page, tmp_path, content):
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "manifest.webmanifest").write_text(content, encoding="utf-8")
    with pytest.raises(OthersFolder):
        page("site/")


@pytest.fixture(params=["write", "page_of", "render"])
def failing(request, monkeypatch):
    """Have a part of the work interrupted."""

    def fail(*_arguments, **_given):
        raise KeyboardInterrupt

    monkeypatch.setattr(writing, request.param, fail)


@pytest.mark.usefixtures("failing")
@pytest.mark.parametrize("name", ["a.html", "site/"])
def test_whatever_fails_leaves_nothing_behind(page, tmp_path, name):
    with pytest.raises(KeyboardInterrupt):
        page(name)
    assert not [*tmp_path.iterdir()]


@pytest.mark.usefixtures("failing")
def test_whatever_fails_leaves_an_older_page_as_it_was(page, site, written, tmp_path):
    shutil.copy(written / "index.html", tmp_path / "a.html")
    for name in ("a.html", "site/"):
        with pytest.raises(KeyboardInterrupt):
            page(name, title="Another")
    assert tree(site) == tree(written)
    assert (tmp_path / "a.html").read_bytes() == (written / "index.html").read_bytes()
    assert tree_names(tmp_path) == {"a.html", "site"}


@pytest.mark.parametrize("name", ["a", "a.mp3", "a.pdf", "-", "a.html.txt"])
def test_a_name_that_is_neither_a_page_nor_a_folder_is_refused(name):
    with pytest.raises(BadOption, match=r"let its name end in \.html .*, or in / for a folder"):
        want_page(name)


@pytest.mark.parametrize("name", ["", "  ", "none/a.html", "none/site/", "a\0.html"])
def test_a_place_that_cannot_be_written_is_told(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileError, match="cannot write"):
        want_page(name)


def test_a_file_in_the_place_of_a_folder_is_told(tmp_path):
    (tmp_path / "a").write_text("mine", encoding="utf-8")
    with pytest.raises(FileError, match="cannot write"):
        want_page(f"{tmp_path}/a/")


def test_a_folder_in_the_place_of_a_file_of_the_page_is_told_before_anything_is_made(site):
    (site / "page.css").unlink()
    (site / "page.css").mkdir()
    with pytest.raises(FileError, match=r"page\.css: it is a folder"):
        want_page(site)
    assert tree_names(site) == IN_FOLDER


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"format": "ogg"}, "format 'ogg'"),
        ({"quality": "fine"}, "quality 'fine'"),
        ({"formt": "a"}, "option 'formt'"),
    ],
)
def test_what_there_is_not_is_told_with_what_there_is(given, problem):
    with pytest.raises(UnknownName, match=f"unknown {problem}"):
        want_page("a.html", **given)


@pytest.mark.parametrize("link", ["example.org", "ftp://example.org/", "javascript:alert(1)", "https://", " "])
def test_a_link_that_is_no_address_on_the_web_is_refused(link):
    with pytest.raises(BadOption):
        want_page("a.html", link=link)


def test_without_the_extra_for_m4a_a_page_has_an_mp3_and_one_that_asks_for_it_is_refused(tmp_path):
    code = (
        "import sys; sys.modules['av'] = None\n"
        "from coach.export.page.wanted import want_page\n"
        "print(want_page('a.html').sound_format.name)\n"
        "want_page('a.html', format='m4a')\n"
    )
    tried = subprocess.run([sys.executable, "-c", code], check=False, cwd=tmp_path, capture_output=True, text=True)
    assert tried.stdout.strip() == "mp3"
    assert re.search(r"FileError: cannot write a\.html: .*av \(PyAV\)", tried.stderr)


def test_a_page_that_no_browser_would_open_is_refused(page, tmp_path, monkeypatch):
    monkeypatch.setattr(writing, "LARGEST", 1000)
    with pytest.raises(FileError, match=r"a\.html: browsers open no page that is so large; write a folder"):
        page()
    assert not [*tmp_path.iterdir()]
    assert page("site/").is_dir()
