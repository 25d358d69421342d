"""A page with something to read and a few buttons, of which one is chosen."""

import time
import tkinter as tk
from collections.abc import Sequence
from functools import partial
from math import ceil
from tkinter import ttk
from typing import NamedTuple

from coach.live.window.look import GROUND, TEXT, Type, Wrapped

_DOUBLE_S = 0.5
"""How long nothing can be chosen on a new page, in seconds: a double click is not meant for what comes next."""

_LISTED = "  - "
"""How a paragraph begins that is one of a list."""

_SMALLEST = 0.4
"""How much smaller the text may get so that all of it is seen; what does not fit even then can be scrolled."""


class Choice(NamedTuple):
    """A button: its text, what choosing it means, and the keys that do so."""

    text: str
    value: str
    keys: tuple[str, ...] = ()


class Reading:
    """A heading, a text that is as large as it can be, and buttons, of which there may be none."""

    def __init__(self, root: tk.Tk, paragraphs: Sequence[str], head: str = "", choices: Sequence[Choice] = ()) -> None:
        self.panel = tk.Frame(root, bg=GROUND)
        self.asks = bool(choices)
        self.chosen: str | None = None
        """The value of the button that was chosen."""

        self._choices = choices
        self._head = Wrapped(self.panel, px=50, lines=1, bold=True)
        self._head.say(head)
        self._type, self._button_type = Type(root, 48), Type(root, 38, bold=True)
        self._text = tk.Text(
            self.panel,
            font=self._type.font,
            fg=TEXT,
            bg=GROUND,
            bd=0,
            highlightthickness=0,
            wrap="word",
            cursor="arrow",
            width=1,
            height=1,
            takefocus=False,
        )
        self._bar = ttk.Scrollbar(self.panel, command=self._text.yview)
        self._text.configure(yscrollcommand=self._bar.set)
        self.say(paragraphs)
        self._buttons: list[ttk.Button] = []
        ttk.Style(root).configure("Coach.TButton", font=self._button_type.font)
        for choice in choices:
            choose = partial(self._choose, choice.value)
            button = ttk.Button(self.panel, text=choice.text, style="Coach.TButton", command=choose)
            button.bind("<Return>", choose)
            self._buttons.append(button)
        self._since_s = time.monotonic()

    def say(self, paragraphs: Sequence[str]) -> None:
        """Show another text, in the same type."""
        self._text.configure(state="normal")
        self._text.delete("1.0", "end")
        for number, paragraph in enumerate(paragraphs):
            is_listed = paragraph.startswith(_LISTED)
            shown = f"•\t{paragraph.removeprefix(_LISTED)}" if is_listed else paragraph
            self._text.insert("end", "\n" * bool(number))
            self._text.insert("end", shown, "listed" if is_listed else "")
        self._text.configure(state="disabled")

    def press(self, key: str) -> None:
        """Take a key."""
        for choice in self._choices:
            if key.lower() in choice.keys:
                self._choose(choice.value)

    def fit(self, unit: float, width: int, height: int) -> None:
        """Lay the page out for a window of so many pixels, `unit` times as large as usual."""
        gap = round(32 * unit)
        inside = width - 2 * gap
        self._head.fit(unit, inside)
        self._head.label.place(x=gap, y=gap, width=inside)
        top = gap + (round(84 * unit) if self._head.label.cget("text") else 0)
        room = height - top - gap
        if self.asks:
            self._button_type.scale(unit)
            room -= self._place_buttons(unit, gap, inside, height - gap) + gap
        self._text.place(x=gap, y=top, width=inside, height=room)
        self._shrink(unit, room)
        is_longer = self._height() > room
        if is_longer:
            self._text.place_configure(width=inside - round(32 * unit))
            self._bar.place(x=width - gap - round(24 * unit), y=top, width=round(24 * unit), height=room)
        else:
            self._bar.place_forget()

    def _place_buttons(self, unit: float, gap: int, inside: int, bottom: int) -> int:
        """Place the buttons in as few rows as they fit in; return how high these are."""
        widest = max(self._button_type.font.measure(choice.text) for choice in self._choices) + gap
        rows = ceil(len(self._choices) / max(1, inside // widest))
        beside = ceil(len(self._choices) / rows)
        tall = round((110 if rows == 1 else 88) * unit)
        wide, high = (inside + gap // 2) // beside, tall + gap // 3
        for number, button in enumerate(self._buttons):
            row, column = divmod(number, beside)
            top = bottom - (rows - row) * high + gap // 3
            button.place(x=gap + column * wide, y=top, width=wide - gap // 2, height=tall)
        return rows * high

    def _shrink(self, unit: float, room: int) -> None:
        for share in range(100, int(_SMALLEST * 100), -4):
            self._type.scale(unit * share / 100)
            self._text.configure(spacing3=self._type.scaled // 4, tabs=self._type.scaled)
            self._text.tag_configure("listed", lmargin2=self._type.scaled)
            if self._height() <= room:
                return

    def _height(self) -> int:
        self._text.update_idletasks()
        counted = self._text.tk.call(self._text, "count", "-update", "-ypixels", "1.0", "end")
        return int(counted)

    def _choose(self, value: str, _event: object = None) -> None:
        if time.monotonic() - self._since_s >= _DOUBLE_S:
            self.chosen = value
