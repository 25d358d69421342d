import json

import pytest

from coach.choices import Choices
from coach.export.chapters import audacity_labels, chapters, podcast_chapters
from coach.export.tags import Chapter
from coach.health.listener import Listener
from coach.plan.timeline import TimedStage, Timeline
from coach.sessions.compose import compose
from coach.units import FRAME_RATE


def timeline(*stages):
    """Return a timeline of stages with these ids and lengths in frames, one after the other."""
    placed, onset = [], 0
    for name, length in stages:
        placed.append(TimedStage(name, f"The {name}", None, None, onset, length))
        onset += length
    return Timeline(tuple(placed), complete=True)


@pytest.fixture(scope="module")
def backache():
    with compose(Choices(voice="fake"), Listener()) as session:
        return session.compile()


def test_every_stage_of_a_session_is_a_chapter_with_its_title(backache):
    assert [chapter.title for chapter in chapters(backache)] == [stage.title for stage in backache.stages]
    assert [chapter.onset for chapter in chapters(backache)] == [stage.onset for stage in backache.stages]


def test_chapters_tile_the_session(backache):
    found = chapters(backache)
    assert [chapter.onset for chapter in found] == [0, *(chapter.end for chapter in found[:-1])]
    assert found[-1].end == backache.frames


def test_the_pieces_of_an_interrupted_stage_are_one_chapter():
    interrupted = timeline(("opening", 10), ("knee", 20), ("knee", 30), ("knee", 5), ("closing", 7))
    assert chapters(interrupted) == (
        Chapter("The opening", 0, 10),
        Chapter("The knee", 10, 55),
        Chapter("The closing", 65, 7),
    )


def test_a_stage_that_is_heard_again_later_is_a_chapter_of_its_own():
    again = chapters(timeline(("knee", 20), ("calf", 30), ("knee", 20)))
    assert [chapter.title for chapter in again] == ["The knee", "The calf", "The knee"]


def test_podcast_chapters_are_json_of_version_1_2_with_times_in_seconds():
    listed = (Chapter("Öffnen “jetzt”", 0, FRAME_RATE), Chapter('A "knee"', FRAME_RATE, 1))
    text = podcast_chapters(listed, "Rücken")
    assert "Öffnen “jetzt”" in text
    assert json.loads(text) == {
        "version": "1.2.0",
        "title": "Rücken",
        "chapters": [
            {"startTime": 0, "endTime": 1, "title": "Öffnen “jetzt”"},
            {"startTime": 1, "endTime": 1.000021, "title": 'A "knee"'},
        ],
    }


def test_times_beside_a_file_are_those_of_the_chapters_to_the_microsecond(backache):
    found = chapters(backache)
    podcast = [entry["startTime"] for entry in json.loads(podcast_chapters(found, "Backache"))["chapters"]]
    labels = [float(line.split("\t")[0]) for line in audacity_labels(found).splitlines()]
    for chapter, *told in zip(found, podcast, labels, strict=True):
        assert all(abs(seconds - chapter.onset / FRAME_RATE) < 1e-6 for seconds in told)


def test_audacity_labels_are_lines_of_start_end_and_title():
    labels = audacity_labels((Chapter("Opening", 0, 72_000), Chapter("A\tknee,\nbent", 72_000, 1)))
    assert labels == "0.000000\t1.500000\tOpening\n1.500000\t1.500021\tA knee, bent\n"
