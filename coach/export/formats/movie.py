"""The boxes of an M4A file that say how to play its packets, and where its chapters begin.

They are those of ISO/IEC 14496-12 and -14. Chapters are told twice: in a track of titles, as Apple's players want it
(QuickTime File Format), and in Nero's box "chpl", for others.

ffmpeg's own writer and reader keep 70 bytes of memory for each packet, 90 MB for eight hours. These keep two, and read
from the file what they need. PyAV, through which it would be used, takes no picture into an M4A, and no tag of ours.
"""

import struct
from array import array
from collections.abc import Iterator, Sequence
from typing import IO, NamedTuple

import numpy as np
import numpy.typing as npt

from coach.export.formats.boxes import Box, content, first, inner, leaf, move, raw, whole, writing
from coach.export.tags import Chapter
from coach.units import FRAME_RATE

PACKET = 1024
"""Frames of a packet of AAC."""

LONGEST = 2**32 - 2 * PACKET
"""The most frames that these boxes have numbers for."""

_LONGEST_PACKET = 2**17
"""Bytes that no packet of sound and no title has."""

_CHUNK = 48
"""Packets of a chunk, which is what has an address in the file: a second."""

_SOUND, _TITLES = 1, 2
"""Numbers of the tracks."""

_MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
"""That of a picture that is neither turned nor scaled; every track has one."""

_HERE = leaf(b"dinf", leaf(b"dref", struct.pack(">I", 1), leaf(b"url ", flags=1), flags=0))
"""That the data are in this file."""

_UTF8 = leaf(b"encd", struct.pack(">I", 0x100))
"""After each title: how it is written."""


class Sound(NamedTuple):
    """What is to be known for decoding."""

    frames: int
    """Length of what is heard."""

    priming: int
    """Frames at the beginning that are decoded and not heard."""

    config: bytes
    """The decoder's AudioSpecificConfig (ISO/IEC 14496-3)."""


class Packets:
    """Where the packets of a file are."""

    def __init__(self) -> None:
        self.sizes = array("H")
        self.chunks = array("I")
        """Where each chunk of packets begins."""

    def add(self, place: int, size: int) -> None:
        """Note the next packet."""
        if len(self.sizes) % _CHUNK == 0:
            self.chunks.append(place)
        self.sizes.append(size)


def write_movie(file: IO[bytes], packets: Packets, sound: Sound) -> None:
    """Write the movie box of a file with sound alone: chapters are written into it later."""
    length = sound.priming + sound.frames
    edit = struct.pack(">IIII", 1, sound.frames, sound.priming, 0x10000)
    with writing(file, b"moov"):
        file.write(_movie_header(sound.frames))
        with writing(file, b"trak"):
            file.write(_track_header(_SOUND, sound.frames, flags=7, volume=0x100))
            file.write(leaf(b"edts", leaf(b"elst", edit, flags=0)))
            file.write(leaf(b"free", leaf(b"chap", struct.pack(">I", _TITLES))))  # "tref" once there are titles
            with writing(file, b"mdia"):
                file.write(_media_header(length) + _handler(b"soun"))
                with writing(file, b"minf"):
                    file.write(leaf(b"smhd", bytes(4), flags=0) + _HERE)
                    with writing(file, b"stbl"):
                        _write_table(file, packets, length, sound.config)


def write_chapters(file: IO[bytes], chapters: Sequence[Chapter], language: str) -> None:
    """Write chapters, and the three letters of the language, into a file with a movie box in place of those it has.

    Other tags are gone. The movie box is put before the sound, so that a player can begin while the file arrives. The
    table of sizes is the longest by far, four bytes for each packet, and its last: a reader that does not have it yet
    knows all the rest.
    """
    kind = raw(file, first(file, whole(file), b"ftyp"))
    header = raw(file, first(file, whole(file), b"moov", b"mvhd"))
    track, places = _sound_anew(file, language, has_titles=bool(chapters))
    start = int(places[0])
    [end] = [box.end for box in inner(file, whole(file)) if box.kind == b"mdat" and box.start <= start < box.end]

    titles = [chapter.title.encode() for chapter in chapters]
    data = b"".join(struct.pack(">H", len(title)) + title + _UTF8 for title in titles)
    about = leaf(b"udta", _nero(chapters, titles))
    size = 8 + len(header) + len(_titles(chapters, titles, 0, language)) + len(about) + len(track)
    place = len(kind) + size + 8
    to = place + len(data)
    move(file, start, end, to)
    file.truncate(to + end - start)
    places += np.uint32(to - start & 0xFFFFFFFF)  # it wraps around
    file.seek(0)
    file.writelines((kind, struct.pack(">I4s", size, b"moov"), header, _titles(chapters, titles, place, language)))
    file.writelines((about, track, struct.pack(">I4s", 8 + len(data) + end - start, b"mdat"), data))


