"""From what a terminal sends to the names of keys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.live.terminal.decoder import Decoder

LOOK_S = 0.05


def names(*sent: bytes) -> list[str]:
    """Return the keys in what is sent from look to look, and the looks after it."""
    decoder = Decoder("utf-8")
    looks = (*sent, *[b""] * 5)
    return [name for number, look in enumerate(looks) for name in decoder.names(look, number * LOOK_S)]


@pytest.mark.parametrize(
    ("sent", "keys"),
    [
        ("aé ", ["a", "é", " "]),
        ("\r\t\x1a\x1c", ["c-m", "c-i", "c-z", "c-\\"]),
        ("\x1b[D\x1b[C\x1bOA", ["left", "right", "up"]),
        ("\x1bOP\x1b[15~\x1b[[A\x1b[1;5C", ["f1", "f5", "f1", "c-right"]),
        ("\x1b", ["escape"]),
        ("\x1b\x1b", ["escape", "escape"]),
        ("\x1bq", ["escape+q"]),
        ("\x1b[200~q\x1b[201~", ["<bracketed-paste>", "q", "<bracketed-paste>"]),
    ],
)
def test_keys_have_names(sent, keys):
    assert names(sent.encode()) == keys


REPORTS = {
    "the focus comes": b"\x1b[I",
    "the focus goes": b"\x1b[O",
    "the mouse, in its oldest form": b"\x1b[M qq",
    "the mouse, in numbers": b"\x1b[<35;12;3M",
    "the mouse, in numbers of another kind": b"\x1b[32;12;3M",
    "where the cursor stands": b"\x1b[24;80R",
    "where the cursor stands, at a place that looks like a key": b"\x1b[1;2R",
    "a colour": b"\x1b]11;rgb:0000/0000/0000\x1b\\",
    "a colour, ended by a bell": b"\x1b]4;1;rgb:cccc/0000/0000\x07",
    "what the terminal is": b"\x1b[?62;22c",
    "which version it has": b"\x1bP>|terminal q\x1b\\",
    "whether it knows a mode": b"\x1b[?2026;2$y",
    "how large it is": b"\x1b[8;24;80t",
    "which keyboard protocol it has": b"\x1b[?1u",
    "whether it shows pictures": b"\x1b_Gi=1;OK\x1b\\",
    "what nobody knows": b"\x1b[99;99~",
}


@pytest.mark.parametrize("report", REPORTS)
def test_what_nobody_pressed_has_no_name_wherever_it_is_torn(report):
    sent = REPORTS[report]
    for tear in range(2, len(sent) + 1):  # an Escape alone is a key, if nothing follows at once
        assert names(b"a" + sent[:tear], sent[tear:] + b"b") == ["a", "b"]


@pytest.mark.parametrize("half", [b"\x1b[", b"\x1b[12;", b"\x1bO", b"\x1b]11;rgb:00", b"\x1b[M ", b"\x1bP1$r", b"\xc3"])
def test_half_a_sequence_does_nothing_and_keeps_no_key_back_for_long(half):
    found = names(half, b"", b"", b"", b"q")
    assert [name for name in found if name != "\ufffd"] == ["q"]  # a sign that cannot be read is no letter


@given(st.lists(st.sampled_from([*REPORTS.values(), b"a", b"q", "й".encode(), b"\x1b[D", b"\x1b[5~"])), st.data())
def test_what_comes_in_pieces_means_the_same_as_what_comes_at_once(parts, data):
    whole = b"".join(parts)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=6)))
    decoder = Decoder("utf-8")
    found = [
        name
        for start, end in zip([0, *cuts], [*cuts, len(whole)], strict=True)
        for name in decoder.names(whole[start:end], 0)
    ]
    assert found == names(whole)


@given(st.lists(st.binary(max_size=20)))
def test_no_bytes_break_anything(looks):
    assert all(isinstance(name, str) and name for name in names(*looks))
