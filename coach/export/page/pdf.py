"""A sheet as PDF, printed by a Chromium that is found on this machine: without a window, a net, or a trace in it."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from subprocess import TimeoutExpired

from coach.errors import FileError
from coach.export.page.html import filled, policy_of, style_of
from coach.export.page.model import Page
from coach.export.page.own import SUFFIXES
from coach.export.page.paper import Paper
from coach.storage.files import replacing
from coach.storage.log import Log
from coach.storage.programs import run
from coach.storage.reading import opened

LIMIT_S = 60.0
"""How long a browser may take, in seconds; it usually needs one."""

_NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "chrome",
    "brave-browser",
    "microsoft-edge-stable",
    "microsoft-edge",
)
"""What browsers of this kind are called where programs are found by their names."""

_MAC = ("Google Chrome", "Chromium", "Microsoft Edge", "Brave Browser")
_WINDOWS = (
    "Google/Chrome/Application/chrome.exe",
    "Chromium/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
    "BraveSoftware/Brave-Browser/Application/brave.exe",
)

_SWITCHES = (
    "headless",
    "disable-gpu",
    "no-first-run",
    "no-default-browser-check",
    "disable-extensions",
    "disable-breakpad",
    "disable-background-networking",
    "disable-component-update",
    "disable-sync",
    "host-resolver-rules=MAP * ~NOTFOUND",  # whatever it would like to ask of anybody, it finds nobody
    "no-pdf-header-footer",
    "print-to-pdf-no-header",  # the same in older ones
)
"""See https://peter.sh/experiments/chromium-command-line-switches/ for what they say."""

_MARK = b"% written by coach\n"
"""A comment at the end of a PDF, by which we know our own; readers look for the end before it (ISO 32000-2, 7.5.5)."""

_TAIL = 1024
"""Bytes at the end of a PDF in which its end is marked."""

_log = Log(__name__)


def sheet_file(page_file: Path) -> Path:
    """Return where the sheet of a page lies as PDF: beside it, under its name."""
    is_named = page_file.suffix.lower() in SUFFIXES
    return page_file.with_suffix(".pdf") if is_named else page_file.with_name(f"{page_file.name}.pdf")


def is_own_sheet(path: Path) -> bool:
    """Tell whether coach has written a PDF that is there."""
    try:
        with opened(path) as file:
            file.seek(-min(len(_MARK), file.seek(0, os.SEEK_END)), os.SEEK_END)
            return file.read() == _MARK
    except OSError:
        return False


def print_sheet(page: Page, page_file: Path, paper: Paper) -> Path:
    """Print the sheet of a page that is written, and return the PDF, which lies beside it (`sheet_file`).

    Raises FileError where no browser can print it, and says how a person can; an older PDF is left as it was then.
    """
    target = sheet_file(page_file)
    style = style_of("sheet.css") + f"@page {{ size: {paper}; }}\n"
    html = filled("paper.html.j2", page.pictures, page=page, style=style, policy=policy_of(style))
    with replacing(target) as file:
        file.write(_printed(html, page_file, target) + _MARK)
    return target


def _printed(html: str, page_file: Path, target: Path) -> bytes:
    """Return some HTML as PDF, by the first browser that prints it."""
    problem = "no Chromium, Chrome, Edge or Brave is found on this machine"
    advice = f"{page_file} is written: open it in any browser, and print it there (Ctrl-P)"
    for browser in _browsers():
        try:
            return _printed_by(browser, html)
        except OSError as error:
            problem = f"{browser} cannot be run ({error.strerror or error})"
        except TimeoutExpired:
            problem = f"{browser} has not printed it in {LIMIT_S:g} seconds"
        except _NotPrinted as error:
            problem = f"{browser} has not printed it: {error}"
        _log.warning("%s", problem)
    raise FileError(str(target), problem, advice)


class _NotPrinted(Exception):
    """A browser has run to its end without a PDF; it tells what the browser said last."""


def _printed_by(browser: str, html: str) -> bytes:
    """Return some HTML as a browser prints it. Raises OSError, TimeoutExpired and _NotPrinted."""
    with tempfile.TemporaryDirectory(prefix="coach-sheet-", dir=_room(browser), ignore_cleanup_errors=True) as room:
        folder = Path(room)
        page, printed = folder / "sheet.html", folder / "sheet.pdf"
        page.write_text(html, encoding="utf-8")
        own = [f"user-data-dir={folder / 'profile'}", f"print-to-pdf={printed}"]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            own.append("no-sandbox")  # without it none of them runs for root
        kept = {f"XDG_{kind}_HOME": str(folder / "profile") for kind in ("CACHE", "CONFIG")}
        switches = [f"--{switch}" for switch in (*_SWITCHES, *own)]
        ended = run([browser, *switches, page.as_uri()], limit_s=LIMIT_S, environment={**os.environ, **kept})
        content = printed.read_bytes() if printed.exists() else b""
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-_TAIL:]:
        return content if content.endswith(b"\n") else content + b"\n"
    said = [line for line in (ended.stderr or ended.stdout).splitlines() if line.strip()]
    raise _NotPrinted(said[-1] if said else f"it ended with status {ended.returncode}")


def _browsers() -> Iterator[str]:
    """Yield the browsers of this machine that print without a window."""
    if sys.platform == "win32":  # where a program of such a name in this folder would be taken for one of these
        roots = [os.environ.get(name, "") for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")]
        places = [Path(root, place) for place in _WINDOWS for root in roots if root]
    elif sys.platform == "darwin":
        roots = ["/Applications", f"{os.environ.get('HOME', '')}/Applications"]
        places = [Path(root, f"{name}.app/Contents/MacOS/{name}") for name in _MAC for root in roots]
    else:
        places = [Path("/opt/google/chrome/chrome"), Path("/snap/bin/chromium")]
    if sys.platform != "win32":
        yield from filter(None, map(shutil.which, _NAMES))
    yield from (str(place) for place in places if place.is_file())


def _room(browser: str) -> str | None:
    """Return where a browser can read and write a folder of ours; None: among the temporary files.

    One from Snap sees neither those nor any hidden folder, but has a room of its own in the user's home.
    """
    own = Path(os.environ.get("HOME", ""), "snap", Path(browser).name, "common")
    return str(own) if Path(os.path.realpath(browser)).name == "snap" and own.is_dir() else None
