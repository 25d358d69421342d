"""For every room: the virtual sound cards, and how the suite runs."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, suppress
from typing import TypeVar

import card as cards
import pytest
import servers
from hypothesis import settings

Kind = TypeVar("Kind")

settings.register_profile("coach", deadline=None)  # no test is timed: machines differ
settings.load_profile("coach")


def pytest_configure(config: pytest.Config) -> None:
    """Ask the whole suite alone for its coverage: a part of it covers a part."""
    coverage = config.pluginmanager.getplugin("_cov")
    chosen = config.args != config.getini("testpaths") or config.option.keyword or getattr(config.option, "lf", False)
    if coverage and chosen:
        coverage.options.cov_fail_under = 0
        coverage.options.cov_report = {}


PLAYS_IN_REAL_TIME = {"card", "unclocked_card"}
"""Fixtures of tests whose processes have to be in time, as nothing else runs on a listener's machine."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Function) -> Iterator[None]:
    """Let a test that plays in real time, and what it starts, go before other tests, where the system allows that."""
    if not (PLAYS_IN_REAL_TIME & set(getattr(item, "fixturenames", ())) and hasattr(os, "setpriority")):
        return (yield)
    usual = os.getpriority(os.PRIO_PROCESS, 0)
    with suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, 0, -10)
    try:
        return (yield)
    finally:
        os.setpriority(os.PRIO_PROCESS, 0, usual)


@pytest.fixture(scope="session", autouse=True)
def _nobodys_profile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the profile of whoever runs the tests out of them, and out of the processes that they start."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
        yield


@pytest.fixture(scope="session")
def card() -> Iterator[cards.Card]:
    """A virtual sound card that keeps time and can be recorded, for processes with `card.environment`."""
    yield from _or_skip(cards.virtual_card())


@pytest.fixture
def unclocked_card() -> Iterator[cards.UnclockedCard]:
    """A sound card that takes a long session in seconds: the player's ring must hold all of it before it starts."""
    yield from _or_skip(cards.unclocked_card())


def _or_skip(card: AbstractContextManager[Kind]) -> Iterator[Kind]:
    try:
        with card as ready:
            yield ready
    except cards.NoCard as problem:
        servers.missing(f"no virtual sound card: {problem}")
