"""How somebody feels: what is asked, what is an answer, and where it is kept."""

import doctest

import msgspec
import pytest
from journal_writer import HEADING, TIMELINE

from coach.choices import Choices
from coach.errors import BadOption
from coach.health.listener import Listener
from coach.journal import feeling
from coach.journal.entry import Entry, decode, encode
from coach.journal.feeling import asking, require_feeling
from coach.journal.journal import Journal
from coach.plan.heading import Beginning

BEGINNING = Beginning(Choices(), Listener(), HEADING)


@pytest.fixture
def journal(tmp_path):
    return Journal(tmp_path / "state")


def test_the_examples_are_true():
    assert doctest.testmod(feeling).failed == 0


@pytest.mark.parametrize("given", [*range(11), "0", "10", " 7 ", "05"])
def test_whole_numbers_from_0_to_10_are_answers(given):
    assert require_feeling(given) == int(given)


@pytest.mark.parametrize(
    "given", [11, -1, 3.5, 3.0, "11", "-1", "3.5", "3,5", "abc", "", " ", "1_0", "\u0667", "²", True, None]
)
def test_nothing_else_is_and_the_error_says_what_could_be(given):
    with pytest.raises(BadOption, match="a whole number from 0, no trouble, to 10, the worst"):
        require_feeling(given)


def test_the_questions_name_what_the_session_is_for_and_nothing_where_that_is_not_known():
    assert "your neck, your shoulders and your lower back just" in feeling.question(
        "before", ["the neck", "the shoulders", "the lower back"]
    )
    assert "your hands, from" in feeling.question("after", ["the {side} hand"])
    assert "your body" in feeling.question("before")


def test_somebody_is_asked_in_their_own_way_or_has_answered_already():
    asked = []
    mine = asking(lambda text: asked.append(text) or 4, pytest.fail, ["the neck"])
    assert (mine.before(), mine.after()) == (4, 4)
    assert ["just now" in text for text in asked] == [True, False]
    known = asking(0, lambda _text: 3, ())
    assert (known.before(), known.after()) == (0, 3)
    assert asking(True, lambda _text: None, ()).before() is None
    assert asking(False, pytest.fail, ()) is None
    assert asking(None, pytest.fail, ()) is None
    with pytest.raises(BadOption):
        asking(11, pytest.fail, ())
    with pytest.raises(BadOption):
        asking(lambda _text: 11, pytest.fail, ()).before()


def test_the_numbers_are_kept_with_the_session_and_the_second_one_after_its_end(journal):
    record = journal.begin(BEGINNING)
    record.stays_open = True
    record.felt(before=6)
    with record:
        record.follow(TIMELINE, 0)
        record.end("stopped")
    assert [(entry.how, entry.felt_before, entry.felt_after) for entry in journal.entries()] == [("stopped", 6, None)]
    assert not journal.file.exists()
    record.felt(after=0)
    record.close()
    record.felt(after=9)
    (entry,), problems = decode(journal.file.read_bytes())
    assert (entry.how, entry.felt_before, entry.felt_after, problems) == ("stopped", 6, 0, [])


def test_a_session_that_is_killed_while_it_asks_has_ended_as_it_did(journal):
    record = journal.begin(BEGINNING)
    record.stays_open = True
    record.felt(before=2)
    record.end("finished")
    record._file.close()
    journal.begin(BEGINNING).end("stopped")
    assert [(entry.how, entry.felt_before) for entry in journal.entries()] == [("finished", 2), ("stopped", None)]


def test_a_session_without_numbers_is_kept_as_ever_and_an_older_coach_reads_one_with_numbers(journal):
    journal.begin(BEGINNING).end("stopped")
    (entry,) = journal.entries()
    line = encode(msgspec.structs.replace(entry, felt_before=3, felt_after=10))
    older = msgspec.defstruct(
        "Older",
        [
            (field.name, field.type, field.default) if not field.required else (field.name, field.type)
            for field in msgspec.structs.fields(Entry)
            if not field.name.startswith("felt")
        ],
    )
    assert msgspec.json.decode(line, type=older).id == entry.id


def test_a_number_that_cannot_be_spoils_its_own_line_alone(journal):
    journal.begin(BEGINNING).end("stopped")
    line = journal.file.read_bytes()
    entries, problems = decode(line + line.replace(b'"felt_after":null', b'"felt_after":11'))
    assert (len(entries), [number for number, _ in problems]) == (1, [2])
