"""Every way in which a file can be wrong, in files that are really encoded."""

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from msgspec import structs

from coach.choices import Choices
from coach.errors import FileError
from coach.export.captions import CAPTIONS, GRAIN_MS
from coach.export.chapters import chapters
from coach.export.formats import FORMATS
from coach.export.tags import Tags
from coach.export.verify.carried import Carried, Recorded, pack, unpack
from coach.export.verify.check import Report, check
from coach.plan.timeline import Timeline
from coach.report.as_data import plan_data
from coach.report.data import PlanData
from coach.script.cues import HoldOn, Say, Stage, Strike, Wait
from coach.sessions.compose import of_script
from coach.sessions.session import Session
from coach.sound.chimes import load_palette
from coach.units import FRAME_RATE, amplitude, clock, frames

LATE = frames(0.002)
"""Two milliseconds."""

EXACT = [suffix for suffix, found in FORMATS.items() if found.exact]
WITH_CHAPTERS = [suffix for suffix, found in FORMATS.items() if found.chapters]

ONE_OF_EACH_KIND = [".flac", ".ogg"]


@dataclass(frozen=True)
class Planned:
    """A session with all its samples."""

    session: Session
    timeline: Timeline
    samples: np.ndarray
    right: dict[str, tuple[str | None, bytes]] = field(default_factory=dict)
    """The files that hold it, without tags, by their suffix, each with its digest."""

    @property
    def plan(self) -> PlanData:
        return plan_data(self.session.heading, self.timeline)

    @property
    def strikes(self) -> list[tuple[int, np.ndarray]]:
        """The chimes of the hold: the onset and the samples of each."""
        (hold,) = (stage.hold for stage in self.timeline.stages if stage.hold)
        palette = load_palette(self.session.heading.chimes)
        return [(hold.onset, palette.samples("hold-open")), (hold.end, palette.samples("hold-close"))]

    def without_chime(self, index: int, then: int | None = None) -> np.ndarray:
        """Return the samples with a hold's chime taken away, and put back `then` frames later."""
        changed = self.samples.copy()
        onset, chime = self.strikes[index]
        changed[onset : onset + chime.size] -= chime
        if then is not None:
            changed[onset + then : onset + then + chime.size] += chime
        return changed


def say(cue, phase, text):
    return Say(cue, phase, text, None, ("own",), 0.4)


SCRIPT = (
    Stage(
        "opening",
        "Opening",
        None,
        None,
        (Wait(1, "opening"), Strike("opening-bowl", "opening", "opening-bowl"), say("welcome", "opening", "Welcome.")),
    ),
    Stage("safety", "Before you begin", None, None, (say("safety", "safety", "Stop if it hurts."),)),
    Stage(
        "CV6",
        "Sea of Energy, 氣海 (CV6)",
        "CV6",
        "midline",
        (say("press", "press", "Press gently."), HoldOn(5, (), ()), say("release", "release", "Release slowly.")),
    ),
    Stage("closing", "Closing", None, None, (say("closing", "closing", "That was all, and it was enough."),)),
)


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    choices = Choices(voice="fake", chimes="wood")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        with of_script(SCRIPT, choices, "one", "One point") as session:
            timeline = session.compile()
            yield Planned(session, timeline, session.render(timeline, 0, timeline.frames))


def tags_of(planned, plan):
    listed = chapters(planned.timeline)
    return Tags("One point", "coach", "one", "en", "Be safe.", planned.timeline.frames, listed, COVER, plan)


COVER = bytes.fromhex(  # a PNG of one pixel
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0000003010100"
    "18dd8db00000000049454e44ae426082"
)


def encode(planned: Planned, path: Path, samples: np.ndarray | None = None, **recorded: Any) -> Carried:
    """Write a file as an export does, of other samples than the planned ones if there are any; return its plan."""
    sound_format = FORMATS[path.suffix]
    if path.suffix not in planned.right:
        try:
            sound_format.check(path)
        except FileError as missing:
            pytest.skip(str(missing))
        digest = sound_format.encode(np.array_split(planned.samples, 9), path, "good", path).digest
        planned.right[path.suffix] = digest, path.read_bytes()
    digest, content = planned.right[path.suffix]
    if samples is None:
        path.write_bytes(content)
    else:
        sound_format.encode([samples], path, "good", path)
    told = {"stem": None, "format": sound_format.name, "quality": "good", "digest": digest, "loudness": -19.0}
    plan = pack(planned.plan, Recorded(**told | recorded))
    retag(planned, path, plan)
    return unpack(plan, path.name)


