"""Lines that other versions of coach have written: older ones are read as what they mean, newer ones are left alone.

`entries-0.1.jsonl` and `running-0.1.jsonl` were written before entries had a schema; only folders have been renamed.
"""

import json
from pathlib import Path

import pytest
from journal_writer import HEADING

from coach.choices import Breath, Choices, Options
from coach.health.listener import Agreement, Listener
from coach.journal.entry import SCHEMA, decode, encode, fold
from coach.journal.journal import Journal
from coach.plan.heading import Beginning
from coach.units import FRAME_RATE

HERE = Path(__file__).parent
LINES = (HERE / "entries-0.1.jsonl").read_bytes()
RUNNING = (HERE / "running-0.1.jsonl").read_bytes()
NEWER = f"a newer coach has written it (schema {SCHEMA + 1}, and this one knows {SCHEMA})"
NOBODY = Listener(whose="none", finished=())
MINE = Listener(whose="mine", finished=())
BEFORE_SKIN = Agreement("CV6", ("blood-thinners", "skin-left-leg"))

POINTS = ("BL23", "BL31-34", "BL40-left", "BL40-right", "BL57-left", "BL57-right", "BL60-left", "BL60-right")
FINISHED = (*((stop, 1) for stop in POINTS), ("CV6", 2), ("GV26", 1), ("closing", 1), ("opening", 3), ("safety", 2))


def backache(**script) -> Choices:
    return Choices("backache", Options(**{"talk": "full"} | script), "fake", rate=120)


SHORT = backache(hold_s=60, points=("CV6", "BL40"), breath=Breath(4, 6, 2), seed=3)
TWO = backache(points=("CV6", "BL57"))
WHAT_THEY_MEAN = {
    "before there were beds and levels of talk": (backache(hold_s=45, skip=("GV26",)), MINE),
    "before profiles could be for others": (backache(hold_s=45, skip=("GV26",)), MINE),
    "with all as usual": (backache(), NOBODY),
    "with commands and dropouts": (SHORT, NOBODY),
    "gone on with": (SHORT, NOBODY),
    "for a client, with a condition that the profile does not have": (
        backache(),
        Listener(
            conditions=("skin-belly", "pregnancy"),
            agreements=(Agreement("BL23", ("skin-belly",)),),
            agreed_for_now=tuple(Agreement(code, ("skin-belly", "pregnancy")) for code in ("GV26", "BL40")),
            whose="/home/anna/client.toml",
            finished=(),
        ),
    ),
    "fitted, and faded by what was finished": (
        Choices("backache", Options(minutes=16, talk="auto", breath=None), "fake", rate=120, bed="rain"),
        Listener(
            whose="none", finished=tuple(map(tuple, json.loads(LINES.splitlines()[6])["choices"]["script"]["finished"]))
        ),
    ),
    "of a routine file": (
        Choices("/home/anna/legs.toml", Options(talk="full"), "fake", rate=120, chimes="wood"),
        NOBODY,
    ),
    "with the stored profile": (
        TWO,
        Listener(("blood-thinners",), (Agreement("CV6", ("blood-thinners",)),), whose="mine", finished=()),
    ),
    "gone on with, heeding what was new in the profile": (
        TWO,
        Listener(("blood-thinners", "skin-left-leg"), (BEFORE_SKIN,), whose="mine", finished=()),
    ),
}


def newer(line: bytes) -> bytes:
    """Return a line as a later coach might write it: in a shape of its own."""
    return json.dumps({"schema": SCHEMA + 1, "who": json.loads(line)["id"]}).encode() + b"\n"


@pytest.fixture
def told():
    return []


@pytest.fixture
def journal(tmp_path, told):
    folder = tmp_path / "state"
    folder.mkdir()
    return Journal(folder, told.append)


@pytest.mark.parametrize(
    ("line", "choices", "listener"),
    [
        pytest.param(line, *meant, id=name)
        for line, (name, meant) in zip(LINES.splitlines(), WHAT_THEY_MEAN.items(), strict=True)
    ],
)
def test_a_line_without_a_schema_is_read_as_what_it_means(line, choices, listener):
    (entry,), problems = decode(line)
    assert problems == []
    assert (entry.schema, entry.choices, entry.listener) == (SCHEMA, choices, listener)
    raw = json.loads(line)
    same = ("id", "routine", "content", "version", "resumes", "stage", "frame", "dropouts", "how")
    assert [getattr(entry, name) for name in same] == [raw[name] for name in same]
    assert entry.begun.isoformat().replace("+00:00", "Z") == raw["begun"]
    assert (list(entry.stages), list(map(list, entry.edits))) == (raw["stages"], raw["edits"])
    assert (entry.resumed_at, entry.begin_in_s) == (raw.get("resumed_at"), raw.get("begin_in_s", 0))
    assert list(entry.along) == raw["choices"].get("along", [])


def test_an_older_line_that_is_written_anew_is_one_of_today():
    for entry in decode(LINES)[0]:
        assert encode(entry).startswith(b'{"schema":%d,' % SCHEMA)
        assert decode(encode(entry)) == ([entry], [])


def test_what_an_older_coach_was_playing_when_it_died_is_folded_in(journal, told):
    path = journal.folder / "running-0.jsonl"
    path.write_bytes(RUNNING)
    with journal.begin(Beginning(Choices(), Listener(), HEADING)):
        pass
    found = journal.entries()[0]
    assert found == fold(RUNNING)
    assert found.listener.agreements == (BEFORE_SKIN,)
    assert (found.stage, found.frame, found.how) == ("BL57-right", 270 * FRAME_RATE, "interrupted")
    assert (found.stages, found.edits, found.dropouts) == (("opening", "safety"), (("again", 200 * FRAME_RATE),), 1)
    assert (path.exists(), told) == (False, [])


def test_a_line_of_a_newer_coach_is_told_and_stays_where_it_is(journal, told):
    first, second, *_ = LINES.splitlines(keepends=True)
    content = first + newer(second) + second
    journal.file.write_bytes(content)
    assert [entry.id for entry in journal.entries()] == [json.loads(line)["id"] for line in (first, second)]
    assert told == [f"{journal.file}, line 2 is left as it is and skipped: {NEWER}"]
    with journal.begin(Beginning(Choices(), Listener(), HEADING)):
        pass
    assert journal.file.read_bytes().startswith(content)
    assert len(journal.entries()) == 3


def test_what_a_newer_coach_was_playing_when_it_died_is_left_to_it(journal, told):
    path = journal.folder / "running-0.jsonl"
    content = newer(RUNNING.splitlines()[0]) + b'{"at":["CV6",48000]}\n'
    path.write_bytes(content)
    assert journal.entries() == []
    with journal.begin(Beginning(Choices(), Listener(), HEADING)):
        pass
    assert path.read_bytes() == content
    assert len(journal.entries()) == 1
    assert told == [
        f"{path} is left as it is and skipped: a newer coach has written it (schema 2, and this one knows 1)"
    ]


@pytest.mark.parametrize(
    "line",
    [
        b"{}",
        b'{"choices": 3}',
        b'{"choices": {"script": {"agreed": [1]}}}',
        b'{"choices": {"script": {"conditions": 1}}}',
        b'{"schema": -1}',
        b'{"schema": "1"}',
        b'{"schema": 1}',
    ],
)
def test_what_is_no_entry_of_any_version_is_a_problem_of_its_line_alone(line):
    entries, problems = decode(line + b"\n" + LINES)
    assert len(entries) == len(WHAT_THEY_MEAN)
    assert [number for number, _ in problems] == [1]
    assert fold(line) is None
