"""What a shell completes: the values that can be given for options and arguments, each with a few words about it.

What is looked up is imported when it is asked for. No engine, no sound device and no network is touched.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, get_args

import click

from coach.choices import (
    MINE,
    NO_BED,
    NO_BREATH,
    NO_CHIMES,
    NOBODY,
    Breath,
    ChosenTalk,
    FirstSide,
    Legs,
    Options,
    Order,
    Position,
    PressedSide,
)

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

Values = Mapping[str, str]
"""What can be given, in the order in which it is offered, and a few words about each, or none."""

Complete = Callable[[click.Context, click.Parameter, str], "list[CompletionItem[str]]"]
"""What click asks for the values that begin as what is typed."""

SEPARATOR, ASSIGNS = ",", "="


def one_of(find: Callable[[], Values], *, or_file: bool = False) -> Complete:
    """Return what completes one value, or the path of a file."""

    def complete(_context: click.Context, _parameter: click.Parameter, typed: str) -> "list[CompletionItem[str]]":
        from click.shell_completion import CompletionItem

        files = [CompletionItem(typed, type="file")] if or_file else []
        return [*_items(find(), typed), *files]

    return complete


def several_of(find: Callable[[], Values], otherwise: Callable[[], Values] = dict) -> Complete:
    """Return what completes the last of several values with commas between them; none is offered twice.

    Where nothing begins as what is typed, `otherwise` may have something that does.
    """

    def complete(_context: click.Context, _parameter: click.Parameter, typed: str) -> "list[CompletionItem[str]]":
        before, comma, last = typed.rpartition(SEPARATOR)
        named = {name.strip().casefold() for name in before.split(SEPARATOR)}

        def left(values: Values) -> Values:
            return {name: about for name, about in values.items() if name.casefold() not in named}

        head = f"{before}{comma}"
        return _items(left(find()), last, head, is_part=True) or _items(left(otherwise()), last, head, is_part=True)

    return complete


def assignment(_context: click.Context, _parameter: click.Parameter, typed: str) -> "list[CompletionItem[str]]":
    """Complete OPTION=VALUE of the settings."""
    key, sign, value = typed.partition(ASSIGNS)
    if not sign:
        return _items({f"{key}{ASSIGNS}": "" for key in settings()}, typed, is_part=True)
    find = OF_SETTINGS.get(key)
    return _items(find(), value, f"{key}{ASSIGNS}") if find else []


def _items(values: Values, typed: str, head: str = "", *, is_part: bool = False) -> "list[CompletionItem[str]]":
    """Return the values that begin as what is typed, with what stands before it; `is_part`: more may follow at once."""
    from click.shell_completion import CompletionItem

    begun = typed.casefold()
    return [
        CompletionItem(f"{head}{value}", help=about or None, is_part=is_part)
        for value, about in values.items()
        if value.casefold().startswith(begun)
    ]


def points() -> Values:
    """Return the codes of the points."""
    from coach.content.load import library

    return {
        point.code: f"{point.en.name}, {point.en.place.format(side='one', other='other')}"
        for point in library().points.values()
    }


def routines() -> Values:
    """Return the names of the routines that come with coach."""
    from coach.content.load import library

    return {name: routine.en.title for name, routine in library().routines.items()}


def conditions() -> Values:
    """Return the ids of the conditions, each with its side or part of the body where it has one."""
    from coach.content.load import library
    from coach.health.questions import listed

    return listed(library().safety)


def names_of_conditions() -> Values:
    """Return what people call a condition that needs no side or part of the body, so that no shell wants it quoted."""
    from coach.content.load import library

    ids = conditions()
    named = ((name, called.condition or "") for called in library().safety.names for name in called.names)
    return {name.replace("'s", "").replace(" ", "-"): condition for name, condition in named if condition in ids}


def voices() -> Values:
    """Return the names of voices."""
    from coach.voice.at_hand import names

    return names()


def offered_voices() -> Values:
    """Return the names of voices that can be added."""
    from coach.voice.at_hand import offers

    return offers()


def beds() -> Values:
    """Return the names of the beds."""
    from coach.sound.beds import bed_names

    return _untold((*bed_names(), NO_BED))


def chimes() -> Values:
    """Return the names of the palettes of chimes."""
    from coach.sound.chimes import palette_names

    return _untold((*palette_names(), NO_CHIMES))


def breaths() -> Values:
    """Return the usual pattern of the breath, one with a rest, and none."""
    return _untold((str(Options().breath), str(Breath(4, 6, 2)), NO_BREATH))


def profiles() -> Values:
    """Return whose answers can shape a session, but for those in a file."""
    return {MINE: "the answers that `coach profile` has stored", NOBODY: "nobody's answers"}


def formats() -> Values:
    """Return the formats of audio files."""
    from coach.export.formats import FORMATS

    return _untold(each.name for each in FORMATS.values())


def papers() -> Values:
    """Return the papers on which a sheet can be printed."""
    from coach.export.page.paper import Paper

    return _untold(get_args(Paper))


def page_formats() -> Values:
    """Return the formats of the sound in a page."""
    from coach.export.page.own import SOUNDS

    return _untold(SOUNDS)


def qualities() -> Values:
    """Return how good a lossy file can be."""
    from coach.export.formats import Quality

    return _untold(get_args(Quality))


def captions() -> Values:
    """Return the kinds of caption files."""
    from coach.export.captions import CAPTIONS

    return _untold(CAPTIONS)


def stems() -> Values:
    """Return what can be written alone."""
    from coach.plan.timeline import Bus

    return _untold(get_args(Bus))


def days() -> Values:
    """Return the days of the week, as they are shortened, and some of them at once."""
    from coach.reminders.when import DAYS

    return {**{day[:3]: day for day in DAYS}, **_untold(("daily", "weekdays", "weekends"))}


def zones() -> Values:
    """Return the time zones that this machine knows."""
    from zoneinfo import available_timezones

    return _untold(sorted(available_timezones()))


def shells() -> Values:
    """Return the shells that can be helped."""
    from coach.cli.shells import SHELLS

    return _untold(SHELLS)


def settings() -> Values:
    """Return how the options of the settings are spelled."""
    from coach.settings_file.options import KEYS

    return _untold(KEYS.values())


def _untold(values: Iterable[str]) -> Values:
    return dict.fromkeys(values, "")


TALK, ORDER, SIDE, FIRST, POSITION, LEGS = (
    partial(_untold, get_args(kind)) for kind in (ChosenTalk, Order, PressedSide, FirstSide, Position, Legs)
)
"""Return what can be chosen of these."""

OF_SETTINGS: Mapping[str, Callable[[], Values]] = {
    "order": ORDER,
    "side": SIDE,
    "first": FIRST,
    "breath": breaths,
    "voice": voices,
    "chimes": chimes,
    "bed": beds,
    **dict.fromkeys(("plain", "feel"), partial(_untold, ("true", "false"))),
    "quality": qualities,
}
"""What can be given for an option of the settings that takes no number."""


def feelings() -> Values:
    """Return what can be given for how somebody feels, and that they are not to be asked."""
    from coach.journal.feeling import BEST, WORST

    about = {BEST: "no trouble", WORST: "the worst"}
    return {str(number): about.get(number, "") for number in range(BEST, WORST + 1)} | {"no": "do not ask this once"}
