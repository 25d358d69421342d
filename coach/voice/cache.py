"""Spoken clips on disk, addressed by what was said and how: a text is synthesised once and never again.

A file is a header of fixed size and the samples at the engine's rate; it serves a voice stem of any loudness. The
header alone tells the length, so that a session can be planned without reading a sound. Both parts carry a checksum: a
file that was cut short or overwritten is a miss, like one that is not there, and is written anew.
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

from coach.errors import FileError
from coach.voice.base import Speech
from coach.voice.treatment import Take

LIMIT_BYTES = 512 << 20
"""The cache takes no more room than this: about 3000 sentences."""

KEPT_SHARE = 0.9
"""Part of the limit that is left full when the clips that were not used for longest are deleted."""

FIELDS = struct.Struct("<8sIIIdd8s")
"""Magic and version of the format, the engine's rate in hertz, its frames, the frames at 48 kHz, loudness in LUFS, true
peak in dBTP, checksum of the samples. A checksum of these fields follows."""

MAGIC = b"coach\0v2"
CHECKSUM_BYTES = 8
HEADER_BYTES = FIELDS.size + CHECKSUM_BYTES


def default_folder() -> Path:
    """Return the user's own folder for the clips, whether or not it exists."""
    from platformdirs import user_cache_path

    return user_cache_path("coach", appauthor=False) / "clips"


class ClipCache:
    """A folder of clips, safe for several threads and processes at once.

    `folder` is created when the first clip is written (default: `default_folder`). If nothing can be written there,
    new clips go to a temporary folder that is gone when the cache is closed.
    """

    def __init__(self, folder: Path | None = None, limit_bytes: int = LIMIT_BYTES) -> None:
        self._folders = [folder or default_folder()]
        self._limit_bytes = limit_bytes
        self._used_bytes: int | None = None
        self._lock = threading.Lock()
        self._temporary: tempfile.TemporaryDirectory[str] | None = None

    @property
    def folder(self) -> Path:
        """Where clips are written."""
        return self._folders[0]

    def size_bytes(self) -> int:
        """Return how much room the clips take on the disk, in bytes."""
        return sum(size for folder in self._folders for _, size, _ in _files(folder))

    def problem(self) -> str:
        """Return why no clip can be written to the folder, or nothing."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.folder):
                return ""
        except OSError as error:
            return error.strerror or str(error)

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
        return None

    def write(self, key: str, take: Take) -> None:
        """Keep a clip; raises FileError if not even a temporary folder can hold it."""
        content = _pack(take)
        try:
            self._write(self.folder / f"{key}.clip", content)
        except OSError as error:
            with self._lock:
                if self._temporary is None:
                    self._temporary = _temporary_folder(self.folder, error)
                    self._folders.insert(0, Path(self._temporary.name))
            try:
                self._write(self.folder / f"{key}.clip", content)
            except OSError as second:
                raise _no_room(self.folder, second) from None
        self._make_room(len(content))

    def close(self) -> None:
        """Remove the temporary folder, if there was need for one."""
        if self._temporary:
            self._temporary.cleanup()

    def _paths(self, key: str) -> Iterator[Path]:
        return (folder / f"{key}.clip" for folder in self._folders)

    def _write(self, target: Path, content: bytes) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=target.parent, suffix=".part")
        part = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
            part.replace(target)
        except OSError:
            part.unlink(missing_ok=True)
            # Windows refuses to replace a file that is being read; but then another process has written the same.
            if _readable(target) != content:
                raise

    def _make_room(self, written_bytes: int) -> None:
        """Delete what was not used for longest once the limit is passed; looks at the whole folder only then."""
        with self._lock:
            if self._used_bytes is None:
                self._used_bytes = sum(size for _, size, _ in _files(self.folder))
            else:
                self._used_bytes += written_bytes
            if self._used_bytes <= self._limit_bytes:
                return
            files = sorted(_files(self.folder))
            self._used_bytes = sum(size for _, size, _ in files)
            for _, size, path in files:
                if self._used_bytes <= self._limit_bytes * KEPT_SHARE:
                    break
                with contextlib.suppress(OSError):
                    path.unlink()
                    self._used_bytes -= size


def _files(folder: Path) -> list[tuple[float, int, Path]]:
    """Return when each file of a folder was last used, its size in bytes and its path."""
    found = []
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            with contextlib.suppress(OSError):
                status = entry.stat()
                found.append((status.st_mtime, status.st_size, Path(entry.path)))
    return found


def _temporary_folder(folder: Path, error: OSError) -> tempfile.TemporaryDirectory[str]:
    try:
        return tempfile.TemporaryDirectory(prefix="coach-clips-", ignore_cleanup_errors=True)
    except OSError:
        raise _no_room(folder, error) from None


def _no_room(folder: Path, error: OSError) -> FileError:
    return FileError(f"clips to {folder}", error.strerror or str(error), "make room on the disk, then try again")


def _readable(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _checksum(content: bytes) -> bytes:
    return blake2b(content, digest_size=CHECKSUM_BYTES).digest()


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
