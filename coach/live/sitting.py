"""One sitting: a player that sounds, a screen that shows where it is, and keys that the player obeys."""

import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from coach.live.awake import awake
from coach.live.devices.lookup import LOUDSPEAKERS, Chosen
from coach.live.kept import Kept
from coach.live.player import Dropouts, Player
from coach.live.terminal.answers import about_volume, answered, closing, heard, heard_frames, refused, useless
from coach.live.terminal.keys import Keys
from coach.live.terminal.meant import Meant
from coach.live.terminal.media_keys import MediaKeys
from coach.live.terminal.quiet import quiet_stderr
from coach.live.terminal.screen import Display, screen
from coach.live.terminal.transport import TOGGLE, press, volume_after
from coach.live.terminal.wrapping import write_line
from coach.plan.timeline import Command, Timeline
from coach.plan.wishes import Wish, state_at
from coach.sessions.playable import Editable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from coach.hearing.dialogue import Answer
    from coach.journal.journal import Record
    from coach.live import Look
    from coach.live.hands_free import HandsFree
    from coach.live.listening import Listening
    from coach.live.window.playing import Playing
    from coach.plan.timeline import Clip
    from coach.voice.clips.stand_in import StandIn

_NEXT_TIME = "Next time coach asks whether you go on there."
"""What is told in a window of a session that was left before its end."""

_hanging: list[bool] = []
"""For each session that was played, whether it has left something behind that hangs: that hangs the whole process."""


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
        listen: "Callable[[], HandsFree | None]" = lambda: None,
    ) -> None:
        self._player = player
        self._keys = keys
        self._buttons = buttons
        self._shown = shown
        self._begin = begin
        self._meant = Meant()
        self._stand_in = stand_in
        self._listen = listen
        self._ear: HandsFree | None = None
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
            # Not before there is sound: these can wait, and the listener need not.
            self._record = self._begin()
            with Kept(self._go_deaf):
                self._ear = self._listen()
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
        if self._ear:
            timeline = self._hear(self._ear, timeline, frame)
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
            for index, (command, at) in enumerate(self._player.edits[self._noted :], self._noted):
                self._record.edit(command, at, self._player.spoken.get(index))
            self._noted = len(self._player.edits)
            self._record.dropouts(self._player.dropouts)

    def _obey(self, key: str, timeline: Timeline, frame: int) -> Timeline:
        """Do what a key asks for, or tell why not, and return the timeline that there is then."""
        wish = press(key, timeline, frame)
        if wish is None:
            self._shown.remark(refused(key, timeline, frame))
            return timeline
        return self._do(wish, key, timeline)

    def _hear(self, ear: "HandsFree", timeline: Timeline, frame: int) -> Timeline:
        """Do what was asked for by voice, as if it had been a key."""
        answer = None
        with Kept(self._go_deaf):
            answer = ear.look(timeline, frame)
        while ear.notices:
            self._shown.tell(ear.notices.popleft())
        while ear.remarks:
            self._shown.remark(ear.remarks.popleft())
        if answer is None:
            return timeline
        if answer.wish is None:
            self._shown.remark(heard(answer, useless(answer.spoken, timeline, frame)))
            return timeline
        return self._do(answer.wish, TOGGLE, timeline, answer)

    def _go_deaf(self, why: str) -> None:
        self._ear = None
        self._shown.tell(f"the coach does not hear you: {why}")

    def _do(self, wish: Wish, key: str, timeline: Timeline, answer: "Answer | None" = None) -> Timeline:
        match wish:
            case "stop":
                raise _Stopped
            case "louder" | "softer":
                self._player.volume_db = volume_after(wish, self._player.volume_db)
                told = about_volume(self._player.volume_db)
                self._shown.remark(heard(answer, told) if answer else told)
            case command:
                return self._edit(key, command, timeline, answer)
        return timeline

    def _edit(self, key: str, command: Command, timeline: Timeline, answer: "Answer | None") -> Timeline:
        self._player.edit(command, answer.sureness if answer else None)
        edited, new = self._player.timeline, self._player.edits[self._noted :]
        self._note()
        for _, at in new[-1:]:  # none where the session was over
            told = answered(key, command, timeline, edited, at)
            self._shown.answer(heard(answer, told) if answer else told, edited, at)
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
    listen: "Listening | None" = None,
) -> Dropouts:
    """Play a session with keys and a screen, or with a window that is both; see `coach.live.play`."""
    player = Player(session, Chosen(device, LOUDSPEAKERS).open)
    player.volume_db = volume_db
    window = look.window
    page = window.playing() if window else None
    with (
        quiet_stderr() as terminal,
        page or Keys() as keys,
        MediaKeys() as buttons,
        awake(),
        ExitStack() as opened,
    ):
        shown = page or screen(terminal, plain=look.plain, keys=keys.possible, quiet=look.quiet)
        sitting = Sitting(
            player=player,
            keys=keys,
            buttons=buttons,
            shown=shown,
            begin=(lambda: opened.enter_context(begin())) if begin else (lambda: None),
            stand_in=stand_in,
            listen=(lambda: opened.enter_context(_listening(player, listen))) if listen else (lambda: None),
        )
        try:
            with shown:
                sitting.play()
        finally:
            if window and sitting.heard is not None:
                window.finish(sitting.closing(_NEXT_TIME))
            if begin and sitting.heard is not None and not look.quiet:
                write_line(sitting.closing(resume), terminal)
            _hanging.append(player.stuck)
    return Dropouts(player.dropouts, player.meters_device)


@contextmanager
def _listening(player: Player, listen: "Listening") -> "Iterator[HandsFree]":
    """Listen beside a player while a `with` block lasts."""
    from coach.live.hands_free import HandsFree

    ear = HandsFree(player, listen)
    try:
        with ear:
            yield ear
    finally:
        _hanging.append(ear.stuck)


def is_stuck() -> bool:
    """Return whether something hangs that was played on, as a sound server does that is frozen."""
    return any(_hanging)
