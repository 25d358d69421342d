"""Changing a profile without asking its questions: points that are agreed to or left out, and preferences. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar, get_args

from msgspec.structs import replace

from coach.choices import ChosenTalk, Legs, Position
from coach.content.codes import known_point
from coach.content.model import Library
from coach.errors import BadOption, UnknownName
from coach.health.profile import Profile

Name = TypeVar("Name", bound=str)


def amended(
    profile: Profile,
    library: Library,
    *,
    cleared: Iterable[str] = (),
    withdrawn: Iterable[str] = (),
    skipped: Iterable[str] = (),
    unskipped: Iterable[str] = (),
) -> Profile:
    """Return a profile with more or fewer points to which a clinician has agreed, or that are skipped.

    Raises UnknownName for a point that there is not, BadOption for a point that is withdrawn and not agreed to, or no
    longer to be skipped and not skipped, and for one that is to be both at once.
    """
    agreed = f"agreed are {', '.join(profile.cleared)}" if profile.cleared else "no point is agreed to"
    left = f"skipped are {', '.join(profile.skip)}" if profile.skip else "no point is skipped"
    return replace(
        profile,
        cleared=_changed(
            profile.cleared,
            [known_point(code, library.points) for code in cleared],
            {known_point(code, library.points): f"no clinician has agreed to it; {agreed}" for code in withdrawn},
            ("withdraw", "it is to be cleared, too; give one of the two"),
        ),
        skip=_changed(
            profile.skip,
            [known_point(code, library.points) for code in skipped],
            {known_point(code, library.points): f"it is not skipped; {left}" for code in unskipped},
            ("unskip", "it is to be skipped, too; give one of the two"),
        ),
    )


def preferring(
    profile: Profile, *, talk: str | None = None, position: str | None = None, legs: str | None = None
) -> Profile:
    """Return a profile with other preferences; None keeps what is there.

    Raises UnknownName for a level of talk, a position, or a way to bring the legs within reach, that there is not.
    """
    return replace(
        profile,
        talk=_among("talk", talk, get_args(ChosenTalk), profile.talk),
        position=_among("position", position, get_args(Position), profile.position),
        legs=_among("legs", legs, get_args(Legs), profile.legs),
    )


def _among(kind: str, name: str | None, allowed: tuple[Name, ...], before: Name) -> Name:
    """Return the name that is chosen, or the one before; raise UnknownName for what there is not."""
    if name is not None and name not in allowed:
        raise UnknownName(kind, name, allowed)
    return next((one for one in allowed if one == name), before)


def _changed(
    codes: Sequence[str], more: Sequence[str], gone: Mapping[str, str], option: tuple[str, str]
) -> tuple[str, ...]:
    """Return codes with more of them, and without those in `gone`, each with what to tell where it is not there.

    `option` takes codes away; with it stands what to tell where one is to come and to go.
    """
    there = {code.upper(): code for code in codes}
    name, both = option
    for code, absent in gone.items():
        if code in more:
            raise BadOption(name, code, both)
        if code not in there:
            raise BadOption(name, code, absent)
    there |= {code: code for code in more if code not in there}
    return tuple(written for code, written in there.items() if code not in gone)
