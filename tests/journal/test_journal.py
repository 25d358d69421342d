"""The journal of sessions: nothing that happens to a process or to a file may harm what it holds."""

import errno
import os
import random
import signal
import stat
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import journal_writer
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from journal_writer import HEADING, LENGTH, STAGES, TIMELINE

from coach.choices import Breath, Choices, Options
from coach.health.listener import Listener
from coach.journal import journal as journal_module
from coach.journal.entry import content_hash, decode, fold
from coach.journal.journal import Journal
from coach.plan.heading import Beginning, Continuation
from coach.plan.timeline import TimedStage, Timeline
from coach.units import FRAME_RATE

CHOICES = Choices(script=Options(hold_s=60, points=("CV6", "BL40"), breath=Breath(4, 6)), voice="fake")
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this platform cannot fork")


def beginning(choices=CHOICES, heading=HEADING, **more) -> Beginning:
    return Beginning(choices, Listener(), heading, **more)


@pytest.fixture
def notices():
    return []


@pytest.fixture
def journal(tmp_path, notices):
    return Journal(tmp_path / "state", notices.append)


def play(journal, how="finished", frames=TIMELINE.frames, choices=CHOICES, resumes=None):
    """A session of which so many frames are heard; return its entry."""
    before = {entry.id for entry in journal.entries()}
    goes_on = Continuation(resumes.stage, resumes=resumes.id, content=resumes.content) if resumes else None
    record = journal.begin(beginning(choices, goes_on=goes_on))
    for frame in range(0, frames, FRAME_RATE // 2):
        record.follow(TIMELINE, frame)
    record.end(how)
    (entry,) = [entry for entry in journal.entries() if entry.id not in before]
    return entry


def abandon(journal, frames=TIMELINE.frames // 2):
    """A session whose process dies: its file stays, and the system releases its lock. Return the file's content."""
    record = journal.begin(beginning())
    record.follow(TIMELINE, frames)
    content = Path(record._file.name).read_bytes()
    record._file.close()
    return content


def writer(folder):
    return subprocess.Popen(
        [sys.executable, journal_writer.__file__, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    )


def said_until_gone(process):
    lines = []
    while (line := process.stdout.readline().strip()) != "gone":
        assert line or process.poll() is None
        lines.append(line)
    return lines


def test_a_finished_session_is_one_line_that_tells_what_was_heard(journal, notices):
    entry = play(journal)
    assert journal.file.read_bytes().count(b"\n") == 1
    assert not list(journal.folder.glob("running-*"))
    assert entry.stages == STAGES
    assert (entry.stage, entry.frame, entry.how) == ("closing", TIMELINE.frames, "finished")
    assert (entry.routine, entry.engine) == ("backache", ("fake", "1"))
    assert notices == []


def test_the_choices_of_a_session_come_back_as_they_were(journal):
    choices = replace(CHOICES, script=replace(CHOICES.script, breath=None, skip=("GV26",), pace=1.5), rate=110)
    assert play(journal, choices=choices).choices == choices


def test_a_routine_file_is_found_again_from_another_folder(journal, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "legs.toml").write_text("", encoding="utf-8")
    journal.begin(beginning(Choices(routine="legs.toml"), replace(HEADING, routine="legs"))).end("stopped")
    (entry,) = journal.entries()
    assert (entry.routine, entry.choices.routine) == ("legs", str(tmp_path / "legs.toml"))


def test_what_the_voice_was_resolved_to_is_what_is_chosen_again(journal):
    assert play(journal, choices=Choices()).choices == Choices(voice="fake")


def test_the_content_hash_tells_what_would_sound_different(tmp_path):
    file = tmp_path / "legs.toml"
    file.write_text("steps = []", encoding="utf-8")
    own = Choices(routine=str(file)), replace(HEADING, routine="legs")
    hashes = [content_hash(CHOICES, HEADING), content_hash(*own)]
    assert hashes == [content_hash(CHOICES, HEADING), content_hash(*own)]
    file.write_text("steps = [1]", encoding="utf-8")
    hashes += [content_hash(*own), content_hash(CHOICES, replace(HEADING, engine=("fake", "2")))]
    assert len(set(hashes)) == 4


@pytest.mark.parametrize(
    ("error", "how"), [(None, "finished"), (KeyboardInterrupt, "stopped"), (OSError, "failed"), (SystemExit, "failed")]
)
def test_how_a_with_block_is_left_is_how_the_session_ended(journal, error, how):
    raised = []
    try:
        with journal.begin(beginning()):
            if error:
                raise error
    except (KeyboardInterrupt, OSError, SystemExit) as left:
        raised.append(type(left))
    assert raised == ([error] if error else [])
    assert [entry.how for entry in journal.entries()] == [how]


def test_a_session_that_was_ended_by_a_word_is_not_ended_again(journal):
    with journal.begin(beginning()) as record:
        record.end("stopped")
    assert [entry.how for entry in journal.entries()] == ["stopped"]


def test_edits_and_dropouts_are_kept(journal):
    with journal.begin(beginning()) as record:
        record.follow(TIMELINE, 0)
        record.edit("pause", 100)
        record.dropouts(0)
        record.dropouts(2)
        record.edit("resume", 200)
        record.dropouts(3)
    (entry,) = journal.entries()
    assert entry.edits == (("pause", 100), ("resume", 200))
    assert entry.dropouts == 3


def test_a_stage_that_was_left_by_a_command_is_not_finished(journal):
    with journal.begin(beginning()) as record:
        record.follow(TIMELINE, LENGTH - 1)
        record.follow(TIMELINE, LENGTH + FRAME_RATE)
        record.edit("next", LENGTH + FRAME_RATE)
        stages = [
            TimedStage("opening", "", None, None, 0, LENGTH),
            TimedStage("CV6", "", None, None, LENGTH, FRAME_RATE),
            TimedStage("BL40-left", "", None, None, LENGTH + FRAME_RATE, LENGTH),
        ]
        record.follow(Timeline(tuple(stages), complete=True), LENGTH + 2 * FRAME_RATE)
    assert journal.entries()[0].stages == ("opening", "BL40-left")


def test_a_stage_in_pieces_is_finished_once_and_by_its_last_piece(journal):
    pieces = [TimedStage("CV6", "", None, None, LENGTH * number, LENGTH) for number in range(3)]
    with journal.begin(beginning()) as record:
        record.follow(Timeline(tuple(pieces[:2])), 2 * LENGTH)
        assert journal.entries()[0].stages == ()
        record.follow(Timeline(tuple(pieces), complete=True), 3 * LENGTH)
    assert journal.entries()[0].stages == ("CV6",)


def test_a_session_that_plays_is_shown_as_running_and_cannot_be_resumed(journal):
    stopped = play(journal, "stopped", LENGTH)
    with journal.begin(beginning()):
        assert [entry.how for entry in journal.entries()] == ["stopped", "running"]
        assert journal.last_unfinished() == stopped


def test_the_last_unfinished_session_is_the_one_that_nobody_went_on_with(journal):
    assert journal.last_unfinished() is None
    play(journal)
    assert journal.last_unfinished() is None
    first = play(journal, "stopped", LENGTH + 1)
    assert journal.last_unfinished() == first
    assert first.stage == "CV6"
    again = play(journal, "failed", LENGTH + 1, resumes=first)
    assert journal.last_unfinished() == again
    play(journal, resumes=again)
    assert journal.last_unfinished() is None


def test_a_session_that_was_left_before_it_came_to_where_it_went_on_does_not_forget_the_place(journal):
    first = play(journal, "stopped", LENGTH + 1)
    left_at_once = play(journal, "stopped", 1, resumes=first)
    assert left_at_once.stage == "opening"
    again = journal.last_unfinished()
    assert (again.id, again.stage) == (left_at_once.id, first.stage)


def test_where_a_session_began_is_kept_so_that_its_edits_can_be_replayed(journal):
    first = play(journal, "stopped", LENGTH + 1)
    with journal.begin(beginning(goes_on=Continuation("CV6", resumes=first.id), begin_in_s=20.0)):
        pass
    last = journal.entries()[-1]
    assert (last.resumes, last.resumed_at, last.begin_in_s) == (first.id, "CV6", 20.0)


def test_a_session_whose_process_died_is_interrupted_and_folded_in_by_the_next(journal, notices):
    abandon(journal)
    (entry,) = journal.entries()
    assert (entry.how, entry.stage) == ("interrupted", "BL40-left")
    assert not journal.file.exists()
    play(journal)
    assert decode(journal.file.read_bytes())[0][0] == entry
    assert not list(journal.folder.glob("running-*"))
    assert notices == []


@given(cut=st.integers(0, 5000))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
def test_a_line_that_was_cut_short_while_it_was_written_is_completed(tmp_path_factory, cut):
    journal = Journal(tmp_path_factory.mktemp("state"))
    play(journal)
    older = journal.file.read_bytes()
    running = abandon(journal)
    line = journal_module.encode(fold(running))
    journal.file.write_bytes(older + line[:cut])
    play(journal)
    entries, problems = decode(journal.file.read_bytes())
    assert journal.file.read_bytes().startswith(older + line)
    assert (len(entries), problems) == (3, [])


@given(line=st.integers(0, 2), start=st.integers(0, 900), length=st.integers(1, 900), put=st.binary(max_size=20))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_a_line_that_was_edited_by_hand_is_skipped_with_a_notice_and_never_lost(
    tmp_path_factory, line, start, length, put
):
    notices = []
    journal = Journal(tmp_path_factory.mktemp("state"), notices.append)
    whole = [play(journal) for _ in range(3)]
    lines = journal.file.read_bytes().splitlines(keepends=True)
    lines[line] = lines[line][:start] + put + lines[line][start + length :]
    edited = b"".join(lines)
    journal.file.write_bytes(edited)
    found = journal.entries()
    assert all(entry in found for number, entry in enumerate(whole) if number not in {line, line + 1})
    skipped = [notice for notice in notices if "skipped" in notice]
    assert len(found) + len(skipped) == len([line for line in edited.split(b"\n") if line.strip()])
    play(journal)
    assert journal.file.read_bytes().startswith(edited)
    assert len(journal.entries()) == len(found) + 1


def test_a_notice_names_the_line_and_comes_once(journal, notices):
    play(journal)
    with journal.file.open("ab") as file:
        file.write(b'{"id": "half a li')
    assert len(journal.entries()) == len(journal.entries()) == 1
    (notice,) = notices
    assert "journal.jsonl, line 2 " in notice


def test_choices_that_no_coach_can_play_are_a_line_that_is_skipped(journal, notices):
    play(journal)
    content = journal.file.read_bytes()
    journal.file.write_bytes(b"\xef\xbb\xbf" + content.replace(b'"hold_s":60', b'"hold_s":99999') + content)
    assert len(journal.entries()) == 1
    (notice,) = notices
    assert "a hold lasts" in notice


def test_an_interrupted_session_that_cannot_be_read_is_kept(journal, notices):
    content = b"not json" + abandon(journal)
    (path,) = journal.folder.glob("running-*")
    path.write_bytes(content)
    empty = journal.folder / "running-0.jsonl"
    empty.touch()
    play(journal)
    assert path.with_suffix(".unreadable").read_bytes() == content
    assert not empty.exists()
    assert str(path.with_suffix(".unreadable")) in notices[0]


def test_an_event_that_was_cut_short_costs_that_event_only(journal):
    content = abandon(journal)
    entry = fold(content)
    assert fold(content + b'{"edit":["pau') == fold(content + b"\xff\n") == entry
    assert fold(content[:-2]).stage is None


def test_a_folder_that_cannot_be_written_costs_a_notice_and_no_session(tmp_path, notices):
    blocked = tmp_path / "file"
    blocked.touch()
    journal = Journal(blocked / "state", notices.append)
    for _ in range(2):
        with journal.begin(beginning()) as record:
            record.follow(TIMELINE, LENGTH)
            record.edit("pause", LENGTH)
            record.dropouts(1)
    (notice,) = notices
    assert "the session goes on without it" in notice
    assert journal.last_unfinished() is None


def test_a_disk_that_fills_up_costs_a_notice_and_what_came_after(journal, notices, monkeypatch):
    def refuse(_file, _content):
        raise OSError(errno.ENOSPC, "No space left on device")

    with journal.begin(beginning()) as record:
        record.follow(TIMELINE, LENGTH)
        monkeypatch.setattr(journal_module, "write_all", refuse)
        record.edit("pause", LENGTH)
        record.edit("resume", LENGTH + 1)
    (entry,) = journal.entries()
    assert (entry.how, entry.stage, entry.edits) == ("interrupted", "CV6", ())
    assert len(notices) == 1


def test_a_journal_that_cannot_be_read_keeps_the_session_beside_it(journal, notices):
    journal.file.mkdir(parents=True)
    entry = play(journal)
    assert journal.entries() == [entry]
    (notice,) = notices
    assert "cannot be read" in notice
    journal.file.rmdir()
    play(journal)
    assert decode(journal.file.read_bytes())[0][0] == entry


def test_where_nothing_can_be_locked_a_session_goes_on_without_a_journal(journal, notices, monkeypatch):
    monkeypatch.setattr(journal_module, "lock", lambda _file, _patience_s: False)
    journal.begin(beginning()).end("finished")
    assert len(notices) == 1
    assert not list(journal.folder.glob("running-*"))


def test_a_journal_that_somebody_holds_keeps_nobody_waiting(journal, notices, monkeypatch):
    monkeypatch.setattr(journal_module, "PATIENCE_S", 0)
    record = journal.begin(beginning())
    with journal._locked():
        record.end("finished")
        assert not journal.file.exists()
        assert [entry.how for entry in journal.entries()] == ["finished"]
        journal.begin(beginning()).end("finished")
    assert len(notices) == 1
    play(journal)
    assert len(decode(journal.file.read_bytes())[0]) == 2


@needs_fork
def test_a_kill_at_any_moment_loses_a_second_at_most_and_nothing_older(tmp_path):
    chance = random.Random(1)
    journal, older = Journal(tmp_path / "state"), b""
    said = []
    with writer(journal.folder) as process:
        for _ in range(50):
            print(0, file=process.stdin)
            child = int(process.stdout.readline().split()[1])
            time.sleep(chance.uniform(0, 0.03))
            os.kill(child, signal.SIGKILL)
            said += [line.split() for line in said_until_gone(process)]
            content = journal.file.read_bytes() if journal.file.exists() else b""
            assert content.startswith(older)
            older = content[: content.rfind(b"\n") + 1]
            entries = {entry.id: entry for entry in journal.entries()}
            for name, what, *number in said:
                match what:
                    case "heard":
                        assert entries[name].frame >= int(*number) - FRAME_RATE
                    case "edit":
                        assert ("longer", int(*number)) in entries[name].edits
                    case "ended":
                        assert (entries[name].how, entries[name].stages) == ("finished", STAGES)
                    case _:
                        assert what == "begun"
                        assert entries[name].how in {"finished", "interrupted"}
        process.stdin.close()
    play(journal)
    entries, problems = decode(journal.file.read_bytes())
    assert problems == []
    assert len({entry.id for entry in entries}) == len(entries) > 1
    assert not list(journal.folder.glob("running-*"))


@needs_fork
def test_two_processes_at_once_write_every_session_once(tmp_path):
    folder = tmp_path / "state"
    with writer(folder) as one, writer(folder) as other:
        for process in (one, other):
            print(20, file=process.stdin)
        said = said_until_gone(one) + said_until_gone(other)
        for process in (one, other):
            process.stdin.close()
    assert not [line for line in said if " notice " in line]
    entries, problems = decode((folder / "journal.jsonl").read_bytes())
    assert problems == []
    assert len({entry.id for entry in entries}) == len(entries) == 40
    assert {(entry.how, entry.stages) for entry in entries} == {("finished", STAGES)}


def test_stages_that_were_heard_are_counted_over_all_sessions_but_those_that_are_playing(journal):
    for stages in (("CV6", "BL40-left"), ("CV6", "CV6")):
        with journal.begin(beginning()) as record:
            for stage in stages:
                record.stage_finished(stage)
            record.end("stopped")
    with journal.begin(beginning()) as playing:
        playing.stage_finished("BL40-left")
        assert journal.finished() == (("BL40-left", 1), ("CV6", 3))
    assert journal.finished() == (("BL40-left", 2), ("CV6", 3))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights of its own")
def test_nobody_else_may_read_what_was_chosen_nor_what_an_older_version_left_open_to_all(journal):
    def modes():
        return {path.name: stat.S_IMODE(path.stat().st_mode) for path in (journal.folder, *journal.folder.iterdir())}

    before = os.umask(0)
    try:
        with journal.begin(beginning()):
            assert modes().pop(journal.folder.name) == 0o700
            assert {mode for name, mode in modes().items() if name != journal.folder.name} == {0o600}
        for path in (journal.file, journal.folder / "journal.lock"):
            path.chmod(0o644)
        journal.folder.chmod(0o755)
        play(journal)
        assert modes() == {journal.folder.name: 0o700, "journal.jsonl": 0o600, "journal.lock": 0o600}
    finally:
        os.umask(before)
