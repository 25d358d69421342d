import html
import io
import itertools
import re
import textwrap

import av
import pysubs2
import pytest
import webvtt
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from coach.choices import Choices
from coach.export.captions import CAPTIONS, GRAIN_MS, LONGEST, times
from coach.export.lines import BOUND, balanced, bound
from coach.health.listener import Listener
from coach.plan.timeline import Clip, TimedStage, Timeline, Utterance
from coach.sessions.compose import compose
from coach.units import FRAME_RATE

BLOCKS = ["vtt", "srt"]
"""Kinds that other programs of Python read."""

AWKWARD = [
    "-->",
    "<b>",
    "</i>",
    "&",
    "&amp;",
    "{\\an8}",
    "[00:01.00]",
    "[x]",
    "7",
    "NOTE",
    "WEBVTT",
    "\n\n",
    "\t",
    "\r",
    "\xa0",
    "60",
    "seconds",
    "two",
]
WORDS = st.text(min_size=1) | st.sampled_from(AWKWARD) | st.from_regex(r"[a-z]{1,99}", fullmatch=True)
TEXTS = st.lists(WORDS, min_size=1, max_size=12).map(" ".join).filter(lambda text: flat(text) != "")
SPOKEN = st.lists(
    st.tuples(st.integers(0, 100 * FRAME_RATE), st.integers(FRAME_RATE // 100, 20 * FRAME_RATE), TEXTS),
    min_size=1,
    max_size=4,
)


def flat(text):
    """Return a text without line ends and control characters, its words one space apart."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", text).split())


def timeline(spoken):
    """Return a timeline that says texts, each after a gap and for a length in frames, and a chime before each."""
    clips, at = [], 0
    for gap, length, text in spoken:
        clips.append(Clip("chimes", at, 7, "opening", "bowl", chime="bowl"))
        clips.append(Clip("voice", at + gap, length, "opening", "words", Utterance(text, 1.1)))
        at += gap + length
    return Timeline((TimedStage("a", "A", None, None, 0, at, clips=tuple(clips)),), complete=True)


def said(session):
    return [clip for stage in session.stages for clip in stage.clips if clip.bus == "voice"]


def milliseconds(session):
    return [(round(clip.onset / 48), round(clip.end / 48)) for clip in said(session)]


def by_webvtt(text, kind):
    found = webvtt.from_string(text, strict=True) if kind == "vtt" else webvtt.from_buffer(io.StringIO(text), "srt")
    return [(cue.start_time.in_milliseconds(), cue.end_time.in_milliseconds(), cue.lines) for cue in found]


def by_pysubs2(text, kind):
    file = io.TextIOWrapper(io.BytesIO(text.encode()), "utf-8")  # as it opens a file
    found = pysubs2.SSAFile.from_file(file, kind, keep_html_tags=True)
    return [(cue.start, cue.end, cue.text.split("\\N")) for cue in found]


def shown(text, kind):
    """Return what a reader must see of a text: in SRT and LRC other brackets than a player would take for tags."""
    other = {"vtt": "", "srt": "<>{}", "lrc": "<>[]"}[kind]
    return flat(text).translate(str.maketrans(other, "\u2039\u203a()"[: len(other)]))


@pytest.fixture(scope="module")
def backache():
    with compose(Choices(voice="fake"), Listener()) as session:
        return session.compile()


@pytest.mark.parametrize("reads", [by_webvtt, by_pysubs2])
@pytest.mark.parametrize("kind", BLOCKS)
@settings(max_examples=25)
@example([(0, 48_000, "a --> b <c> & {d} [e]\n\nf"), (0, 48_000, "2 " * 50)])
@given(spoken=SPOKEN)
def test_other_programs_find_every_clip_with_its_time_and_words(kind, reads, spoken):
    session = timeline(spoken)
    text = CAPTIONS[kind](session)
    if (
        reads is by_pysubs2
    ):  # it takes a last line of digits for a number, two times for a cue, and has signs of its own
        words = [clip.utterance.text for clip in said(session)]
        assume(not re.search(r"\n *\d+ *$", text.rstrip()))
        assume(not any(re.search(r"\d:\d|\\[Nnh]", word) for word in words))
    found = reads(text, kind)
    assert [cue[:2] for cue in found] == milliseconds(session)
    for clip, (*_, written) in zip(said(session), found, strict=True):
        lines = [html.unescape(line) for line in written] if kind == "vtt" else written
        assert all(0 < len(line) <= LONGEST for line in lines)
        assert "".join(lines).replace(" ", "") == shown(clip.utterance.text, kind).replace(" ", "")


@settings(max_examples=25)
@example([(0, 1, "a"), (0, 1, "b"), (0, 480, "c"), (0, 700, "d")])
@given(spoken=SPOKEN)
def test_lrc_has_one_line_for_each_clip_and_no_time_twice(spoken):
    session = timeline(spoken)
    lines = CAPTIONS["lrc"](session).rstrip("\n").split("\n")[1:]
    tagged = [re.fullmatch(r"\[(\d\d+):([0-5]\d\.\d\d)\]([^\[\]<>]*)", line).groups() for line in lines]
    stamps = [round((int(minutes) * 60 + float(seconds)) * 100) for minutes, seconds, _ in tagged]
    assert all(one < other for one, other in itertools.pairwise(stamps))
    said_lines = [words for *_, words in tagged if words]
    assert [line.replace(" ", "") for line in said_lines] == [
        shown(clip.utterance.text, "lrc").replace(" ", "") for clip in said(session)
    ]
    if all(clip.frames >= FRAME_RATE // 100 for clip in said(session)):
        starts = [stamp for stamp, (*_, words) in zip(stamps, tagged, strict=True) if words]
        assert all(abs(10 * stamp - clip.onset / 48) <= 5 for stamp, clip in zip(starts, said(session), strict=True))


@pytest.mark.parametrize("kind", CAPTIONS)
@settings(max_examples=25)
@given(spoken=SPOKEN)
def test_the_times_can_be_read_back_as_closely_as_the_format_tells_them(kind, spoken):
    session = timeline(spoken)
    found = times(CAPTIONS[kind](session, title="-->\n[a]", language="en"), kind)
    assert near(found, milliseconds(session), kind)


def near(found, expected, kind):
    """Tell whether times are those that are expected, as closely as a kind of captions tells them."""
    bound_ms = GRAIN_MS[kind] / 2 + 0.5 if kind == "lrc" else 0
    return len(found) == len(expected) and all(
        abs(one - other) <= bound_ms
        for cue, right in zip(found, expected, strict=True)
        for one, other in zip(cue, right, strict=True)
    )


@pytest.mark.parametrize("kind", CAPTIONS)
def test_a_whole_session_is_captioned_in_the_words_of_the_plan(backache, kind):
    text = CAPTIONS[kind](backache)
    assert near(times(text, kind), milliseconds(backache), kind)
    words = " ".join(re.sub(r"^\[.*?\]", "", line) for line in text.splitlines())
    assert all(clip.utterance.text in words for clip in said(backache))


def test_hours_and_minutes_may_be_many():
    late = timeline([(FRAME_RATE * (2 * 3600 + 125) + 24, 48 * 1500, "Rest.")])
    assert "02:02:05.000 --> 02:02:06.500\n" in CAPTIONS["vtt"](late)
    assert "02:02:05,000 --> 02:02:06,500\r\n" in CAPTIONS["srt"](late)
    assert "[122:05.00]Rest.\n[122:06.50]\n" in CAPTIONS["lrc"](late)


def test_headers_tell_the_language_and_the_title_where_the_format_has_a_place(backache):
    assert CAPTIONS["vtt"](backache, title="Rücken", language="de").startswith("WEBVTT\n\nNOTE Language: de\n\n1\n")
    assert CAPTIONS["srt"](backache, title="Rücken", language="de").startswith("1\r\n")
    minutes, seconds = divmod(backache.frames // FRAME_RATE, 60)
    head = f"[ti:Rücken (2)]\n[length:{minutes:02}:{seconds:02}]\n"
    assert CAPTIONS["lrc"](backache, title="Rücken [2]").startswith(head)


@given(st.lists(st.text("ab", min_size=1, max_size=9), max_size=7), st.integers(9, 20))
def test_lines_are_as_few_as_can_be_and_no_other_ones_are_more_even(words, longest):
    lines = balanced(words, longest)
    assert " ".join(lines) == " ".join(words)
    assert len(lines) == len(textwrap.wrap(" ".join(words), longest))

    def squares(lines):
        return sum(len(line) ** 2 for line in lines)

    for places in itertools.combinations(range(1, len(words)), max(len(lines) - 1, 0)):
        cuts = [0, *places, len(words)]
        other = [" ".join(words[start:end]) for start, end in itertools.pairwise(cuts)]
        assert max(map(len, other), default=0) > longest or squares(lines) <= squares(other)


def test_lines_of_a_caption_are_of_similar_length():
    text = "Find a quiet, comfortable place where you can fully relax."
    captions = CAPTIONS["srt"](timeline([(0, 48_000, text)]))
    assert captions.endswith("\r\nFind a quiet, comfortable place\r\nwhere you can fully relax.\r\n")


@pytest.mark.parametrize("kind", CAPTIONS)
def test_lines_end_as_in_windows_in_srt_alone(backache, kind):
    text = CAPTIONS[kind](backache)
    assert (text.count("\r\n"), text.count("\r")) == ((text.count("\n"),) * 2 if kind == "srt" else (0, 0))


@pytest.mark.parametrize("kind", CAPTIONS)
def test_ffmpeg_reads_every_cue_also_beyond_99_minutes(kind, tmp_path):
    late = timeline([(FRAME_RATE * 900, 48_005, f"Rest for {number} seconds < 60.") for number in range(8)])
    (tmp_path / f"a.{kind}").write_bytes(CAPTIONS[kind](late).encode())
    with av.open(str(tmp_path / f"a.{kind}")) as container:
        packets = [packet for packet in container.demux() if bytes(packet).strip()]
    assert near([(round(packet.pts * packet.time_base * 1000),) for packet in packets], starts(late), kind)
    assert [html.unescape(bytes(packet).decode()).split() for packet in packets] == [
        shown(clip.utterance.text, kind).split() for clip in said(late)
    ]


def starts(session):
    return [cue[:1] for cue in milliseconds(session)]


@pytest.mark.parametrize(
    "quantity",
    [
        "60 seconds",
        "two finger-widths",
        "two or three finger-widths",
        "one to two minutes",
        "1-2 minutes",
        "1 1/2 minutes",
        "one and a half minutes",
        "half an hour",
        "a quarter of an hour",
        "2 \u00d7 a day",
        "5 %",
        "\u22123 °C",
        "≥ 60 s",
        "< 5",
        "€ 5 each",
        "1,5 cm",
        "½ minute",
        "Twenty-five breaths",
        "(60 seconds)",
        "BL 40",
        "as\xa0written",
    ],
)
def test_no_line_ends_between_a_number_and_its_unit(quantity):
    whole = quantity.replace("\xa0", " ")
    for before in range(30, 45):
        text = f"{'x' * before} {quantity} and then the rest of it"
        lines = CAPTIONS["vtt"](timeline([(0, 48_000, text)])).split("\n")
        assert any(whole in html.unescape(line) for line in lines)
        assert BOUND not in "".join(lines)


def test_a_line_may_end_where_a_number_ends_a_part_of_the_sentence():
    assert BOUND not in bound("Rest until 60, then go on; or until 5. Someone else counts to ten")


def test_numbers_without_an_end_are_broken_all_the_same():
    lines = CAPTIONS["vtt"](timeline([(0, 48_000, "twenty-two hundred " * 50)])).split("\n")
    assert max(map(len, lines)) <= LONGEST


VTT = "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\nRest.\n"


@pytest.mark.parametrize(
    ("kind", "text", "told"),
    [
        ("vtt", "", "line 1"),
        ("vtt", VTT.replace("WEBVTT", "WEB"), "line 1 is 'WEB'"),
        ("vtt", VTT.replace(".000", ",000"), "line 3"),
        ("vtt", VTT.replace("-->", "->"), "line 3"),
        ("vtt", VTT + "\n2\n00:00:03.000 --> 00:00:0", "line 7: '2'"),
        ("vtt", VTT.replace("02.000", "62.000"), "line 3"),
        ("srt", VTT, "line 1"),
        ("srt", "1\n00:00:01,000 --> 00:00:02,000\n", "line 1"),
        ("lrc", "", "line 1"),
        ("lrc", "[ti:A]\n[00:01.000]Rest.\nRest.\n", "line 3: 'Rest.'"),
        ("lrc", "[00:01.000]Rest.\n[ti:A]\n", "line 2"),
        ("lrc", "[00:61.000]Rest.\n", "line 1"),
    ],
)
def test_captions_that_coach_has_not_written_are_told_with_the_line(kind, text, told):
    with pytest.raises(ValueError, match=re.escape(told)):
        times(text, kind)


OLDER = {
    "vtt": "WEBVTT\nLanguage: en\n\n1\n00:00:01.004 --> 00:00:02.000\nRest,\nand rest.\n",
    "srt": "1\n00:00:01,004 --> 00:00:02,000\nRest,\nand rest.\n",
    "lrc": "[ti:Rest]\n[length:00:02]\n[00:01.004]Rest,\n[00:01.004]and rest.\n[00:02.000]\n",
}
"""As version 0.2 wrote them."""


@pytest.mark.parametrize("kind", CAPTIONS)
def test_captions_of_older_versions_are_read(kind):
    assert times(OLDER[kind], kind) == [(1004, 2000)]


def test_an_lrc_that_ends_in_words_does_not_tell_when_they_end():
    assert times("[00:01.000]Rest.\n[00:02.500]Breathe.\n", "lrc") == [(1000, 2500), (2500, None)]
