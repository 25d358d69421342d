"""A page is one text that shows what the plan holds, asks nobody for anything, and runs nothing that a text says."""

import json
import re
from base64 import b64decode, b64encode
from hashlib import sha256
from html.parser import HTMLParser
from typing import get_args

import pytest

from coach.export.page.html import text
from coach.export.page.model import Chapter, Drawn, Moment, Page, Source
from coach.export.page.render import files_beside, render, worker
from coach.live.terminal.transport import KEYS, MEDIA_PAUSE, MEDIA_PLAY, VOLUME_DB, VOLUME_STEP_DB
from coach.plan.edits import BACK_S
from coach.report.data import HoldData
from coach.script.cues import Phase

RATE = 48_000

BAD_TITLE = """</script><script>alert("1")</script> & 'quotes' \u2028 🙂"""


def drawn(name: str) -> Drawn:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 600" role="img"><circle r="9"/></svg>'
    return Drawn(name=name, svg=svg, text=f"Where {name} lies.")


def page(**changed: object) -> Page:
    told = {
        "id": "0123abcd",
        "title": "A calmer back",
        "subtitle": "4 minutes",
        "artist": "coach",
        "practice": "",
        "language": "en",
        "frame_rate": RATE,
        "frames": 60 * RATE,
        "sound_type": "audio/mpeg",
        "cover": b"\xff\xd8cover",
        "chapters": (
            Chapter(stage="opening", title="Opening", onset=0, frames=20 * RATE, picture=None, hold=None),
            Chapter(
                stage="BL40-left",
                title="Behind the left knee",
                onset=20 * RATE,
                frames=40 * RATE,
                picture="BL40-left",
                hold=HoldData(30 * RATE, 20 * RATE),
            ),
        ),
        "moments": (
            Moment(onset=0, frames=RATE, stage="opening", phase="opening", text="Sit down.", sources=()),
            Moment(
                onset=21 * RATE, frames=RATE, stage="BL40-left", phase="locate", text="Find it.", sources=("own", "x")
            ),
        ),
        "pictures": (drawn("BL40-left"),),
        "cards": (),
        "red_flags": (),
        "stop": (),
        "changes": (),
        "sources": (),
        "link": None,
    }
    return Page(**told | changed)


VOID = {"meta", "link", "img", "input", "br", "hr", "path", "use", "circle"}
"""Elements that have no end in HTML, and those of pictures that are written so."""


class Reader(HTMLParser):
    """Reads a page element by element, as a browser does that minds every end."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.contents: dict[int, str] = {}
        self.open: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self.contents[len(self.elements) - 1] = ""
        if tag not in VOID:
            self.open.append(len(self.elements) - 1)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> ends nothing"
        assert self.elements[self.open[-1]][0] == tag
        self.open.pop()

    def handle_data(self, data: str) -> None:
        for index in self.open:
            self.contents[index] += data

    def all(self, tag: str) -> list[tuple[dict[str, str], str]]:
        return [(one, self.contents.get(at, "")) for at, (name, one) in enumerate(self.elements) if name == tag]


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


def sources_of(policy: str, kind: str) -> list[str]:
    return next(part.split()[1:] for part in policy.split(";") if part.split()[0] == kind)


@pytest.fixture(params=["in one file", "in a folder"])
def html(request: pytest.FixtureRequest) -> str:
    told = (Source(id="S1", text="A fact.", work="A work."), Source(id="x", text="Another.", work="Another work."))
    full = page(red_flags=("A numb saddle.",), stop=("Stop when it hurts.",), changes=("One is out.",), sources=told)
    return render(full, b"sound" if request.param == "in one file" else None)


def test_every_element_of_a_page_ends_where_it_has_to(html):
    assert read(html).open == []


def test_an_id_stands_once_on_a_page_and_each_link_within_it_has_its_place(html):
    reader = read(html)
    ids = [one["id"] for _, one in reader.elements if "id" in one]
    assert len(ids) == len(set(ids))
    links = {one["href"] for tag, one in reader.elements if tag in {"a", "use"} and one.get("href", "").startswith("#")}
    assert {link[1:] for link in links} <= set(ids)
    labels = {one[name] for _, one in reader.elements for name in ("for", "aria-labelledby") if name in one}
    assert labels <= set(ids)


def test_a_page_has_no_address_of_anything_elsewhere(html):
    assert not re.search(r"""https?:|["'=]//|url\(|@import""", html)


def test_the_policy_of_a_file_lets_run_and_shine_what_stands_in_it_and_nothing_else():
    reader = read(render(page(), b"sound"))
    policy = next(one["content"] for one, _ in reader.all("meta") if "http-equiv" in one)
    script = next(content for one, content in reader.all("script") if "type" not in one)
    (style,) = (content for _, content in reader.all("style"))
    for kind, told in (("script-src", script), ("style-src", style)):
        assert sources_of(policy, kind) == [f"'sha256-{b64encode(sha256(told.encode()).digest()).decode()}'"]
    assert sources_of(policy, "default-src") == ["'none'"]
    assert all("style" not in one and not any(name.startswith("on") for name in one) for _, one in reader.elements)


def test_the_sound_of_a_file_is_in_it_byte_by_byte_and_that_of_a_folder_lies_beside_it():
    sound = bytes(range(256)) * 5
    texts = {one.get("id"): content for one, content in read(render(page(), sound)).all("script")}
    assert b64decode(texts["sound"]) == sound
    beside = read(render(page(sound_type="audio/mp4"), None))
    assert [one["data-src"] for one, _ in beside.all("audio") if "data-src" in one] == ["sound.m4a"]
    assert "sound" not in {one.get("id") for one, _ in beside.all("script")}


