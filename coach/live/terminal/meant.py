"""Which key is meant by those that were pressed: a paw, a sleeve or a text that is pasted means none of its letters."""

from collections import deque
from collections.abc import Sequence

from coach.live.terminal.layouts import by_place
from coach.live.terminal.transport import KEYS, MASH

_ALONE_S = 0.2
"""The session ends when no other key has followed the one that ends it for so long, in seconds."""

_HELD, _HELD_S = 5, 0.39
"""A key that comes as often within so many seconds is held down: nobody presses it so fast."""

_REPEATABLE = {"louder", "softer", "stop"}
"""What may be asked for by a key that is held down."""


class Meant:
    """Takes the keys of one look after the other, and tells which one is meant, if any."""

    def __init__(self) -> None:
        self._latest: deque[tuple[str, float]] = deque(maxlen=_HELD)
        self._is_mash = False
        self._end: tuple[str, float] | None = None
        """The key that ends the session, and when it was pressed, while no other one has followed."""

    def key(self, pressed: Sequence[str], now_s: float) -> str | None:
        """Return the key that is meant, `MASH` for a mash, or None; `now_s` is by a steady clock.

        Several keys at once are a mash, which lasts until a look finds no key. So is a key that is held down, unless
        that may be meant. The key that ends the session has to be the last one for a moment.
        """
        keys = {by_place(key) for key in pressed}
        self._latest.extend((by_place(key), now_s) for key in pressed)
        if self._is_mash:
            self._is_mash = bool(keys)
            return None
        if self._end:
            keys.add(self._end[0])
        if len(keys) > 1 or (pressed and self._is_held(now_s)):
            self._is_mash, self._end = True, None
            return MASH
        if self._end and now_s - self._end[1] >= _ALONE_S:
            return self._end[0]
        key = next(iter(keys), None)
        if key is None or KEYS.get(key) != "stop":
            return key
        self._end = self._end or (key, now_s)
        return None

    def _is_held(self, now_s: float) -> bool:
        """Return whether one key has come as often as if it were held down."""
        keys = {key for key, _ in self._latest}
        wish = KEYS.get(self._latest[-1][0])
        is_often = len(self._latest) == _HELD and now_s - self._latest[0][1] <= _HELD_S
        return is_often and len(keys) == 1 and wish not in _REPEATABLE
