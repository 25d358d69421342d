"""What coach knows of a person, place by place, and forgetting it.

All of it is in `PLACES`: whoever has coach keep something new adds it there and in SECURITY.md, which a test compares.
What a person had coach write to a place of their own choice is theirs, and is not in it.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from coach.errors import BadFile, CoachError, NoHome
from coach.storage import deleting, files, folders

_SETTINGS = "settings file"


@dataclass(frozen=True, slots=True)
class Kept:
    """What coach knows of a person in one respect."""

    what: str
    """As in "the journal of your sessions"."""

    paths: tuple[Path, ...] = ()
    """The files and links in which it is."""

    size: int = 0
    """How much they take, in bytes."""

    problem: CoachError | None = None
    """Why it could not be looked at, or not all of it be deleted."""

    remark: str = ""
    """What else is to be said."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is kept of a person."""

    what: str
    where: tuple[str, ...]
    """Its files as SECURITY.md names them: the kind of their folder, and their name in it, as in "state/screened"."""

    find: Callable[[], Iterable[Path]]
    """Returns the files; raises CoachError if they cannot be looked for."""

    delete: Callable[[], str | None]
    """Deletes them, and returns what is to be said of that; raises CoachError if the system refuses it."""


def known(*, voices: bool = False) -> list[Kept]:
    """Return all that coach knows of whoever uses it, and with `voices` the voices that they have added, too.

    What cannot be looked at is among it, with its `problem`. Nothing is deleted.
    """
    return [kept for place in _places(voices=voices) if (kept := _look(place))]


def forget(*, voices: bool = False) -> list[Kept]:
    """Delete all that coach knows of whoever uses it, and return what that was; see `known`.

    Only files that coach has written are deleted, and folders that are empty then. What cannot be deleted has its
    `problem`; the rest goes all the same. Raises BadFile, and deletes nothing, while a session is playing.
    """
    require_no_session()
    gone = [kept for place in _places(voices=voices) if (kept := _empty(place))]
    _remove_empty_folders()
    return gone


def added_voices() -> tuple[Path, ...]:
    """Return the files of the voices that were added, as far as they can be seen."""
    kept = _look(VOICES)
    return kept.paths if kept else ()


def _places(*, voices: bool) -> list[Place]:
    return [*PLACES, *([VOICES] if voices else [])]


def _look(place: Place) -> Kept | None:
    """Return what is at a place, or None if nothing is."""
    try:
        paths = tuple(place.find())
    except NoHome:
        return None  # where there is no place nothing is kept
    except CoachError as error:
        return Kept(place.what, problem=error)
    return Kept(place.what, paths, sum(map(_size, paths))) if paths else None


def _empty(place: Place) -> Kept | None:
    """Delete what is at a place, and return what it was, or None if nothing was."""
    there = _look(place)
    if there is None or there.problem:
        return there
    try:
        remark = place.delete() or ""
    except CoachError as error:
        return Kept(there.what, there.paths, there.size, problem=error)
    return Kept(there.what, there.paths, there.size, remark=remark)


def require_no_session() -> None:
    """Raise BadFile while a session is playing: it would go on keeping what is to be forgotten."""
    from coach.journal.clearing import clearable

    playing: tuple[Path, ...] = ()
    with suppress(BadFile, NoHome):  # which is told where the journal is deleted
        playing = clearable().playing
    if playing:
        raise BadFile(str(playing[0]), "a session is playing, and nothing is deleted", "end it, and try again")


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return 0


def _remove_empty_folders() -> None:
    """Remove the folders of coach in which nothing is left; a link to a folder stays."""
    for kind, parts in (
        (folders.cache, ("clips", "paces", "loaded", "pages", "")),
        (folders.data, ("voices/hibari", "voices", "")),
        (folders.state, ("",)),
        (folders.config, ("",)),
    ):
        for part in parts:
            with suppress(OSError, NoHome):  # it is not empty, or not there
                (kind() / part).rmdir()


def _profile() -> list[Path]:
    from coach.health.keeping import deletable

    found = deletable(folders.profile())
    return found.files if found else []


def _delete_profile() -> str:
    from coach.health.keeping import delete

    return _left(delete(folders.profile()))


