"""Adding voices: to which engine a name or a file belongs that a user wants to add."""

from contextlib import suppress

from coach.errors import BadFile, UnknownName, VoiceError, quoted
from coach.slips import nearest
from coach.voice.engines import hibari, hibari_voices, piper, piper_voices
from coach.voice.engines.added import Added, Report, untold

__all__ = ["Added", "add"]


def add(wanted: str, report: Report = untold) -> Added:
    """Add a voice, once it has been tried; `report` is told how far that is.

    "hibari:emma" is fetched from where hibari has it, "en_US-lessac-medium" or "piper:en_US-lessac-medium" by Piper's
    own downloader; a file is a model of hibari if hibari's register tells of it, and else one of Piper. Engines and the
    names of hibari may be written in any case. Raises UnknownName, BadFile, VoiceError, FileError or NoHome; then
    nothing was added, and a voice of that name that was there before is still there.
    """
    engine, colon, label = wanted.strip().partition(":")
    if engine.casefold() == hibari.NAME:
        return hibari_voices.add(label, report)
    if "://" in wanted:
        raise BadFile(wanted, "it is an address", "get the file yourself, and add that")
    name = label if engine.casefold() == piper.NAME else wanted
    path = piper_voices.model_of(name)
    models = _models_of_hibari()
    if path is None:
        _require_pipers(name, [model.name for model in models], is_of_another=bool(colon) and name == wanted)
        return piper_voices.add(name)
    model = hibari_voices.model_for(path, models)
    return hibari_voices.add_file(path, model, report) if model else piper_voices.add(name)


def _models_of_hibari() -> list[hibari.Model]:
    """Return what is known of hibari's voices; nothing of a damaged register, which need not keep others away."""
    with suppress(VoiceError):
        return hibari.models()
    return []


def _require_pipers(name: str, of_hibari: list[str], *, is_of_another: bool) -> None:
    """Raise UnknownName or VoiceError for a name that is none of Piper's: one of hibari alone, or of another engine."""
    same = (known for known in of_hibari if known.partition(":")[2].casefold() == name.strip().casefold())
    meant = next(same, None) or nearest(name, of_hibari)
    if meant:
        raise UnknownName("voice", name, of_hibari, hint=f"did you mean {quoted(meant)}?")
    if is_of_another:
        advice = f"name one of hibari, as in {hibari.NAME}:emma, or of Piper, as in en_US-lessac-medium"
        raise VoiceError(name, "cannot be added", advice)