def retag(planned: Planned, path: Path, plan: bytes, **changes: Any) -> None:
    FORMATS[path.suffix].write_tags(path, replace(tags_of(planned, plan), **changes), path)


def plan_in(path: Path) -> bytes:
    return FORMATS[path.suffix].read_tags(path).plan


def examine(path: Path, carried: Carried, *, deep: bool = False) -> Report:
    return check(path, FORMATS[path.suffix], carried, deep=deep)


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_file_that_is_what_was_planned_passes_every_check(planned, tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    carried = encode(planned, path)
    for kind, write in CAPTIONS.items():
        path.with_suffix(f".{kind}").write_text(write(planned.timeline), encoding="utf-8")
    report = examine(path, carried, deep=True)
    assert report.problems == ()
    assert report.worst_ms < 0.1
    first, voice, peak, captions = report.lines()
    assert first == report.line == examine(path, carried).line
    assert first.startswith(f"checked: {clock(planned.timeline.frames)}, ")
    assert ("4 chapters" in first) == FORMATS[suffix].chapters
    assert "2 hold chimes" in first
    assert ("every sample as it was rendered" in first) == FORMATS[suffix].exact
    assert voice.startswith("voice -19.")
    assert peak.startswith("true peak -")
    assert captions == "captions " + ", ".join(f"a.{kind}" for kind in CAPTIONS)


@pytest.mark.parametrize("suffix", [".wav", ".flac", ".ogg", ".m4a"])
def test_a_file_that_lacks_its_last_frame_is_too_short(planned, tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    report = examine(path, encode(planned, path, planned.samples[:-1]))
    assert report.problems[0] == "it is too short, by 1 frame (0.02 ms)"


def test_a_file_that_is_too_long_is_told_too(planned, tmp_path):
    path = tmp_path / "a.ogg"
    carried = encode(planned, path, np.append(planned.samples, np.zeros(480, np.float32)))
    assert examine(path, carried).problems == ("it is too long, by 480 frames (10.00 ms)",)


@pytest.mark.parametrize("suffix", [".wav", ".flac", ".mp3", ".ogg", ".opus", ".m4a"])
def test_a_hold_chime_that_comes_two_milliseconds_late_is_told_with_its_place(planned, tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    report = examine(path, encode(planned, path, planned.without_chime(1, then=LATE)))
    assert report.worst_ms == pytest.approx(2, abs=0.1)
    where = clock(planned.strikes[1][0])
    assert report.problems[-1].startswith(f"the chime at {where}, where a hold ends, is ")
    assert report.problems[-1].endswith(" ms late")
    assert report.problems[:-1] == (("its samples are not those that were rendered",) if suffix in EXACT else ())


@pytest.mark.parametrize("suffix", ONE_OF_EACH_KIND)
def test_a_sound_that_begins_early_as_a_whole_is_told_by_its_first_chime(planned, tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    report = examine(path, encode(planned, path, np.roll(planned.samples, -LATE)))
    assert "where a hold begins, is 2.00 ms early, and 1 other chime by up to 2.00 ms" in report.problems[-1]


@pytest.mark.parametrize("suffix", ONE_OF_EACH_KIND)
def test_a_missing_chime_is_told_with_its_place(planned, tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    report = examine(path, encode(planned, path, planned.without_chime(0)))
    assert report.problems[-1] == f"no chime sounds at {clock(planned.strikes[0][0])}, where a hold begins"
    assert "1 of 2 hold chimes within 0.0" in report.line


def test_a_file_of_noise_has_none_of_its_chimes(planned, tmp_path):
    path = tmp_path / "a.ogg"
    noise = 0.05 * np.random.default_rng(1).standard_normal(planned.samples.size).astype(np.float32)
    report = examine(path, encode(planned, path, noise))
    assert report.problems[-1].endswith("where a hold begins, and 1 other hold chime neither")
    assert "0 of 2 hold chimes" in report.line


@pytest.mark.parametrize("suffix", EXACT)
@pytest.mark.parametrize("place", [0, 345_678, -1])
def test_a_single_sample_that_differs_by_one_step_is_found_in_an_exact_file(planned, tmp_path, suffix, place):
    path = tmp_path / f"a{suffix}"
    changed = planned.samples.copy()
    changed[place] += 2**-23
    report = examine(path, encode(planned, path, changed))
    assert report.problems == ("its samples are not those that were rendered",)
    assert "2 hold chimes within 0.01 ms" in report.line


def test_a_bit_that_flips_on_the_disk_is_found(planned, tmp_path):
    path = tmp_path / "a.wav"
    carried = encode(planned, path)
    content = bytearray(path.read_bytes())
    content[planned.samples.size] ^= 0x10
    path.write_bytes(content)
    assert examine(path, carried).problems == ("its samples are not those that were rendered",)


@pytest.mark.parametrize("suffix", WITH_CHAPTERS)
def test_a_chapter_that_begins_elsewhere_is_told_with_its_place(planned, tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    carried = encode(planned, path)
    listed = list(chapters(planned.timeline))
    third = listed[2]
    listed[2] = replace(third, onset=third.onset + 4800, frames=third.frames - 4800)
    listed[1] = replace(listed[1], frames=listed[1].frames + 4800)
    retag(planned, path, plan_in(path), chapters=tuple(listed))
    (problem,) = examine(path, carried).problems
    where = f"chapter 3 at {clock(third.onset)}, {third.title!r}, begins"
    assert re.fullmatch(rf"{re.escape(where)} (99|100)\.\d\d ms late", problem)


@pytest.mark.parametrize("suffix", WITH_CHAPTERS)
def test_a_chapter_under_another_title_is_told(planned, tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    carried = encode(planned, path)
    listed = list(chapters(planned.timeline))
    listed[0], listed[1] = replace(listed[0], title="Début"), replace(listed[1], title="Fin")
    retag(planned, path, plan_in(path), chapters=tuple(listed))
    right = chapters(planned.timeline)[0].title
    told = f"chapter 1 is called 'Début', not {right!r}, and 1 other difference"
    assert examine(path, carried).problems == (told,)


@pytest.mark.parametrize("suffix", WITH_CHAPTERS)
def test_a_chapter_that_is_missing_is_told(planned, tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    carried = encode(planned, path)
    retag(planned, path, plan_in(path), chapters=chapters(planned.timeline)[:-1])
    assert examine(path, carried).problems == ("it has 3 chapters, not 4",)


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_file_with_the_plan_of_another_session_is_found_out(planned, tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    carried = encode(planned, path)
    plan = pack(structs.replace(planned.plan, title="Another", frames=48), carried.file)
    retag(planned, path, plan)
    assert examine(path, carried).problems == ("it carries the plan of another session",)
    told = examine(path, unpack(plan_in(path), path.name)).problems
    assert told[0].startswith("it is too long, by ")


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("plan", [b"", b"something else"])
def test_a_plan_that_cannot_be_read_back_is_a_problem(planned, tmp_path, suffix, plan):
    path = tmp_path / f"a{suffix}"
    carried = encode(planned, path)
    retag(planned, path, plan)
    assert examine(path, carried).problems == ("the plan that it carries is damaged",)


def test_the_plan_of_a_newer_coach_is_a_problem(planned, tmp_path):
    path = tmp_path / "a.wav"
    carried = encode(planned, path)
    retag(planned, path, pack(structs.replace(planned.plan, schema=2), carried.file))
    assert examine(path, carried).problems == ("its plan was written by a newer coach (schema 2)",)


def test_a_file_without_tags_is_a_problem(planned, tmp_path):
    path, bare = tmp_path / "a.wav", tmp_path / "bare.wav"
    carried = encode(planned, path)
    FORMATS[".wav"].encode([planned.samples], bare, "good", bare)
    assert examine(bare, carried).problems == ("it carries no plan to compare it with",)


@pytest.mark.parametrize("stem", ["voice", "bed"])
def test_a_stem_without_chimes_is_not_searched_for_them(planned, tmp_path, stem):
    path = tmp_path / "a.mp3"
    report = examine(path, encode(planned, path, stem=stem))
    assert report.problems == ()
    assert "chimes" not in report.line


def test_the_chimes_stem_is_searched_for_its_chimes_and_has_no_loudness_of_a_voice(planned, tmp_path):
    path = tmp_path / "a.ogg"
    report = examine(path, encode(planned, path, np.zeros_like(planned.samples), stem="chimes"), deep=True)
    assert report.problems[0].startswith("no chime sounds at ")
    assert not [line for line in report.lines() if line.startswith("voice")]


@pytest.mark.parametrize("suffix", ONE_OF_EACH_KIND)
@pytest.mark.parametrize(("gain_db", "told"), [(1, "loud"), (-1, "quiet")])
def test_a_voice_that_is_a_decibel_off_is_told(planned, tmp_path, suffix, gain_db, told):
    path = tmp_path / f"a{suffix}"
    carried = encode(planned, path, planned.samples * np.float32(amplitude(gain_db)))
    problems = examine(path, carried, deep=True).problems
    assert re.fullmatch(rf"the voice, at -\d\d.\d LUFS, is (0.9|1.0|1.1) LU too {told}", problems[-1])


@pytest.mark.parametrize("suffix", ONE_OF_EACH_KIND)
def test_a_voice_that_its_peaks_keep_quieter_than_was_asked_for_is_no_problem(planned, tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    loud = planned.samples.copy()
    for stage in planned.timeline.stages:
        for clip in stage.clips:
            if clip.bus == "voice":
                part = loud[clip.onset : clip.end]
                part *= np.float32(amplitude(-2.1)) / np.abs(part).max()
    carried = encode(planned, path, loud, loudness=-3.0)
    report = examine(path, carried, deep=True)
    assert [problem for problem in report.problems if "voice" in problem] == []
    assert any(
        line.endswith("asked for -3: each clip as loud as that or as its peaks allow") for line in report.lines()
    )


@pytest.mark.parametrize("suffix", [".mp3", ".ogg"])
def test_a_peak_over_the_limit_is_told_with_its_place(planned, tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    place = planned.strikes[0][0] + FRAME_RATE
    clipped = planned.samples.copy()
    clipped[place : place + 480] = 0.98 * np.sin(2 * np.pi * 1000 / FRAME_RATE * np.arange(480))
    problems = examine(path, encode(planned, path, clipped), deep=True).problems
    assert problems[-1].startswith(f"the true peak, near {clock(place)}, is ")
    assert problems[-1].endswith(" dBTP, above -1")


@pytest.mark.parametrize("kind", CAPTIONS)
def test_a_caption_that_is_twice_its_grain_off_is_told_with_its_place(planned, tmp_path, kind):
    grain_ms = GRAIN_MS[kind]
    path = tmp_path / "a.wav"
    carried = encode(planned, path)
    stage = planned.timeline.stages[3]
    clips = [clip for clip in stage.clips if clip.utterance]
    moved = replace(clips[0], onset=clips[0].onset + grain_ms * LATE)
    stages = [
        replace(each, clips=tuple(moved if clip is clips[0] else clip for clip in each.clips))
        for each in planned.timeline.stages
    ]
    later = replace(planned.timeline, stages=tuple(stages))
    path.with_suffix(f".{kind}").write_bytes(CAPTIONS[kind](later).encode())
    (problem,) = examine(path, carried, deep=True).problems
    told = re.match(rf"a\.{kind}: the cue at {clock(clips[0].onset)} begins (\d+\.\d\d) ms late", problem)
    assert 1.5 * grain_ms <= float(told[1]) < 2.5 * grain_ms


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param(b"WEBVTT\n", "a.vtt has 0 cues, not ", id="empty"),
        pytest.param(b"WEBVTT\n\n0:00 --> soon\nhello\n", "a.vtt cannot be read: ", id="no times"),
        pytest.param(b"\xff\xfe", "a.vtt cannot be read: ", id="no text"),
    ],
)
def test_captions_of_something_else_are_told(planned, tmp_path, text, told):
    path = tmp_path / "a.wav"
    carried = encode(planned, path)
    path.with_suffix(".vtt").write_bytes(text)
    (problem,) = examine(path, carried, deep=True).problems
    assert problem.startswith(told)


def test_captions_and_levels_are_left_to_the_deep_check(planned, tmp_path):
    path = tmp_path / "a.ogg"
    carried = encode(planned, path, planned.samples * np.float32(1.2))
    path.with_suffix(".vtt").write_text("nothing", encoding="utf-8")
    assert examine(path, carried).problems == ()


def test_it_is_told_how_much_has_been_compared(planned, tmp_path):
    path = tmp_path / "a.flac"
    carried = encode(planned, path)
    told: list[int] = []
    check(path, FORMATS[".flac"], carried, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == planned.timeline.frames
