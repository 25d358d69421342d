"""From a key that is pressed in the window to its name, the same as the terminal has for it."""

from typing import TYPE_CHECKING

from coach.live.terminal.transport import KEYS

if TYPE_CHECKING:
    import tkinter as tk

END = next(key for key, wish in KEYS.items() if wish == "stop")
"""The key that ends the session."""

_NAMED = {"Left": "left", "Right": "right", "Up": "up", "Down": "down", "KP_Left": "left", "KP_Right": "right"}

_NOBODY_MEANS = ("Shift", "Control", "Alt", "Meta", "Super", "Hyper", "Caps", "Num_Lock", "Scroll_Lock", "ISO_", "XF86")
"""How the names of keys begin that mean nothing alone, or something to the system."""

_CONTROL = 0x4
"""The bit of an event that tells that Ctrl is held; Cmd of a Mac closes the window by itself."""


def name(event: "tk.Event[tk.Misc]") -> str | None:
    """Return the name of a key, or None for one that nobody means. Ctrl with C, Q or W ends the session."""
    symbol = event.keysym
    if symbol.startswith(_NOBODY_MEANS) or symbol in {"Mode_switch", "Win_L", "Win_R", "App", "??"}:
        return None
    if isinstance(event.state, int) and event.state & _CONTROL:
        return END if symbol.lower() in {"c", "q", "w"} else symbol
    character = event.char
    return _NAMED.get(symbol) or (character if character and character.isprintable() else symbol)