def _settings() -> list[Path]:
    from coach.settings_file import stored_at

    found = deleting.deletable(stored_at(), _SETTINGS, _is_settings)
    return found.files if found else []


def _delete_settings() -> str:
    from coach.settings_file import stored_at

    return _left(deleting.delete(stored_at(), _SETTINGS, _is_settings))


def _is_settings(path: Path) -> bool:
    from coach.settings_file import read

    try:
        read(path)
    except CoachError:
        return False
    return True


def _left(gone: deleting.Deleted | None) -> str:
    """Return what is to be said of a link to something that is not coach's."""
    return gone.remark if gone and gone.left else ""


def _journal() -> list[Path]:
    from coach.journal.clearing import clearable

    return [*clearable().files, *_locks()]


def _delete_journal() -> str:
    from coach.journal.clearing import clear

    gone = clear()
    deleting.delete_all(_locks())
    return "; ".join(f"{path}, to which a link led, is no journal, and was left" for path in gone.left)


def _locks() -> list[Path]:
    return deleting.named(folders.state(), r"journal\.lock")


def _screened() -> list[Path]:
    from coach.health.first_screen import kept

    return kept()


def _reports() -> list[Path]:
    from coach.storage.reports import found

    return found()


def _clips() -> list[Path]:
    from coach.voice.clips.cache import ClipCache

    return ClipCache().files()


def _delete_clips() -> None:
    from coach.voice.clips.cache import ClipCache

    ClipCache().clear()


def _voices_heard() -> list[Path]:
    from coach.voice.engines.model_voice import loaded
    from coach.voice.pace import stored

    return [*stored(), *loaded()]


def _halves() -> list[Path]:
    places = (
        folders.config(),
        folders.state(),
        folders.cache() / "paces",
        folders.cache() / "loaded",
        folders.cache() / "pages",
    )
    found = (path for place in dict.fromkeys(places) for path in deleting.named(place, r"\.coach-.+\.part"))
    return [path for path in found if files.is_part(path.name)]


def _delete_halves() -> None:
    for path in _halves():
        try:
            files.remove_abandoned(path)  # what is being written just now stays
        except FileNotFoundError:
            continue
        except OSError as error:
            raise BadFile(str(path), f"it cannot be deleted ({error.strerror})", "see who may write there") from None


def _voices() -> list[Path]:
    from coach.voice.engines import hibari, piper

    of_both = r".+\.onnx(\.json)?"
    return [*deleting.named(piper.added_folder(), of_both), *deleting.named(hibari.added_folder(), of_both)]


def _pages() -> list[Path]:
    from coach.export.page.showing import kept

    return kept()


def _deleting(find: Callable[[], Iterable[Path]]) -> Callable[[], None]:
    return lambda: deleting.delete_all(find())


PLACES = (
    Place("your answers on health", ("config/profile.toml",), _profile, _delete_profile),
    Place("options that you always give", ("config/settings.toml",), _settings, _delete_settings),
    Place(
        "the journal of your sessions",
        ("state/journal.jsonl", "state/journal.lock", "state/running-*.jsonl", "state/running-*.unreadable"),
        _journal,
        _delete_journal,
    ),
    Place("that you were asked for signs that must not wait", ("state/screened",), _screened, _deleting(_screened)),
    Place("reports of faults", ("state/report-*.txt",), _reports, _deleting(_reports)),
    Place("sentences that were said", ("cache/clips/*.clip",), _clips, _delete_clips),
    Place("how fast voices are", ("cache/paces/*.json", "cache/loaded/*"), _voices_heard, _deleting(_voices_heard)),
    Place("pages of points that you have looked at", ("cache/pages/*.html",), _pages, _deleting(_pages)),
    Place("what was half written", ("config/.coach-*.part", "state/.coach-*.part"), _halves, _delete_halves),
)
"""All that coach keeps of a person."""

VOICES = Place(
    "voices that you have added", ("data/voices/*.onnx*", "data/voices/hibari/*.onnx"), _voices, _deleting(_voices)
)
"""They tell nothing of a person, and took long to fetch: they go only if that is asked for."""
