"""Writing files: whole ones that take their name at the end, and lines that are added to what is there.

New content goes to a hidden temporary file beside the target, which is renamed at the end; an older file of that name
is never harmed. Whatever happens before, the temporary file is removed. Only a killed process leaves it behind, and the
next writer of that target removes it: a lock on it tells whether its owner still lives.
"""

import errno
import os
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import IO, BinaryIO

from coach.errors import FileError, OthersFile
from coach.storage.locks import lock
from coach.storage.log import Log
from coach.storage.reading import owned_by_another, reason, require_regular

_BUFFER = 2**20
"""Bytes that are gathered before they are written. libsndfile writes a few at a time: a WAV takes a third less time."""

_BEGIN, _END = ".coach-", ".part"
"""How the name of a file begins and ends that is being written."""

_PATIENCE_S = 0.1
"""How long the lock of a new file is waited for, in seconds: who holds it is about to delete the file."""

_unfinished: set[str] = set()
"""The names of what this process is writing."""

_log = Log(__name__)

_NO_SPACE = ("there is no space left on the device", "free some space, or choose another folder")
_FOLDER = ("it is a folder", "name a file in it")
_FORBIDDEN = ("it may not be written to", "choose another folder or name")
_REASONS = {
    errno.ENOENT: ("its folder does not exist", "make the folder first, or choose another"),
    errno.ENOTDIR: ("its folder is a file", "choose another folder"),
    errno.EISDIR: _FOLDER,
    errno.ENAMETOOLONG: ("its name is too long", "choose a shorter name"),
    errno.ENOSPC: _NO_SPACE,
    errno.EDQUOT: _NO_SPACE,
    errno.EFBIG: ("the system allows no file of this size", "choose .mp3, .ogg or .opus, or another folder"),
    errno.EACCES: _FORBIDDEN,
    errno.EPERM: _FORBIDDEN,
    errno.EROFS: ("the disk is read-only", "choose another folder"),
}


def refusal(target: Path, error: OSError) -> FileError:
    """Return the error for the user when the system refuses to write `target`."""
    problem, advice = _REASONS.get(error.errno or 0, (error.strerror or str(error), "choose another folder"))
    if owner := owned_by_another(target if os.path.lexists(target) else target.parent, error):
        problem = f"{problem}: {owner}"
    return FileError(str(target), problem, advice)


@contextmanager
def replacing(target: Path) -> Iterator[IO[bytes]]:
    """Give an empty file to write and read, which becomes `target` if the block ends without an exception.

    A link is followed: the file it points to is the one that is replaced. Raises FileError before the block is
    entered if `target` cannot be written, and after it if the system refuses the last bytes or the name.
    """
    with replacing_all([target]) as (file,):
        yield file


@contextmanager
def replacing_all(targets: Sequence[Path]) -> Iterator[list[IO[bytes]]]:
    """Give an empty file for each target, which all take their names if the block ends without an exception.

    No name is taken before the system has all bytes of all files; then they are, in order, one right after the other.
    So whoever finds the last one new finds all of them new, even if this process is killed between two names: put
    last what others wait for. If the system refuses a name after all, those before it are taken. Raises FileError as
    `replacing` does.
    """
    with ExitStack() as stack:
        parts = []
        for target in targets:
            require_writable(target)
            with refusing(target):
                parts.append(_Part(target))
            stack.enter_context(parts[-1])
        yield [part.file for part in parts]
        for finish in (_Part.flush, _Part.keep):
            for target, part in zip(targets, parts, strict=True):
                with refusing(target):
                    finish(part)


def file_named(name: "str | os.PathLike[str]") -> Path:
    """Return the path of a file that a person has named; raise FileError for what can only be a folder, or is blank."""
    written = os.fspath(name)
    last = Path(written).name
    if not last or written.endswith(("/", os.sep)):
        raise FileError(written or "''", *_FOLDER)
    if last.isspace():
        raise FileError(repr(written), "its name is blank", "choose another name")
    return Path(written)


