"""Numbers are said as eSpeak, which was written by others, says their figures."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.aloud.numbers import MOST_FIGURES, cardinal, digits, ordinal, part, roman, year


@pytest.mark.parametrize(
    ("value", "words"),
    [(0, "zero"), (13, "thirteen"), (20, "twenty"), (99, "ninety-nine"), (250_007, "two hundred fifty thousand seven")],
)
def test_numbers_are_said_in_words(value, words):
    assert cardinal(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [(1, "first"), (12, "twelfth"), (20, "twentieth"), (32, "thirty-second"), (103, "one hundred third")],
)
def test_places_are_said_in_words(value, words):
    assert ordinal(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [(1900, "nineteen hundred"), (1905, "nineteen oh five"), (2000, "two thousand"), (2026, "twenty twenty-six")],
)
def test_years_are_said_as_years(value, words):
    assert year(value) == words


def test_fractions_and_figures_are_said_in_words():
    assert [part(1, 2), part(3, 4), part(2, 3)] == ["one half", "three quarters", "two thirds"]
    assert part(1, 100) == "one hundredth"
    assert digits("007") == "zero zero seven"


@given(st.integers(1, 3999))
def test_every_roman_numeral_has_its_value(value):
    letters, rest = "", value
    for one, sign in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ["M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"],
        strict=True,
    ):
        letters += sign * (rest // one)
        rest %= one
    assert roman(letters) == value
    assert roman(f"{letters}Q") is None
    assert roman("") is None


@pytest.mark.skipif(sys.platform != "linux", reason="eSpeak comes with coach on Linux only")
def test_a_large_number_sounds_like_its_figures():
    values = [1000, 1500, 2026, 12_345, 100_000, 1_234_567, 10**9 + 7, 10 ** (MOST_FIGURES - 3) - 1]
    command = [sys.executable, "-c", PHONEMES, *map(str, values), *map(cardinal, values)]
    told = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout.splitlines()
    half = len(values)
    assert len(told) == 2 * half
    for figures, words in zip(told[:half], told[half:], strict=True):
        assert plain(figures) == plain(words)


def plain(phonemes):
    """Return phonemes without stress, blanks and lengths, which differ with the blanks between words."""
    return "".join(sound for sound in phonemes if sound not in " ˈˌː")


PHONEMES = """
import ctypes, espeakng_loader, sys
espeak = ctypes.CDLL(espeakng_loader.get_library_path())
espeak.espeak_Initialize(2, 0, espeakng_loader.get_data_path().encode(), 0)
espeak.espeak_SetVoiceByName(b"en-us")
espeak.espeak_TextToPhonemes.restype = ctypes.c_char_p
sys.stdout.reconfigure(encoding="utf-8")
for line in sys.argv[1:]:
    text = ctypes.c_char_p(line.encode())
    print(espeak.espeak_TextToPhonemes(ctypes.byref(text), 1, 2).decode().strip())
"""
