"""A full stop in an abbreviation ends no sentence."""

import pytest

from coach.aloud.sentences import sentences

ONE = [
    "Ask Dr. Lee at 5 p.m. today, e.g. about L. 5.",
    "Hold approx. 3 cm below it.",
    "See No. 5 and fig. 2 on pp. 3–4.",
    "Go to St. John in the U.S. today.",
    "Mr. and Mrs. J. R. Smith vs. Prof. Lee et al. wrote it.",
    "Wait for 5 min. and press for 3 sec. more.",
    "At 5 p.m. Monday we meet.",
    "Breathe in… and out... and in.",
    'He said "Press." and left, "Stop!" she said.',
    "Press for 3.5 s, max. 2 min.",
    "1. Sit down.",
    "Hold (i.e. press) it.",
    "Open Mon. to Fri. from 9 a.m. on, in Jan. and Feb. too.",
    "It is the Xyz. of today.",
    "Rest, sit, etc. and breathe.",
]
MORE = [
    ["Stop at 5 p.m.", "Then rest."],
    ["He lives in the U.S.", "Then he rests."],
    ["See No. 5.", "Then rest."],
    ["Is that so?", "No.", "Rest."],
    ["This is vitamin C.", "Then rest."],
    ["You and I.", "Then rest."],
    ["Wait for 5 min.", "Then press."],
    ["Drink 2 l.", "Rest."],
    ["Wait…", "Now go."],
    ["1. Sit down.", "2. Press."],
    ["Press (softly.)", '"Rest."', "Now?", "Now!"],
    ["press.", "hold.", "release."],
    ["He has a Ph.D. in it.", "Good."],
    ["Rest, sit, etc.", "Then breathe."],
]


@pytest.mark.parametrize("text", ONE)
def test_a_sentence_with_abbreviations_is_one(text):
    assert sentences(text) == [text]


@pytest.mark.parametrize("parts", MORE, ids=[parts[0] for parts in MORE])
def test_sentences_come_apart_where_they_end(parts):
    assert sentences(" ".join(parts)) == parts


def test_blanks_make_no_sentence():
    assert sentences("  ") == []
    assert sentences(" Press. \n Rest. ") == ["Press.", "Rest."]
