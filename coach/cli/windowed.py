"""A command that can be followed in a window in place of the terminal."""

from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from coach.live.window.window import Window


def in_window(command: Callable[..., None]) -> Callable[..., None]:
    """Add the option that asks for a window; the command is given that as `window`, or None."""

    @wraps(command)
    def run(*, is_windowed: bool, **given: Any) -> None:
        with _opened(is_wanted=is_windowed) as window:
            command(window=window, **given)

    return click.option(
        "--window",
        "is_windowed",
        is_flag=True,
        help="Show and ask in a window with large type and buttons; `coach install-launcher` starts it by a click.",
    )(run)


def _opened(*, is_wanted: bool) -> "AbstractContextManager[Window | None]":
    from coach.live.window import opened

    return opened() if is_wanted else nullcontext()
