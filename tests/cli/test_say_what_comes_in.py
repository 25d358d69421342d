"""What `coach say -` is given: read in the encoding that is certain, else told, and never said letter by letter."""

import io
import sys

import pytest


@pytest.fixture
def say(run, monkeypatch):
    """Have bytes come in, and return what would be said of them."""

    def said(content, encoding="utf-8"):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), encoding=encoding))
        return run("say", "--voice", "fake", "--spelled", "-")

    return said


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_text_is_said_in_whatever_encoding_its_mark_says(say, encoding):
    assert say("Breathe in, café.\n".encode(encoding)).out == "Breathe in, café.\n"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "cp1252"])
def test_an_encoding_that_is_not_certain_is_told_and_nothing_is_said(say, encoding):
    result = say("Breathe in, café.\n".encode(encoding))
    assert (result.status, result.out) == (1, "")
    assert result.err.startswith("coach: standard input")
    assert "save it as UTF-8" in result.err
    assert result.err.count("\n") == 1


def test_what_is_no_utf8_is_taken_for_what_the_system_says(say):
    assert say("Breathe in, café.\n".encode("cp1252"), "cp1252").out == "Breathe in, café.\n"


def test_no_more_than_a_megabyte_is_read(say):
    result = say(b"word " * 300_000)
    assert (result.status, result.out) == (1, "")
    assert "standard input: it cannot be read (it has more than 1 MB)" in result.err
