"""What is offered in place of a name that there is not: what a slip of the hand would make of it, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.choices import SessionOptions
from coach.content.load import library
from coach.errors import UnknownName
from coach.slips import is_slip, nearest

NAMES = {
    "bed": ("brown", "rain", "drone", "none"),
    "talk": ("full", "brief", "chimes", "auto"),
    "position": ("chair", "lying"),
    "routine": tuple(library().routines),
    "option": tuple(SessionOptions.__annotations__),
    "file suffix": (".mp3", ".wav", ".flac", ".ogg", ".opus", ".m4a", ".m4b"),
    "voice": ("auto", "piper", "system", "hibari:heart", "hibari:emma", "piper:en_US-joe-medium", "system:en-shaw"),
}


def slips_of(word):
    """Two letters that changed places, one that is missing, and one that was typed twice, wherever that may be."""
    for at in range(len(word)):
        yield word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :]
        yield word[:at] + word[at + 1 :]
        yield word[:at] + 2 * word[at] + word[at + 1 :]


@pytest.mark.parametrize("kind", NAMES)
def test_a_letter_too_few_too_many_or_before_its_time_is_answered_with_what_was_meant(kind):
    for name in NAMES[kind]:
        for slip in {slip for slip in slips_of(name) if len(slip) > 3}:
            if slip in NAMES[kind] or sum(is_slip(slip, other) for other in NAMES[kind]) > 1:
                continue
            assert name in str(UnknownName(kind, slip, NAMES[kind])).partition(" (there is")[0], slip


@pytest.mark.parametrize(
    ("kind", "others"),
    [
        ("bed", "gong ocean forest sea white pink noise birds wind music fire piano"),
        ("talk", "loud quiet silent more less long short all much"),
        ("position", "standing walking floor sofa bed prone"),
        ("routine", "neck headache shoulder knee sleep backpain stress"),
        ("option", "length music duration tempo name age pitch language colour theme"),
        ("file suffix", ".txt .aiff .aac .wma .pdf .mkv .mid"),
        ("voice", "samantha alex daniel siri karen google english female piper:en_US-amy-medium hibari:ryan"),
    ],
)
def test_another_name_is_answered_with_what_there_is_and_never_with_one_that_only_shares_letters(kind, others):
    for other in others.split():
        told = str(UnknownName(kind, other, NAMES[kind]))
        assert "did you mean" not in told
        assert f"; there is: {', '.join(NAMES[kind])}" in told


def test_the_nearest_is_the_one_with_the_fewest_slips_and_then_the_one_that_begins_alike():
    assert nearest("epilepsie", ("epileptic", "epilepsy")) == "epilepsy"
    assert nearest("emme", ("hibari:emma", "hibari:emmet")) == "hibari:emma"
    assert nearest("hibariemma", ("hibari:emma",)) == "hibari:emma"
    assert nearest("hibari:a:b", ("hibari:emma",)) is None


def test_a_longer_ending_of_a_word_is_a_slip_and_another_word_that_begins_so_is_none():
    assert nearest("bestest", ("small", "best")) == "best"
    assert nearest("bellflower", ("bell",)) is None
    assert nearest("inside", ("in",)) is None


words = st.text("abcde1-", max_size=9)


@given(word=words, meant=words, slips=st.integers(0, 3))
def test_a_slip_is_one_in_both_directions_and_more_slips_allow_what_fewer_do(word, meant, slips):
    assert is_slip(word, meant, slips) == is_slip(meant, word, slips)
    assert is_slip(word, meant, slips + 1) >= is_slip(word, meant, slips)
    assert is_slip(word, meant, 0) == (word == meant)


def test_of_very_many_names_the_first_are_told_and_how_many_more_there_are():
    names = [f"voice {number}" for number in range(60)]
    assert str(UnknownName("voice", "xyz", names)) == "unknown voice 'xyz'; there is: voice 0, voice 1 and 58 more"
