"""A session as a page: one file with everything in it, or a folder for a server."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from coach.errors import FileError
from coach.export.audio import Written, write
from coach.export.page.compose import page_of
from coach.export.page.manifest import icons, manifest
from coach.export.page.model import Page
from coach.export.page.own import MANIFEST, listed
from coach.export.page.pdf import print_sheet
from coach.export.page.render import WORKER_NAME, files_beside, render, worker
from coach.export.page.wanted import WantedPage
from coach.export.verify.check import Report
from coach.export.wanted import Wanted
from coach.sessions.session import Progress, unseen
from coach.storage.files import refusing, replacing, replacing_all

if TYPE_CHECKING:
    from coach.sessions.session import Session

LARGEST = 2**28
"""The most bytes of sound in a page of one file: browsers hold no text that is twice as long."""


@dataclass(frozen=True, slots=True)
class WrittenPage:
    """What has been written."""

    frames: int
    """Length of the session in frames."""

    report: Report | None
    """What the check of the sound has compared."""

    files: tuple[Path, ...]
    """All files of the page, then the one that is opened in a browser, then its sheet as PDF, if that is wanted."""

    undrawn: tuple[str, ...]
    """Codes of the points of which there is no picture."""


def write_page(session: "Session", wanted: WantedPage, *, progress: Progress = unseen) -> WrittenPage:
    """Write the page of a session, whose sound is the file that an export writes, compared with the plan like that.

    All files take their names at the end, in a folder the page itself last; files of an older page that are not needed
    any more go after that. Whatever is raised, nothing else stays behind, and older files are left as they were. The
    sheet as PDF comes last: the page is there even if no browser prints it.

    Raises FileError for what cannot be written, and what the session raises.
    """
    write_as = _write_folder if wanted.is_folder else _write_file
    written, page, files = write_as(session, wanted, progress)
    if wanted.paper:
        files.append(print_sheet(page, wanted.page, wanted.paper))
    undrawn = dict.fromkeys(card.code for card in page.cards if card.picture is None)
    return WrittenPage(written.frames, written.report, tuple(files), tuple(undrawn))


def _write_file(session: "Session", wanted: WantedPage, progress: Progress) -> tuple[Written, Page, list[Path]]:
    with replacing(wanted.target) as file:
        written, sound = _sound(session, wanted, progress)
        page = page_of(session, written.timeline, wanted)
        file.write(render(page, sound).encode())
    return written, page, [wanted.target]


def _write_folder(session: "Session", wanted: WantedPage, progress: Progress) -> tuple[Written, Page, list[Path]]:
    folder = wanted.target
    with _made(folder), replacing(wanted.page) as index:
        written, sound = _sound(session, wanted, progress)
        page = page_of(session, written.timeline, wanted)
        html = render(page, None).encode()
        kept = {wanted.sound_name: sound, **files_beside(page), **icons()}
        names = {*kept, WORKER_NAME, MANIFEST, wanted.page.name}
        kept[MANIFEST] = manifest(page, names)
        contents = {**kept, WORKER_NAME: worker({**kept, wanted.page.name: html})}
        older = listed(folder)
        index.write(html)
        index.flush()
        with replacing_all([folder / name for name in contents]) as files:
            for file, content in zip(files, contents.values(), strict=True):
                file.write(content)
    for name in older - names:
        with suppress(OSError):
            (folder / name).unlink()
    return written, page, [folder / name for name in (*contents, wanted.page.name)]


def _sound(session: "Session", wanted: WantedPage, progress: Progress) -> tuple[Written, bytes]:
    """Export a session to a file that does not stay; return what was written, and its bytes."""
    with refusing(wanted.target):
        room = TemporaryDirectory(prefix="coach-")
    with room as name:
        file = Path(name) / wanted.sound_name
        try:
            written = write(session, Wanted(file, quality=wanted.quality, imprint=wanted.imprint), progress=progress)
        except FileError as error:
            if error.file != str(file):
                raise
            raise FileError(str(wanted.target), error.problem, error.advice) from error
        with refusing(wanted.target):
            sound = file.read_bytes()
    if not wanted.is_folder and len(sound) > LARGEST:
        advice = "write a folder, whose name ends in /, or choose shorter holds"
        raise FileError(str(wanted.target), "browsers open no page that is so large", advice)
    return written, sound


@contextmanager
def _made(folder: Path) -> Iterator[None]:
    """Make a folder for a block where there is none, and take it away if the block fails."""
    is_new = not folder.exists()
    with refusing(folder):
        folder.mkdir(exist_ok=True)
    try:
        yield
    except BaseException:
        if is_new:
            with suppress(OSError):
                folder.rmdir()
        raise