def read_sound(file: IO[bytes]) -> Sound:
    """Return how the sound of a file is to be decoded; raise ValueError if it is none of ours."""
    track = _sound_track(file)
    movie = first(file, whole(file), b"moov", b"mvhd")
    scale = struct.unpack_from(">I", content(file, movie), 12)[0]
    rate = struct.unpack_from(">I", content(file, first(file, track, b"mdia", b"mdhd")), 12)[0]
    edits, duration, priming = struct.unpack_from(">III", content(file, first(file, track, b"edts", b"elst")), 4)
    if edits != 1 or rate != FRAME_RATE or not scale:
        raise ValueError("a file of other edits or another rate")
    described = content(file, first(file, track, b"mdia", b"minf", b"stbl", b"stsd"))
    return Sound(round(duration * FRAME_RATE / scale), priming, _config(described))


def read_packets(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the packets of the sound, in order."""
    return _packets(file, _sound_track(file))


def read_chapters(file: IO[bytes]) -> tuple[Chapter, ...]:
    """Return the chapters of a file, in order; none if there are none."""
    track = next(_tracks(file, b"text"), None)
    if track is None:
        return ()
    packets = list(_packets(file, track))
    rows = _rows(file, first(file, track, b"mdia", b"minf", b"stbl", b"stts"), 2)
    durations = _repeated(rows[:, 1], rows[:, 0], len(packets)).tolist()
    chapters: list[Chapter] = []
    for duration, packet in zip(durations, packets, strict=True):
        size = struct.unpack_from(">H", packet)[0]
        onset = chapters[-1].end if chapters else 0
        chapters.append(Chapter(packet[2 : 2 + size].decode(), onset, duration))
    return tuple(chapters)


def _sound_anew(
    file: IO[bytes], language: str, *, has_titles: bool
) -> tuple[bytearray, npt.NDArray[np.unsignedinteger]]:
    """Return the track of the sound as it is to be written, and a view of the places of the chunks in it."""
    old = _sound_track(file)
    track = raw(file, old)
    origin = old.start - 8
    [reference] = [box for box in inner(file, old) if box.kind in {b"free", b"tref"}]
    track[reference.start - 4 - origin : reference.start - origin] = b"tref" if has_titles else b"free"
    told = first(file, old, b"mdia", b"mdhd").start + 20 - origin
    track[told : told + 2] = _language(language)
    table = first(file, old, b"mdia", b"minf", b"stbl", b"stco")
    count = (table.end - table.start - 8) // 4
    return track, np.frombuffer(track, ">u4", count, table.start + 8 - origin)


def _titles(chapters: Sequence[Chapter], titles: Sequence[bytes], place: int, language: str) -> bytes:
    """Return the track of the titles, which are one chunk at a place in the file; nothing if there are none."""
    if not chapters:
        return b""
    times = b"".join(struct.pack(">II", 1, chapter.frames) for chapter in chapters)
    sizes = b"".join(struct.pack(">I", 2 + len(title) + len(_UTF8)) for title in titles)
    table = leaf(
        b"stbl",
        _description(leaf(b"text", bytes(6), struct.pack(">H", 1), bytes(44))),
        leaf(b"stts", struct.pack(">I", len(chapters)), times, flags=0),
        leaf(b"stsc", struct.pack(">IIII", 1, 1, len(chapters), 1), flags=0),
        leaf(b"stsz", struct.pack(">II", 0, len(titles)), sizes, flags=0),
        leaf(b"stco", struct.pack(">II", 1, place), flags=0),
    )
    look = leaf(b"gmin", struct.pack(">HHHHHH", 0x40, 0x8000, 0x8000, 0x8000, 0, 0), flags=0)
    head = leaf(b"gmhd", look, leaf(b"text", _MATRIX))
    length = chapters[-1].end
    media = leaf(b"mdia", _media_header(length, language), _handler(b"text"), leaf(b"minf", head, _HERE, table))
    return leaf(b"trak", _track_header(_TITLES, length, flags=2), media)  # 2: in the movie, but not shown


def _nero(chapters: Sequence[Chapter], titles: Sequence[bytes]) -> bytes:
    """Return the list of the first chapters; a byte counts them, and another the bytes of a title."""
    listed = list(zip(chapters, titles, strict=True))[:255]
    content = struct.pack(">IB", 0, len(listed))
    for chapter, title in listed:
        short = title[:255].decode(errors="ignore").encode()
        content += struct.pack(">QB", round(chapter.onset * 10_000_000 / FRAME_RATE), len(short)) + short
    return leaf(b"chpl", content, flags=1 << 24)


def _write_table(file: IO[bytes], packets: Packets, length: int, config: bytes) -> None:
    """Write how the packets are to be decoded, how long they are, and where."""
    count, chunks = len(packets.sizes), len(packets.chunks)
    last = length - (count - 1) * PACKET
    full, rest = divmod(count, _CHUNK)
    fills = struct.pack(">III", 1, _CHUNK, 1) * bool(full) + struct.pack(">III", full + 1, rest, 1) * bool(rest)
    file.write(_description(_aac(config)))
    file.write(leaf(b"stts", struct.pack(">IIIII", 2, count - 1, PACKET, 1, last), flags=0))
    file.write(leaf(b"stsc", struct.pack(">I", len(fills) // 12), fills, flags=0))
    file.write(leaf(b"stco", struct.pack(">I", chunks), np.array(packets.chunks, ">u4").tobytes(), flags=0))
    with writing(file, b"stsz"):
        file.write(struct.pack(">III", 0, 0, count))
        for start in range(0, count, 2**16):
            file.write(np.array(packets.sizes[start : start + 2**16], ">u4").tobytes())


def _movie_header(frames: int) -> bytes:
    times = struct.pack(">IIII", 0, 0, FRAME_RATE, frames)
    return leaf(
        b"mvhd", times, struct.pack(">IH10x", 0x10000, 0x100), _MATRIX, bytes(24), struct.pack(">I", 3), flags=0
    )


def _track_header(number: int, frames: int, *, flags: int, volume: int = 0) -> bytes:
    times = struct.pack(">IIIII", 0, 0, number, 0, frames)
    return leaf(b"tkhd", times, struct.pack(">8xHHHxx", 0, 0, volume), _MATRIX, bytes(8), flags=flags)


def _media_header(frames: int, language: str = "und") -> bytes:
    return leaf(b"mdhd", struct.pack(">IIII", 0, 0, FRAME_RATE, frames), _language(language), bytes(2), flags=0)


def _language(letters: str) -> bytes:
    one, two, three = (ord(letter) - 0x60 for letter in letters)
    return struct.pack(">H", one << 10 | two << 5 | three)


def _handler(kind: bytes) -> bytes:
    return leaf(b"hdlr", bytes(4), kind, bytes(13), flags=0)


def _description(entry: bytes) -> bytes:
    return leaf(b"stsd", struct.pack(">I", 1), entry, flags=0)


def _aac(config: bytes) -> bytes:
    """Return the sample entry of AAC with its descriptors, of which the innermost is the configuration."""
    decoder = struct.pack(">BBxxxII", 0x40, 0x15, 0, 0) + _descriptor(5, config)  # AAC, a stream of sound
    stream = bytes(3) + _descriptor(4, decoder) + _descriptor(6, b"\2")
    sound = struct.pack(">6xH8xHHxxxxI", 1, 1, 16, FRAME_RATE << 16)
    return leaf(b"mp4a", sound, leaf(b"esds", _descriptor(3, stream), flags=0))


def _descriptor(tag: int, body: bytes) -> bytes:
    return bytes([tag, len(body)]) + body


def _config(described: bytes) -> bytes:
    """Return the configuration in a description of AAC; raise ValueError if it is one of something else."""
    place = described.index(b"esds") + 8
    for tag, skipped in ((3, 3), (4, 13), (5, 0)):
        if described[place] != tag:
            raise ValueError("no sound in AAC")
        size = 0
        more = True
        while more:
            place += 1
            size = size << 7 | described[place] & 0x7F
            more = described[place] >= 0x80
        place += 1 + skipped
    return described[place : place + size]


def _sound_track(file: IO[bytes]) -> Box:
    track = next(_tracks(file, b"soun"), None)
    if track is None:
        raise ValueError("no sound")
    return track


def _tracks(file: IO[bytes], kind: bytes) -> Iterator[Box]:
    for track in inner(file, first(file, whole(file), b"moov")):
        if track.kind == b"trak" and content(file, first(file, track, b"mdia", b"hdlr"))[8:12] == kind:
            yield track


def _packets(file: IO[bytes], track: Box) -> Iterator[bytes]:
    """Yield the packets of a track, in order; raise ValueError if its tables contradict each other."""
    table = first(file, track, b"mdia", b"minf", b"stbl")
    sizes = first(file, table, b"stsz")
    places = _rows(file, first(file, table, b"stco"), 1)[:, 0]
    fills = _rows(file, first(file, table, b"stsc"), 3)
    counts = _repeated(fills[:, 1], np.diff(fills[:, 0], append=len(places) + 1), len(places))
    row = sizes.start + 12
    if counts.sum() * 4 != sizes.end - row:
        raise ValueError("chunks of other packets than there are")
    for place, count in zip(places.tolist(), counts.tolist(), strict=True):
        file.seek(row)
        each = struct.unpack(f">{count}I", file.read(4 * count))
        row += 4 * count
        file.seek(place)
        for size in each:
            if size > _LONGEST_PACKET:
                raise ValueError(f"a packet of {size} bytes")
            yield file.read(size)


def _rows(file: IO[bytes], box: Box, columns: int) -> npt.NDArray[np.int64]:
    """Return the rows of a table, whose number stands before them."""
    return np.frombuffer(content(file, box), ">u4", offset=8).reshape(-1, columns).astype(np.int64)


def _repeated(values: npt.NDArray[np.int64], times: npt.NDArray[np.int64], count: int) -> npt.NDArray[np.int64]:
    """Return each value so many times; raise ValueError if they are not `count` in all."""
    if (times < 0).any() or times.sum() != count:
        raise ValueError(f"other rows than for {count} in all")
    return np.repeat(values, times)
