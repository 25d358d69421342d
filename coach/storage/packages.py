"""How packages are added to the environment that runs, in words that can be typed as they are."""

import os
import sys


def to_install(*requirements: str) -> str:
    """Return the command that installs packages where this very interpreter finds them.

    It names the interpreter, since the pip that a shell finds may be that of another one; what is asked for are the
    packages themselves, since coach may have come from a folder, a file or an index. Environments that uv has made have
    no pip.
    """
    from importlib.util import find_spec

    if find_spec("pip"):
        return _typed(sys.executable, "-m", "pip", "install", *requirements)
    return _typed("uv", "pip", "install", "--python", sys.executable, *requirements)


def _typed(*command: str) -> str:
    """Return a command as the shell of this system reads it."""
    if os.name == "nt":  # whose shells both take quotes, and keep them from < and >
        return " ".join(f'"{part}"' if {*part} & {*" <>,"} else part for part in command)
    from shlex import join

    return join(command)
