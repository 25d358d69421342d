"""Further voices of hibari that a user adds: fetched by name or taken from a file, checked, tried, and kept."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from coach.choices import USUAL_RATE
from coach.errors import BadFile, UnknownName, VoiceError
from coach.storage import reading
from coach.storage.files import refusing, replacing
from coach.voice import pace
from coach.voice.engines.added import Added, Report, untold
from coach.voice.engines.hibari import ADVICE, MOST_BYTES, NAME, HibariVoice, Model, absence, added_folder, models
from coach.voice.engines.worker import Worker, WorkerFault, program

DOWNLOAD_LIMIT_S = 1200.0
"""Time for a download, in seconds: 8 MB over a slow line."""

SILENCE_LIMIT_S = 60.0
"""Time for an answer of what fetches, in seconds. The connection it waits for is given up sooner, and tells why."""


def add(label: str, report: Report = untold, limit_s: float = DOWNLOAD_LIMIT_S) -> Added:
    """Add a voice by its label, in any case: "emma". It is fetched, for which there are so many seconds.

    It has to be the file that hibari's register tells of, and to say some sentences. Raises UnknownName, VoiceError,
    FileError or NoHome; then nothing was added.
    """
    model = _wanted(label)
    _require_new(model)
    return _kept(model, lambda: fetched(model, report, limit_s), report)


def add_file(path: Path, model: Model, report: Report = untold) -> Added:
    """Add a voice from a file that should be its model; raises BadFile for another one, and what `add` raises."""
    content = _content(path)
    _require_new(model)
    if mistake := model.mistake_in(content):
        raise BadFile(str(path), f"it is not the voice {model.name}: {mistake}", "get the file again")
    return _kept(model, lambda: content, report)


def model_for(path: Path, known: Sequence[Model]) -> Model | None:
    """Return the model that a file is, whatever it is called, or should be by its name; None if it is none of them."""
    try:
        sizes = {model.size_bytes for model in known}
        content = _content(path) if path.is_file() and path.stat().st_size in sizes else b""
    except (OSError, BadFile):  # whoever takes it says why it cannot be read
        content = b""
    same = (model for model in known if content and not model.mistake_in(content))
    called = (model for model in known if model.path.name.casefold() == path.name.casefold())
    return next(same, None) or next(called, None)


def fetched(model: Model, report: Report = untold, limit_s: float = DOWNLOAD_LIMIT_S) -> bytes:
    """Return the file of a voice as it is fetched from where hibari has it; raise VoiceError if it cannot be had.

    A process of its own fetches it, which is ended whatever happens. No more is taken than there should be.
    """
    advice = f"check the connection, or get its file, {model.path.name}, yourself and add that"
    content, until = bytearray(), time.monotonic() + limit_s
    try:
        worker = Worker(program("coach.voice.engines.hibari_download", model.label))
        try:
            report(f"fetching {model.name}", 0, model.size_bytes)
            while len(content) <= model.size_bytes and (more := _more(worker, until)):
                content += more
                report(f"fetching {model.name}", min(len(content), model.size_bytes), model.size_bytes)
        finally:
            worker.kill()
    except WorkerFault as fault:
        if time.monotonic() >= until:
            raise VoiceError(model.name, f"was not there after {limit_s:g} seconds", advice) from None
        raise VoiceError(model.name, f"could not be fetched ({str(fault).removeprefix('failed: ')})", advice) from None
    if mistake := model.mistake_in(content):
        raise VoiceError(model.name, f"could not be fetched: {mistake}", advice)
    return bytes(content)


def _more(worker: Worker, until: float) -> bytes:
    left_s = until - time.monotonic()
    return worker.ask(b"more", max(min(left_s, SILENCE_LIMIT_S), 0.0))


def _wanted(label: str) -> Model:
    for error in absence():
        raise error
    known = {model.label.casefold(): model for model in models()}
    model = known.get(label.strip().casefold())
    if model is None:
        raise UnknownName("voice", f"{NAME}:{label}", [one.name for one in known.values()])
    return model


def _require_new(model: Model) -> None:
    """Raise VoiceError for a voice that is there, and as it should be."""
    if model.is_packaged:
        raise VoiceError(model.name, "comes with coach", "it need not be added")
    added_folder()  # without a place for it nothing need be fetched
    if model.is_there and not model.problem:
        raise VoiceError(model.name, "is there already", f"delete {model.path} to add it anew")


def _content(path: Path) -> bytes:
    try:
        return reading.content(path, MOST_BYTES)
    except OSError as error:
        raise BadFile(str(path), reading.unread(path, error), "it should be the model of a voice") from None


def _kept(model: Model, get: Callable[[], bytes], report: Report) -> Added:
    """Have the file of a voice in the folder of added ones if it speaks, or leave that as it was."""
    with refusing(model.path):
        model.path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(model.path) as file:
        content = get()
        with refusing(model.path):
            file.write(content)
            file.flush()
        report(f"trying {model.name}", len(content), len(content))
        words_a_minute = _tried(replace(model, path=Path(file.name)))
    return Added(NAME, model.info(), words_a_minute)


def _tried(model: Model) -> float:
    """Return how many words a minute a voice says at its own speed, measured anew; raise VoiceError if it is silent."""
    try:
        voice = HibariVoice(model, USUAL_RATE, find_pace=pace.renewed)
    except VoiceError as error:
        raise VoiceError(model.name, f"cannot speak, and was not added: {error.problem}", ADVICE) from None
    voice.close()
    return pace.words_at(voice.pace, 1.0)
