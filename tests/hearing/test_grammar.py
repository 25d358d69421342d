"""A text is a command if it holds nothing but one: what is said around it, badly written or to others is told apart."""

import re
import string

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from coach.content.load import commands, library
from coach.hearing.grammar import MOST_WORDS, NEAREST, Grammar, Meant

SHIPPED = commands()
GRAMMAR = Grammar(SHIPPED)
SAID = {text: spoken for spoken, texts in SHIPPED.phrases.items() for text in texts}
CALLED = {text: spoken for spoken, texts in SHIPPED.called.items() for text in texts}

wordings = st.sampled_from(sorted(SAID))
fillers = st.lists(st.sampled_from(sorted(SHIPPED.fillers)), max_size=3)
marks = st.text(" .,!?…-;:\"'\N{EN DASH}\N{RIGHT SINGLE QUOTATION MARK}", max_size=3)
OTHERS = ("table", "yesterday", "because", "dinner", "walking", "thirteen", "стоп", "während", "右")


def spoken(text: str) -> str | None:
    return GRAMMAR.understand(text).spoken


@given(fillers, wordings, fillers, st.booleans(), st.booleans(), st.data())
def test_a_wording_is_understood_between_the_name_and_fillers_in_any_letters_with_any_marks(
    before, wording, after, is_called, is_loud, data
):
    words = [*before, *(["coach"] if is_called else []), wording, *after]
    assume(len(" ".join(words).split()) <= MOST_WORDS)
    text = data.draw(marks) + "".join(f"{word}{data.draw(marks)} " for word in words)
    text = text.replace("- ", " ").replace("' ", " ")
    assert GRAMMAR.understand(text.upper() if is_loud else text) == Meant(SAID[wording], 1.0, is_called)


@given(wordings, st.sampled_from(OTHERS), st.booleans())
def test_a_command_with_any_other_word_is_none(wording, word, is_before):
    assert spoken(f"{word} {wording}" if is_before else f"{wording} {word}") is None


@pytest.mark.parametrize(
    "text",
    [
        "I'll stop by the shop next week.",
        "Don't stop.",
        "I can't go on like this.",
        "My back hurts.",
        "Back to back.",
        "Put the kettle on and come back later.",
        "How long have you been here?",
        "It's no longer there.",
        "Next Tuesday at ten.",
        "The next bus stop.",
        "Yes, I know the coach well.",
        "Again and again.",
        "To be continued.",
        "Thank you.",
        "Thanks for watching!",
        "you",
        "Bye.",
        "Good.",
        "Soon.",
        "Touch.",
        "Such.",
        "Step.",
        "Shop.",
        "Hold on.",
        "Wait.",
        "One moment, please.",
        "I'm done.",
        "Now.",
        "Okay.",
    ],
)
def test_talk_with_others_and_what_recognisers_make_of_noise_are_no_commands(text):
    assert GRAMMAR.understand(text).spoken is None


@pytest.mark.parametrize(
    "text", ["", " ", "…", "[Music]", "(coughs)", "[BLANK_AUDIO]", "♪ next ♪", "coach", "7", "\x00"]
)
def test_noises_songs_and_the_name_alone_are_no_commands(text):
    assert GRAMMAR.understand(text) == Meant(None, is_called=text == "coach")


@pytest.mark.parametrize(("wording", "meant"), sorted(CALLED.items()))
def test_what_others_are_told_counts_together_with_the_name_alone(wording, meant):
    assert GRAMMAR.understand(f"{wording}, please") == Meant(None)
    assert GRAMMAR.understand(f"Coach, {wording}!") == Meant(meant, 1.0, is_called=True)
    assert GRAMMAR.understand(f"{wording}, coach") == Meant(meant, 1.0, is_called=True)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Paws", "pause"),
        ("Pores.", "pause"),
        ("Necks!", "next"),
        ("Go one.", "go-on"),
        ("Go 1", "go-on"),
        ("A gain", "again"),
        ("Owe", "ow"),
        ("Couch pause", "pause"),
        ("Couch, necks please.", "next"),
        ("Text", "next"),
        ("Pack", "back"),
        ("Linger", "longer"),
        ("Loud her", "louder"),
        ("Stops.", "stop"),
        ("Carry one", "go-on"),
        ("Go bag", "back"),
        ("Roach, pause", "pause"),
        ("paused", "pause"),
        ("Okay coach, presume please", "go-on"),
    ],
)
def test_what_sounds_like_a_command_is_near_to_it_and_no_more(text, meant):
    understood = GRAMMAR.understand(text)
    assert understood.spoken == meant
    assert NEAREST <= understood.nearness < 1
    assert understood.is_called == text.lower().startswith(("couch", "roach", "okay coach"))


