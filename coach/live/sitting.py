"""One sitting: a player that sounds, a screen that shows where it is, and keys that the player obeys."""

import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

from coach.live.awake import awake
from coach.live.devices.lookup import Chosen
from coach.live.player import Dropouts, Player
from coach.live.terminal.answers import about_volume, answered, closing, heard_frames, refused
from coach.live.terminal.keys import Keys
from coach.live.terminal.meant import Meant
from coach.live.terminal.media_keys import MediaKeys
from coach.live.terminal.quiet import quiet_stderr
from coach.live.terminal.screen import Display, screen
from coach.live.terminal.transport import press, state_at, volume_after
from coach.live.terminal.wrapping import write_line
from coach.plan.timeline import Command, Timeline
from coach.sessions.playable import Editable

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.journal.journal import Record
    from coach.live import Look
    from coach.live.window.playing import Playing
    from coach.plan.timeline import Clip
    from coach.voice.clips.stand_in import StandIn

_NEXT_TIME = "Next time coach asks whether you go on there."
"""What is told in a window of a session that was left before its end."""

_stuck = False


class _Stopped(Exception):
    """The listener wants the session to end here."""


class Sitting:
    """Plays one session, once, for one listener."""

    def __init__(
        self,
        player: Player,
        keys: "Keys | Playing",
        buttons: MediaKeys,
        shown: Display,
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
        self._is_whole = False
        self.can_be_resumed = False
        """Whether it was left before its end, and the journal tells where."""

        self.heard: int | None = None
        """The frame that was heard last, or None before there was sound."""

    def play(self) -> None:
        """Play to the end, or to where the listener ends it. Raises what the player raises."""
        try:
            self._player.play(self._watch)
            self._is_whole = True
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

    def closing(self, resume: str) -> str:
        """Return what is said at the end; `resume` tells how to go on with a session that is in the journal."""
        heard = heard_frames(self._player.timeline, self.heard or 0)
        return closing(heard, is_whole=self._is_whole, resume=resume if self.can_be_resumed else "")

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
            if key:
                timeline = self._obey(key, timeline, frame)
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

    def _obey(self, key: str, timeline: Timeline, frame: int) -> Timeline:
        """Do what a key asks for, or tell why not, and return the timeline that there is then."""
        match press(key, timeline, frame):
            case None:
                self._shown.remark(refused(key, timeline, frame))
            case "stop":
                raise _Stopped
            case "louder" | "softer" as wish:
                self._player.volume_db = volume_after(wish, self._player.volume_db)
                self._shown.remark(about_volume(self._player.volume_db))
            case command:
                return self._edit(key, command, timeline)
        return timeline

    def _edit(self, key: str, command: Command, timeline: Timeline) -> Timeline:
        self._player.edit(command)
        edited, new = self._player.timeline, self._player.edits[self._noted :]
        self._note()
        for _, at in new[-1:]:  # none where the session was over
            self._shown.answer(answered(key, command, timeline, edited, at), edited, at)
        return edited


def sit(
    session: Editable,
    *,
    device: str | None,
    volume_db: float,
    look: "Look",
    begin: "Callable[[], Record] | None",
    resume: str,
    stand_in: "StandIn | None" = None,
) -> Dropouts:
    """Play a session with keys and a screen, or with a window that is both; see `coach.live.play`."""
    global _stuck  # noqa: PLW0603 - what hangs, hangs the whole process
    player = Player(session, Chosen(device).open)
    player.volume_db = volume_db
    window = look.window
    page = window.playing() if window else None
    with quiet_stderr() as terminal, page or Keys() as keys, MediaKeys() as buttons, awake(), ExitStack() as records:
        shown = page or screen(terminal, plain=look.plain, keys=keys.possible, quiet=look.quiet)
        opened = (lambda: records.enter_context(begin())) if begin else (lambda: None)
        sitting = Sitting(player=player, keys=keys, buttons=buttons, shown=shown, begin=opened, stand_in=stand_in)
        try:
            with shown:
                sitting.play()
        finally:
            if window and sitting.heard is not None:
                window.finish(sitting.closing(_NEXT_TIME))
            if begin and sitting.heard is not None and not look.quiet:
                write_line(sitting.closing(resume), terminal)
            _stuck = _stuck or player.stuck
    return Dropouts(player.dropouts, player.meters_device)


def is_stuck() -> bool:
    """Return whether something hangs that was played on, as a sound server does that is frozen."""
    return _stuck
