"""The printed sheet shows each point on a card, what to heed, and nothing of what it must not."""

import shutil
from html.parser import HTMLParser
from pathlib import Path

import pypdf
import pytest
import servers

import coach
from coach.errors import BadOption, FileError, OthersFile
from coach.export.page import pdf
from coach.export.page.compose import page_of
from coach.export.page.html import filled
from coach.export.page.model import Page
from coach.export.page.pdf import is_own_sheet, print_sheet, sheet_file
from coach.export.page.wanted import want_page

CLIENT = ["hernia", "blood-thinners", "skin-left-leg"]
BAD = """<script>alert("1")</script> & 'quotes' 🙂"""


def page(conditions=(), position="chair", **files) -> Page:
    listener = coach.Listener.of(conditions=conditions)
    with coach.session(voice="fake", position=position, listener=listener) as opened:
        session = opened._session
        return page_of(session, session.compile(), want_page("page.html", **files))


@pytest.fixture(scope="module")
def usual():
    return page()


@pytest.fixture(scope="module")
def client():
    return page(CLIENT, link="https://example.org/<b>?a=1&b='2'", title=BAD, practice=BAD)


class _Texts(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.tags: list[str] = []
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name == "href" and tag == "a"]

    def handle_data(self, data):
        self.found.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.found).split())


def sheet(shown: Page) -> _Texts:
    return _Texts(filled("sheet.html.j2", shown.pictures, page=shown))


def test_a_sheet_tells_of_each_point_how_it_is_found_pressed_and_how_long(usual):
    text = sheet(usual).text
    assert len(usual.cards) == 7
    for card in usual.cards:
        told = (card.code, card.name, *card.locate, *card.press, *card.cautions)
        assert all(words in text for words in told)
        assert card.hold[1:] in text


def test_the_red_flags_stand_before_the_points_and_all_cautions_are_there(usual):
    text = sheet(usual).text
    assert all(words in text for words in (*usual.red_flags, *usual.stop))
    assert text.index(usual.red_flags[-1]) < text.index(usual.cards[0].name)
    assert "No clinician has reviewed it." in text


def test_a_client_reads_what_is_left_out_and_why_and_nothing_of_how_to_press_it(client):
    text = sheet(client).text
    assert "CV6" not in [card.code for card in client.cards]
    assert all(change[1:] in text for change in client.changes)
    assert "because of a hernia" in text
    assert "Sea of Energy" not in text


def test_a_title_and_a_practice_are_text_whatever_stands_in_them(client):
    shown = sheet(client)
    assert "script" not in shown.tags
    assert shown.text.count(BAD) == 2


def test_the_address_is_text_and_link_beside_its_code_and_only_if_there_is_one(usual, client):
    shown = sheet(client)
    assert client.link in shown.text
    assert shown.links == ["https://example.org/%3Cb%3E?a=1&b='2'"]
    assert not sheet(usual).links


@pytest.mark.parametrize(("name", "beside"), [("a.html", "a.pdf"), ("a.HTM", "a.pdf"), ("v1.2", "v1.2.pdf")])
def test_a_sheet_lies_beside_its_page_under_its_name(name, beside):
    assert sheet_file(Path("folder", name)) == Path("folder", beside)


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("whose", ["usual", "lying", "client"])
def test_a_whole_routine_is_two_to_four_pages_on_either_paper(request, tmp_path, whose, paper):
    _require_browser()
    shown = page(position="lying") if whose == "lying" else request.getfixturevalue(whose)
    printed = pypdf.PdfReader(print_sheet(shown, tmp_path / "a.html", paper))
    assert 2 <= len(printed.pages) <= 4
    width = 210 / 25.4 * 72 if paper == "a4" else 612
    assert float(printed.pages[0].mediabox.width) == pytest.approx(width, abs=1)


