import json
import zlib
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import BadFile
from coach.export.verify.carried import LONGEST_BYTES, Recorded, pack, unpack
from coach.plan.heading import Heading
from coach.plan.timeline import Clip, Hold, TimedStage, Timeline, Utterance
from coach.report.as_data import plan_data
from coach.report.data import plain

RECORDED = Recorded(stem=None, format="flac", quality="good", digest="ab" * 32, loudness=-19.0)
HEADING = Heading("one", "One point", "fake", ("fake",), 120, "wood", {"points": ("CV6",), "seed": 1})
STAGES = (
    TimedStage(
        "opening",
        "Opening",
        None,
        None,
        0,
        100_000,
        clips=(Clip("voice", 50_000, 9_000, "opening", "welcome", Utterance("Welcome."), sources=("own",)),),
    ),
    TimedStage(
        "CV6",
        "Below the navel — 氣海",
        "CV6",
        None,
        100_000,
        700_000,
        Hold(200_000, 480_000),
        clips=(Clip("chimes", 200_000, 80_000, "hold", "hold-open", chime="hold-open"),),
    ),
)
PLAN = plan_data(HEADING, Timeline(STAGES, complete=True))
PACKED = pack(PLAN, RECORDED)


OLDER = sorted((Path(__file__).parent / "plans").glob("*.json"))
"""Plans that older coaches have put into files."""


def packed_with(**changes):
    return zlib.compress(json.dumps(json.loads(zlib.decompress(PACKED)) | changes).encode())


def test_a_file_carries_its_plan_and_how_it_was_written():
    carried = unpack(PACKED, "a.flac")
    assert carried.file == RECORDED
    assert (carried.title, carried.chimes, carried.frames) == ("One point", "wood", 800_000)
    assert [(stage.title, stage.onset) for stage in carried.stages] == [(one.title, one.onset) for one in STAGES]
    assert [stage.hold and (stage.hold.onset, stage.hold.end) for stage in carried.stages] == [None, (200_000, 680_000)]
    assert [(clip.onset, clip.end) for clip in carried.spoken] == [(50_000, 59_000)]


def test_what_coach_plan_prints_is_carried_but_for_words_and_reasons():
    told = json.loads(zlib.decompress(PACKED))
    del told["file"]
    printed = plain(PLAN)
    for clip in printed["clips"]:
        clip.update({name: empty for name, empty in (("text", ""), ("sources", [])) if name in clip})
    for stage in printed["stages"]:
        del stage["talk_why"]
    for name in ("order", "cleared", "asked", "unpaced"):
        del printed[name]
    assert told == printed


def test_the_same_plan_gives_the_same_bytes():
    assert pack(PLAN, RECORDED) == PACKED


@pytest.mark.parametrize("file", OLDER, ids=lambda file: file.stem)
def test_the_plan_of_an_older_file_is_read_to_the_last_byte(file):
    content = file.read_bytes().strip()
    carried = unpack(zlib.compress(content), "a.flac")
    assert msgspec.json.encode(carried) == content
    assert carried.spoken


def test_fields_of_a_later_coach_are_no_error():
    assert unpack(packed_with(mood="calm"), "a.flac") == unpack(PACKED, "a.flac")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param(None, "it carries no plan to compare it with; choose a file", id="none"),
        pytest.param(packed_with(schema=2), r"by a newer coach \(schema 2\); update coach", id="newer"),
        pytest.param(packed_with(schema=2, frames="many"), "by a newer coach", id="newer in a new shape"),
        pytest.param(b"", "is damaged; export", id="empty"),
        pytest.param(b"RIFF", "is damaged", id="something else"),
        pytest.param(zlib.compress(b"\xff"), "is damaged", id="no text"),
        pytest.param(zlib.compress(b"[" * 100_000), "is damaged", id="a deep nest"),
        pytest.param(packed_with(frames=-1), "is damaged", id="a length below nothing"),
        pytest.param(packed_with(frame_rate=44_100), "is damaged", id="another rate"),
        pytest.param(zlib.compress(bytes(LONGEST_BYTES + 1)), "is damaged", id="far too long"),
    ],
)
def test_a_plan_that_cannot_be_used_is_told_in_one_line(content, told):
    with pytest.raises(BadFile, match=f"^my file.flac: .*{told}"):
        unpack(content, "my file.flac")


@given(st.integers(0, len(PACKED) - 1))
def test_a_plan_that_is_cut_short_anywhere_is_damaged(length):
    with pytest.raises(BadFile, match="is damaged"):
        unpack(PACKED[:length], "a.flac")


@given(st.integers(2, len(PACKED) - 1), st.integers(1, 255))
def test_a_plan_with_any_byte_changed_is_damaged(place, change):
    content = bytearray(PACKED)
    content[place] ^= change
    with pytest.raises(BadFile, match="is damaged"):
        unpack(bytes(content), "a.flac")
