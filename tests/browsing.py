"""A browser for tests: a Chromium of this machine, driven by Playwright, that finds no other machine."""

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
AXE = Path(__file__).parent / "browser" / "node_modules" / "axe-core" / "axe.min.js"
HOST = "127.0.0.1"


class NoBrowser(Exception):
    """There is no browser that could be driven, or nothing that looks for what keeps people from a page; says which."""


def program() -> str:
    """Return where this machine has its Chromium; raises NoBrowser where it has none."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        raise NoBrowser("chromium is not installed")
    return found


def axe() -> str:
    """Return the script of axe-core; raises NoBrowser where npm has not brought it."""
    if not AXE.is_file():
        raise NoBrowser("axe-core is not installed: npm install --prefix tests/browser --no-package-lock")
    return AXE.read_text(encoding="utf-8")


@contextmanager
def browser(*arguments: str) -> Iterator[Browser]:
    """Run a browser for a block, silent, with more arguments if wished; raise NoBrowser where there is none."""
    alone = f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {HOST}"
    able = [] if os.geteuid() else ["--no-sandbox"]  # its sandbox refuses the superuser
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=program(), args=["--mute-audio", alone, *able, *arguments], chromium_sandbox=not able
        )
        try:
            yield running
        finally:
            running.close()


@dataclass
class Visit:
    """A page that somebody looks at, with all that it asked for and all that the browser had to say of it."""

    page: Page
    asked: list[str] = field(default_factory=list)
    """Addresses, in their order."""

    complaints: list[str] = field(default_factory=list)
    """Errors and warnings of its scripts, its loading and its policy."""

    @property
    def elsewhere(self) -> list[str]:
        """What was asked of another place than where the page itself came from."""
        own = (self.page.url.rpartition("/")[0] + "/", "blob:", "data:")
        return [address for address in self.asked if not address.startswith(own)]


@contextmanager
def visit(browser: Browser, address: str, before: str = "", **settings: Any) -> Iterator[Visit]:
    """Look at a page for a block, as somebody who was never there; `before` is a script that runs ahead of its own.

    The settings are those of a context of Playwright: size, colour scheme, and so on.
    """
    context = browser.new_context(**settings)
    try:
        yield enter(context, address, before)
    finally:
        context.close()


def enter(context: BrowserContext, address: str, before: str = "") -> Visit:
    """Open a page in a new tab of a context."""
    page = context.new_page()
    visited = Visit(page)
    page.on("request", lambda request: visited.asked.append(request.url))
    page.on("console", lambda said: said.type in {"error", "warning"} and visited.complaints.append(said.text))
    page.on("pageerror", lambda error: visited.complaints.append(str(error)))
    if before:
        page.add_init_script(before)
    page.goto(address)
    return visited


class Site:
    """A folder on a web server of this machine, as long as it is not stopped."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[str] = []
        """Paths, in their order."""
        self._server = _Server((HOST, 0), partial(_Handler, self.asked, directory=str(folder)))
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    @property
    def address(self) -> str:
        """Where its page is."""
        return f"http://{HOST}:{self._server.server_port}/"

    def stop(self) -> None:
        """Answer nothing any more."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    """Goes on where a browser has heard enough, and ends without waiting for one."""

    daemon_threads = True

    def handle_error(self, *request: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(*request)


class _Handler(SimpleHTTPRequestHandler):
    """Serves files, and says nothing; as Python's own server it knows no ranges."""

    protocol_version = "HTTP/1.0"
    extensions_map: Mapping[str, str] = {**SimpleHTTPRequestHandler.extensions_map, ".m4a": "audio/mp4"}

    def __init__(self, asked: list[str], *rest: Any, **more: Any) -> None:
        self._asked = asked
        super().__init__(*rest, **more)

    def log_message(self, *_: Any) -> None:
        self._asked.append(self.path)
