"""Spoken clips on disk, addressed by what was said and how: a text is synthesised once and never again.

A clip serves a voice stem of any loudness. A file that is not the clip of its key, as it was written
(`coach.voice.clips.clip_file`), is a miss, like one that is not there, and is written anew. So clips may be deleted at
any time. The cache deletes its own files alone, and follows no links.
"""

import contextlib
import os
import tempfile
import threading
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

from coach.errors import BadFile, CoachError, FileError, NoHome
from coach.storage import folders, reading
from coach.storage.files import is_part, remove_abandoned, write
from coach.storage.log import Log
from coach.storage.reading import reason
from coach.voice.clips.clip_file import frames_in, is_outdated, packed, take_in
from coach.voice.clips.treatment import Take
from coach.voice.clips.uses import Used, Uses

LIMIT_BYTES = 512 << 20
"""The cache takes no more room than this: about 3000 sentences."""

KEPT_SHARE = 0.9
"""Part of the limit that is left full when the clips that were not used for longest are deleted."""

CLIP = ".clip"
"""Suffix of the files."""

_log = Log(__name__)


def default_folder() -> Path:
    """Return the user's own folder for the clips, whether or not it exists; raise NoHome if there is no place."""
    return folders.cache() / "clips"


class Usage(NamedTuple):
    """How much is in a cache."""

    clips: int
    size_bytes: int
    limit_bytes: int
    """The cache takes no more room than this."""

    oldest_s: float | None
    """When the clip that was not used for longest was used last, in seconds since 1970, or None if there is no clip."""


