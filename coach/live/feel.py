"""Asks on the terminal how a listener feels, and waits for no answer that does not come."""

import sys
import time

from coach.live.terminal.keys import Keys
from coach.live.terminal.quiet import quiet_stderr
from coach.live.terminal.scale import ANSWERS, Scale

_LOOK_S = 0.02
"""How often keys are looked for, in seconds."""

_TOLD = {"begun anew": " (begun anew) ", "beyond": f"\n  Please answer {ANSWERS}. "}


def ask(text: str) -> int | None:
    """Show a question and return a number from 0 to 10; None for whoever leaves it out, or where nobody can be asked.

    It is asked where there is a terminal that is ours, with keys and a screen. Ctrl-C raises KeyboardInterrupt.
    """
    with quiet_stderr() as terminal, Keys() as keys:
        if not (keys.there and terminal.isatty()):
            return None
        from coach.live.terminal.front import forget_typed
        from coach.live.terminal.wrapping import wrapped, write_line

        forget_typed(sys.stdin)  # what was typed before the question was there is no answer
        write_line(text, terminal)
        print(wrapped(f"  ({ANSWERS}, or Enter to leave it out)", terminal, 1), end=" ", file=terminal, flush=True)
        scale = Scale(time.monotonic())
        while keys.possible and not scale.is_over:
            for key in keys.pressed():
                done = scale.press(key, time.monotonic())
                shown = key if done == "typed" else _TOLD.get(done, "")
                print(shown, end="", file=terminal, flush=True)
            scale.look(time.monotonic())
            time.sleep(_LOOK_S)
        scale.look(time.monotonic())
        print("" if scale.answer is not None else "left out", file=terminal, flush=True)
        return scale.answer
