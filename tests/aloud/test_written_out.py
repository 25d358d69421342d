"""What is written is said as it is meant, in the same words by every engine, or it is named."""

import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.aloud.signs import PUNCTUATION
from coach.aloud.written import shown, written_out
from coach.errors import CannotSay

TABLE = Path(__file__).parents[1] / "golden" / "written-out.txt"
CASES = [line.replace("¦", "|").rsplit(" | ", 1) for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]]

PIECES = re.findall(
    r"\S+",
    """
    5 60 1 0 007 1,000 1.5 .5 1/2 3/4 1500 2019 12:30 5-6 5–6 - – — − + ± × x * / = < > ≤ ≥ ~ ≈ → % ° °C s min h kg cm²
    ² ⁶ ½ Ⅳ II I X phase nerve BL40 BL-40 BL31-34 BL EX-HN1 $ € £ ¢ p.m. pm e.g. Dr. No. etc. U.S. L. min. ( ) [ ] ' "
    “ ” ’ . , ; : ! ? … # @ & º st th 30s 1980s and or to a press rest Then left right /day per 2x bpm μg Ω é α
    example.org 24/7 4-7-8 <b> </b> << -> => k L N ☃
    """,
)

LEFT_OUT = frozenset("¿¡‥︰")
"""Marks of which a listener misses nothing; the last two are dots."""


@pytest.mark.parametrize(("text", "said"), CASES, ids=[text for text, _ in CASES])
def test_a_text_is_written_out_as_it_is_meant_or_its_sign_is_named(text, said):
    if not said.startswith("! "):
        assert written_out(text) == said
        assert written_out(said) == said
        return
    with pytest.raises(CannotSay, match="cannot be said, in ") as caught:
        written_out(text)
    assert f"! {caught.value.sign}" == said
    assert "\n" not in str(caught.value)


def test_the_table_is_long_enough_to_mean_something():
    assert len(CASES) > 300


@given(st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(["", " "])), max_size=8))
def test_writing_out_what_is_written_out_changes_nothing_and_nothing_but_a_refusal_is_raised(pieces):
    text = "".join(piece + blank for piece, blank in pieces)
    try:
        said = written_out(text)
    except CannotSay:
        return
    assert written_out(said) == said
    assert said.isprintable()
    assert all(character.isalnum() or character in PUNCTUATION for character in said)


@pytest.mark.parametrize("block", range(0x20, 0x3400, 0x400))
def test_no_sign_of_unicode_is_left_out_in_silence(block):
    """It changes what is said of "5", or is refused; blanks and joiners are no signs."""
    lost = []
    for sign in map(chr, range(block, block + 0x400)):
        category = unicodedata.category(sign)
        if category[0] not in "SNP" or sign in PUNCTUATION or sign in LEFT_OUT:
            continue
        try:
            said = written_out(f"Hold {sign} 5 so")
        except CannotSay:
            continue
        if len(said.split()) <= 3 and not set(said) & PUNCTUATION - {" "}:
            lost.append(sign)
    assert not lost


@given(st.integers(0, 10**6), st.sampled_from(["-", "\N{MINUS SIGN}", "\N{EN DASH}"]))
def test_a_sign_before_a_number_is_said_whatever_the_number(value, minus):
    positive = written_out(f"{value} °C")
    assert written_out(f"{minus}{value} °C") == f"minus {positive}"
    assert written_out(f"≥ {value} °C") == f"at least {positive}"


def test_a_reader_is_shown_their_own_signs_without_markup_and_what_nobody_sees():
    assert shown("<b>Hold</b>  ≥ 60\N{SOFT HYPHEN} s, **softly**") == "Hold ≥ 60 s, softly"


@pytest.mark.parametrize(
    "text", ["1" * 5000, "$" + "1" * 5000 + ".50", "1/" * 3000, "<b>x " * 500, "p.m. " * 300, "1-" * 2000]
)
def test_what_nobody_would_write_is_said_or_refused_in_a_short_line(text):
    refusal = ""
    try:
        written_out(text)
    except CannotSay as error:
        refusal = str(error)
    assert len(refusal) < 300


SLOW = """
import sys
from coach.content.load import library
from coach.voice.pronounce import spoken
loaded = library()
for point in loaded.points.values():
    assert spoken(point.en.travel[0].say.format(side="left", other="right"))
assert spoken("Hold for 90 seconds from the chime.")
print(*sorted(name for name in sys.modules if name.startswith("coach.aloud.")))
"""


def test_what_is_shipped_is_checked_and_said_without_what_is_slow_to_import():
    told = subprocess.run([sys.executable, "-c", SLOW], capture_output=True, encoding="utf-8", check=True).stdout
    assert told.split() == ["coach.aloud.codes", "coach.aloud.numbers", "coach.aloud.written"]