@pytest.mark.parametrize("sound", [b"sound", None])
def test_a_text_with_signs_of_html_is_shown_as_it_is(sound):
    bad = page(
        title=BAD_TITLE,
        subtitle=BAD_TITLE,
        artist=BAD_TITLE,
        practice=BAD_TITLE,
        red_flags=(BAD_TITLE,),
        stop=(BAD_TITLE,),
        conditions=(BAD_TITLE,),
        changes=(BAD_TITLE,),
        sources=(Source(id="x", text=BAD_TITLE, work=BAD_TITLE),),
        moments=(Moment(onset=0, frames=1, stage="opening", phase="opening", text=BAD_TITLE, sources=()),),
        chapters=(Chapter(stage=BAD_TITLE, title=BAD_TITLE, onset=0, frames=9, picture=None, hold=None),),
        pictures=(Drawn(name="BL40-left", svg=drawn("BL40-left").svg, text=BAD_TITLE),),
    )
    reader, plain = read(render(bad, sound)), read(render(page(), sound))
    assert [content.strip() for _, content in reader.all("title")] == [BAD_TITLE]
    assert next(content.strip() for _, content in reader.all("h1")) == BAD_TITLE
    assert len(reader.all("script")) == len(plain.all("script"))
    (known,) = (content for one, content in reader.all("script") if one.get("id") == "session")
    assert json.loads(known)["title"] == BAD_TITLE
    assert json.loads(known)["moments"][0]["text"] == BAD_TITLE


def test_the_script_is_told_times_in_whole_frames_of_the_plan():
    (known,) = (content for one, content in read(render(page(), b"")).all("script") if one.get("id") == "session")
    told = json.loads(known)
    assert told["frames"] == 60 * RATE
    assert [one["onset"] for one in told["chapters"]] == [0, 20 * RATE]
    assert told["chapters"][1]["hold"] == {"onset": 30 * RATE, "frames": 20 * RATE}
    assert [one["onset"] for one in told["moments"]] == [0, 21 * RATE]


def test_a_sentence_leads_to_the_sources_that_stand_on_the_page(html):
    links = [content for one, content in read(html).all("a") if one["href"].startswith("#source-")]
    assert links == ["2"]  # "own" states no fact


@pytest.mark.parametrize("sound", [b"sound", None])
def test_a_page_without_pictures_cards_and_cautions_is_a_page(sound):
    bare = Chapter(stage="opening", title="Opening", onset=0, frames=60 * RATE, picture=None, hold=None)
    reader = read(render(page(pictures=(), chapters=(bare,), moments=()), sound))
    assert reader.open == []
    assert not reader.all("use")
    assert len([one for one, _ in reader.all("button") if "data-chapter" in one]) == 1


def test_a_practice_stands_at_the_foot_where_there_is_one():
    told = [content for _, content in read(render(page(practice="Dr. Example"), b"")).all("footer")]
    assert "Dr. Example" in told[0]
    assert "Dr. Example" not in render(page(), b"")


@pytest.mark.parametrize("name", ["page.js", "worker.js"])
def test_a_script_writes_no_html_and_asks_nobody(name):
    script = text(name)
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", script)
    assert "XMLHttpRequest" not in script
    assert "</script" not in script
    assert '"use strict";' in script


def test_nothing_on_a_page_is_read_aloud_by_itself_while_the_coach_speaks(html):
    live = {"aria-live", "aria-atomic"}
    for tag, one in read(html).elements:
        assert live.isdisjoint(one)
        assert one.get("role") not in {"alert", "status", "log", "timer", "marquee", "progressbar"}
        assert tag not in {"progress", "meter", "output"}


def test_the_worker_of_a_folder_keeps_all_its_files_under_a_version_that_changes_with_any_of_them():
    beside = {"index.html": b"a", "sound.mp3": b"b"}
    first, second = worker(beside), worker(beside | {"sound.mp3": b"c"})
    assert first == worker(dict(reversed(beside.items())))
    versions = [json.loads(re.match(rb"const KEPT = (.*);\n", one)[1]) for one in (first, second)]
    assert versions[0]["names"] == ["index.html", "sound.mp3"]
    assert versions[0]["version"] != versions[1]["version"]


def test_a_folder_has_beside_its_page_the_files_that_the_page_names_for_its_looks():
    reader, beside = read(render(page(), None)), files_beside(page())
    named = {one["href"] for one, _ in reader.all("link") if one["rel"] == "stylesheet"}
    named |= {one["src"] for tag, one in reader.elements if tag in {"script", "img"} and "src" in one}
    assert named == set(beside)


def test_the_keys_of_a_page_are_those_of_a_session_that_is_led_by_keys():
    named = {"left": "ArrowLeft", "right": "ArrowRight", "up": "ArrowUp", "down": "ArrowDown"}
    keys = set(
        re.findall(r'^ {4}\["(.+?)", ', text("page.js").partition("const KEYS")[2].partition("]);")[0], re.MULTILINE)
    )
    assert keys == {named.get(key, key) for key in KEYS if key not in {MEDIA_PLAY, MEDIA_PAUSE}}


def test_what_keys_do_on_a_page_is_measured_as_in_a_session_that_is_led_by_keys():
    script = text("page.js")
    least_db, most_db = VOLUME_DB
    assert f"BACK_S = {BACK_S:g};" in script
    assert f"VOLUME_DB = {{ step: {VOLUME_STEP_DB:g}, least: {least_db:g}, most: {most_db:g} }};" in script


def test_a_page_has_words_for_each_phase_of_a_point():
    words = text("page.js").partition("const DOING = {")[2].partition("};")[0]
    assert set(re.findall(r"(\w+): \"", words)) == set(get_args(Phase)) - {"opening", "safety", "closing"}
