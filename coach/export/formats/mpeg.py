"""The frames of an MP3: what the first of them tells about the others, and where players land that seek among them.

MP3 has no index. A player that is to go on at a time finds its place by arithmetic: by a table of a hundred entries, if
the first frame has one, each of which is cut to a 256th of the file; or else by the bytes of a second, which are right
at a constant bit rate alone. The first frame is that of Xing and LAME (http://gabriel.mp3-tech.org/mp3infotag.html).
"""

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from typing import IO, NamedTuple

from coach.export.formats.base import Landings
from coach.units import FRAME_RATE

FRAME = 1152
"""Samples of a frame."""

_DELAY = 576
"""Samples that LAME puts before the sound."""

_DECODER_DELAY = 529
"""Samples by which a decoder of layer III is late besides."""

_KBITS = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0)
"""Bit rates in kbit/s, by their number in a header; 0 where a frame does not tell its size."""

_SYNC, _IS_SYNC = 0xFFFE0C00, 0xFFFA0400
"""The bits of a header that are the same in all frames, and what they are: MPEG-1, layer III, 48 kHz."""

_COUNT, _BYTES, _TABLE, _QUALITY = 1, 2, 4, 8
"""What the first frame may tell, in this order."""

_TELLS = 21
"""Where it begins to tell it: after the header and the side information of one channel."""

_ENTRIES = 100
"""Those of the table: where each percent of the time begins, in 256ths of the bytes."""

_PIECE = 2**16
"""Bytes that are searched at a time for the next frame, where there is none."""


def first_frame(header: bytes, count: int, frames: int) -> bytes:
    """Return the silent frame that goes before `count` others, which have this header and hold a sound of some frames.

    By it a decoder knows what to leave out at both ends. It is called Info and has no table, so that players take the
    bit rate for constant.
    """
    size = _size(header)
    told = b"Info" + b"".join(number.to_bytes(4) for number in (_COUNT | _BYTES, count, (count + 1) * size))
    around = _DELAY << 12 | count * FRAME - _DELAY - frames
    lame = b"LAME3.100" + b"\1".ljust(12, b"\0") + around.to_bytes(3)  # 1: a constant bit rate
    return (header.ljust(_TELLS, b"\0") + told + lame).ljust(size, b"\0")


def frame_size(bit_rate: int) -> int:
    """Return the bytes of a frame at so many kbit/s; at 48 kHz there is no rest."""
    return bit_rate * 125 * FRAME // FRAME_RATE


def landings(file: IO[bytes], times: Sequence[int]) -> tuple[Landings, ...]:
    """Return where players land that seek to some times, in frames; raise ValueError if the file has no frame.

    A table is used as ExoPlayer does it (XingSeeker), by which most of Android plays. It and ffmpeg take a file without
    one for one of constant bit rate. Others know nothing but the length and the size.
    """
    places, end = _frames(file)
    told = _Told.of(_read(file, places[0], places[1] - places[0])) if len(places) > 1 else None
    sound = places[1:] if told else places
    if not sound:
        raise ValueError("an MP3 without a frame")
    late = (told.delay if told else 0) + _DECODER_DELAY
    length = FRAME * ((told.frames if told else 0) or len(sound))

    def landing(place: float) -> int:
        return max(bisect_left(sound, min(place, sound[-1])) * FRAME - late, 0)

    by_size = Landings("its size", tuple(landing(sound[0] + time / length * (end - sound[0])) for time in times))
    if told and told.table:
        scale = (told.size or end - places[0]) / 256
        shares = [_share(told.table, 100 * time / length) for time in times]
        return Landings("its table", tuple(landing(places[0] + share * scale) for share in shares)), by_size
    size = _size(_read(file, sound[0], 4))
    return Landings("its bit rate", tuple(landing(sound[0] + time // FRAME * size) for time in times)), by_size


class _Told(NamedTuple):
    """What the first frame tells, as far as it does; 0 or nothing for what it does not."""

    frames: int
    size: int
    table: bytes
    delay: int

    @classmethod
    def of(cls, frame: bytes) -> "_Told | None":
        """Return what a frame tells; None if it is one of sound."""
        name, flags, rest = frame[_TELLS : _TELLS + 4], frame[_TELLS + 4 : _TELLS + 8], frame[_TELLS + 8 :]
        if name not in {b"Info", b"Xing"}:
            return None
        parts = {}
        for flag, size in ((_COUNT, 4), (_BYTES, 4), (_TABLE, _ENTRIES), (_QUALITY, 4)):
            here = size if int.from_bytes(flags) & flag else 0
            parts[flag], rest = rest[:here], rest[here:]
        delay = int.from_bytes(rest[21:24]) >> 12 if rest.startswith((b"LAME", b"Lavc")) else 0
        return cls(int.from_bytes(parts[_COUNT]), int.from_bytes(parts[_BYTES]), parts[_TABLE], delay)


def _share(table: bytes, percent: float) -> float:
    """Return where a percentage of the time is, in 256ths of the bytes: between two entries in proportion."""
    if percent >= _ENTRIES:
        return 256
    entry = int(percent)
    edges: list[int] = [*table, 256]
    before, after = edges[entry : entry + 2]
    return before + (percent - entry) * (after - before)


def _frames(file: IO[bytes]) -> tuple[Sequence[int], int]:
    """Return where each frame begins, and where the last one ends; what is none is passed over, tags included."""
    places = array("Q")
    end = place = _after_tags(file)
    while len(header := _read(file, place, 4)) == 4:
        if size := _size(header):
            places.append(place)
            place = end = place + size
        else:
            found = _read(file, place + 1, _PIECE).find(b"\xff")
            place += found + 1 if found >= 0 else _PIECE
    return places, end


def _size(header: bytes) -> int:
    """Return the bytes of a frame by its header; 0 if it is none, or does not tell."""
    bits = int.from_bytes(header)
    if bits & _SYNC != _IS_SYNC:
        return 0
    return frame_size(_KBITS[bits >> 12 & 15]) + (bits >> 9 & 1)


def _after_tags(file: IO[bytes]) -> int:
    """Return where the tags of ID3v2 end at the beginning of a file."""
    place = 0
    while len(head := _read(file, place, 10)) == 10 and head.startswith(b"ID3"):
        size = 0
        for byte in head[6:]:
            size = size << 7 | byte & 0x7F
        place += 10 + size
    return place


def _read(file: IO[bytes], place: int, size: int) -> bytes:
    file.seek(place)
    return file.read(size)
