"""A spoken clip as a file: a header of fixed size, then the samples at the engine's rate.

The header alone tells the length, so that a session can be planned without reading a sound. Both parts carry a
checksum, in which the header's name for the clip, its key, counts too: a file that was cut short, overwritten or copied
over another is none.
"""

import os
import struct
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import numpy as np

from coach.storage import reading
from coach.voice.base import Speech
from coach.voice.clips.treatment import Take

FIELDS = struct.Struct("<8sIIIdd8s")
"""Magic and version of the format, the engine's rate in hertz, its frames, the frames at 48 kHz, loudness in LUFS, true
peak in dBTP, checksum of the samples. A checksum of these fields and the key follows."""

_KIND = b"coach\0v"
MAGIC = _KIND + b"3"
CHECKSUM_BYTES = 8
HEADER_BYTES = FIELDS.size + CHECKSUM_BYTES


class _Fields(NamedTuple):
    magic: bytes
    rate: int
    size: int
    frames: int
    lufs: float
    dbtp: float
    checksum: bytes


def checksum(content: bytes, key: str = "") -> bytes:
    """Return what tells that some content, of the clip with a key, is as it was."""
    return blake2b(content + key.encode(errors="surrogateescape"), digest_size=CHECKSUM_BYTES).digest()


def stored_bytes(take: Take) -> int:
    """Return how many bytes a clip takes in the cache."""
    return HEADER_BYTES + take.speech.samples.nbytes


def packed(key: str, take: Take) -> bytes:
    """Return the file of a clip."""
    payload = take.speech.samples.astype("<i2").tobytes()
    numbers = (take.speech.rate, take.speech.samples.size, take.frames, take.lufs, take.dbtp)
    fields = FIELDS.pack(MAGIC, *numbers, checksum(payload))
    return fields + checksum(fields, key) + payload


def frames_in(path: Path, key: str) -> int | None:
    """Return the length of the clip in a file in frames at 48 kHz, or None if its header is damaged. Raises OSError."""
    with reading.opened(path, follows_links=False) as file:
        fields = _fields(file.read(HEADER_BYTES), key, os.fstat(file.fileno()).st_size)
    return fields.frames if fields else None


def take_in(path: Path, key: str) -> Take | None:
    """Return the clip in a file, or None if it is damaged. Raises OSError."""
    with reading.opened(path, follows_links=False) as file:
        fields = _fields(file.read(HEADER_BYTES), key, os.fstat(file.fileno()).st_size)
        payload = file.read(2 * fields.size) if fields else b""
    if fields is None or checksum(payload) != fields.checksum:
        return None
    samples = np.frombuffer(payload, "<i2").astype(np.int16, copy=False)
    return Take(Speech(samples, fields.rate), fields.frames, fields.lufs, fields.dbtp)


def is_outdated(path: Path) -> bool:
    """Tell whether a file is no clip of this format, nor of a newer one. Raises OSError."""
    with reading.opened(path, follows_links=False) as file:
        magic = file.read(len(MAGIC))
    return not (magic.startswith(_KIND) and magic >= MAGIC)


def _fields(header: bytes, key: str, file_bytes: int) -> _Fields | None:
    """Return what the header of a file of so many bytes says, or None of a damaged one."""
    fields = header[: FIELDS.size]
    if len(header) != HEADER_BYTES or checksum(fields, key) != header[FIELDS.size :]:
        return None
    found = _Fields(*FIELDS.unpack(fields))
    is_whole = found.magic == MAGIC and file_bytes == HEADER_BYTES + 2 * found.size
    return found if is_whole else None
