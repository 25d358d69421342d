"""Lines that break between words, whatever the width of the terminal."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from coach.live.terminal.wrapping import wrapped


class Screen(io.StringIO):
    """A terminal of the width that COLUMNS says."""

    def isatty(self):
        return True


WORDS = st.text(st.sampled_from("abcdé界-"), min_size=1, max_size=9)


@given(st.lists(WORDS, min_size=1, max_size=30), st.integers(20, 100), st.integers(0, 3), st.integers(0, 4))
def test_every_word_stays_whole_and_no_line_is_wider_than_the_terminal(words, columns, margin, hang):
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("COLUMNS", str(columns))
        lines = wrapped(" " * margin + " ".join(words), Screen(), hang).split("\n")
    assert [word for line in lines for word in line.split()] == words
    assert max(map(wcswidth, lines)) <= columns
    assert all(line.startswith(" " * margin) for line in lines)
    assert all(line.startswith(" " * (margin + hang)) for line in lines[1:])


def test_a_line_that_hangs_far_to_the_right_leaves_room_for_its_words_on_a_narrow_terminal(monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    following = wrapped("surgery-left-leg          " + "Have you had surgery? " * 4, Screen(), 26).split("\n")[1:]
    assert all(len(line) - len(line.lstrip()) == 10 for line in following)


def test_a_path_that_is_wider_than_the_terminal_is_not_broken(monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    path = "/home/somebody/" + "a-long-folder/" * 5 + "session.mp3"
    assert wrapped(f"cannot write {path}: it is a folder", Screen()).split("\n")[1].startswith(path)


@pytest.mark.parametrize("columns", ["0", "5"])
def test_a_terminal_without_a_width_worth_the_name_gets_a_line_as_it_is(monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    assert wrapped("a line of some words", Screen()) == "a line of some words"


def test_a_file_gets_a_line_as_it_is():
    assert wrapped("word " * 50, io.StringIO()) == "word " * 50


def test_what_goes_on_in_a_list_stands_below_its_words(monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    lines = wrapped("  - fever or shivering, feeling very unwell, a recent infection", Screen()).split("\n")
    assert lines == ["  - fever or shivering, feeling very", "    unwell, a recent infection"]
