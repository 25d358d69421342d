"""The picture of a moment, on terminals of any size."""

import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from coach.live.terminal.painter import Painter
from coach.live.terminal.picture import picture
from coach.live.terminal.view import Bar, View
from coach.units import frames

LONG = "Kidney's Back Transporting Point (BL23), beside the spine, a hand's breadth above the hips"
KEYS = ["space pause", "a again", "← → stage", "l s hold", "+ - volume", "q end", "Ctrl-C ends it on every keyboard;"]


@pytest.fixture
def rows_of(monkeypatch):
    """Return the rows of a picture on a terminal of a size."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")

    def painted(now, columns, rows, remark="", *, keys=True):
        monkeypatch.setenv("COLUMNS", str(columns))
        monkeypatch.setenv("LINES", str(rows))
        painter = Painter(io.TextIOWrapper(io.BytesIO(), "utf-8"))
        console = Console(file=io.StringIO(), width=min(columns, 100), height=rows, color_system=None)
        console.print(picture(now, remark, painter, keys=keys))
        return console.file.getvalue().splitlines()

    return painted


def moment(title=LONG, *, state="playing", hold=True, session=True):
    """Return a moment in a hold."""
    return View(
        state=state,
        title=title,
        doing="right side, holding",
        gone="12:05",
        hold=Bar(frames(20), frames(90)) if hold else None,
        session=Bar(frames(725), frames(1500)) if session else None,
    )


@pytest.mark.parametrize(("columns", "rows"), [(40, 20), (80, 24), (60, 24), (100, 50), (200, 50)])
def test_all_keys_a_long_title_and_the_times_left_are_seen_whole(rows_of, columns, rows):
    shown = rows_of(moment(), columns, rows, "this is the last part")
    words = " ".join(" ".join(shown).split())
    assert all(key in words for key in KEYS)
    assert "1:10 left" in words
    assert "12:55 left" in words
    assert "this is the last part" in words
    assert all(cell_len(row) <= columns for row in shown)
    if columns == 40:
        assert (shown[0], shown[1][:20]) == ("Kidney's Back Transporting Point (BL23),", LONG[41:61])


def test_a_remark_is_seen_whole_on_a_narrow_terminal(rows_of):
    words = " ".join(" ".join(rows_of(moment(), 40, 20, "volume 0 dB, the loudest without distortion")).split())
    assert "volume 0 dB, the loudest without distortion space pause" in words


sizes = st.tuples(st.integers(24, 220), st.integers(8, 60))
moments = st.builds(
    moment,
    st.sampled_from([LONG, "Opening", "", "腎兪 " * 30, "x" * 300]),
    state=st.sampled_from(["playing", "paused", "waiting", "preparing"]),
    hold=st.booleans(),
    session=st.booleans(),
)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sizes, moments, moments, st.sampled_from(["", "30 seconds longer", LONG]), st.booleans())
def test_a_picture_fits_its_terminal_and_is_as_high_at_every_moment(rows_of, size, one, other, remark, keys):
    columns, rows = size
    shown = rows_of(one, columns, rows, remark, keys=keys)
    assert len(shown) == len(rows_of(other, columns, rows, keys=keys)) < rows
    assert all(cell_len(row) <= columns for row in shown)
