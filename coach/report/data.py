"""A planned session as data: what `coach plan --json` prints, and what a file carries.

The same types are written and read. Fields may be added, none renamed; those that came after the first files are not in
every file. Names of cues, phases and the like are open: a later coach may know others.
"""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from coach.content.sources import Source, Work
from coach.report.standing import SafetyFact

PLAN_SCHEMA: Literal[1] = 1
"""Version of the plan's shape: fields may be added, none renamed."""

Frame = Annotated[int, Meta(ge=0)]
Number = Annotated[int, Meta(ge=0)]


class HoldData(Struct, frozen=True, gc=False):
    """A hold: from the onset of its opening chime to that of its closing chime.

    Without chimes it is from the end of the word that opens it to the onset of the word that closes it.
    """

    onset: Frame
    """In frames of the session."""

    frames: Frame
    """Its length."""

    @property
    def end(self) -> int:
        """The onset of the closing chime, or of the word in its place."""
        return self.onset + self.frames


class BudgetData(Struct, frozen=True, gc=False):
    """Where the time of a stage or a session goes, and what became of its sentences."""

    frames: Frame
    """The whole length: `speech`, `hold` and `rest`."""

    speech: Frame
    """Frames that are spoken outside of holds."""

    hold: Frame
    """Frames that are held."""

    rest: Frame
    """Frames that are neither: time to move, to find the point and to rest, and the chimes."""

    planned: Number
    """Number of sentences that were to be said: `spoken` and `dropped`."""

    spoken: Number
    """Number of sentences that are said."""

    shortened: Number
    """How many of the spoken ones are said in their brief wording."""

    faster: Number
    """How many of the spoken ones are said faster than usual."""

    dropped: Number
    """Number of sentences that are not said."""


class StageData(Struct, frozen=True, kw_only=True):
    """One stop of the session. A stop that was interrupted comes in several pieces with the same `id`."""

    id: str
    """As in CV6, BL40-left, opening, safety, closing."""

    title: str
    """For readers."""

    point: str | None
    """Code of the point that is pressed, if one is."""

    side: str | None
    """The side that is pressed, if a point is: left, right, both, midline."""

    onset: Frame
    """In frames of the session. The stages follow one another without a gap."""

    frames: Frame
    """Its length."""

    hold: HoldData | None
    """The hold, if there is one."""

    talk: str | UnsetType = UNSET
    """How much is said: full, brief, chimes."""

    talk_why: str | UnsetType = UNSET
    """Why that much is said, in words; nothing where all is said, as usual."""

    budget: BudgetData | UnsetType = UNSET
    """Where its time goes."""

    picture: str | UnsetType | None = UNSET
    """Name of the picture that shows its point on its side, as in BL40-left; null if there is none."""


class _PlacedData(Struct, frozen=True, gc=False):
    """A sound at its place."""

    onset: Frame
    """In frames of the session."""

    frames: Frame
    """Its length."""

    stage: str
    """Id of the stage that it belongs to."""

    phase: str
    """Part of the stage: opening, safety, travel, locate, press, hold, release, closing."""

    cue: str
    """The instruction that it carries out, as in locate, breathe-in, hold-open."""

    @property
    def end(self) -> int:
        """The first frame after it."""
        return self.onset + self.frames


class SpokenData(_PlacedData, frozen=True, gc=False, tag_field="bus", tag="voice"):
    """A sentence that is spoken."""

    text: str
    """What is said, as a reader would write it; a plan that a file carries does not tell it."""

    length: str
    """The wording: full, brief."""

    sources: tuple[str, ...]
    """Ids of the facts that it rests on, own for a sentence that states no fact; none in a plan that a file carries."""

    speed: float | UnsetType = UNSET
    """How much faster than usual it is said, as in 1.15; left out where it is said as usual."""


class ChimeData(_PlacedData, frozen=True, gc=False, tag_field="bus", tag="chimes"):
    """A chime that is struck."""

    chime: str
    """Its name in the palette, as in hold-open."""


class ChangesData(Struct, frozen=True, gc=False):
    """What an order of the stops asks of the listener."""

    postures: Number
    """At how many stops the posture changes."""

    hands: Number
    """At how many stops the hands change what they do."""


class DecisionData(Struct, frozen=True):
    """What was done to a point, and why."""

    point: str
    """Its code."""

    side: str | None
    """The side, or null for all of the point."""

    reason: str
    """Id of the condition because of which it was done; option; profile, for a point that it skips; fit, for one for
    which a short session has no time; or listener, in a file, for all that a listener's health and profile did."""

    text: str
    """The decision in words."""

    sources: tuple[str, ...]
    """Ids of the facts that it rests on."""


class UnpacedData(Struct, frozen=True):
    """Why the breath is not paced."""

    reason: str
    """Id of the condition."""

    text: str
    """The same in words."""

    sources: tuple[str, ...]
    """Ids of the facts that it rests on."""


class ShortenedData(Struct, frozen=True):
    """Words that are not said as they were planned."""

    stage: str
    """Id of the stage."""

    cue: str
    """The instruction that they carry out."""

    how: str
    """What became of them: brief (their brief wording), short form (fewer words in their place), faster, dropped."""

    why: str
    """The reason in words."""


