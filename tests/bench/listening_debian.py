"""Sound of people and music that Debian has, fetched by apt-get into a temporary folder and installed nowhere.

People: the prompts of Asterisk in English, French, Spanish, Italian and Russian, five voices, 16 kHz. Music: what
Asterisk plays to who waits (opsound), and of the games frozen-bubble and extremetuxracer. Without apt-get it takes what
is installed already.
"""

import subprocess
import tempfile
from functools import cache
from pathlib import Path
from shutil import which

import numpy as np

RATE = 16_000
FOLDER = Path(tempfile.gettempdir(), "coach-listening")
INSTALLED = Path("/")

LANGUAGES = ("en", "fr", "es", "it", "ru")
GAP_S = 0.5
"""Silence between two prompts: without it nearly all would be speech that is too long to be a command."""

MUSIC = ("asterisk-moh-opsound-g722", "frozen-bubble-data", "extremetuxracer-data")
COMMANDS = {"en": ("vm-no", "dictate/pause", "dictate/paused")}
"""Prompts that are commands, or nearly one, and no false alarms."""


@cache
def _unpacked(package):
    """Return the folder that holds a package's files, as from the root of a system."""
    folder = FOLDER / "debian" / package
    if not folder.exists() and which("apt-get"):
        with tempfile.TemporaryDirectory() as place:
            subprocess.run(["apt-get", "-q", "download", package], cwd=place, check=True, capture_output=True)
            folder.parent.mkdir(parents=True, exist_ok=True)
            subprocess.run(["dpkg", "-x", str(next(Path(place).glob("*.deb"))), str(folder)], check=True)
    return folder if folder.exists() else INSTALLED


def _decoded(path, *options):
    command = ["ffmpeg", "-v", "error", *options, "-i", str(path), "-f", "f32le", "-ac", "1", "-ar", str(RATE), "-"]
    done = subprocess.run(command, check=True, capture_output=True)
    return np.frombuffer(done.stdout, np.float32)


def _prompts(language):
    folder = _unpacked(f"asterisk-core-sounds-{language}-g722") / "usr/share/asterisk/sounds"
    voice = next(folder.glob(f"{language}_*"))
    return voice, sorted(path for path in voice.rglob("*.g722") if "silence" not in path.parts)


def prompt(language, name):
    """Return a prompt by its name: "dictate/pause"."""
    voice, _ = _prompts(language)
    return _decoded(voice / f"{name}.g722", "-f", "g722")


@cache
def people(language, half=None):
    """Return what a person says in a language, but for commands, one after the other, in the order of a draw.

    `half` is 0 for the half of it that thresholds are set with, 1 for the half that is scored; None is all.
    """
    voice, paths = _prompts(language)
    out = {voice / f"{name}.g722" for name in COMMANDS.get(language, ())}
    kept = [path for path in paths if path not in out]
    order = np.random.default_rng(20).permutation(len(kept))
    if half is not None:
        order = np.array_split(order, 2)[half]
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder, "all.g722")
        whole.write_bytes(b"".join(kept[index].read_bytes() for index in order))
        said = _decoded(whole, "-f", "g722")
    ends = np.cumsum([2 * kept[index].stat().st_size for index in order])[:-1]  # a byte holds two samples
    gap = np.zeros(int(GAP_S * RATE), np.float32)
    return np.concatenate([part for piece in np.split(said, ends) for part in (piece, gap)])


def music():
    """Yield each piece of music after its name."""
    for package in MUSIC:
        share = _unpacked(package) / "usr/share"
        for path in sorted([*share.rglob("*.ogg"), *share.glob("asterisk/moh/*.g722")]):
            options = ("-f", "g722") if path.suffix == ".g722" else ()
            samples = _decoded(path, *options)
            if len(samples) > 20 * RATE:
                yield path.stem, samples
