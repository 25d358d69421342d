"""Keeps the machine from falling asleep while a session plays, where the platform lets us."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from coach.storage.log import Log

_log = Log(__name__)

_AFTER_S = 5.0
"""How long after the start it begins, in seconds: the first sound has the processor to itself."""

_RELEASE_S = 1.0
"""How long the platform may take to be told that it may sleep again, in seconds. It also notices when we are gone."""


@contextmanager
def awake(after_s: float = _AFTER_S) -> Iterator[None]:
    """Inhibit sleep for a `with` block, from `after_s` seconds on. Where it cannot be done, nothing happens."""
    over = threading.Event()
    keeper = threading.Thread(target=_keep, args=(over, after_s), name="coach-awake", daemon=True)
    try:
        keeper.start()
    except RuntimeError as error:  # the system lets no more threads begin
        _log.warning("the machine is not kept awake: %s", error)
    try:
        yield
    finally:
        over.set()
        if keeper.ident is not None:
            keeper.join(_RELEASE_S)


def _keep(over: threading.Event, after_s: float) -> None:
    """Enter and leave in one thread, as wakepy demands; D-Bus may be missing, slow or frozen, and only delays this."""
    if over.wait(after_s):
        return
    try:
        from wakepy import keep

        with keep.running(on_fail="pass") as mode:
            _log.info("the machine is kept awake: %s", mode.active)
            over.wait()
    except Exception as error:  # noqa: BLE001 - a session on a machine that may fall asleep is better than none
        _log.error("the machine is not kept awake", cause=error)
