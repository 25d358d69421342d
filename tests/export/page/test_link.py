"""An address on a sheet is one that a browser opens, and its square code says what machines make of it."""

from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from coach.errors import BadOption
from coach.export.page.link import LONGEST_LINK, link_of, machine_address, square_code


@pytest.mark.parametrize(
    ("written", "machine"),
    [
        (" https://example.org/backache.html ", "https://example.org/backache.html"),
        ("HTTP://Example.ORG:8080/A%20b?x=1&y=2#z", "http://example.org:8080/A%20b?x=1&y=2#z"),
        ("https://münchen.example/rücken?ü=ß", "https://xn--mnchen-3ya.example/r%C3%BCcken?%C3%BC=%C3%9F"),
        ("https://straße.example", "https://xn--strae-oqa.example"),
        ("https://[2001:db8::1]/x", "https://[2001:db8::1]/x"),
        ("https://e.example/\"'<script>", "https://e.example/%22'%3Cscript%3E"),
    ],
)
def test_an_address_is_taken_as_it_is_written_and_told_to_machines_in_ascii(written, machine):
    address = link_of(written)
    assert address == written.strip()
    assert machine_address(address) == machine


@pytest.mark.parametrize(
    "written",
    [
        "",
        "  ",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "mailto:a@example.org",
        "ftp://example.org/x",
        "https://",
        "https:///x",
        "https://..",
        "https://a..b/",
        "https://[::1",
        "https://a.example:99999/",
        "https://exa mple.org",
        "https://a.example/a\nb",
        "https://a.example/\u202etxt",
        "https://exa<b>mple.org/",
        "https://user:secret@a.example/",
        "https://a.example\\@b.example",
        "https://a.example/" + "a" * LONGEST_LINK,
        "https://a.example/" + "ä" * (LONGEST_LINK // 6),
    ],
)
def test_what_no_browser_opens_or_no_code_carries_is_refused_in_one_line(written):
    with pytest.raises(BadOption) as refused:
        link_of(written)
    assert refused.value.option == "link"
    assert "secret" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_an_address_that_lacks_its_beginning_is_offered_with_it():
    with pytest.raises(BadOption, match="did you mean https://www"):
        link_of("www.example.org/x")


@pytest.mark.parametrize("rest", ["", "backache.html", "rücken", "a" * (LONGEST_LINK - 20)])
def test_another_reader_finds_the_address_in_the_code(rest):
    address = f"https://example.org/{rest}"
    svg = square_code(address)
    (found,) = zxingcpp.read_barcodes(_painted(svg))
    assert found.text == machine_address(address)


def _painted(svg: str) -> Image.Image:
    from resvg_py import svg_to_bytes

    named = svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return Image.open(BytesIO(svg_to_bytes(svg_string=named, dpi=600))).convert("L")
