"""What keys mean as an answer from 0 to 10. A key that is no figure leaves the question out."""

from typing import Literal

from coach.journal.feeling import BEST, WORST

SETTLES_S = 1.5
"""An answer stands when nothing has followed it for so long, in seconds: the 0 of a 10 may, and whoever is used to
typing Enter does, which must not reach the session."""

GIVES_UP_S = 60.0
"""So long an answer is waited for, in seconds: whoever has walked away holds nobody up."""

ANSWERS = f"{BEST} to 9, x for {WORST}"

_ENTER = {"c-m", "c-j"}
_TAKE_BACK = {"c-h", "c-?", "backspace", "delete"}
_WORST = {"x", "X"}
_FIGURES = {*"0123456789"}


class Scale:
    """One question as it is being answered. Its times are those of a steady clock, in seconds."""

    def __init__(self, now_s: float) -> None:
        self._typed = ""
        self._latest_s = now_s
        self._patience_s = GIVES_UP_S
        self.is_over = False
        self.answer: int | None = None
        """The number, once it is over; None: it was left out."""

    def press(self, key: str, now_s: float) -> Literal["typed", "begun anew", "beyond", ""]:
        """Take a key; return what it has done, as far as that is to be shown."""
        typed = str(WORST) if key in _WORST else self._typed + key if key in _FIGURES else ""
        is_beyond = bool(typed) and int(typed) > WORST
        self._typed = "" if is_beyond else self._typed if key in _ENTER else typed
        self._latest_s = now_s
        self._patience_s = GIVES_UP_S if is_beyond or key in _TAKE_BACK else SETTLES_S
        self.is_over = self.is_over or key in _ENTER
        if key in _TAKE_BACK:
            return "begun anew"
        return "beyond" if is_beyond else "typed" if typed else ""

    def look(self, now_s: float) -> None:
        """End the question if an answer has settled, or if none comes."""
        self.is_over = self.is_over or now_s - self._latest_s >= self._patience_s
        self.answer = int(self._typed) if self.is_over and self._typed else None
