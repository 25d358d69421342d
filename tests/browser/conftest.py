"""What the tests of the page share: a browser, and the page of one short session in a file and in a folder."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import browsing
import pytest
import servers
from browsing import Site, Visit

import coach

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@dataclass(frozen=True)
class Made:
    """A short session, as its page and as its plan."""

    plan: dict[str, Any]
    """What `coach plan --json` tells of it."""

    mp3: Path
    """Its page in one file, with a sound as MP3."""

    m4a: Path
    """In one file, with a sound as AAC."""

    folder: Path


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Two points, one of them on both sides, with short holds: under three minutes, in a voice made on the spot."""
    place = tmp_path_factory.mktemp("page")
    made = Made({}, place / "as-mp3.html", place / "as-m4a.html", place / "folder")
    brief: dict[str, Any] = {"points": ["CV6", "BL40"], "hold": 10, "talk": "brief", "pace": 0.25, "rate": 180}
    with coach.session(listener=coach.Listener.nobody(), voice="fake", **brief) as session:
        made.plan.update(session.plan())
        session.page(made.mp3, format="mp3", quality="small")
        session.page(made.m4a, format="m4a", quality="small")
        session.page(f"{made.folder}/", format="mp3", quality="small")
    return made


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe-core."""
    try:
        return browsing.axe()
    except browsing.NoBrowser as problem:
        servers.missing(str(problem))


@pytest.fixture(scope="module")
def chromium() -> Iterator["Browser"]:
    """A browser as it comes. It ends with its module: as long as Playwright runs, nothing else in a worker may loop."""
    try:
        with browsing.browser() as running:
            yield running
    except browsing.NoBrowser as problem:
        servers.missing(str(problem))


@pytest.fixture
def look(chromium: "Browser") -> Iterator[Callable[..., Visit]]:
    """Open a page as `browsing.visit` does.

    At the end nothing was asked of another place, and the browser had nothing to complain of.
    """
    visits = []
    with ExitStack() as contexts:

        def opened(address: str, before: str = "", **settings: Any) -> Visit:
            visits.append(contexts.enter_context(browsing.visit(chromium, address, before, **settings)))
            return visits[-1]

        yield opened
        for seen in visits:
            assert seen.elsewhere == []
            assert seen.complaints == []


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[[Path], Site]]:
    """Serve a copy of a folder, which a test may change; it is stopped at the end."""
    with ExitStack() as sites:

        def served(folder: Path) -> Site:
            copy = tmp_path / f"site-{len(list(tmp_path.iterdir()))}"
            shutil.copytree(folder, copy)
            site = Site(copy)
            sites.callback(site.stop)
            return site

        yield served
