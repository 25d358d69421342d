"""Circumstances in words, for readers: when a sentence is said, and when a point is pressed in another way."""

from collections.abc import Mapping
from typing import get_args

from coach.choices import Bearing
from coach.content.model import Library
from coach.content.safety import Condition, Safety

BEARINGS: Mapping[Bearing, str] = {
    "chair": "sitting on a chair",
    "lying": "lying on the back",
    "crossed": "with the ankle on the other knee",
    "stool": "with the foot on a stool",
}

_SIDES = {"side": "left/right"}


def circumstances_in_words(library: Library) -> dict[str, str]:
    """Return all that sentences and ways may name as `only` and `unless`, each in words."""
    safety = library.safety
    regions = {name: region.name.format(**_SIDES) for name, region in safety.regions.items()}
    words: dict[str, str] = {bearing: BEARINGS[bearing] for bearing in get_args(Bearing)}
    words |= {condition.id: f"with {_because(condition, safety)}" for condition in safety.conditions}
    words |= {
        f"{condition.id}-{name}": f"with {condition.because.format(region=region)}"
        for condition in safety.conditions
        if condition.by_region
        for name, region in regions.items()
    }
    words |= {"no-hand": "where no hand presses", "no-leg": "where both legs are missing"}
    words |= {"answered": "where all questions on health are answered"}
    words |= {f"for-{name}": f"in a routine for {region}" for name, region in regions.items()}
    return words | {f"on-{name}": f"where a point lies on {region}" for name, region in regions.items()}


def told_when(only: tuple[str, ...], unless: tuple[str, ...], words: Mapping[str, str]) -> str:
    """Return in which circumstances something is meant, in words; nothing where it is meant for all of them."""
    wanted = ", ".join(words[name] for name in only)
    unwanted = " or ".join(words[name] for name in unless)
    return f"{wanted}{', ' if only and unless else ''}{'not ' if unless else ''}{unwanted}"


def _because(condition: Condition, safety: Safety) -> str:
    region = "a part of the body"
    if len(condition.regions) == 1:
        region = safety.regions[condition.regions[0]].name.replace("the {side}", "one")
    return condition.because.format(region=region)
