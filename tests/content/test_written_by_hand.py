"""TOML that people write by hand: each mistake is told with its line and what to write, the same on every Python."""

import re
import tomllib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from coach.content.load import read_text, read_toml
from coach.content.toml import BadToml, parsed
from coach.errors import CoachError
from coach.health.profile import Profile

MISTAKES = {
    "talk = brief": 'line 1: a text stands in quotes; write talk = "brief"',
    "steps = [\n  { point = BL40, minutes = 1 },\n]": 'line 2: .*; write { point = "BL40", minutes = 1 },',
    "talk = \u201cbrief\u201d": 'line 1: quotes have to be straight; write talk = "brief"',
    "say = \u201cDon\u2019t press, it\u2019s sore.\u201d": 'line 1.*; write say = "Don\u2019t press, it\u2019s sore."',
    "minutes = 1,5": "line 1: a point, and no comma, begins a fraction; write minutes = 1.5",
    "steps = [{ point = \u201cBL40\u201d, minutes = 1,5 }]": '.*; write steps = [{ point = "BL40", minutes = 1.5 }]',
    'steps = [\n  {\n    point = "CV6", # mine\n    minutes = 1,\n  },\n]': (
        'line 2: a table in braces { } stands on one line; write { point = "CV6", minutes = 1 },'
    ),
    'talk = "brief': 'line 1: a text needs a quote .*; write talk = "brief"',
    'talk = brief"': 'line 1: a text needs a quote .*; write talk = "brief"',
    "schema 1": "line 1: = is missing; write schema = 1",
    "schema: 1": "line 1: = stands between a key and its value; write schema = 1",
    "schema\u00a0= 1": "line 1: a blank stands in it that is no plain one; write schema = 1",
    "schema = 1\nschema = 1": "line 2: 'schema' is there twice; keep one of them",
    "[en]\na = 1\n[en]": "line 3: '[en]' is there twice; keep one of them",
    'steps = [{ point = "CV6", point = "BL23" }]': "line 1: 'point' is there twice; keep one of them",
    "safety = True": "line 1: it is true or false, in small letters; write safety = true",
    "safety = yes": "line 1: it is true or false, in small letters; write safety = true",
    'bed = "C:\\Users\\me"': r'line 1: a backslash in a text is written twice; write bed = "C:\\Users\\me"',
    "schema = 1\n; mine": "line 2: a remark begins with #; write # mine",
    'conditions = [\n  "child"\n  "hernia"\n]': 'line 2: a comma is missing at its end; write "child",',
    'conditions = ["child",\ntalk = "brief"': "line 1: the bracket [ is never closed; write ] where its list ends",
    'conditions = "child", "hernia"': 'line 1: a list stands in brackets [ ]; write conditions = ["child", "hernia"]',
    'say = "He said "go" now"': "line 1: a text cannot hold the quotes .*; write say = \"He said 'go' now\"",
    "say = 'don't press'": 'line 1: a text cannot hold the quotes .*; write say = "don\'t press"',
    "[en\ntitle = 1": "line 1: the name of a table stands in brackets; write [en]",
    "minutes = 1.5 min": "line 1: a number stands alone; write minutes = 1.5",
    "minutes = .5": "line 1: a number is written as in 5 or 0.5; write minutes = 0.5",
    "talk =": "line 1: nothing stands behind it; write key = value in one line",
    '{ "schema": 1 }': "line 1: the file itself stands in no braces; write key = value, each in a line of its own",
    "this is my own profile": 'line 1: .* is neither key = "text", key = number, [table] nor # remark',
    "x = " + "1" * 5000: "line 1: .* is neither .*",
}


def pattern(told: str) -> str:
    return ".*".join(map(re.escape, told.split(".*"))) + "$"


@pytest.mark.parametrize("text", MISTAKES, ids=lambda text: text[:30].encode("ascii", "replace").decode())
def test_a_mistake_is_told_with_its_line_and_with_what_to_write(text):
    with pytest.raises(BadToml, match=pattern(MISTAKES[text])):
        parsed(text)


@pytest.mark.parametrize("text", [text for text, told in MISTAKES.items() if "; write " in told and "\n" not in text])
def test_what_is_to_be_written_in_place_of_a_line_is_toml(text):
    with pytest.raises(BadToml) as refused:
        parsed(text)
    written = refused.value.problem.partition("; write ")[2]
    if "key = value" not in written:
        assert tomllib.loads(written)


PIECES = st.one_of(
    st.sampled_from(["schema", "talk", " = ", ": ", "1", ",5", '"brief"', "child", '"""', "[en]", "true", "a.b"]),
    st.sampled_from("[]{},\n\"'#\\;\u201c\u201d\u00a0\x07\ufeff\ue000"),
)


@given(st.lists(PIECES, max_size=12).map("".join))
@example('x = ["a\nb"]\ny = {')
@example("[[[")
def test_whatever_is_no_toml_is_told_in_a_short_line_with_the_number_of_one_that_there_is(text):
    try:
        found = tomllib.loads(text)
    except ValueError:
        with pytest.raises(BadToml) as refused:
            parsed(text)
        assert 1 <= refused.value.line <= text.count("\n") + 1
        assert len(str(refused.value)) < 300
        assert "at line" not in str(refused.value), "what a parser says changes with the version of Python"
    else:
        assert parsed(text) == found


ENCODED = 'schema = 1\ntalk = "brief" # caf\xe9\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_a_file_is_read_in_the_encoding_that_its_mark_says(tmp_path, encoding, ends):
    file = tmp_path / "profile.toml"
    file.write_bytes(ENCODED.replace("\n", ends).encode(encoding))
    assert read_toml(file, Profile) == Profile(talk="brief")


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-16-le", "it is in UTF-16, without a mark that says so; save it as UTF-8"),
        ("utf-16-be", "it is in UTF-16, without a mark that says so; save it as UTF-8"),
        ("utf-32-le", "it is in UTF-32, without a mark that says so; save it as UTF-8"),
        ("cp1252", "line 2: it cannot be read: it is not in UTF-8: there is the byte E9, perhaps in Windows-1252"),
        ("cp437", "line 2: it cannot be read: it is not in UTF-8: there is the byte 82"),
    ],
)
def test_an_encoding_that_is_not_certain_is_named_and_not_read(tmp_path, encoding, told):
    file = tmp_path / "profile.toml"
    file.write_bytes(ENCODED.encode(encoding))
    with pytest.raises(CoachError, match=re.escape(told)):
        read_text(file)


def test_a_file_that_is_no_text_is_told_as_such(tmp_path):
    file = tmp_path / "profile.toml"
    file.write_bytes(b"PK\x03\x04\x14\0\0\0")
    with pytest.raises(CoachError, match="line 1: it cannot be read: there is a NUL character, so it is no text"):
        read_text(file)