def test_no_card_is_broken_over_two_pages(usual, tmp_path):
    _require_browser()
    printed = pypdf.PdfReader(print_sheet(usual, tmp_path / "a.html", "letter"))
    texts = [" ".join(one.extract_text().split()) for one in printed.pages]
    for card in usual.cards:
        (text,) = [text for text in texts if f"{card.code} {card.name} {card.pinyin}" in text]
        assert all(sentence in text for sentence in (*card.locate, *card.press, *card.cautions))


def test_a_printed_sheet_is_known_as_our_own_and_replaced(usual, tmp_path):
    _require_browser()
    first = print_sheet(usual, tmp_path / "a.html", "a4")
    assert is_own_sheet(first)
    want_page(tmp_path / "a.html", pdf=True)
    assert print_sheet(usual, tmp_path / "a.html", "letter") == first


def _require_browser() -> None:
    if not any(map(shutil.which, pdf._NAMES)):
        servers.missing("no Chromium is installed")


def test_a_pdf_of_somebody_else_is_not_replaced_unless_that_is_wanted(tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4 mine")
    with pytest.raises(OthersFile):
        want_page(tmp_path / "a.html", pdf=True)
    want_page(tmp_path / "a.html", pdf=True, force=True)
    want_page(tmp_path / "a.html")


def test_a_pdf_that_could_not_be_written_is_refused_before_anything_is_made(tmp_path):
    (tmp_path / "a.pdf").mkdir()
    with pytest.raises(FileError, match="it is a folder"):
        want_page(tmp_path / "a.html", pdf=True, force=True)


def test_a_paper_without_a_pdf_is_refused():
    with pytest.raises(BadOption, match="PDF"):
        want_page("a.html", paper="a4")


@pytest.fixture
def browser(tmp_path, monkeypatch):
    """Return what puts a program that stands for the only browser of this machine into the path."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(pdf, "_browsers", lambda: filter(None, map(shutil.which, pdf._NAMES)))

    def put(script: str) -> None:
        program = folder / "chromium"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)

    return put


PRINT = 'for each; do case $each in --print-to-pdf=*) out="${each#--print-to-pdf=}";; esac; done;'


@pytest.mark.parametrize(
    ("script", "told"),
    [
        (None, "no Chromium, Chrome, Edge or Brave is found"),
        ("exit 3", "it ended with status 3"),
        ("echo 'No usable sandbox!' >&2; exit 1", "No usable sandbox!"),
        (f'{PRINT} echo half > "$out"', "has not printed it"),
        (f"{PRINT} printf '%%PDF-1.4 cut' > \"$out\"", "has not printed it"),
        ("printf '\\377\\n' >&2; exit 1", "has not printed it"),
        ("exec /bin/sleep 60", "has not printed it in 0.2 seconds"),
    ],
)
def test_where_nothing_prints_it_is_said_how_a_person_can_and_an_older_pdf_stays(
    usual, tmp_path, monkeypatch, browser, script, told
):
    monkeypatch.setattr(pdf, "LIMIT_S", 0.2 if script and "sleep" in script else 20)
    if script:
        browser(script)
    else:
        browser("exit 0")
        (tmp_path / "bin" / "chromium").unlink()
    (tmp_path / "a.pdf").write_bytes(b"older")
    with pytest.raises(FileError, match="Ctrl-P") as refused:
        print_sheet(usual, tmp_path / "a.html", "a4")
    assert told in str(refused.value)
    assert (tmp_path / "a.pdf").read_bytes() == b"older"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.pdf", "bin"]


def test_a_browser_is_given_a_profile_of_its_own_and_no_net(usual, tmp_path, browser):
    browser(f'echo "$@" > {tmp_path}/told; {PRINT} printf \'%%PDF-1.4\\n%%%%EOF\' > "$out"')
    print_sheet(usual, tmp_path / "a.html", "a4")
    told = (tmp_path / "told").read_text()
    assert "--user-data-dir=" in told
    assert "--host-resolver-rules=MAP * ~NOTFOUND" in told
    assert is_own_sheet(tmp_path / "a.pdf")
