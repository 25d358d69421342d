"""What stands at the head of a plan: what was resolved for a session."""

from dataclasses import asdict, dataclass
from typing import Any

from coach.choices import NO_BED, NO_BREATH, VOICE_LUFS, Choices, Options
from coach.health.circumstances import Circumstances
from coach.health.listener import Listener
from coach.script.route import Route


@dataclass(frozen=True, slots=True)
class Heading:
    """What was resolved for a session: everything that shapes its sound, beside the content."""

    routine: str
    title: str
    voice: str
    engine: tuple[str, ...]
    """What speaks, with its version: all that shapes the samples of the voice."""

    rate: int
    chimes: str
    options: dict[str, Any]
    """The options of the script, by name, as plain values."""

    bed: str = NO_BED
    """The bed, or "none"."""

    loudness: float = VOICE_LUFS
    """Of the voice, in LUFS."""

    chime_level: float = 0.0
    """By how much the chimes are louder than usual, in decibels."""

    route: Route | None = None
    """Which points are pressed in which order, and why; None for a session that has none."""


@dataclass(frozen=True, slots=True)
class Continuation:
    """How a session goes on with an older one."""

    stage: str | None
    """Id of the stage at which it goes on; None: at the beginning."""

    along: tuple[str, ...] = ()
    """Ids of the stops of the older one, in whose order it goes on though some are left out by now."""

    resumes: str | None = None
    """What the journal calls the older one."""

    content: str | None = None
    """What told then what it would sound like: the journal's `content_hash`."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What is known of a session when it begins."""

    choices: Choices
    listener: Listener
    heading: Heading
    """What its choices were resolved to."""

    goes_on: Continuation | None = None
    begin_in_s: float = 0.0
    """How long it waits before it begins, in seconds."""


def plain_options(options: Options, listener: Listener, here: Circumstances | None = None) -> dict[str, Any]:
    """Return the options of a script, and what is known of the listener, by name, as plain values.

    How the body rests is as it came to be in the circumstances of a session, whatever was preferred.
    """
    known = {name for agreement in listener.agreements for name in agreement.in_spite_of}
    return {
        **asdict(options),
        "position": here.position if here else options.position or listener.position,
        "legs": here.legs if here else options.legs or listener.legs,
        "breath": str(options.breath or NO_BREATH),
        "conditions": listener.conditions,
        "cleared": tuple(agreement.point for agreement in listener.agreed_for_now),
        "agreed": tuple(agreement.point for agreement in listener.agreements),
        "later": tuple(name for name in listener.conditions if listener.agreements and name not in known),
        "skipped": listener.skip,
        "answered": listener.is_answered,
        "finished": listener.finished or (),
        "sessions": listener.sessions or 0,
    }
