"""Spoken clips on disk, addressed by what was said and how: a text is synthesised once and never again.

A file is a header of fixed size and the samples at the engine's rate; it serves a voice stem of any loudness. The
header alone tells the length, so that a session can be planned without reading a sound. Both parts carry a checksum: a
file that was cut short or overwritten is a miss, like one that is not there, and is written anew. So clips may be
deleted at any time. The cache deletes its own files alone, and follows no links.
"""

import contextlib
import os
import struct
import tempfile
import threading
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import numpy as np

from coach.errors import BadFile, CoachError, FileError, NoHome
from coach.storage import folders
from coach.storage.files import is_part, remove_abandoned, write
from coach.storage.log import Log
from coach.voice.base import Speech
from coach.voice.clips.treatment import Take

LIMIT_BYTES = 512 << 20
"""The cache takes no more room than this: about 3000 sentences."""

KEPT_SHARE = 0.9
"""Part of the limit that is left full when the clips that were not used for longest are deleted."""

CLIP = ".clip"
"""Suffix of the files."""

FIELDS = struct.Struct("<8sIIIdd8s")
"""Magic and version of the format, the engine's rate in hertz, its frames, the frames at 48 kHz, loudness in LUFS, true
peak in dBTP, checksum of the samples. A checksum of these fields follows."""

MAGIC = b"coach\0v2"
CHECKSUM_BYTES = 8
HEADER_BYTES = FIELDS.size + CHECKSUM_BYTES


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
        self._used_bytes: int | None = None
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
        oldest_s = min((file.used_s for file in clips), default=None)
        return Usage(len(clips), sum(file.size for file in clips), self._limit_bytes, oldest_s)

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
            return _reason(error)

    def require_lasting(self) -> None:
        """Raise FileError if a clip could not be written to the folder, but only to the temporary one."""
        if self._refusal:
            raise self._refusal

    def frames(self, key: str) -> int | None:
        """Return the length of a clip in frames at 48 kHz, or None if it is not there or is damaged in its header."""
        for path in self._paths(key):
            with contextlib.suppress(OSError), path.open("rb", buffering=0) as file:
                fields = _fields(file.read(HEADER_BYTES))
                if fields and os.fstat(file.fileno()).st_size == HEADER_BYTES + 2 * fields.size:
                    return fields.frames
        return None

    def read(self, key: str) -> Take | None:
        """Return a clip, or None if it is not there or is damaged."""
        for path in self._paths(key):
            with contextlib.suppress(OSError):
                found = _unpack(path.read_bytes())
                if found:
                    with contextlib.suppress(OSError):
                        os.utime(path)
                    return found
                _log.warning("%s is damaged, and made anew", path)
        return None

    def write(self, key: str, take: Take) -> None:
        """Keep a clip; raises FileError if not even a temporary folder can hold it."""
        content = _pack(take)
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
        self._make_room(len(content))

    def close(self) -> None:
        """Remove the temporary folder, if there was need for one."""
        if self._temporary:
            self._temporary.cleanup()

    def _paths(self, key: str) -> Iterator[Path]:
        return (folder / f"{key}{CLIP}" for folder in self._folders)

    def _found(self) -> "list[_File]":
        """Return the files of the folder; raises BadFile if it cannot be read."""
        try:
            return _scanned(self.folder)
        except OSError as error:
            raise BadFile(str(self.folder), f"it cannot be read ({_reason(error)})", "see who may read it") from None

    def _write(self, key: str, content: bytes) -> None:
        target = self.folder / f"{key}{CLIP}"
        try:
            write(target, content, is_private=True, is_tidy=False)
        except OSError:
            # Windows refuses to replace a file that is being read; but then another process has written the same.
            if _readable(target) != content:
                raise

    def _make_room(self, written_bytes: int) -> None:
        """Delete what was not used for longest once the limit is passed; looks at the whole folder only then."""
        with self._lock:
            if self._used_bytes is None:
                self._used_bytes = sum(file.size for file in _files(self.folder))
            else:
                self._used_bytes += written_bytes
            if self._used_bytes <= self._limit_bytes:
                return
            files = sorted(_files(self.folder))
            self._used_bytes = sum(file.size for file in files)
            for file in files:
                if self._used_bytes <= self._limit_bytes * KEPT_SHARE:
                    break
                with contextlib.suppress(OSError):
                    file.path.unlink()
                    self._used_bytes -= file.size


class _File(NamedTuple):
    """A file of the cache."""

    used_s: float
    """When it was used last, in seconds since 1970."""

    size: int
    """In bytes."""

    path: Path


def _files(folder: Path) -> list[_File]:
    """Return the cache's own files in a folder, none if it cannot be read."""
    try:
        return _scanned(folder)
    except OSError:
        return []


def _scanned(folder: Path) -> list[_File]:
    """Return the cache's own files in a folder, none if it does not exist; raises OSError if it cannot be read."""
    found = []
    with contextlib.suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            if (entry.name.endswith(CLIP) or is_part(entry.name)) and entry.is_file(follow_symlinks=False):
                with contextlib.suppress(FileNotFoundError):  # it was deleted since
                    status = entry.stat(follow_symlinks=False)
                    found.append(_File(status.st_mtime, status.st_size, Path(entry.path)))
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


def _readable(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _checksum(content: bytes) -> bytes:
    return blake2b(content, digest_size=CHECKSUM_BYTES).digest()


def stored_bytes(take: Take) -> int:
    """Return how many bytes a clip takes in the cache."""
    return HEADER_BYTES + take.speech.samples.nbytes


def _pack(take: Take) -> bytes:
    payload = take.speech.samples.astype("<i2").tobytes()
    numbers = (take.speech.rate, take.speech.samples.size, take.frames, take.lufs, take.dbtp)
    fields = FIELDS.pack(MAGIC, *numbers, _checksum(payload))
    return fields + _checksum(fields) + payload


class _Fields(NamedTuple):
    magic: bytes
    rate: int
    size: int
    frames: int
    lufs: float
    dbtp: float
    checksum: bytes


def _fields(header: bytes) -> _Fields | None:
    """Return what a header says, or None of a damaged one."""
    fields = header[: FIELDS.size]
    if len(header) != HEADER_BYTES or _checksum(fields) != header[FIELDS.size :]:
        return None
    found = _Fields(*FIELDS.unpack(fields))
    return found if found.magic == MAGIC else None


def _unpack(content: bytes) -> Take | None:
    fields = _fields(content[:HEADER_BYTES])
    payload = content[HEADER_BYTES:]
    if fields is None or _checksum(payload) != fields.checksum:
        return None
    samples = np.frombuffer(payload, "<i2").astype(np.int16, copy=False)
    return Take(Speech(samples, fields.rate), fields.frames, fields.lufs, fields.dbtp)
