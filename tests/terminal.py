"""A real pseudo-terminal with a program in its foreground: what is typed into it, what it shows, how it is left."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

PATIENCE_S = 20.0
"""How long a program may take to show something on a busy machine before the test gives up."""


def asked_before(folder: Path) -> Path:
    """Return a folder for what coach keeps, of a listener who has been asked the first screen."""
    (folder / "coach").mkdir(parents=True, exist_ok=True)
    (folder / "coach" / "screened").touch()
    return folder


@dataclass
class Terminal:
    """A terminal of which the test holds the other end."""

    end: int
    """File descriptor that types what is written to it, and from which what is shown is read."""

    line: int
    """File descriptor of the terminal as programs see it."""

    program: subprocess.Popen[bytes]
    shown: str = ""
    """All that was shown so far."""

    @property
    def read(self) -> str:
        """All of that, as it is read by somebody for whom lines may end between any two words."""
        return " ".join(self.shown.split())

    def type(self, text: str) -> None:
        """Press keys."""
        os.write(self.end, text.encode())

    def wait_for(self, text: str) -> None:
        """Wait until the terminal has shown a text."""
        give_up = time.monotonic() + PATIENCE_S
        while text not in self.shown and text not in self.read:
            if time.monotonic() > give_up:
                raise TimeoutError(f"waited {PATIENCE_S:g} s for {text!r} in {self.shown!r}")
            self.look(0.1)

    def finish(self) -> int:
        """Wait for the program's end; return its status."""
        give_up = time.monotonic() + PATIENCE_S
        while self.program.poll() is None:
            if time.monotonic() > give_up:
                raise TimeoutError(f"waited {PATIENCE_S:g} s for the end; the terminal shows {self.shown!r}")
            self.look(0.1)
        self.look(0)
        return self.program.returncode

    def modes(self) -> list:
        """Return how the terminal treats what is typed."""
        return termios.tcgetattr(self.line)

    def look(self, wait_s: float) -> None:
        """Read what the terminal shows, for so long if it shows nothing."""
        while select.select([self.end], [], [], wait_s)[0]:
            self.shown += os.read(self.end, 65536).decode(errors="replace")
            wait_s = 0


@contextmanager
def terminal(
    command: Sequence[str], environment: dict[str, str] | None = None, columns: int = 80
) -> Iterator[Terminal]:
    """Run a program in the foreground of a new terminal; it is killed at the end of the block."""
    end, line = pty.openpty()
    fcntl.ioctl(line, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    name = os.ttyname(line)
    # The first process of a session that opens a terminal is the one whom it interrupts with Ctrl-C.
    shell = ["sh", "-c", f'exec "$@" <{name} >{name} 2>{name}', "sh", *command]
    with subprocess.Popen(shell, env=environment, start_new_session=True, stdin=subprocess.DEVNULL) as program:
        try:
            yield Terminal(end, line, program)
        finally:
            program.kill()
            for descriptor in (end, line):
                with suppress(OSError):
                    os.close(descriptor)
