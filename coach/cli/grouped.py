"""Under which titles the help shows options and commands. What stands in no table is shown all the same, at the end."""

from collections.abc import Iterable, Mapping
from typing import Any

import click

from coach.cli.flags import option_of

Groups = Mapping[str, tuple[str, ...]]
"""Names of options as in Python, in the order of the help, by the title of their group."""

SESSION: Groups = {
    "Options that matter first": (
        "output",
        "minutes",
        "talk",
        "position",
        "points",
        "skip",
        "side",
        "voice",
        "bed",
        "chimes",
        "condition",
    ),
    "What is pressed, and how": ("hold", "first", "legs", "order", "pace", "wait", "breath"),
    "Who is listening": ("profile", "cleared"),
    "Sound and words": ("rate", "loudness", "chime_level", "seed"),
    "Playing": (
        "listen",
        "microphone",
        "headphones",
        "resume",
        "in",
        "volume",
        "device",
        "window",
        "screen",
        "feel",
    ),
    "The file": (
        "format",
        "quality",
        "captions",
        "chapters_file",
        "labels",
        "cover",
        "stem",
        "title",
        "artist",
        "practice",
        "picture",
        "link",
        "pdf",
        "paper",
        "force",
    ),
    "What is printed": ("sources", "json", "schema"),
}
"""The options of a session and of the commands that make one."""

PROFILE: Groups = {
    "Looking, and deleting": ("show", "list", "clear", "file"),
    "Stored without the questions": (
        "cleared",
        "withdraw",
        "skip",
        "unskip",
        "talk",
        "position",
        "legs",
    ),
}

REMINDER: Groups = {
    "When": ("days", "before", "weeks", "until", "zone"),
    "What the calendar shows": ("minutes", "title", "command"),
    "The file": ("output", "force"),
}

POINTS: Groups = {"A picture of where it lies": ("picture", "side", "dark", "force")}

_TABLES = {
    **dict.fromkeys(("start", "export", "page", "plan", "prepare"), SESSION),
    "profile": PROFILE,
    "remind": REMINDER,
    "points": POINTS,
}
"""By the names of commands; the options of the others stand under one title."""

OTHERS = "Other options"

COMMANDS: Groups = {
    "A session": ("start", "plan", "prepare", "log", "remind"),
    "Files": ("export", "page", "verify"),
    "What is pressed, and why": ("routines", "points", "show", "why"),
    "What suits you": ("profile", "config", "forget"),
    "Voices and sound": ("voices", "say", "devices"),
    "This machine": ("doctor", "cache", "install-launcher"),
    "Help": ("help", "completion"),
}
"""The commands of coach, as its help shows them."""


class ToldArgument(click.Argument):
    """An argument of which the help tells something, `told`."""

    def __init__(self, *arguments: Any, told: str, **given: Any) -> None:
        super().__init__(*arguments, **given)
        self.told = told


def groups_of(command: click.Command) -> Groups:
    """Return the groups of a command's options; none if they stand under one title."""
    return _TABLES.get(command.name or "", {})


def grouped(options: Iterable[click.Option], groups: Groups) -> dict[str, list[click.Option]]:
    """Return options by the titles of their groups, those in none at the end."""
    left = {option_of(option): option for option in options}
    found = {title: [left.pop(name) for name in names if name in left] for title, names in groups.items()}
    others = OTHERS if groups else "Options"
    return {title: members for title, members in {**found, others: list(left.values())}.items() if members}
