"""Coach: a voice-guided audio coach for self-acupressure.

    with coach.session("backache", minutes=20) as session:
        session.export("backache.mp3")

All that is named here is imported when it is first used: `import coach` alone costs next to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from coach.version import __version__

if TYPE_CHECKING:
    from coach.errors import (
        BadFile,
        BadOption,
        CallsForDoctor,
        CannotFit,
        CannotSay,
        CoachError,
        ContentError,
        Declined,
        DeviceError,
        FileError,
        HearingError,
        NoCondition,
        NoHome,
        OthersFile,
        OthersFolder,
        UnknownName,
        VoiceError,
    )
    from coach.face import (
        clear_journal,
        feelings,
        forget,
        habit,
        install_launcher,
        log_table,
        picture,
        point_page,
        points,
        reminder,
        remove_launcher,
        resume,
        routines,
        session,
        settings,
        show,
        voices,
    )
    from coach.health.listener import Listener
    from coach.open_session import OpenSession

__all__ = [
    "BadFile",
    "BadOption",
    "CallsForDoctor",
    "CannotFit",
    "CannotSay",
    "CoachError",
    "ContentError",
    "Declined",
    "DeviceError",
    "FileError",
    "HearingError",
    "Listener",
    "NoCondition",
    "NoHome",
    "OpenSession",
    "OthersFile",
    "OthersFolder",
    "UnknownName",
    "VoiceError",
    "__version__",
    "clear_journal",
    "feelings",
    "forget",
    "habit",
    "install_launcher",
    "log_table",
    "picture",
    "point_page",
    "points",
    "reminder",
    "remove_launcher",
    "resume",
    "routines",
    "session",
    "settings",
    "show",
    "voices",
]

_IN_FACE = {
    "OpenSession",
    "clear_journal",
    "feelings",
    "forget",
    "habit",
    "install_launcher",
    "log_table",
    "picture",
    "point_page",
    "points",
    "reminder",
    "remove_launcher",
    "resume",
    "routines",
    "session",
    "settings",
    "show",
    "voices",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = "coach.face" if name in _IN_FACE else "coach.health.listener" if name == "Listener" else "coach.errors"
    value = globals()[name] = getattr(import_module(home), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
