"""A listener who leads a session by voice: words that are spoken, a room, and `coach start --listen` in a terminal."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
import terminal as terminals
from card import Card, wait_until
from microphone import Microphone, Said, Samples, microphone

from coach.choices import Choices
from coach.content.load import library
from coach.health.listener import Listener
from coach.plan.heading import Continuation
from coach.sessions.compose import compose

ROOT = Path(__file__).parents[1]
COACH = [sys.executable, "-m", "coach"]
SESSION = ["--voice", "fake", "--points", "BL40", "--hold", "90", "--pace", "0.25", "--rate", "180", "--talk", "chimes"]
SESSION += ["--breath", "none"]  # tones for the breath leave little silence in a hold
RIGHT = "\x1b[C"

RATE = 16_000
"""Samples a second of what is spoken."""


class Voice:
    """Says words as hibari does; each word is made once."""

    def __init__(self, name: str = "hibari") -> None:
        from coach.voice.catalog import find_voice

        self._voice = find_voice(name, 135)
        self._said: dict[str, Samples] = {}

    def say(self, text: str, level: float = 0.2) -> Samples:
        """Return a text at 16 kHz, from its first to its last sound, with a loudest sample of `level`."""
        import soxr

        if text not in self._said:
            take = self._voice.say(text, 1.0)
            samples = np.asarray(soxr.resample(take.samples, take.rate, RATE), np.float32)
            loud = np.flatnonzero(np.abs(samples) > 0.02 * np.abs(samples).max())
            self._said[text] = samples[loud[0] : loud[-1] + 1]
        spoken = self._said[text]
        return spoken * np.float32(level / np.abs(spoken).max())


def room(decay_s: float, direct: float = 0.5, rate: int = 48_000) -> Samples:
    """Return the response of a room: the direct sound after 5 ms, then reverberation that falls 60 dB in `decay_s`."""
    noise = np.random.default_rng(round(1000 * decay_s)).standard_normal(round(1.2 * decay_s * rate))
    tail = noise * 10 ** (-3 * np.arange(len(noise)) / (decay_s * rate))
    response = np.concatenate([np.zeros(rate // 200), 0.5 * tail / np.sqrt((tail**2).sum())])
    response[rate // 200] += direct
    return response.astype(np.float32)


@dataclass
class Led:
    """A session in a terminal that listens to a microphone."""

    terminal: terminals.Terminal
    microphone: Microphone
    folder: Path
    environment: dict[str, str]

    def press(self, key: str, shows: str) -> None:
        """Press a key and wait until the terminal shows something new."""
        self.terminal.look(0)
        seen = len(self.terminal.shown)
        self.terminal.type(key)
        self.wait_for(shows, seen)

    def go_to_hold(self, *, is_ready: bool = True, said: Samples | None = None) -> None:
        """Skip all that comes before the first hold, once the coach hears, or (not `is_ready`) at once.

        Something may be `said` into the words that lead to it.
        """
        self.wait_for("hears you now" if is_ready else "arriving")
        while "moving there" not in self.terminal.read:
            self.press(RIGHT, ". ")
        if said is not None:
            self.say_into(said)
        self.wait_for("holding")

    def say(self, samples: Samples, *, after_s: float = 0.6) -> Said:
        """Say something once the coach has been silent for so long, and return where it is heard."""
        wait_until(lambda: self.microphone.silent_s > after_s, f"{after_s:g} s of silence")
        return self.microphone.say(samples)

    def wait_for_coach(self) -> None:
        """Wait until the coach sounds."""
        wait_until(lambda: self.microphone.silent_s == 0, "the coach to sound")

    def say_into(self, samples: Samples) -> Said:
        """Say something while the coach sounds."""
        self.wait_for_coach()
        return self.microphone.say(samples)

    def answers(self, said: Samples, text: str, *, after_s: float = 3.0) -> None:
        """Say something once the coach has been silent for so long, and wait for what the terminal shows of it."""
        self.terminal.look(0)
        seen = len(self.terminal.shown)
        self.say(said, after_s=after_s)
        self.wait_for(text, seen)

    def wait_for(self, text: str, seen: int = 0) -> None:
        """Wait until the terminal has shown a text after the first `seen` characters."""

        def is_shown() -> bool:
            self.terminal.look(0.05)
            if self.terminal.program.poll() is not None:
                raise TimeoutError(f"the session has ended before {text!r}: {self.terminal.shown!r}")
            return text in " ".join(self.terminal.shown[seen:].split())

        try:
            wait_until(is_shown, repr(text))
        except TimeoutError as error:
            raise TimeoutError(f"{error} in {self.terminal.shown!r}") from None

    def workers(self) -> list[int]:
        """Return the ids of the processes that recognise words for it."""
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                command = (entry / "cmdline").read_bytes().decode(errors="replace")
                environ = (entry / "environ").read_bytes().decode(errors="replace")
            except OSError:
                continue
            if "coach.hearing." in command and f"HOME={self.folder}\0" in environ:
                found.append(int(entry.name))
        return found

    def leave(self) -> None:
        """End the session with a key."""
        self.terminal.type("q")
        assert self.terminal.finish() == 0

    def journal(self) -> dict:
        """Return what the journal tells of it, once it is over."""
        listed = subprocess.run([*COACH, "log", "--json"], env=self.environment, capture_output=True, check=True)
        return json.loads(listed.stdout)[-1]


def replay(entry: dict, count: int) -> Samples:
    """Return the first `count` samples, from the first sound, of a session as its journal tells it."""
    goes_on = Continuation(entry["resumed_at"], tuple(entry["along"]))
    choices, listener = msgspec.convert(entry["choices"], Choices), msgspec.convert(entry["listener"], Listener)
    spoken = dict(entry["by_voice"])
    with compose(choices, listener, goes_on=goes_on, begin_in_s=entry["begin_in_s"]) as session:
        timeline = session.compile()
        for index, (command, frame) in enumerate(entry["edits"]):
            *_, timeline = session.edit(timeline, command, frame, by_voice=index in spoken)
        rendered = session.render(timeline, 0, count + 96_000)
    return rendered[np.flatnonzero(rendered)[0] :][:count]


def environment(card: Card, folder: Path) -> dict[str, str]:
    """Return what coach needs to play on a card for whoever has answered all on health, with folders of its own."""
    folder.mkdir(exist_ok=True)
    kept = terminals.asked_before(folder)
    profile = kept / "coach" / "profile.toml"
    answered = ", ".join(f'"{condition.id}"' for condition in library().safety.asked)
    profile.write_text(f"schema = 1\nanswered = [{answered}]\n", encoding="utf-8")
    profile.chmod(0o600)
    folders = dict.fromkeys(
        ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"), str(folder)
    )
    return {**card.environment, **folders, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"}


@contextmanager
def hands_free(
    card: Card,
    folder: Path,
    *options: str,
    put: Microphone | None = None,
    command: list[str] | None = None,
    path: Path | None = None,
) -> Iterator[Led]:
    """Lead a session by voice, on a microphone that is put on the card for it, or on one that is there.

    `command` runs coach, `path` is where its Python finds modules, too.
    """
    if put is None:
        with (
            microphone(card) as new,
            hands_free(card, folder, *options, put=new, command=command, path=path) as led,
        ):
            yield led
        return
    settled = environment(card, folder)
    if path:
        settled["PYTHONPATH"] += f"{os.pathsep}{path}"
    with terminals.terminal([*(command or COACH), "start", "--listen", *SESSION, *options], settled) as shown:
        yield Led(shown, put, folder, settled)
