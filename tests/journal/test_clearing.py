"""Deleting the journal: all of it goes, but for what is playing, and nothing that is no journal."""

import sys

import pytest
import refusing
from journal_writer import HEADING, TIMELINE

from coach.choices import Choices
from coach.errors import BadFile
from coach.health.listener import Listener
from coach.journal.clearing import clear, clearable
from coach.journal.journal import Journal
from coach.plan.heading import Beginning

BEGINNING = Beginning(Choices(), Listener(), HEADING)


@pytest.fixture
def journal(tmp_path):
    return Journal(tmp_path / "state")


def play(journal):
    with journal.begin(BEGINNING) as record:
        record.follow(TIMELINE, 0)


def abandon(journal):
    record = journal.begin(BEGINNING)
    record._file.close()


def names(journal):
    return sorted(path.name for path in journal.folder.iterdir())


def test_all_that_the_journal_holds_is_named_and_goes(journal):
    play(journal)
    play(journal)
    abandon(journal)
    (journal.folder / "running-x.unreadable").write_bytes(b"?")
    (journal.folder / "screened").touch()
    before = clearable(journal.folder)
    assert [entry.how for entry in journal.entries()] == ["finished", "finished", "interrupted"]
    gone = clear(journal.folder)
    assert gone == before
    assert (gone.sessions, len(gone.files), gone.playing) == (3, 3, ())
    assert journal.file in gone.files
    assert names(journal) == ["journal.lock", "screened"]
    assert journal.entries() == []


def test_a_session_that_is_playing_is_left_alone_and_moves_into_the_journal_at_its_end(journal):
    play(journal)
    record = journal.begin(BEGINNING)
    gone = clear(journal.folder)
    assert (gone.sessions, gone.files) == (1, (journal.file,))
    assert [path.name for path in gone.playing] == [name for name in names(journal) if name.startswith("running-")]
    record.follow(TIMELINE, 0)
    record.end("stopped")
    assert [(entry.how, entry.number) for entry in journal.entries()] == [("stopped", 2)]
    play(journal)
    assert [entry.number for entry in journal.entries()] == [2, 3]


def test_where_there_is_no_journal_nothing_is_made(journal):
    assert clear(journal.folder).files == clearable(journal.folder).files == ()
    assert not journal.folder.exists()


def test_a_journal_that_cannot_be_read_goes_too(journal):
    play(journal)
    journal.file.write_bytes(b"\xff\xfe no journal\n")
    assert (clear(journal.folder).sessions, names(journal)) == (0, ["journal.lock"])


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights and links of its own")
def test_a_link_takes_the_journal_along_to_which_it_leads_and_nothing_else(journal, tmp_path):
    play(journal)
    elsewhere = journal.file.rename(tmp_path / "elsewhere.jsonl")
    journal.file.symlink_to(elsewhere)
    assert clear(journal.folder).files == (elsewhere, journal.file)
    assert not elsewhere.exists()
    elsewhere.write_text("a letter\n", encoding="utf-8")
    journal.file.symlink_to(elsewhere)
    gone = clear(journal.folder)
    assert (gone.files, gone.left) == ((journal.file,), (elsewhere,))
    assert elsewhere.read_text(encoding="utf-8") == "a letter\n"
    assert not journal.file.is_symlink()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights and links of its own")
def test_what_cannot_be_deleted_is_told_with_its_place(journal):
    play(journal)
    with refusing.closed(journal.folder), pytest.raises(BadFile, match=f"{journal.file}: it cannot be deleted"):
        clear(journal.folder)
    assert len(journal.entries()) == 1
    journal.file.unlink()
    journal.file.mkdir()
    with pytest.raises(BadFile, match="it is a folder, and no journal"):
        clear(journal.folder)
