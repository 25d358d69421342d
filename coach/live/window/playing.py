"""The page of a session: where it is, and what it can be asked for. A sitting takes it for its screen and its keys."""

import time
import tkinter as tk
from tkinter import ttk
from types import TracebackType
from typing import TYPE_CHECKING, Self

from coach.live.terminal.transport import KEYS
from coach.live.terminal.view import Bar, View, begun, view
from coach.live.window.keys import END
from coach.live.window.look import DIM, GOLD, GROUND, Type, Wrapped
from coach.plan.wishes import State, Wish, state_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.plan.timeline import Timeline

_TOGGLE: dict[State, str] = {"paused": "Go on", "waiting": "Ready"}
"""What the large button does where it does not pause."""

_ROWS: tuple[tuple[tuple[str, Wish], ...], ...] = (
    (("Back", "back"), ("Again", "again"), ("Next", "next")),
    (("Softer", "softer"), ("Louder", "louder"), ("End", "stop")),
)

_DOUBLE_S = 0.5
"""A second click on a button that comes sooner is the same one, in seconds; the volume alone may be asked for so."""

_OFTEN = {"louder", "softer"}


class Playing:
    """What the window shows and takes while a session plays."""

    possible = True

    def __init__(self, root: tk.Tk, pump: "Callable[[], None]", told: list[str]) -> None:
        self.panel = tk.Frame(root, bg=GROUND)
        self.is_closed = False
        """Whether the window was closed: the session ends with a fade."""

        self._pump = pump
        self._told = told
        self._keys: list[str] = []
        self._shown: View | None = None
        self._clicked: tuple[Wish, float] = ("ready", 0.0)
        self._title = Wrapped(self.panel, px=50, lines=2, bold=True)
        self._doing = Wrapped(self.panel, px=38, lines=1, colour=GOLD)
        self._hold = Wrapped(self.panel, px=70, lines=1, bold=True)
        self._session = Wrapped(self.panel, px=30, lines=1)
        self._notice = Wrapped(self.panel, px=25, lines=2, colour=DIM)
        self._notice.say(told[-1] if told else "")
        self._hold_bar, self._session_bar = self._bar("Hold"), self._bar("Session")
        self._button_type, self._first_type = Type(root, 36, bold=True), Type(root, 48, bold=True)
        style = ttk.Style(root)
        style.configure("Coach.TButton", font=self._button_type.font)
        style.configure("First.TButton", font=self._first_type.font)
        self._toggle = self._button("Pause", "pause", "First.TButton")
        self._rows = [[self._toggle], *([self._button(text, wish) for text, wish in row] for row in _ROWS)]
        self._read = (
            (self._title, 120),
            (self._doing, 48),
            (self._hold, 86),
            (self._hold_bar, 20),
            (self._session, 38),
            (self._session_bar, 14),
            (self._notice, 62),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def press(self, key: str) -> None:
        """Take a key."""
        self._keys.append(key)

    def pressed(self) -> tuple[str, ...]:
        """Return the keys that were pressed since the last call, and those that the buttons stand for."""
        self._pump()
        keys, self._keys = (*self._keys,), []
        return (END,) if self.is_closed else keys

    def watch(self, timeline: "Timeline", frame: int) -> None:
        """Show where a session is, if that has changed."""
        now = view(timeline, frame)
        if now == self._shown or self.is_closed:
            return
        self._shown = now
        self._title.say(now.title)
        self._doing.say(begun(now.doing))
        self._hold.say(now.hold_left)
        self._session.say(now.whole)
        self._hold_bar.configure(value=_share(now.hold))
        self._session_bar.configure(value=_share(now.session))
        self._offer(now.state)

    def answer(self, text: str, timeline: "Timeline", frame: int) -> None:
        """Show what a key has done, and what the large button does from then on; the rest waits until it is heard."""
        self._offer(state_at(timeline, frame))
        self.remark(text)

    def remark(self, text: str) -> None:
        """Show a few words until there are others."""
        if not self.is_closed:
            self._notice.say(begun(text))

    def tell(self, text: str) -> None:
        """Show a line that is shown again at the end."""
        self._told.append(begun(text))
        self.remark(text)

    def fit(self, unit: float, width: int, height: int) -> None:
        """Lay the page out for a window of so many pixels, `unit` times as large as usual."""
        gap = round(32 * unit)
        self._button_type.scale(unit)
        self._first_type.scale(unit)
        # What is read stands at the top, what is pressed at the bottom; a tall window has its room in between.
        at = gap
        for part, tall in self._read:
            high = round(tall * unit)
            if isinstance(part, Wrapped):
                part.fit(unit, width - 2 * gap)
            widget = part.label if isinstance(part, Wrapped) else part
            widget.place(x=gap, y=at, width=width - 2 * gap, height=high)
            at += high + round(6 * unit)
        at = height - gap // 2
        for buttons, tall in zip(reversed(self._rows), (70, 70, 96), strict=True):
            at -= round((tall + 12) * unit)
            wide = (width - 2 * gap) // len(buttons)
            for column, button in enumerate(buttons):
                space = round(12 * unit) if column < len(buttons) - 1 else 0
                button.place(x=gap + column * wide, y=at, width=wide - space, height=round(tall * unit))

    def _offer(self, state: State) -> None:
        if not self.is_closed:
            self._toggle.configure(text=_TOGGLE.get(state, "Pause"))

    def _bar(self, name: str) -> ttk.Progressbar:
        return ttk.Progressbar(self.panel, style=f"{name}.Horizontal.TProgressbar", maximum=1.0)

    def _button(self, text: str, wish: Wish, style: str = "Coach.TButton") -> ttk.Button:
        # Keys are those of the terminal, wherever somebody has clicked before: no button takes them.
        button = ttk.Button(self.panel, text=text, style=style, takefocus=False)
        button.configure(command=lambda: self._click(wish))
        return button

    def _click(self, wish: Wish) -> None:
        now_s = time.monotonic()
        before, at_s = self._clicked
        self._clicked = wish, now_s
        if wish in _OFTEN or wish != before or now_s - at_s >= _DOUBLE_S:
            self.press(next(key for key, meant in KEYS.items() if meant == wish))


def _share(bar: Bar | None) -> float:
    return bar.done / bar.whole if bar and bar.whole else 0.0