class OptionsData(Struct, frozen=True, kw_only=True):
    """The options of the script, and what is known of the listener."""

    hold_s: float | UnsetType | None = UNSET
    """Length of every hold in seconds, or null for the routine's own."""

    minutes: float | UnsetType | None = UNSET
    """Length that the session is fitted to in minutes, or null for as long as it takes."""

    order: str | UnsetType = UNSET
    """How the stops are put in order: posture, guide."""

    points: tuple[str, ...] | UnsetType = UNSET
    """Codes of the points to press; none for all."""

    skip: tuple[str, ...] | UnsetType = UNSET
    """Codes of the points to leave out."""

    side: str | UnsetType = UNSET
    """Side of the points that are pressed on one side after the other: left, right, both."""

    first: str | UnsetType = UNSET
    """The side that comes first: left, right."""

    position: str | UnsetType = UNSET
    """How the body rests: chair, lying."""

    legs: str | UnsetType | None = UNSET
    """How calf and ankle come within reach on a chair: crossed, stool; null where they do not, or nobody sits."""

    pace: float | UnsetType = UNSET
    """Factor on the time to move and to find a point."""

    talk: str | UnsetType | None = UNSET
    """How much is said: full, brief, chimes, auto; null where nobody has chosen."""

    breath: str | UnsetType = UNSET
    """Seconds to breathe in, perhaps to rest, and to breathe out, as in 4-6; or none."""

    seed: int | UnsetType = UNSET
    """Chooses among wordings."""

    wait_s: float | UnsetType = UNSET
    """How long the coach waits until the fingers have found a point, in seconds."""

    conditions: tuple[str, ...] | UnsetType = UNSET
    """Ids of the listener's conditions."""

    cleared: tuple[str, ...] | UnsetType = UNSET
    """Codes of the points to which a clinician has agreed for this session."""

    agreed: tuple[str, ...] | UnsetType = UNSET
    """Codes of the points to which one has agreed by the profile."""

    later: tuple[str, ...] | UnsetType = UNSET
    """Ids of the conditions that came after all that one has agreed to by the profile."""

    skipped: tuple[str, ...] | UnsetType = UNSET
    """Codes of the points that the profile skips in any session."""

    answered: bool | UnsetType = UNSET
    """Whether all questions on health are answered."""

    finished: tuple[tuple[str, int], ...] | UnsetType = UNSET
    """How often each stage was heard to its end, by its id, where that shapes what is said."""

    sessions: int | UnsetType = UNSET
    """How many sessions the listener has heard before this one, where that is known: no image comes in two running."""


class PlanData(Struct, frozen=True, kw_only=True):
    """The plan of a session. Times and lengths are whole frames, 48000 to the second, but for those in its options."""

    schema: Literal[1]
    """Version of this shape: fields may be added, none renamed."""

    routine: str
    """Name of the routine, without the path of a file."""

    title: str
    """The routine's title, for readers."""

    language: str
    """Of all that is said, as in ISO 639-1."""

    voice: str
    """Name of the voice."""

    engine: tuple[str, ...]
    """What speaks, with its version: all that shapes the samples of the voice."""

    rate: int
    """Words a minute, pauses included."""

    chimes: str
    """Name of the palette of chimes, or none."""

    bed: str
    """Name of the sound behind the session, or none."""

    loudness: float
    """Of the voice, in LUFS."""

    options: OptionsData
    """What was chosen beside these, and what is known of the listener."""

    frame_rate: Literal[48_000]
    """Frames in a second."""

    frames: Frame
    """Length of the session."""

    stages: tuple[StageData, ...]
    """In the order in which they are heard."""

    clips: tuple[SpokenData | ChimeData, ...]
    """All that is spoken and struck: stage by stage, each in the order of the onsets."""

    order: dict[str, ChangesData] | UnsetType = UNSET
    """What each order of the stops would ask of the listener, by its name: posture, guide."""

    left_out: tuple[DecisionData, ...]
    """Points that are not pressed."""

    softened: tuple[DecisionData, ...] | UnsetType = UNSET
    """Points that are pressed lightly."""

    cleared: tuple[DecisionData, ...] | UnsetType = UNSET
    """Points that are pressed because a clinician has agreed."""

    budget: BudgetData | UnsetType = UNSET
    """Where the time of the session goes."""

    shortened: tuple[ShortenedData, ...]
    """All words that are not said as they were planned."""

    asked: tuple[DecisionData, ...] | UnsetType = UNSET
    """Points that the profile skips, and that are pressed as the session asks for them."""

    chime_level: float | UnsetType = UNSET
    """By how much the chimes are louder than usual, in decibels."""

    unpaced: tuple[UnpacedData, ...] | UnsetType = UNSET
    """Conditions because of which the breath is not paced, whatever was chosen."""

    safety: tuple[SafetyFact, ...] | UnsetType = UNSET
    """Where each fact on safety stands; a plan that a file carries does not tell it."""

    facts: dict[str, Source] | UnsetType = UNSET
    """The facts behind what is said, by their ids, where they were asked for."""

    works: dict[str, Work] | UnsetType = UNSET
    """The works in which these facts are found, by their names."""


def plain(data: Struct) -> dict[str, Any]:
    """Return data as dictionaries, lists and plain values: exactly what its JSON is read as."""
    told: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(data))  # to_builtins would leave tuples in it
    return told
