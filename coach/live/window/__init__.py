"""The window: what a terminal shows and takes, in large type and with buttons, for whoever starts coach by a click.

It is run by whoever waits for something: there is no thread of its own, and no event that nobody has asked for.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING

from coach.errors import BadOption

if TYPE_CHECKING:
    from coach.live.window.window import Window

_PACKAGE = (
    "its package is python3-tk on Debian and Ubuntu, python3-tkinter on Fedora, tk on Arch, and python-tk in Homebrew"
)


class NoWindow(BadOption):
    """A window that cannot be opened: `problem` says why, and what can be done."""

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__("window", "", problem)


def is_possible() -> bool:
    """Return whether this Python can draw windows, whether or not there is a screen now."""
    try:
        import_module("tkinter")
    except ImportError:
        return False
    return True


@contextmanager
def opened() -> Iterator["Window"]:
    """Open a window for a `with` block; raise NoWindow if there can be none.

    Where the block ends by itself, the window stays until it is closed, if it has something to tell of the session.
    """
    try:
        from tkinter import TclError
    except ImportError:
        raise NoWindow(f"this Python has no tkinter, which draws it; {_PACKAGE}") from None
    from coach.live.window.window import Window

    try:
        window = Window()
    except TclError as error:
        raise NoWindow(f"there is no screen to open it on ({error})") from None
    try:
        yield window
        window.take_leave()
    finally:
        window.close()