class ClipCache:
    """A folder of clips, safe for several threads and processes at once.

    `folder` is created when the first clip is written (default: `default_folder`). If nothing can be written there, or
    if there is no place for it, new clips go to a temporary folder that is gone when the cache is closed.
    """

    def __init__(self, folder: Path | None = None, limit_bytes: int = LIMIT_BYTES) -> None:
        self._homeless: NoHome | None = None
        try:
            self._folders = [folder or default_folder()]
        except NoHome as error:
            self._folders, self._homeless = [], error
        self._limit_bytes = limit_bytes
        self._used_bytes = 0
        self._has_looked = self._is_tidy = False
        self._uses = Uses()
        self._lock = threading.Lock()
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._refusal: CoachError | None = None

    @property
    def folder(self) -> Path:
        """Where clips are written; raises NoHome if that is nowhere."""
        if not self._folders:
            raise self._homeless or AssertionError
        return self._folders[0]

    def size_bytes(self) -> int:
        """Return how much room the clips take on the disk, in bytes."""
        return sum(file.size for folder in self._folders for file in _files(folder))

    def usage(self) -> Usage:
        """Return how much is in the folder; raises BadFile if it cannot be read."""
        clips = [file for file in self._found() if file.path.suffix == CLIP]
        oldest_s = min(clips).used_ns / 1e9 if clips else None
        return Usage(len(clips), sum(file.size for file in clips), self._limit_bytes, oldest_s)

    def files(self) -> list[Path]:
        """Return what `clear` would delete; raises BadFile if the folder cannot be read."""
        return [file.path for file in self._found()]

    def clear(self) -> int:
        """Delete all clips and what killed processes have left of others; return how many bytes are free again.

        Others may go on using the cache. Raises BadFile if the folder cannot be read, or if a clip cannot be deleted:
        the others are then gone.
        """
        freed = 0
        refusals: list[OSError] = []
        for file in self._found():
            try:
                if is_part(file.path.name):
                    freed += file.size if remove_abandoned(file.path) else 0
                else:
                    file.path.unlink()
                    freed += file.size
            except FileNotFoundError:
                pass  # somebody was quicker
            except OSError as error:
                refusals.append(error)
        if refusals:
            problem = f"clips that cannot be deleted: {len(refusals)} ({_reason(refusals[0])})"
            raise BadFile(str(self.folder), problem, "close what uses them, or see who may write there")
        return freed

    def problem(self) -> str:
        """Return why no clip can be written to the folder, or nothing; raises NoHome if there is none."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.folder):
                return ""
        except OSError as error:
            return reason(error, self.folder)

    def require_lasting(self) -> None:
        """Raise FileError if a clip could not be written to the folder, but only to the temporary one."""
        if self._refusal:
            raise self._refusal

    def frames(self, key: str) -> int | None:
        """Return the length of a clip in frames at 48 kHz, or None if it is not there or is damaged in its header."""
        for path in self._paths(key):
            with contextlib.suppress(OSError):
                frames = frames_in(path, key)
                if frames is not None:
                    return frames
        return None

    def read(self, key: str) -> Take | None:
        """Return a clip, or None if it is not there or is damaged."""
        for path in self._paths(key):
            try:
                found = take_in(path, key)
            except FileNotFoundError:
                continue
            except OSError as error:
                _log.warning("%s cannot be read: %s", path, error)
                continue
            if found:
                self._note_use(path)
                return found
            _log.warning("%s is damaged, and made anew", path)
        return None

    def write(self, key: str, take: Take) -> None:
        """Keep a clip; raises FileError if not even a temporary folder can hold it."""
        content = packed(key, take)
        try:
            self._write(key, content)
        except (OSError, NoHome) as error:
            with self._lock:
                if self._temporary is None:
                    self._refusal = error if isinstance(error, NoHome) else _no_room(self.folder, error)
                    _log.warning("clips are kept for this session alone: %s", self._refusal)
                    self._temporary = _temporary_folder(self._refusal)
                    self._folders.insert(0, Path(self._temporary.name))
            try:
                self._write(key, content)
            except OSError as second:
                raise _no_room(self.folder, second) from None
        self._make_room()

    def close(self) -> None:
        """Remove the temporary folder, if there was need for one."""
        if self._temporary:
            self._temporary.cleanup()

    def _paths(self, key: str) -> Iterator[Path]:
        return (folder / f"{key}{CLIP}" for folder in self._folders)

    def _found(self) -> list[Used]:
        """Return the files of the folder; raises BadFile if it cannot be read."""
        try:
            return _scanned(self.folder)
        except OSError as error:
            raise BadFile(
                str(self.folder), f"it cannot be read ({reason(error, self.folder)})", "see who may read it"
            ) from None

    def _write(self, key: str, content: bytes) -> None:
        target = self.folder / f"{key}{CLIP}"
        try:
            write(target, content, is_private=True, is_tidy=False, follows_links=False)
        except OSError:
            # Windows refuses to replace a file that is being read; but then another process has written the same.
            if _readable(target, len(content)) != content:
                raise
        self._note_use(target, len(content))

    def _note_use(self, path: Path, written_bytes: int = 0) -> None:
        with self._lock:
            self._used_bytes += written_bytes
            if not self._has_looked:
                self._look()
            self._uses.note(path)

    def _look(self) -> list[Used]:
        """Look at the whole folder, and return its files, the one that was not used for longest first."""
        files = self._uses.in_order(_files(self.folder))
        self._used_bytes = sum(file.size for file in files)
        self._has_looked = True
        return files

    def _make_room(self) -> None:
        """Delete the clips of older formats, once, and what was not used for longest whenever the limit is passed."""
        with self._lock:
            if self._is_tidy and self._used_bytes <= self._limit_bytes:
                return
            files = self._look()
            if not self._is_tidy:
                self._is_tidy = True
                # Nobody uses them: they come before all others.
                for file in takewhile(_is_outdated, (file for file in files if file.path.suffix == CLIP)):
                    self._delete(file)
            if self._used_bytes > self._limit_bytes:
                for file in files:
                    if self._used_bytes <= self._limit_bytes * KEPT_SHARE:
                        break
                    self._delete(file)

    def _delete(self, file: Used) -> None:
        with contextlib.suppress(OSError):
            file.path.unlink()
            self._used_bytes -= file.size


def _is_outdated(file: Used) -> bool:
    """Tell whether a file is a clip of an older format."""
    try:
        return is_outdated(file.path)
    except OSError:
        return False


def _files(folder: Path) -> list[Used]:
    """Return the cache's own files in a folder, none if it cannot be read."""
    try:
        return _scanned(folder)
    except OSError:
        return []


def _scanned(folder: Path) -> list[Used]:
    """Return the cache's own files in a folder, none if it does not exist; raises OSError if it cannot be read."""
    found = []
    with contextlib.suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            if (entry.name.endswith(CLIP) or is_part(entry.name)) and entry.is_file(follow_symlinks=False):
                with contextlib.suppress(FileNotFoundError):  # it was deleted since
                    status = entry.stat(follow_symlinks=False)
                    found.append(Used(status.st_mtime_ns, status.st_size, Path(entry.path)))
    return found


def _temporary_folder(refusal: CoachError) -> tempfile.TemporaryDirectory[str]:
    try:
        return tempfile.TemporaryDirectory(prefix="coach-clips-", ignore_cleanup_errors=True)
    except OSError:
        raise refusal from None


def _no_room(folder: Path, error: OSError) -> FileError:
    return FileError(f"clips to {folder}", _reason(error))


def _reason(error: OSError) -> str:
    return error.strerror or str(error)


def _readable(path: Path, most_bytes: int) -> bytes | None:
    try:
        return reading.content(path, most_bytes, follows_links=False)
    except OSError:
        return None