def require_writable(target: Path) -> None:
    """Raise FileError for a target that could not be replaced when all the work is done, as far as can be seen now."""
    with refusing(target):
        try:
            _check(Path(os.path.realpath(target)))
        except ValueError:  # a null, or half of a character of two
            raise FileError(str(target), "its name has a character that no name can have", "choose another") from None


def require_own(target: Path, is_own: Callable[[Path], bool], *, force: bool = False) -> None:
    """Raise OthersFile for a file that coach has not written, so that nothing of somebody's own is lost by a slip.

    `is_own` tells by what is in a file whether coach has written it. An empty file is nobody's; with `force` any is
    replaced.
    """
    if not force and _size(target) and not is_own(target):
        raise OthersFile(str(target))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # there is none
        return 0


def write(
    target: Path,
    content: bytes,
    *,
    is_private: bool = False,
    is_durable: bool = False,
    is_tidy: bool = True,
    follows_links: bool = True,
) -> None:
    """Put some content into a file at once; its folders are made where there are none. Raises OSError.

    Nobody but its owner may read a private one, from its first byte on, nor look into folders that are made for it. A
    durable one is on the disk when this returns. A writer that is not tidy looks for nothing that a killed one has left
    of the target: in a folder of thousands of files that takes time. Where links are not followed, the file takes the
    place of one.
    """
    path = _path_of(target, follows_links=follows_links)
    path.parent.mkdir(mode=0o700 if is_private else 0o777, parents=True, exist_ok=True)
    part = _Part(target, is_private=is_private, is_tidy=is_tidy, follows_links=follows_links)
    with part as file:
        file.write(content)
        part.keep(is_durable=is_durable)


def append(path: Path, line: bytes) -> None:
    """Append a line to a private file so that it is on the disk when this returns. Raises OSError.

    If the last line has no end, it is either the beginning of this very line, whose writer died, and is completed,
    or else somebody's own, and is ended.
    """
    with open_private(path) as file:
        file.seek(0)
        rest = file.read().rpartition(b"\n")[2]
        write_all(file, line[len(rest) :] if line.startswith(rest) else b"\n" + line)
        os.fsync(file.fileno())


def open_private(path: Path) -> BinaryIO:
    """Open a file to append to and to read, which nobody but its owner may do; there may be one of other rights."""

    def opened(name: str, flags: int) -> int:
        descriptor = os.open(name, flags, 0o600)
        try:
            require_regular(os.fstat(descriptor).st_mode)
        except OSError:
            os.close(descriptor)
            raise
        keep_private(path, 0o600)
        return descriptor

    return open(path, "ab+", buffering=0, opener=opened)


def made_private(path: Path) -> str:
    """Take from others what rights they have to a file; return what is to be said of that, or nothing."""
    if not _is_open_to_others(path):
        return ""
    try:
        path.chmod(0o600)
    except OSError as error:
        refused = f" ({reason(error, path)})"
    else:
        if not _is_open_to_others(path):
            return f"the rights of {path} let others read or change it; from now on they are yours alone"
        refused = ": its disk knows no rights"
    return f"the rights of {path} let others read or change it, and that cannot be mended{refused}"


def _is_open_to_others(path: Path) -> bool:
    if sys.platform == "win32":  # which keeps rights of its own
        return False
    try:
        mode = path.stat().st_mode
        return stat.S_ISREG(mode) and bool(mode & 0o066)
    except OSError:
        return False


def keep_private(path: Path, mode: int) -> None:
    """Give a file or a folder the rights of a private one, if that can be done."""
    with suppress(OSError):  # somebody else's, or a file system without rights
        path.chmod(mode)


def write_all(file: BinaryIO, content: bytes) -> None:
    """Write to a file without a buffer; raise OSError if not all of it has found room."""
    if file.write(content) != len(content):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def is_part(name: str) -> bool:
    """Tell by its name whether a file is one that is being written, or that a killed process has left."""
    return name.startswith(_BEGIN) and name.endswith(_END)


