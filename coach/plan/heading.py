"""What stands at the head of a plan: what was resolved for a session."""

from dataclasses import asdict, dataclass
from typing import Any

from coach.choices import NO_BED, NO_BREATH, VOICE_LUFS, Options
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

    route: Route | None = None
    """Which points are pressed in which order, and why; None for a session that has none."""


def plain_options(options: Options, listener: Listener) -> dict[str, Any]:
    """Return the options of a script, and what is known of the listener, by name, as plain values."""
    known = {name for agreement in listener.agreements for name in agreement.in_spite_of}
    return {
        **asdict(options),
        "breath": str(options.breath or NO_BREATH),
        "conditions": listener.conditions,
        "cleared": tuple(agreement.point for agreement in listener.agreed_for_now),
        "agreed": tuple(agreement.point for agreement in listener.agreements),
        "later": tuple(name for name in listener.conditions if listener.agreements and name not in known),
        "answered": listener.is_answered,
        "finished": listener.finished or (),
    }
