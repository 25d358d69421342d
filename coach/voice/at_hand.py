"""The names of voices as far as they are known without an engine being started, for whoever has to be quick."""

import sys
from collections.abc import Iterator
from contextlib import suppress

from coach.errors import CoachError


def names() -> dict[str, str]:
    """Return names of voices that can be chosen, each with a few words about it; one that is damaged may be among them.

    The platform's own voices are known on Linux alone, where their files tell; elsewhere there is "system".
    """
    return dict(_names())


def offers() -> dict[str, str]:
    """Return the names of voices of hibari that can be added, each with a few words about it."""
    from coach.voice.engines import hibari

    with suppress(CoachError):
        return {model.name: model.about for model in hibari.models() if not model.is_there}
    return {}


def _names() -> Iterator[tuple[str, str]]:
    from importlib.metadata import entry_points

    from coach.voice.catalog import AUTO, GROUP, SHIPPED
    from coach.voice.engines import hibari, piper, system

    yield AUTO, "the best that is installed"
    with suppress(CoachError):
        yield from ((model.name, model.about) for model in hibari.models() if model.is_there)
    if piper.is_installed():
        yield from ((f"{piper.NAME}:{model.label}", "a voice of Piper") for model in piper.models())
    yield system.NAME, "the voice of this system"
    for label in _labels_of_espeak() if sys.platform == "linux" else ():
        yield f"{system.NAME}:{label}", "eSpeak"
    for name in {point.name for point in entry_points(group=GROUP)} - {*SHIPPED}:
        yield name, "an engine of another package"


def _labels_of_espeak() -> list[str]:
    """Return the labels of eSpeak's English voices, by the names of their files."""
    from pathlib import Path

    import espeakng_loader

    return sorted(file.name.lower() for file in Path(espeakng_loader.get_data_path()).glob("lang/**/en*"))
