"""How the window looks: its colours, and type that is as large as it can be.

All sizes are in pixels of a window of 1024 x 768, and grow and shrink with it.
"""

import sys
import tkinter as tk
from collections.abc import Iterator
from contextlib import suppress
from tkinter import font as tkfont
from tkinter import ttk

SIZE = (1024, 768)
"""Width and height for which all sizes are given."""

NARROW = 700
"""Width at which type of the same sizes still fits, as it does in a window that is higher than wide."""

LEAST = (360, 300)
"""Width and height below which the window cannot be drawn."""

GROUND, TEXT, DIM, GOLD, DEEP = "#14201e", "#f8f1e1", "#bccac4", "#f0bd58", "#0b1211"
"""Colours: of the ground, of text, of text that matters less, of what stands out, and of text on that.

Each text has a contrast of at least 7 to 1, as WCAG 2.2 asks for at its highest level (AAA, 1.4.6).
"""

BUTTON, PRESSED, _TROUGH = "#2a3d39", "#334a44", "#2a3d39"

_SMALLEST = 0.5
"""How much smaller than its usual size a text may get so that it fits its place."""


class Type:
    """The type of one kind of text, which grows with the window."""

    def __init__(self, root: tk.Misc, px: int, *, bold: bool = False) -> None:
        family = tkfont.nametofont("TkDefaultFont", root).actual("family")
        self.px = px
        self.font = tkfont.Font(root, family=family, size=-px, weight="bold" if bold else "normal")
        self.scaled = px

    def scale(self, unit: float) -> None:
        """Take the size for a window that is `unit` times as large as the one of SIZE."""
        self.scaled = max(round(self.px * unit), 8)
        self.font.configure(size=-self.scaled)


class Wrapped:
    """A text that is wrapped at words, in type that shrinks until it fits; what is too long even then ends in "…"."""

    def __init__(self, parent: tk.Misc, *, px: int, lines: int, colour: str = TEXT, bold: bool = False) -> None:
        self._type = Type(parent, px, bold=bold)
        self._lines = lines
        self._text, self._width = "", 0
        self.label = tk.Label(parent, font=self._type.font, fg=colour, bg=GROUND, anchor="nw", justify="left")
        self.label.configure(height=lines, bd=0, padx=0, pady=0)

    def say(self, text: str) -> None:
        """Show a text."""
        if text != self._text:
            self._text = text
            self._fit()

    def fit(self, unit: float, width: int) -> None:
        """Take the size for a window, of which so many pixels are for text."""
        self._type.scale(unit)
        self._width = width
        self._fit()

    def _fit(self) -> None:
        size, font = self._type.scaled, self._type.font
        for px in range(size, round(size * _SMALLEST) - 1, -1):
            font.configure(size=-px)
            lines = [*wrapped(self._text, self._width, font)]
            if len(lines) <= self._lines:
                break
        else:
            last = lines[self._lines - 1]
            while last and font.measure(f"{last}…") > self._width:
                last = last[:-1].rstrip(".,;: ")
            lines = [*lines[: self._lines - 1], f"{last}…"]
        self.label.configure(text="\n".join(lines), height=self._lines)


def wrapped(text: str, width: int, font: tkfont.Font) -> Iterator[str]:
    """Yield the lines of a text, wrapped at words; a word that is wider than a line is cut into pieces."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}".lstrip()
        if font.measure(longer) <= width:
            line = longer
            continue
        if line:
            yield line
        line = word
        while len(line) > 1 and font.measure(line) > width:
            most = next(most for most in range(len(line) - 1, 0, -1) if most == 1 or font.measure(line[:most]) <= width)
            yield line[:most]
            line = line[most:]
    yield line


def dress(root: tk.Tk) -> None:
    """Give buttons and bars their looks, the same on every platform."""
    style = ttk.Style(root)
    style.theme_use("clam")  # the one theme that takes colours everywhere
    root.configure(background=GROUND)
    for name, ground, text, pressed in (
        ("Coach.TButton", BUTTON, TEXT, PRESSED),
        ("First.TButton", GOLD, DEEP, "#ffd78a"),
    ):
        style.configure(
            name,
            background=ground,
            foreground=text,
            bordercolor=ground,
            lightcolor=ground,
            darkcolor=ground,
            focuscolor=TEXT if ground == BUTTON else DEEP,
            relief="flat",
            anchor="center",
            width=0,
            padding=0,
        )
        style.map(
            name,
            background=[("pressed", pressed), ("active", pressed)],
            foreground=[("disabled", DIM)],
            lightcolor=[("pressed", pressed), ("active", pressed)],
            darkcolor=[("pressed", pressed), ("active", pressed)],
        )
    for name, colour in (("Hold.Horizontal.TProgressbar", GOLD), ("Session.Horizontal.TProgressbar", DIM)):
        style.configure(
            name, background=colour, troughcolor=_TROUGH, bordercolor=_TROUGH, lightcolor=colour, darkcolor=colour
        )


def sharpen() -> None:
    """Have Windows draw text in the dots of the screen, and not blow up a smaller picture of it."""
    if sys.platform == "win32":
        from ctypes import windll

        with suppress(AttributeError, OSError):
            windll.shcore.SetProcessDpiAwareness(1)