@given(wordings.filter(str.isalpha), st.sampled_from(string.ascii_lowercase), st.data())
def test_one_wrong_letter_in_a_word_never_makes_a_sure_command(wording, letter, data):
    place = data.draw(st.integers(0, len(wording) - 1))
    text = wording[:place] + letter + wording[place + 1 :]
    assume(text not in SAID and text not in CALLED)
    assert GRAMMAR.understand(text).nearness < 1


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Owwwww!", "ow"),
        ("OW OW OW", "ow"),
        ("Stooooop", "stop"),
        ("stop " * 40, "stop"),
        ("How long is left? " * 9 + "How lo", "how-long"),
        ("N-next", "next"),
        ("p-p-pause", "pause"),
        ("It\N{RIGHT SINGLE QUOTATION MARK}s hurting", "ow"),
        ("its hurting", "ow"),
        ("(coughs) next", "next"),
        ("Resumé", "go-on"),
        ("Go. On.", "go-on"),
        ("go-on", "go-on"),
    ],
)
def test_it_may_be_drawn_out_stuttered_repeated_and_oddly_written(text, meant):
    assert GRAMMAR.understand(text) == Meant(meant, 1.0)


@given(wordings, wordings)
def test_of_two_commands_the_one_that_stops_counts_an_answer_does_not_and_else_neither(one, other):
    assume(f"{one} {other}" not in SAID)
    asked = {SAID[one], SAID[other]}
    wanted = asked & {"ow", "stop"} or asked - {"yes", "no"} or asked
    meant = spoken(f"{one}, {other}")
    assert meant in wanted if len(wanted) == 1 or wanted <= {"ow", "stop"} else meant is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Stop, it hurts!", "ow"),
        ("Pause and stop", None),
        ("Pause, stop!", "stop"),
        ("No, next.", "next"),
        ("No, I said go back.", "back"),
        ("Yes, next, please.", "next"),
        ("No. No. No.", "no"),
        ("Yes, no.", None),
        ("Longer, shorter", None),
        ("Go on, pause", None),
    ],
)
def test_of_several_commands_what_must_not_be_missed_comes_first_and_an_answer_last(text, meant):
    assert spoken(text) == meant


def test_a_slip_that_may_be_of_two_commands_is_of_none():
    assert spoken("sofer") == "softer"
    assert spoken("short") is None
    assert spoken("shorten") == "shorter"
    assert spoken("sorter") is None


@given(st.text(max_size=200))
def test_any_text_is_understood_in_some_way_and_no_random_one_is_a_sure_command(text):
    understood = GRAMMAR.understand(text)
    assert 0 <= understood.nearness <= 1
    assert (understood.nearness > 0) == (understood.spoken is not None)


@given(st.lists(st.sampled_from([*SAID, *SHIPPED.fillers, "coach", *OTHERS]), max_size=60))
def test_however_long_talk_is_it_is_understood_or_left_alone(words):
    understood = GRAMMAR.understand(" ".join(words))
    assert understood.spoken is None or not set(words) & set(OTHERS)


def test_no_sentence_of_the_coach_itself_is_a_sure_command():
    content = msgspec.json.encode(library()).decode()
    said = list(re.findall(r'"(?:say|brief)":"((?:[^"\\]|\\.)*)"', content))
    assert len(said) > 500
    assert [text for text in said if GRAMMAR.understand(text).nearness > NEAREST] == []


def test_all_phrases_are_those_that_may_be_said_each_with_what_it_asks_for():
    phrases = GRAMMAR.all_phrases()
    assert all(
        GRAMMAR.understand(text) == Meant(meant, 1.0, text.startswith("coach")) for text, meant in phrases.items()
    )
    assert {text for text in phrases if not text.startswith("coach")} == set(SAID)
    assert {f"coach {text}" for text in [*SAID, *CALLED]} == {text for text in phrases if text.startswith("coach")}
    assert len(next(iter(phrases)).split()) == 1
