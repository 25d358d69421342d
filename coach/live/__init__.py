"""The live room: a session on the loudspeakers. Importing it is cheap; what plays is imported by what needs it."""

import sys
from typing import TYPE_CHECKING, NamedTuple

from coach.live.devices.portaudio import warm_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.journal.feeling import Ask, Asking
    from coach.journal.journal import Record
    from coach.live.devices.device import SoundLibrary
    from coach.live.listening import Listening
    from coach.live.player import Dropouts
    from coach.live.window.window import Window
    from coach.sessions.playable import Editable
    from coach.sessions.session import Session
    from coach.voice.clips.stand_in import StandIn

__all__ = ["Look", "describe_devices", "is_stuck", "lead", "play", "tell", "warm_up"]


class Look(NamedTuple):
    """How a session is shown while it plays, and led: on the terminal with bars and keys, unless something else is so.

    Where COACH_PLAIN or ACCESSIBLE in the environment asks for plain lines, there are such on the terminal.
    """

    plain: bool = False
    """One line for each phase in place of bars."""

    quiet: bool = False
    """Faults alone."""

    window: "Window | None" = None
    """A window (`coach.live.window.opened`) in place of the terminal's keys and bars."""


LOOK = Look()


def play(
    session: "Editable",
    *,
    device: str | None = None,
    volume_db: float = 0.0,
    look: Look = LOOK,
    begin: "Callable[[], Record] | None" = None,
    resume: str = "",
    stand_in: "StandIn | None" = None,
    listen: "Listening | None" = None,
) -> "Dropouts":
    """Play a session on a sound device, led by the keys of the terminal, and show on it where the session is.

    `device` is a device's name or a part that no other has (default: the one that the system uses), `volume_db` the
    level in decibels at first, -40 to 0, `look` tells how it is shown, and `begin` opens the session's record in the
    journal (default: there is none, and no line at the end) once there is sound. `resume` is a sentence that tells
    whoever ends a session that is in the journal how to go on with it, and what a `stand_in` does is told. With
    `listen` it is led by the voice as well, of which a line tells first; where that fails it goes on without. Returns
    how the sound fared when the session is over or the listener has ended it; the terminal can neither hold it up nor
    end it. What others write to stderr meanwhile goes to the log file or is lost: sound libraries chat there.

    Raises BadOption for a volume that cannot be, DeviceError if there is no device or the name may mean several,
    UnknownName if none has it, and whatever the session raises, after a fade-out; KeyboardInterrupt fades out too.
    """
    from coach.live.sitting import sit
    from coach.live.terminal.transport import require_volume

    require_volume(volume_db)
    if listen:
        _announce(listen, look)
    return sit(
        session,
        device=device,
        volume_db=volume_db,
        look=look,
        begin=begin,
        resume=resume,
        stand_in=stand_in,
        listen=listen,
    )


def lead(
    session: "Session",
    *,
    device: str | None = None,
    volume_db: float = 0.0,
    look: Look = LOOK,
    tell: "Callable[[str], None]" = lambda _text: None,
    resume: str = "",
    feel: "bool | int | Ask" = False,
    listen: "Listening | None" = None,
) -> None:
    """Play a session as `play` does, and keep it in the journal; `tell` is told, once, what keeps it from that.

    A sentence that its voice cannot say does not end it: another voice says it, or it stands on the screen. With
    `feel` the listener is asked how they feel before it and, once it is over or they have ended it, after it: see
    `coach.journal.feeling.asking`. The numbers go into the journal, and nowhere else. `listen` is that of `play`.
    """
    from coach.journal.journal import Journal

    if listen:
        _announce(listen, look)
        listen.chime = session.chime
    if window := look.window:
        from coach.report.notices import changes, told_voices

        window.notice(*told_voices(session.passed_over, session.heading.voice), *session.faults)
        window.notice(*changes(session.heading.route, session.shortage))

    asked = _asking(feel, session, look.window) if feel is not False else None
    before = asked.before() if asked else None
    record: Record | None = None

    def begin() -> "Record":
        nonlocal record
        record = Journal(tell=tell).begin(session.beginning)  # once there is sound, which need not wait for it
        record.stays_open = asked is not None
        record.felt(before=before)
        return record

    try:
        with session.stand_in() as stand_in:
            play(
                session,
                device=device,
                volume_db=volume_db,
                look=look,
                begin=begin,
                resume=resume,
                stand_in=stand_in,
                listen=listen,
            )
        if asked and record and record.is_kept:
            record.felt(after=asked.after())
    finally:
        if record:
            record.close()


def _announce(listen: "Listening", look: Look) -> None:
    """Tell that the microphone is on, as the first line of all."""
    listen.announce(look.window.notice if look.window else lambda line: tell(f"coach: {line}"))


def _asking(feel: "bool | int | Ask", session: "Session", window: "Window | None") -> "Asking | None":
    from coach.journal.feeling import asking
    from coach.live.feel import ask

    return asking(feel, window.ask_feeling if window else ask, session.eases)


def is_stuck() -> bool:
    """Return whether what was played on hangs, as a frozen sound server does: Python would wait for it at its end."""
    sitting = sys.modules.get("coach.live.sitting")
    return sitting is not None and sitting.is_stuck()


def tell(text: str) -> None:
    """Write a line to standard error; one that is stopped or gone is not waited for, and no error."""
    from coach.live.terminal import quiet

    quiet.tell(text)


def describe_devices() -> "tuple[SoundLibrary, ...]":
    """Return what each sound library finds on this machine, in the order in which they are tried."""
    from coach.live.devices import lookup

    return lookup.describe_devices()
