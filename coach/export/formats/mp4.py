"""M4A and M4B: AAC in boxes, encoded and decoded by ffmpeg's libraries through PyAV, which is an extra."""

import struct
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt

from coach.export.formats import movie
from coach.export.formats.base import (
    LONGEST_BLOCK,
    OWNER,
    Block,
    Bounded,
    Encoder,
    Format,
    Found,
    Missing,
    Quality,
    iso_639_2,
)
from coach.export.formats.boxes import leaf
from coach.export.tags import Tags
from coach.storage.packages import to_install
from coach.units import FRAME_RATE

if TYPE_CHECKING:
    from av import AudioFrame
    from av.audio.codeccontext import AudioCodecContext

_BIT_RATES: dict[Quality, int] = {"small": 56_000, "good": 80_000, "best": 128_000}

PYAV = "av>=14,<19"
"""What pip is asked for, as the extra m4a does."""

_PLAN = f"----:{OWNER}:plan"


class M4a(Format):
    """AAC at 56, 80 or 128 kbit/s in MPEG-4."""

    name = "m4a"
    exact = False
    grain = movie.PACKET
    longest = movie.LONGEST
    brand: ClassVar[bytes] = b"M4A "
    kind: ClassVar[int] = 1
    """What Apple's players take it for: a song."""

    def _missing_for_reading(self) -> Missing | None:
        try:
            import av  # noqa: F401
        except ImportError:
            what = "the package av (PyAV)"
            remedy = f"run `{to_install(PYAV)}`"
            return Missing(what, f"{self.suffix} files need {what}", remedy, ".mp3")
        return None

    def _encoder(self, path: Path, quality: Quality) -> Encoder:
        return _AacEncoder(path, self.brand, _BIT_RATES[quality])

    def _write_tags(self, path: Path, tags: Tags) -> None:
        from mutagen.mp4 import MP4, AtomDataType, MP4Cover, MP4FreeForm

        with path.open("r+b") as file:
            movie.write_chapters(file, tags.chapters, iso_639_2(tags.language))
        container = MP4(path)
        container.update(
            {
                "\xa9nam": [tags.title],
                "\xa9alb": [tags.album],
                "\xa9ART": [tags.artist],
                "\xa9cmt": [tags.comment],
                "stik": [self.kind],
                "covr": [MP4Cover(tags.cover, MP4Cover.FORMAT_JPEG)],
                _PLAN: [MP4FreeForm(b64encode(tags.plan), AtomDataType.UTF8)],  # readers take it for text
            }
        )
        container.save(padding=lambda _: 0)

    def _read_tags(self, file: Bounded) -> Found:
        from mutagen.mp4 import MP4

        chapters = movie.read_chapters(file)
        file.seek(0)
        tags: Mapping[str, Any] = MP4(file).tags or {}
        plan = tags.get(_PLAN)
        return Found(
            tags.get("\xa9nam", [""])[0],
            tags.get("\xa9cmt", [""])[0],
            chapters,
            b64decode(plan[0], validate=True) if plan else None,
        )

    def _read(self, file: Bounded) -> Iterator[Block]:
        sound = movie.read_sound(file)
        skipped, left = sound.priming, sound.frames
        for block in _decoded(movie.read_packets(file), sound.config):
            heard = block[skipped:][:left]
            skipped = max(0, skipped - len(block))
            left -= len(heard)
            yield heard

    def _faults(self) -> tuple[type[Exception], ...]:
        from av.error import FFmpegError

        return *super()._faults(), FFmpegError


class M4b(M4a):
    """The same as an audiobook, which players keep the place in."""

    name = "m4b"
    brand = b"M4B "
    kind = 2


class _AacEncoder(Encoder):
    def __init__(self, path: Path, brand: bytes, bit_rate: int) -> None:
        self._codec = _codec("w")
        self._codec.bit_rate = bit_rate
        self._codec.options = {"aac_coder": "fast"}  # the other one is slower, and overshoots peaks by 2 dB
        self._codec.open()
        self._packets = movie.Packets()
        self._frames = self._priming = 0
        self._file = path.open("wb")
        self._file.write(leaf(b"ftyp", brand, bytes(4), brand, b"mp42", b"isom"))
        self._start = self._place = self._file.tell() + 8
        self._file.write(leaf(b"mdat"))

    def take(self, block: npt.NDArray[Any]) -> None:
        from av import AudioFrame

        frame = AudioFrame.from_ndarray(block[np.newaxis], format="fltp", layout="mono")
        frame.sample_rate = FRAME_RATE
        frame.pts = self._frames
        self._frames += len(block)
        self._write(frame)

    def close(self) -> None:
        with self._file as file:
            self._write(None)
            movie.write_movie(
                file, self._packets, movie.Sound(self._frames, self._priming, self._codec.extradata or b"")
            )
            file.seek(self._start - 8)
            file.write(struct.pack(">I", self._place - self._start + 8))

    def _write(self, frame: "AudioFrame | None") -> None:
        for packet in self._codec.encode(frame):
            if not self._packets.sizes:
                self._priming = -(packet.pts or 0)
            self._packets.add(self._place, packet.size)
            self._place += self._file.write(packet)


def _codec(mode: Literal["r", "w"]) -> "AudioCodecContext":
    from av import CodecContext

    codec = CodecContext.create("aac", mode)
    codec.sample_rate = FRAME_RATE
    codec.layout = "mono"
    codec.format = "fltp"
    return codec


def _decoded(packets: Iterable[bytes], config: bytes) -> Iterator[Block]:
    """Decode packets to blocks of at most LONGEST_BLOCK frames."""
    from av import Packet

    codec = _codec("r")
    codec.extradata = config
    frames = (frame for packet in chain(map(Packet, packets), [None]) for frame in codec.decode(packet))
    while batch := [frame.to_ndarray()[0] for frame in islice(frames, LONGEST_BLOCK // movie.PACKET)]:
        yield np.concatenate(batch)
