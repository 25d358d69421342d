"""The command line: parses, makes one library call, prints. Modules of commands are imported when they are used."""

import os
import sys
from contextlib import suppress
from importlib import import_module
from io import TextIOWrapper
from typing import Any

import click

from coach.cli.called import as_called
from coach.cli.command import HELP, help_of, options_of_all
from coach.cli.echo import is_quiet, prompt
from coach.cli.refusal import GuessingGroup, told_of
from coach.cli.signals import heeded
from coach.cli.stopping import Stopped
from coach.errors import CoachError, DeviceError, FileError, shortage, visible
from coach.storage.log import Log
from coach.version import __version__

COMMANDS = (
    "start",
    "export",
    "page",
    "verify",
    "plan",
    "prepare",
    "routines",
    "points",
    "show",
    "why",
    "profile",
    "config",
    "voices",
    "say",
    "devices",
    "doctor",
    "cache",
    "log",
    "remind",
    "install-launcher",
    "forget",
    "completion",
    "help",
)
"""Each is a module of this package with a command of the same name, in the order of the help."""

_UNSEEN = ("launch",)
"""Commands that programs call, and no help shows."""

INTERRUPTED = 130
"""Exit status after Ctrl-C."""


COMPLETING = "_COACH_COMPLETE"
"""The variable of the environment by which a shell asks click what can follow."""

LOG_VARIABLE = "COACH_LOG"
"""The variable of the environment that may name a log file."""

_log = Log(__name__)


class _Commands(GuessingGroup):
    """A group whose commands are imported by name."""

    examples = ("coach start", "coach start --minutes 20", "coach export -o session.mp3", "coach help start")
    """What its help ends with."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 click's signature
        if cmd_name not in (*COMMANDS, *_UNSEEN):
            return None
        room = vars(import_module(f"coach.cli.{cmd_name.replace('-', '_')}"))
        return next(found for found in room.values() if isinstance(found, click.Command) and found.name == cmd_name)

    def get_help(self, ctx: click.Context) -> str:
        """Return the page of help, as wide as the terminal."""
        return help_of(ctx)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command, and leave at once when it is interrupted: click would wait for a terminal that is stopped.

        What has become of its work is told, where that is known.
        """
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as stop:
            if "coach.live.sitting" not in sys.modules and sys.stderr and sys.stderr.isatty():
                _say("", "")  # the terminal has shown ^C, which a session does not let it do
            if isinstance(stop, Stopped) and not is_quiet():
                _say(str(stop))
            raise click.exceptions.Exit(INTERRUPTED) from None


@click.group(
    cls=_Commands,
    params=[*options_of_all(envvar=LOG_VARIABLE, show_envvar=True)],
    context_settings=HELP,
)
@click.version_option(__version__, "-V", "--version")
def coach() -> None:
    """Follow a self-acupressure session with your eyes closed.

    Sit down, run `coach start`, close your eyes: a voice leads your hands from point to point, and chimes open and
    close every hold. `coach export -o session.mp3` writes the same session as a file for your phone.

    It is self-care and no substitute for a doctor.
    """


def main() -> None:
    """Run the command line and leave with its status: 0, 1 (CoachError), 2 (refused by click) or 130 (Ctrl-C).

    Whatever else asks it to end (`coach.cli.signals`) leaves with the status of Ctrl-C.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy's: it needs no more here, and dies where it gets none
    _open_standard_streams()
    with heeded() as asked:
        try:
            status = _run()
        except KeyboardInterrupt:  # once more, while the end was being told
            status = INTERRUPTED
        finally:
            asked.is_over = True
            _tidy_up()
            _let_go()
    live = sys.modules.get("coach.live")
    if live is not None and live.is_stuck():
        os._exit(status)
    sys.exit(status)


def _open_standard_streams() -> None:
    """Let the numbers of standard streams that are closed lead nowhere, before a file gets one of them.

    What libraries write to standard error would go into that file, as into the journal.
    """
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)


def _tidy_up() -> None:
    """Remove what is half written: an interrupt may come between any two steps, and threads are left behind."""
    files = sys.modules.get("coach.storage.files")
    if files is not None:
        files.remove_unfinished()


def _let_go() -> None:
    """Let go of standard streams that take no more: Python would try again, and end with a status of its own."""
    for name in ("stdout", "stderr"):
        try:
            stream = getattr(sys, name)
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):  # its terminal has gone; it is closed
            setattr(sys, name, None)


def _run() -> int:
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal or pipe may not know every letter
    try:
        status = _status()
        _log.info("it ends with status %d", status)
    finally:
        log_file = sys.modules.get("coach.storage.log_file")
        if log_file is not None:
            log_file.end()
    return status


def _status() -> int:
    """Run the command line, and tell in one line whatever ends it before its time."""
    try:
        if COMPLETING in os.environ:
            import_module("coach.cli.shells")  # which tells click how shells are answered
        status = coach.main(prog_name="coach", standalone_mode=False)
        if sys.stdout:
            sys.stdout.flush()
    except click.ClickException as error:
        _show(error)
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - whatever nobody foresaw ends in one line, too
        _tell(error)
        return 1
    return status if isinstance(status, int) else 0


def _show(error: click.ClickException) -> None:
    """Print what click refuses, which quotes what was written, and no more than some of a long value in it."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
    else:
        _say(told_of(error))


def _tell(error: Exception) -> None:
    """Tell in one line what has ended a command."""
    if isinstance(error, BrokenPipeError):
        # The reader of the output has gone, as in `coach plan | head`; Python must not complain of it on its way out.
        sys.stdout = None
    elif isinstance(error, CoachError):
        # What others say may quote an answer on health, or words that tell of one.
        said = error if isinstance(error, DeviceError | FileError) else "which may tell of the listener"
        _log.warning("it is ended by %s: %s", type(error).__name__, said)
        _say(told_of(error))
    elif isinstance(error, OSError) and not shortage(error):
        sys.stdout = None  # what is left in it would be refused once more
        _log.error("the system refuses something", cause=error)
        _say(told_of(error))
    else:
        line = told_of(error)
        with suppress(Exception):  # without memory not even that may be imported
            from coach.cli.mishap import told

            line = told(error)
        _say(line)


def _say(text: str, who: str = "coach: ") -> None:
    """Print a line to standard error. One that is stopped or gone keeps nobody from leaving a session."""
    shown = as_called(f"{who}{visible(text)}")
    live = sys.modules.get("coach.live")
    if live is not None:
        live.tell(shown)
        return
    try:
        prompt(shown)
    except OSError:
        sys.stderr = None  # what is left in it would be refused once more
