"""The command line: parses, makes one library call, prints. Modules of commands are imported when they are used."""

import os
import sys
from importlib import import_module
from io import TextIOWrapper

import click

from coach.cli.flags import flags
from coach.errors import CoachError
from coach.version import __version__

COMMANDS = (
    "start",
    "export",
    "verify",
    "plan",
    "prepare",
    "routines",
    "points",
    "why",
    "profile",
    "voices",
    "say",
    "devices",
    "doctor",
    "cache",
    "log",
)
"""Each is a module of this package with a command of the same name, in the order of the help."""

INTERRUPTED = 130
"""Exit status after Ctrl-C."""


class _Commands(click.Group):
    """A group whose commands are imported by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 click's signature
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"coach.cli.{cmd_name}"), cmd_name)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__)
def coach() -> None:
    """Follow a self-acupressure session with your eyes closed.

    Sit down, run `coach start`, close your eyes: a voice leads your hands from point to point, and chimes open and
    close every hold. `coach export -o session.mp3` writes the same session as a file for your phone.

    It is self-care and no substitute for a doctor.
    """


def main() -> None:
    """Run the command line and leave with its status: 0, 1 (CoachError), 2 (refused by click) or 130 (Ctrl-C)."""
    status = _run()
    live = sys.modules.get("coach.live")
    if live is not None and live.is_stuck():
        for stream in filter(None, (sys.stdout, sys.stderr)):
            stream.flush()
        os._exit(status)
    sys.exit(status)


def _run() -> int:
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal or pipe may not know every letter
    try:
        status = coach.main(prog_name="coach", standalone_mode=False)
        if sys.stdout:
            sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except CoachError as error:
        click.echo(f"coach: {error.told(flags)}", err=True)
        return 1
    except BrokenPipeError:
        # The reader of the output has gone, as in `coach plan | head`; Python must not complain of it on its way out.
        sys.stdout = None
        return 1
    except OSError as error:
        sys.stdout = None  # what is left in it would be refused once more
        click.echo(f"coach: the system refuses to print or to store ({error}); look for a full disk", err=True)
        return 1
    return status if isinstance(status, int) else 0