def remove_abandoned(part: Path) -> bool:
    """Delete a file that was being written, if its writer has died; return whether it is gone. Raises OSError."""
    if sys.platform == "win32":  # where nothing can be deleted that a process has open
        part.unlink()
        return True
    with part.open("r+b") as file:
        if not lock(file):
            return False
        part.unlink()
        return True


def remove_unfinished() -> None:
    """Delete what this process is writing, in any of its threads: for one that is about to end."""
    for part in tuple(_unfinished):
        with suppress(OSError):
            Path(part).unlink()
        _unfinished.discard(part)


@contextmanager
def refusing(target: Path) -> Iterator[None]:
    """Raise FileError about `target` if the system refuses bytes or a name in the block."""
    try:
        yield
    except OSError as error:
        raise refusal(target, error) from error


def _check(path: Path) -> None:
    """Raise OSError for a target that could not be replaced when all the work is done."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        path.parent.stat()
        return
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "it is a device, not a file")
    if not os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def _path_of(target: Path, *, follows_links: bool) -> Path:
    """Return the path of the file that is replaced: what a link leads to, or the link itself."""
    return Path(os.path.realpath(target)) if follows_links else target


class _Part:
    """A file that is being written beside its target. Use it as a context manager: without `keep` it is removed.

    All that is raised here is an OSError.
    """

    def __init__(
        self, target: Path, *, is_private: bool = False, is_tidy: bool = True, follows_links: bool = True
    ) -> None:
        self._target = target
        self._path = _path_of(target, follows_links=follows_links)
        stem = f"{_BEGIN}{blake2b(os.fsencode(self._path.name), digest_size=6).hexdigest()}-"
        if is_tidy:
            _remove_abandoned(self._path.parent, stem)
        self.file = _begun(self._path.with_name(stem), 0o600 if is_private else 0o666)

    def __enter__(self) -> IO[bytes]:
        return self.file

    def flush(self) -> None:
        """Hand all bytes to the system."""
        self.file.flush()

    def keep(self, *, is_durable: bool = False) -> None:
        """Give the file the name of its target."""
        self.flush()
        if is_durable:
            os.fsync(self.file.fileno())
        with _still_locked(self.file):
            self.file.close()
            Path(self.file.name).replace(self._path)
        _unfinished.discard(self.file.name)
        _log.debug("%s is written", self._target)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            with suppress(OSError):
                self.file.close()
            with suppress(OSError):
                Path(self.file.name).unlink()
                _unfinished.discard(self.file.name)


@contextmanager
def _still_locked(file: IO[bytes]) -> Iterator[None]:
    """Keep the lock of a file for a `with` block in which it is closed."""
    if sys.platform == "win32":  # where nothing can be renamed that is open
        yield
        return
    held = os.dup(file.fileno())
    try:
        yield
    finally:
        os.close(held)


def _begun(start: Path, mode: int) -> IO[bytes]:
    """Return an empty file whose name begins like a path, and whose lock tells that it is in use."""
    while True:
        file = _new(f"{start}{os.urandom(4).hex()}{_END}", mode)
        if sys.platform == "win32":
            return file
        lock(file, _PATIENCE_S)  # on a file system without locks it is never taken for abandoned either
        if os.fstat(file.fileno()).st_nlink:
            return file
        file.close()  # somebody has taken it for abandoned before it was locked


def _new(name: str, mode: int) -> IO[bytes]:
    _unfinished.add(name)
    try:
        return open(name, "x+b", _BUFFER, opener=lambda path, flags: os.open(path, flags, mode))
    except OSError:
        _unfinished.discard(name)
        raise


def _remove_abandoned(folder: Path, stem: str) -> None:
    for part in folder.glob(f"{stem}*{_END}"):
        with suppress(OSError):
            remove_abandoned(part)
