"""Boxes within boxes, of which MPEG-4 files are made (ISO/IEC 14496-12)."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, NamedTuple

_PIECE = 2**20
"""Bytes that are moved at a time."""


class Box(NamedTuple):
    """A part of a file: its content goes from `start` to `end`."""

    kind: bytes
    start: int
    end: int


def whole(file: IO[bytes]) -> Box:
    """Return a file as if it were a box."""
    return Box(b"", 0, file.seek(0, 2))


def inner(file: IO[bytes], within: Box) -> Iterator[Box]:
    """Yield the boxes in a box, in order; raise ValueError if one does not fit in it."""
    place = within.start
    while place + 8 <= within.end:
        file.seek(place)
        size, kind = struct.unpack(">I4s", file.read(8))
        if not 8 <= size <= within.end - place:
            raise ValueError(f"a box of {size} bytes at {place}")
        yield Box(kind, place + 8, place + size)
        place += size


def first(file: IO[bytes], within: Box, *kinds: bytes) -> Box:
    """Return the first box of a kind in the first box of a kind, and so on; raise ValueError if there is none."""
    for kind in kinds:
        found = [box for box in inner(file, within) if box.kind == kind]
        if not found:
            raise ValueError(f"no box {kind!r}")
        within = found[0]
    return within


def content(file: IO[bytes], box: Box) -> bytes:
    """Return the content of a box."""
    file.seek(box.start)
    return file.read(box.end - box.start)


def raw(file: IO[bytes], box: Box) -> bytearray:
    """Return a box as it stands in the file, with its size and its kind."""
    file.seek(box.start - 8)
    return bytearray(file.read(box.end - box.start + 8))


def move(file: IO[bytes], start: int, end: int, to: int) -> None:
    """Move the bytes from `start` to `end` to another place in a file; the two may overlap."""
    pieces = range(start, end, _PIECE)
    for place in pieces if to < start else reversed(pieces):
        file.seek(place)
        piece = file.read(min(_PIECE, end - place))
        file.seek(place + to - start)
        file.write(piece)


def leaf(kind: bytes, *parts: bytes, flags: int | None = None) -> bytes:
    """Return a box with bytes in it; with `flags` if it is one that has them, its version is 0."""
    body = b"".join(parts) if flags is None else struct.pack(">I", flags) + b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), kind) + body


@contextmanager
def writing(file: IO[bytes], kind: bytes) -> Iterator[None]:
    """Write a box around what is written in the block."""
    place = file.tell()
    file.write(leaf(kind))
    yield
    end = file.tell()
    file.seek(place)
    file.write(struct.pack(">I", end - place))
    file.seek(end)
