"""For every room: the virtual sound cards, and how the suite runs."""

import os
import signal
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import TypeVar

import card as cards
import display as displays
import pytest
import servers
import surroundings
from hypothesis import settings

Kind = TypeVar("Kind")

ROOT = Path(__file__).parent

MORE = int(os.environ.get("COACH_EXAMPLES", "1"))
settings.register_profile("coach", deadline=None, max_examples=40 * MORE)  # no test is timed: machines differ
settings.load_profile("coach")


def pytest_configure(config: pytest.Config) -> None:
    """Heed signals as from a terminal, and count the lines of the whole suite alone: a part of it reaches a part."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a script's `&` has it ignored, here and in children
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    coverage = config.pluginmanager.getplugin("_cov")
    chosen = config.option.keyword or config.option.markexpr or getattr(config.option, "lf", False)
    if coverage and (chosen or config.args != config.getini("testpaths")):
        coverage.options.no_cov = True  # it counts lines since before this file was read
        if coverage.cov_controller:
            coverage.cov_controller.pause()
            coverage.cov_controller = None


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart() -> None:
    """Clean the environment before the workers of pytest-xdist are started, and before the first test is imported."""
    surroundings.clean()


LONG = {"test_house.py", "test_whole_session.py", "test_pace.py", "test_fit.py"}
"""Files with the longest tests beside those that play in real time: they begin first, and run unmeasured."""

SAMPLED = {
    *("browser", "cli", "export", "launcher", "live", "sessions", "storage", "tests", "voice"),
    *(
        "test_short_sessions.py",
        "test_style_told.py",
        "test_style_ways.py",
        "test_explained_sounds.py",
        "test_recogniser.py",
    ),
}
"""Rooms and files in most of whose tests a session, a file, a voice or a process is made, or time passes."""


def plays_in_real_time(item: pytest.Item) -> bool:
    """Whether the processes of a test have to be in time, as nothing else runs on a listener's machine."""
    return "card" in getattr(item, "fixturenames", ())


def tries_examples(item: pytest.Item) -> bool:
    """Return whether a test is of a property, which many examples are to show."""
    return getattr(getattr(item, "function", None), "is_hypothesis_test", False)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Let tests that play in real time run one after the other, and those that try many examples run unmeasured.

    Two that play would take each other's time, as a browser would, which takes all there is. Counting lines makes
    examples three times as slow: what is covered is what the plain and quick tests reach.
    """
    is_measured = getattr(item.config.pluginmanager.getplugin("_cov"), "cov_controller", None) is not None
    if plays_in_real_time(item) or room(item) == "browser":
        item.add_marker(pytest.mark.xdist_group("real-time"))
    if is_measured and (tries_examples(item) or item.path.name in LONG):
        item.add_marker(pytest.mark.no_cover)


def fast(items: Iterable[pytest.Item]) -> Iterator[pytest.Item]:
    """Yield the tests of `pytest -m fast`; where a file is but sampled, the first of its tests stands for it."""
    begun = set()
    for item in items:
        if plays_in_real_time(item) or tries_examples(item) or item.path.name in LONG:
            continue
        is_sampled = not SAMPLED.isdisjoint({room(item), item.path.name})
        if not (is_sampled and item.path in begun):
            yield item
        begun.add(item.path)


def room(item: pytest.Item) -> str:
    """Return the folder in `tests/` of a test, or "tests"."""
    inside = item.path.relative_to(ROOT).parts
    return inside[0] if len(inside) > 1 else ROOT.name


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the fast tests, and let no test that takes long be the last to begin."""
    for item in fast(items):
        item.add_marker("fast")
    items.sort(key=lambda item: item.path.name not in LONG)


@pytest.hookimpl(wrapper=True, optionalhook=True)
def pytest_timeout_set_timer() -> Iterator[None]:
    """Interrupt a test that hangs again and again: a `with` block that is left may wait for the same thing."""
    try:
        return (yield)
    finally:
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, signal.getitimer(signal.ITIMER_REAL)[0], 5)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Let a test that plays in real time, and what it starts, go before other tests, where the system allows that."""
    if not (plays_in_real_time(item) and hasattr(os, "setpriority")):
        return (yield)
    usual = os.getpriority(os.PRIO_PROCESS, 0)
    with suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, 0, -10)
    try:
        return (yield)
    finally:
        os.setpriority(os.PRIO_PROCESS, 0, usual)


@pytest.fixture(scope="session", autouse=True)
def _nobodys_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what coach knows of whoever runs the tests out of them, and out of the processes that they start."""
    with pytest.MonkeyPatch.context() as patch:
        for kind in ("CONFIG", "DATA", "STATE"):
            patch.setenv(f"XDG_{kind}_HOME", str(tmp_path_factory.mktemp(kind.lower())))
        yield


@pytest.fixture(scope="session")
def card() -> Iterator[cards.Card]:
    """A virtual sound card that keeps time and can be recorded, for processes with `card.environment`."""
    yield from _or_skip(cards.virtual_card())


@pytest.fixture
def unclocked_card() -> Iterator[cards.UnclockedCard]:
    """A sound card that takes a long session in seconds: the player's ring must hold all of it before it starts."""
    yield from _or_skip(cards.unclocked_card())


@pytest.fixture(scope="session")
def display() -> Iterator[str]:
    """The name of a display of 1024 x 768, on which this Python can draw windows."""
    from coach.live.window import is_possible

    if not is_possible():
        servers.missing("this Python has no tkinter")
    yield from _or_skip(displays.virtual_display())


def _or_skip(card: AbstractContextManager[Kind]) -> Iterator[Kind]:
    try:
        with card as ready:
            yield ready
    except cards.NoCard as problem:
        servers.missing(f"no virtual sound card: {problem}")
    except displays.NoDisplay as problem:
        servers.missing(f"no virtual display: {problem}")
