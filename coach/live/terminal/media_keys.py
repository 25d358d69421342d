"""Media keys and the buttons of headsets, where the desktop hands them out: MPRIS, on Linux, through jeepney.

MPRIS is https://specifications.freedesktop.org/mpris-spec/latest/: a player has a name on the session's bus, and the
desktop calls the methods of the one that played last.
"""

import os
import threading
from collections import deque
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from coach.live.terminal.transport import MEDIA_PAUSE, MEDIA_PLAY, TOGGLE
from coach.plan.wishes import State
from coach.storage.log import Log

if TYPE_CHECKING:
    from jeepney import Message

_log = Log(__name__)

_PATH = "/org/mpris/MediaPlayer2"
_ROOT = "org.mpris.MediaPlayer2"
_PLAYER = "org.mpris.MediaPlayer2.Player"
_PROPERTIES = "org.freedesktop.DBus.Properties"

_KEYS = {
    "PlayPause": TOGGLE,
    "Play": MEDIA_PLAY,
    "Pause": MEDIA_PAUSE,
    "Next": "right",
    "Previous": "left",
    "Stop": "q",
    "Quit": "q",
}
"""The methods that buttons call, and the keys of the terminal that mean the same."""

_AFTER_S = 2.0
"""How long after the start they begin, in seconds: the first sound has the processor to itself."""

_LOOK_S = 0.2
"""How often the thread looks whether it is still needed, in seconds."""

_LEAVING_S = 1.0
"""How long its end is waited for, in seconds."""

_Variant = tuple[str, Any]
"""A value with its D-Bus signature."""


class MediaKeys:
    """Collects the buttons pressed while a `with` block lasts, from `after_s` seconds on; without a desktop, none."""

    def __init__(self, after_s: float = _AFTER_S) -> None:
        self._after_s = after_s
        self._pressed: deque[str] = deque()
        self._status = "Playing"
        self._over = threading.Event()
        self._server = threading.Thread(target=self._serve, name="coach-media-keys", daemon=True)

    def __enter__(self) -> Self:
        if "DBUS_SESSION_BUS_ADDRESS" in os.environ:
            try:
                self._server.start()
            except RuntimeError as error:  # the system lets no more threads begin
                _log.warning("there are no media keys: %s", error)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        if self._server.ident is not None:
            self._server.join(_LEAVING_S)

    def pressed(self) -> tuple[str, ...]:
        """Return the buttons that were pressed since the last call, by the names of `transport.KEYS`."""
        return tuple(self._pressed.popleft() for _ in range(len(self._pressed)))

    def show(self, state: State) -> None:
        """Tell the desktop, which shows it, whether the session goes on."""
        self._status = "Paused" if state == "paused" else "Stopped" if state == "ended" else "Playing"

    def _serve(self) -> None:
        try:
            self._answer_calls()
        except Exception as error:  # noqa: BLE001 - a session without buttons is better than none
            _log.warning("there are no media keys: %s", error)  # jeepney is not there, or the bus is not

    def _answer_calls(self) -> None:
        from jeepney import DBusAddress, message_bus, new_signal
        from jeepney.io.blocking import open_dbus_connection

        emitter = DBusAddress(_PATH, interface=_PROPERTIES)
        told = self._status
        with open_dbus_connection("SESSION") as bus:
            bus.send_and_get_reply(message_bus.RequestName(f"{_ROOT}.coach.instance{os.getpid()}"), timeout=5)
            while not self._over.is_set():
                if told != self._status:
                    told = self._status
                    changed = {"PlaybackStatus": ("s", told)}
                    bus.send(new_signal(emitter, "PropertiesChanged", "sa{sv}as", (_PLAYER, changed, [])))
                with suppress(TimeoutError):
                    answer = self._answer(bus.receive(timeout=_LOOK_S))
                    if answer:
                        bus.send(answer)

    def _answer(self, message: "Message") -> "Message | None":
        """Do what a method asks, and return the answer to it; None for what is no call of a method."""
        from jeepney import HeaderFields, MessageType, new_error, new_method_return

        if message.header.message_type is not MessageType.method_call:
            return None
        interface = message.header.fields.get(HeaderFields.interface, "")
        method = message.header.fields.get(HeaderFields.member, "")
        if interface == _PROPERTIES and message.body:
            asked = self._properties().get(message.body[0], {})
            if method == "GetAll":
                return new_method_return(message, "a{sv}", (asked,))
            if method == "Get" and message.body[-1] in asked:
                return new_method_return(message, "v", (asked[message.body[-1]],))
        elif interface in {_ROOT, _PLAYER} and method in _KEYS:
            self._pressed.append(_KEYS[method])
            return new_method_return(message)
        return new_error(message, "org.freedesktop.DBus.Error.NotSupported")

    def _properties(self) -> dict[str, dict[str, _Variant]]:
        can = ("CanGoNext", "CanGoPrevious", "CanPlay", "CanPause", "CanControl")
        return {
            _ROOT: {
                "Identity": ("s", "coach"),
                "CanQuit": ("b", True),
                "CanRaise": ("b", False),
                "HasTrackList": ("b", False),
                "SupportedUriSchemes": ("as", []),
                "SupportedMimeTypes": ("as", []),
            },
            _PLAYER: {
                "PlaybackStatus": ("s", self._status),
                "Metadata": ("a{sv}", {"mpris:trackid": ("o", f"{_PATH}/session"), "xesam:title": ("s", "coach")}),
                "Rate": ("d", 1.0),
                "MinimumRate": ("d", 1.0),
                "MaximumRate": ("d", 1.0),
                "Volume": ("d", 1.0),
                "Position": ("x", 0),
                "CanSeek": ("b", False),
                **dict.fromkeys(can, ("b", True)),
            },
        }
