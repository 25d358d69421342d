"""One sitting: a player that sounds, a screen that shows where it is, and keys that the player obeys."""

import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

from coach.live.awake import awake
from coach.live.devices.lookup import Chosen
from coach.live.player import Player
from coach.live.terminal.keys import Keys
from coach.live.terminal.meant import Meant
from coach.live.terminal.media_keys import MediaKeys
from coach.live.terminal.quiet import quiet_stderr
from coach.live.terminal.screen import Bars, Lines, screen
from coach.live.terminal.transport import VOLUME_DB, Wish, press, state_at, volume_after
from coach.live.terminal.wrapping import wrapped
from coach.plan.timeline import Timeline
from coach.sessions.playable import Editable
from coach.units import clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.journal.journal import Record
    from coach.plan.timeline import Clip
    from coach.voice.clips.stand_in import StandIn

_stuck = False


class _Stopped(Exception):
    """The listener wants the session to end here."""


class Sitting:
    """Plays one session, once, for one listener."""

    def __init__(
        self,
        player: Player,
        keys: Keys,
        buttons: MediaKeys,
        shown: Lines | Bars,
        begin: "Callable[[], Record | None]",
        stand_in: "StandIn | None",
    ) -> None:
        self._player = player
        self._keys = keys
        self._buttons = buttons
        self._shown = shown
        self._begin = begin
        self._meant = Meant()
        self._stand_in = stand_in
        self._unsaid: Clip | None = None
        self._record: Record | None = None
        self._noted = 0
        self.can_be_resumed = False
        """Whether it was left before its end, and the journal tells where."""

        self.heard: int | None = None
        """The frame that was heard last, or None before there was sound."""

    def play(self) -> None:
        """Play to the end, or to where the listener ends it. Raises what the player raises."""
        try:
            self._player.play(self._watch)
        except _Stopped:
            self._note()
            self.can_be_resumed = self._is_noted()
            if self._record:
                self._record.end("stopped")
        except BaseException:
            self.can_be_resumed = self._is_noted()
            raise
        finally:
            self._note()

    def summary(self) -> str:
        """Return in one line how long it was and how the sound fared."""
        dropouts = self._player.dropouts
        counted = f"{dropouts or 'no'} dropout{'' if dropouts == 1 else 's'}"
        blind = "" if self._player.meters_device else " that coach could see: this device does not tell of its own"
        return f"{clock(self.heard or 0)} heard, {counted}{blind}"

    def _watch(self, timeline: Timeline, frame: int) -> None:
        if self.heard is None:
            self._record = self._begin()  # not before there is sound: it can wait, and the listener need not
        # A device corrects now and then what it says of its delay: what was heard stays heard.
        frame = self.heard = max(frame, self.heard or 0)
        self._note()
        if self._record:
            self._record.follow(timeline, frame)
        while self._player.notices:
            self._shown.tell(self._player.notices.popleft())
        if self._stand_in:
            self._tell_of_words(self._stand_in, timeline, frame)
        self._buttons.show(state_at(timeline, frame))
        for key in (self._meant.key(self._keys.pressed(), time.monotonic()), *self._buttons.pressed()[-1:]):
            wish = press(key, timeline, frame) if key else None
            if wish:
                self._carry_out(wish)
        self._shown.watch(timeline, frame)

    def _is_noted(self) -> bool:
        return self._record is not None and self._record.is_kept

    def _tell_of_words(self, stand_in: "StandIn", timeline: Timeline, frame: int) -> None:
        """Tell who speaks in place of the voice, and show the words that are not heard while they should be."""
        while stand_in.notices:
            self._shown.tell(stand_in.notices.popleft())
        for clip in timeline.clips_between(frame, frame + 1):
            if clip.utterance in stand_in.unsaid and clip != self._unsaid:
                self._unsaid = clip
                self._shown.tell(f"not heard: {clip.utterance.text}")

    def _note(self) -> None:
        """Put into the journal what has happened since the last time."""
        if self._record:
            for command, at in self._player.edits[self._noted :]:
                self._record.edit(command, at)
            self._noted = len(self._player.edits)
            self._record.dropouts(self._player.dropouts)

    def _carry_out(self, wish: Wish) -> None:
        match wish:
            case "stop":
                raise _Stopped
            case "louder" | "softer":
                self._player.volume_db = volume_after(wish, self._player.volume_db)
                self._shown.remark(_about_volume(self._player.volume_db))
            case _:
                self._player.edit(wish)


def sit(
    session: Editable,
    *,
    device: str | None,
    volume_db: float,
    plain: bool,
    begin: "Callable[[], Record] | None",
    resume: str,
    stand_in: "StandIn | None" = None,
) -> None:
    """Play a session with keys and a screen; see `coach.live.play`."""
    global _stuck  # noqa: PLW0603 - what hangs, hangs the whole process
    player = Player(session, Chosen(device).open)
    player.volume_db = volume_db
    with quiet_stderr() as terminal, Keys() as keys, MediaKeys() as buttons, awake(), ExitStack() as records:
        shown = screen(terminal, plain=plain, keys=keys.possible)
        opened = (lambda: records.enter_context(begin())) if begin else (lambda: None)
        sitting = Sitting(player=player, keys=keys, buttons=buttons, shown=shown, begin=opened, stand_in=stand_in)
        try:
            with shown:
                sitting.play()
        finally:
            if sitting.heard is not None:
                print(wrapped(sitting.summary(), terminal), file=terminal, flush=True)
                if sitting.can_be_resumed and resume and terminal.isatty():
                    print(wrapped(resume, terminal), file=terminal, flush=True)
            _stuck = _stuck or player.stuck


def is_stuck() -> bool:
    """Return whether something hangs that was played on, as a sound server does that is frozen."""
    return _stuck


def _about_volume(volume_db: float) -> str:
    least_db, greatest_db = VOLUME_DB
    if volume_db >= greatest_db:
        return "volume 0 dB, the loudest without distortion"
    return f"volume {volume_db:g} dB{', the softest' if volume_db <= least_db else ''}"
