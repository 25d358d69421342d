"""The window itself: one page at a time, which is turned by whoever has something to show or to ask."""

import time
import tkinter as tk
from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING, get_args

from coach.live.terminal.view import begun
from coach.live.window.keys import name
from coach.live.window.look import LEAST, NARROW, SIZE, dress, sharpen
from coach.live.window.playing import Playing
from coach.live.window.reading import Choice, Reading
from coach.units import clock, frames

if TYPE_CHECKING:
    from coach.health.questions import Question, Reply

_TITLE = "Coach"

_kept: list[tk.Tk] = []
"""What drew the windows that were closed: Tcl ends the process if a thread other than its own frees it."""

_LOOK_S = 0.03
"""How often the window is looked at while somebody reads or answers, in seconds."""

_OF_SCREEN = 0.85
"""The most of the screen's width and height that a new window takes."""


class Window:
    """A window with large type. All of its methods are for the thread that has made it.

    Whoever closes it where something is asked, shown or prepared ends all of that, as Ctrl-C does: KeyboardInterrupt is
    raised. Where a session plays, it ends with a fade.
    """

    def __init__(self) -> None:
        sharpen()
        self._root = tk.Tk(className=_TITLE.lower())
        self._root.withdraw()
        self._root.title(_TITLE)
        self._root.report_callback_exception = self._keep
        dress(self._root)
        self._page: Reading | Playing | None = None
        self._error: BaseException | None = None
        self._is_closed = self._is_gone = False
        self._lines: list[str] = []
        self._with: dict[str, list[str]] = {}
        self._told: list[str] = []
        self._end: list[str] = []
        self._root.protocol("WM_DELETE_WINDOW", self._closing)
        self._root.bind("<Destroy>", self._destroyed)
        self._root.bind("<Key>", self._pressed)
        self._root.bind("<Configure>", self._resized)
        self._root.minsize(*LEAST)
        self._root.geometry(_geometry(self._root.winfo_screenwidth(), self._root.winfo_screenheight()))
        self.say("One moment, please.")
        self._root.deiconify()
        self.pump()

    def pump(self) -> None:
        """Let the window take what was pressed, and draw itself; raise what went wrong meanwhile."""
        if not self._is_gone:
            self._root.update()
        error, self._error = self._error, None
        if error is not None:
            raise error
        if self._is_closed and not isinstance(self._page, Playing):
            raise KeyboardInterrupt

    def say(self, text: str) -> None:
        """Show a text that nobody has to answer."""
        if isinstance(self._page, Reading) and not self._page.asks:
            self._page.say([text])
        else:
            self._turn(Reading(self._root, [text]))

    def choose(self, head: str, paragraphs: Sequence[str], choices: Sequence[Choice]) -> str:
        """Show something, and return the value of what is chosen."""
        page = Reading(self._root, paragraphs, head, choices)
        self._turn(page)
        while page.chosen is None:
            self.pump()
            time.sleep(_LOOK_S)
        return page.chosen

    def tell(self, text: str) -> None:
        """Keep a line that is shown with the next question."""
        self._lines.append(text)

    def ask(self, question: "Question") -> "Reply":
        """Ask a question until there is a reply; see `coach.health.questions.Ask`."""
        choices = [Choice("Yes", "yes", ("y",)), Choice("No", "no", ("n",))]
        if question.may_be_skipped:
            choices.append(Choice(f"Keep “{question.known}”" if question.known else "Skip", "skip", ("s",)))
        if question.may_go_back:
            choices.append(Choice("Back", "back", ("b", "left")))
        # Whoever goes back to a question sees with it what they have seen before.
        lines = self._with[question.id] = self._lines or self._with.get(question.id, [])
        self._lines = []
        head = f"Question {question.number} of {question.whole}" if question.whole > 1 else ""
        if not head and lines:
            head, *lines = lines
        chosen = self.choose(head, [*lines, question.text], choices)
        return next(reply for reply in _replies() if reply == chosen)

    def ask_feeling(self, question: str) -> int | None:
        """Ask for a number from 0 to 10; None for whoever leaves it out, or has closed the window after a session."""
        from coach.journal.feeling import BEST, WORST

        numbers = [Choice(str(number), str(number)) for number in range(BEST, WORST + 1)]
        try:
            chosen = self.choose("", [question], [*numbers, Choice("Skip", "", ("s", "escape"))])
        except KeyboardInterrupt:
            if self._is_closed and self._end:
                return None
            raise
        return int(chosen) if chosen else None

    def asks_to_go_on(self) -> bool:
        """Ask whoever has not finished the last session whether to go on with it; return whether they want to."""
        from coach.journal.habit import heard_s
        from coach.sessions.resume import left_last

        left = left_last()
        if left is None:
            return False
        day = f"{left.begun:%A}, {left.begun.day} {left.begun:%B}"
        told = f"The last time, on {day}, you stopped after {clock(frames(heard_s(left)))}."
        there, anew = Choice("Go on where you stopped", "there", ("g",)), Choice("Begin anew", "anew", ("n",))
        return self.choose("", [told], [there, anew]) == there.value

    def report(self, _doing: str, done: int, whole: int | None) -> None:
        """Show how far the session is prepared; for `coach.sessions.session.Progress`."""
        share = f", {100 * done // whole} per cent of it is done" if whole else ""
        self.say(f"The session is being prepared{share}.")
        self.pump()

    def notice(self, *lines: str) -> None:
        """Keep lines on the session that is to be played: the last is shown while it plays, and all at the end."""
        self._told += map(begun, lines)

    def playing(self) -> Playing:
        """Return the page of a session, on which it is played."""
        page = Playing(self._root, self.pump, self._told)
        self._turn(page)
        return page

    def finish(self, told: str) -> None:
        """Keep what is to be told at the end, once nothing plays any more."""
        self._end = [told]

    def take_leave(self) -> None:
        """Tell how a session was, until the window is closed; without a session there is nothing to tell."""
        if self._end and not self._is_closed:
            self.choose("The session is over", [*self._end, *dict.fromkeys(self._told)], [_CLOSE])

    def show(self, text: str) -> None:
        """Show a text until the window is closed."""
        self.choose("", [begun(text)], [_CLOSE])

    def close(self) -> None:
        """Close it for good."""
        _kept.append(self._root)
        if not self._is_gone:
            self._root.destroy()

    def _turn(self, page: Reading | Playing) -> None:
        if self._page is not None:
            self._page.panel.destroy()
        self._page = page
        page.panel.place(x=0, y=0, relwidth=1, relheight=1)
        self._fit()
        self._root.focus_set()  # no key is for a button until somebody goes there

    def _fit(self) -> None:
        self._root.update_idletasks()
        width, height = self._root.winfo_width(), self._root.winfo_height()
        if self._page and width > 1:
            self._page.fit(min(width / NARROW, height / SIZE[1]), width, height)

    def _resized(self, event: "tk.Event[tk.Misc]") -> None:
        if event.widget is self._root:
            self._fit()

    def _pressed(self, event: "tk.Event[tk.Misc]") -> None:
        key = name(event)
        if self._page and key:
            self._page.press(key)

    def _closing(self) -> None:
        self._root.withdraw()
        self._close()

    def _destroyed(self, event: "tk.Event[tk.Misc]") -> None:
        """Note that the window has gone, as it does when its program is taken for hung."""
        if event.widget is self._root:
            self._is_gone = True
            self._close()

    def _close(self) -> None:
        self._is_closed = True
        if isinstance(self._page, Playing):
            self._page.is_closed = True

    def _keep(self, _kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        self._error = error


_CLOSE = Choice("Close", "close", ("escape", "return"))


def _replies() -> tuple["Reply", ...]:
    from coach.health.questions import Reply

    return get_args(Reply)


def _geometry(screen_width: int, screen_height: int) -> str:
    """Return the size and the place of a new window: in the middle, and no larger than the screen leaves room for."""
    most = min(_OF_SCREEN * screen_width / SIZE[0], _OF_SCREEN * screen_height / SIZE[1])
    width, height = (round(max(most, 0.1) * side) for side in SIZE)
    return f"{width}x{height}+{(screen_width - width) // 2}+{(screen_height - height) // 2}"
