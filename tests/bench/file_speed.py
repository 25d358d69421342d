"""What writing and checking a file costs beside the library that encodes and decodes it.

For the default session, whose clips are in the cache: a whole process that exports, without its check, against the
encoder alone with the same samples and settings; and the check against decoding alone. Run it on a quiet machine:
.venv/bin/python tests/bench/file_speed.py [SUFFIX ...]
"""

import os
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np
from measure import Table, seconds

from coach.choices import Choices
from coach.export.formats import FORMATS
from coach.export.formats.sndfile import SndfileFormat
from coach.export.verify.carried import unpack
from coach.export.verify.check import check
from coach.health.listener import Listener
from coach.sessions.compose import compose
from coach.units import FRAME_RATE

ROUNDS = 3
BLOCK = 16_384

EXPORT = """
import sys
from pathlib import Path
from coach.export import Wanted, write
from coach.sessions.compose import compose
from coach.choices import Choices
with compose(Choices(voice="system"), Listener()) as session:
    write(session, Wanted(Path(sys.argv[1])), checked=False)
"""


def taken(work):
    """Return the seconds that some work takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def encode_alone(path, samples):
    """Encode samples with the library alone: soundfile, or LAME and PyAV for what soundfile is not used for."""
    sound_format = FORMATS[path.suffix]
    if path.suffix == ".wav":
        container, subtype, level = "WAV", "PCM_24", None
    elif path.suffix == ".mp3":
        path.write_bytes(lame(samples))
        return
    elif isinstance(sound_format, SndfileFormat):
        encoding = sound_format.encoding
        container, subtype = encoding.container, encoding.subtype
        level = encoding.compression.get("good")
    else:
        encode_aac_alone(path, samples)
        return
    from soundfile import SoundFile

    with SoundFile(path, "w", FRAME_RATE, 1, subtype, format=container, compression_level=level) as sound:
        for start in range(0, len(samples), BLOCK):
            sound.write(samples[start : start + BLOCK])


def lame(samples):
    """Encode samples with lameenc as its documentation shows it."""
    import lameenc

    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_bit_rate(64)
    encoder.set_in_sample_rate(FRAME_RATE)
    encoder.set_channels(1)
    encoder.set_quality(7)
    return encoder.encode((samples * 2**15).clip(-(2**15), 2**15 - 1).astype("<i2").tobytes()) + encoder.flush()


def encode_before(path, samples):
    """Encode an MP3 as coach has done it before: of variable bit rate, by libsndfile."""
    from soundfile import SoundFile

    options = {"format": "MP3", "compression_level": 0.25, "bitrate_mode": "VARIABLE"}
    with SoundFile(path, "w", FRAME_RATE, 1, "MPEG_LAYER_III", **options) as sound:
        for start in range(0, len(samples), BLOCK):
            sound.write(samples[start : start + BLOCK])


def encode_aac_alone(path, samples):
    """Encode samples with PyAV as its documentation shows it."""
    import av

    with av.open(str(path), "w", format="ipod") as container:
        stream = container.add_stream("aac", FRAME_RATE, options={"aac_coder": "fast"})
        stream.bit_rate, stream.layout = 80_000, "mono"
        for start in range(0, len(samples), BLOCK):
            frame = av.AudioFrame.from_ndarray(samples[np.newaxis, start : start + BLOCK], "fltp", "mono")
            frame.sample_rate, frame.pts = FRAME_RATE, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def decode_alone(path):
    """Decode a file with the library alone."""
    if isinstance(FORMATS[path.suffix], SndfileFormat) or path.suffix == ".wav":
        from soundfile import SoundFile

        with SoundFile(path) as sound:
            while len(sound.read(2**18, dtype="float32")):
                pass
        return
    import av

    with av.open(str(path)) as container:
        for _ in container.decode(audio=0):
            pass


def main():
    suffixes = sys.argv[1:] or list(FORMATS)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    table = Table(f"Files of the default session, median of {ROUNDS}")
    with tempfile.TemporaryDirectory() as name, compose(Choices(voice="system"), Listener()) as session:
        folder = Path(name)
        timeline = session.compile()
        samples = session.render(timeline, 0, timeline.frames)
        for suffix in suffixes:
            path, alone = folder / f"a{suffix}", folder / f"alone{suffix}"
            export = [sys.executable, "-c", EXPORT, str(path)]
            rounds = [
                (seconds(export, environment), taken(partial(encode_alone, alone, samples))) for _ in range(ROUNDS)
            ]
            whole, encoding = (median(figures) for figures in zip(*rounds, strict=True))
            over = (whole - 0.5) / encoding
            table.add(
                f"{suffix}: (export - 0.5 s) : encoding", over, "times", 1.25, f"{whole:.2f} s : {encoding:.2f} s"
            )
            if suffix == ".mp3":
                before = median(taken(partial(encode_before, alone, samples)) for _ in range(ROUNDS))
                table.add(".mp3: encoding : by libsndfile", encoding / before, "times", 0.5, f"{before:.2f} s")
            sound_format = FORMATS[suffix]
            carried = unpack(sound_format.read_tags(path).plan, suffix)
            rounds = [
                (taken(partial(check, path, sound_format, carried)), taken(partial(decode_alone, path)))
                for _ in range(ROUNDS)
            ]
            checking, decoding = (median(figures) for figures in zip(*rounds, strict=True))
            note = f"{checking:.2f} s : {decoding:.2f} s"
            table.add(f"{suffix}: check : decoding", checking / decoding, "times", 2.0, note)
    table.close()


if __name__ == "__main__":
    main()
