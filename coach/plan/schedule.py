"""The schedule: cues and the lengths of their sounds become a timeline. Pure: it sees lengths, never samples.

All times below the script are whole frames. A timeline is yielded after every cue, each one an extension of the one
before, so that sound can start while the rest is still being measured.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from coach.plan.signs import (
    SHORT_WAIT,
    SILENCE_LIMIT,
    ChimeLengths,
    Measure,
    Span,
    SpokenSigns,
    signs,
    signs_in_wait,
    spoken,
    struck,
)
from coach.plan.timeline import (
    GIVE_WAY,
    RETURN,
    Clip,
    Duck,
    Hold,
    How,
    Length,
    Shortened,
    TimedStage,
    Timeline,
    Utterance,
)
from coach.script.cues import Beat, Cue, HoldOn, Phase, Say, Stage, Strike, Wait, Window, is_example
from coach.script.reasons import NoRoom
from coach.units import frames

FASTER = (1.05, 1.1, 1.15)
"""Speeds that are tried, in turn, for words that do not fit."""

WORDS_APART = frames(0.4)
"""Least silence between two utterances inside a hold."""

HOLD_MARGIN = frames(0.3)
"""Least silence between the last word of a hold and its closing chime."""

END_MARGIN = frames(0.5)
"""Silence after the last sound of the session."""

LEAST_FALL = frames(0.2)
"""How long the bed at least takes to give way, even to words that come at once."""

FADE_OUT = frames(8)
"""How long the bed takes to fade away at the end, if the last sound lasts as long (our choice)."""

BEGINNING = Timeline(ducks=(Duck(0, 0, fall=0, deep=True),))
"""Nothing has been heard: out of that silence the bed fades in."""


def schedule(
    stages: Iterable[Stage], measure: Measure, chimes: ChimeLengths, heard: Timeline = BEGINNING
) -> Iterator[Timeline]:
    """Give every cue its frame and yield the growing timeline; the last one is complete.

    It goes on where `heard` ends, by default at the beginning. Where the bed gives way is known in time: before the
    cue is placed to which it does.

    The laws (each is a test): a hold lasts `round(seconds * 48000)` frames from the onset of its opening chime to the
    onset of its closing chime; utterances never overlap; none starts before the chime before it has fallen 15 dB, and
    no chime starts under speech; words inside a hold end inside it. Without chimes it lasts so long from the end of the
    word that opens it to the onset of the word that closes it.
    """
    stages = tuple(stages)
    left = deque(cue for stage in stages for cue in stage.cues)
    done, onset, decided = heard.stages, heard.frames, heard.frames
    ducks = _Ducks(heard.ducks, signs_are_said=isinstance(chimes, SpokenSigns))
    ducks.await_words(left, onset, decided)
    for stage in stages:
        desk = _Desk(stage, onset, measure, chimes)
        for cue in stage.cues:
            decided = desk.cursor
            for clip in desk.place(cue):
                if clip.bus == "voice" or clip.cue == "example":
                    ducks.give_way(clip, decided)
            left.popleft()
            ducks.await_words(left, desk.cursor, decided)
            if left:
                yield Timeline((*done, desk.timed()), ducks=tuple(ducks.known))
        done = (*done, desk.timed())
        onset = desk.cursor
    if done:
        last = done[-1]
        end = max((clip.end for stage in done[-2:] for clip in stage.clips), default=last.end)
        done = (*done[:-1], replace(last, frames=max(last.end, end + END_MARGIN) - last.onset))
        ducks.fade_out(done[-1].end, decided)
    yield Timeline(done, complete=True, ducks=tuple(ducks.known))


def length(stages: Iterable[Stage], measure: Measure, chimes: ChimeLengths) -> int:
    """Return how long `schedule` makes a script from the beginning, in frames, without placing anything."""
    cursor = ring_end = 0
    for stage in stages:
        for cue in stage.cues:
            match cue:
                case Say():
                    cursor += measure(Utterance(cue.text)) + frames(cue.pause_s)
                case Strike():
                    ring_end = max(ring_end, cursor + chimes.frames(cue.chime))
                    cursor += chimes.quiet_frames(cue.chime)
                case Wait():
                    cursor += frames(cue.seconds)
                case HoldOn():
                    cursor += frames(cue.seconds)
                    ring_end = max(ring_end, cursor + chimes.frames("hold-close"))
                    cursor += chimes.quiet_frames("hold-close")
    return max(cursor, ring_end + END_MARGIN)


class _Desk:
    """Places the cues of one stage, one after the other."""

    def __init__(self, stage: Stage, onset: int, measure: Measure, chimes: ChimeLengths) -> None:
        self.stage = stage
        self.onset = onset
        self.cursor = onset
        self._measure = measure
        self._chimes = chimes
        self._clips: list[Clip] = []
        self._shortened = [Shortened(say.cue, "dropped", say.cut) for say in stage.dropped]
        self._shortened += [Shortened(say.cue, "short form", say.cut) for say in stage.replaced]
        self._marks: list[int] = []
        self._hold: Hold | None = None

    def timed(self) -> TimedStage:
        """Return the stage as far as it is placed."""
        stage = self.stage
        return TimedStage(
            id=stage.id,
            title=stage.title,
            point=stage.point,
            side=stage.side,
            onset=self.onset,
            frames=self.cursor - self.onset,
            hold=self._hold,
            clips=tuple(self._clips),
            shortened=tuple(self._shortened),
            cues=stage.cues,
            marks=tuple(self._marks),
            talk=stage.talk,
            talk_why=stage.talk_why,
        )

    def place(self, cue: Cue) -> list[Clip]:
        """Place a cue at the cursor, move the cursor to where the next one may start, and return the cue's clips."""
        self._marks.append(self.cursor)
        before = len(self._clips)
        match cue:
            case Say():
                clip = self._speak(cue)
                self.cursor = clip.end
                self._wait(frames(cue.pause_s), cue.phase)
            case Strike():
                self._strike(cue)
            case Wait():
                self._wait(frames(cue.seconds), cue.phase, _limit(cue))
            case HoldOn():
                self._hold_on(cue)
        return self._clips[before:]

    def _speak(self, say: Say) -> Clip:
        if say.is_brief:
            self._shortened.append(Shortened(say.cue, "brief", say.cut))
        length: Length = "brief" if say.is_brief else "full"
        clip = spoken(say, length, Utterance(say.text), self.cursor, self._measure)
        self._clips.append(clip)
        return clip

    def _strike(self, cue: Strike) -> None:
        self._clips.append(struck(cue, self.cursor, self._chimes))
        self.cursor += self._chimes.quiet_frames(cue.chime)

    def _wait(self, length: int, phase: Phase, limit: int = SILENCE_LIMIT) -> None:
        silence = Span(self.cursor, self.cursor + length)
        if isinstance(self._chimes, SpokenSigns):
            quiet_since = self._clips[-1].end if self._clips else self.onset
            self._clips += signs_in_wait(quiet_since, silence, phase, self._chimes, self._measure, limit)
        else:
            self._clips += signs([], silence, phase, self._chimes, self._measure, limit)
        self.cursor += length

    def _hold_on(self, cue: HoldOn) -> None:
        window = _HoldWindow(cue, self.cursor, self._measure, self._chimes)
        self._hold = Hold(window.onset, window.frames, frames(cue.held_s))
        self._clips += window.clips()
        self._shortened += window.shortened
        self.cursor = window.onset + window.frames
        if not isinstance(self._chimes, SpokenSigns):  # else the word that closes it follows
            self._strike(Strike("hold-close", "hold", "hold-close"))


class _Ducks:
    """Finds where the bed gives way to words, without changing what it is before the frames that are decided."""

    def __init__(self, heard: Sequence[Duck], *, signs_are_said: bool) -> None:
        self._signs_are_said = signs_are_said
        self.known = list(heard)
        """In order. Its last one has no end while words are expected of which only the onset is known."""

    def await_words(self, cues: Iterable[Cue], onset: int, decided: int) -> None:
        """Begin to give way to the words that come after `onset` if all that comes before them are waits.

        A chime that they explain belongs to them. How long another chime or a hold lasts is asked for in its turn.
        Words that are still far away can wait for theirs.
        """
        farthest = onset + GIVE_WAY + RETURN
        for cue in cues:
            if isinstance(cue, Say) or is_example(cue):
                self._begin(onset, decided)
            if not isinstance(cue, Wait) or onset > farthest:
                return
            if self._signs_are_said and frames(cue.seconds) >= SHORT_WAIT:
                return  # there may be words in it
            onset += frames(cue.seconds)

    def give_way(self, words: Clip, decided: int) -> None:
        """Give way to words, or to a chime that they explain, from onset to end."""
        self._begin(words.onset, decided)
        self.known[-1] = replace(self.known[-1], end=words.end)

    def fade_out(self, end: int, decided: int) -> None:
        """Fade away at the end of the session, after the last words."""
        words_end = self.known[-1].end if self.known and self.known[-1].end else 0
        onset = max(decided, words_end, end - FADE_OUT)
        self.known.append(Duck(onset, fall=end - onset, deep=True))

    def _begin(self, words_onset: int, decided: int) -> None:
        if self.known and _goes_on(self.known[-1], words_onset, decided):
            self.known[-1] = replace(self.known[-1], end=None)
        else:
            onset = max(words_onset - GIVE_WAY, decided)
            self.known.append(Duck(onset, fall=max(words_onset - onset, LEAST_FALL)))


def _limit(wait: Wait) -> int:
    """Return how long the silence of a wait may be before signs divide it."""
    return SILENCE_LIMIT if wait.sign_s is None else frames(wait.sign_s)


def _goes_on(duck: Duck, words_onset: int, decided: int) -> bool:
    """Whether the bed stays down until other words come: it would swell for a moment between two sentences."""
    if duck.end is None:
        return True
    return not duck.deep and duck.end >= decided and words_onset - duck.end < GIVE_WAY + RETURN


class _HoldWindow:
    """Fits words, chimes and breath tones into one hold."""

    def __init__(self, cue: HoldOn, onset: int, measure: Measure, chimes: ChimeLengths) -> None:
        self.onset = onset
        self.frames = frames(cue.seconds)
        self.shortened: list[Shortened] = []
        self._cue = cue
        self._measure = measure
        self._chimes = chimes
        is_by_words = isinstance(chimes, SpokenSigns)
        opening = [] if cue.held_s or is_by_words else [Beat(Strike("hold-open", "hold", "hold-open"), 0)]
        firm = [*opening, *(beat for beat in cue.beats if not beat.soft)]
        self._firm = [struck(beat.strike, onset + frames(beat.at_s), chimes) for beat in firm]
        self._loud_firm = [self._loud(chime) for chime in self._firm]
        if is_by_words:  # one of them has just been said
            self._loud_firm.append(Span(onset, onset + WORDS_APART))
        soft = [struck(beat.strike, onset + frames(beat.at_s), chimes) for beat in cue.beats if beat.soft]
        self._soft = [(tone, loud) for tone in soft for loud in [self._loud(tone)] if self._is_audible(loud)]
        self._words: list[Clip] = []

    def clips(self) -> list[Clip]:
        """Return everything that starts in the hold, in order, without the closing chime."""
        for window in sorted(self._cue.words, key=lambda window: (window.rank, window.earliest_s)):
            self._fit(window)
        spoken = [Span(clip.onset, clip.end) for clip in self._words]
        tones = [tone for tone, loud in self._soft if not any(span.meets(loud) for span in spoken)]
        found = sorted([*self._firm, *tones, *self._words], key=lambda clip: clip.onset)
        sounding = [self._loud(clip) if clip.bus == "chimes" else Span(clip.onset, clip.end) for clip in found]
        whole = Span(self.onset, self.onset + self.frames)
        of_life = signs(sounding, whole, "hold", self._chimes, self._measure)
        return sorted([*found, *of_life], key=lambda clip: clip.onset)

    def _loud(self, chime: Clip) -> Span:
        """Return the frames in which no word may sound, for the chime's sake."""
        return Span(chime.onset, chime.onset + self._chimes.quiet_frames(chime.chime))

    def _is_audible(self, loud: Span) -> bool:
        """Whether a breath tone has room beside the chimes of the hold and before its end."""
        return loud.end <= self.onset + self.frames and not any(loud.meets(chime) for chime in self._loud_firm)

    def _fit(self, window: Window) -> None:
        """Place words in full, else brief, else up to 15 % faster; if nothing fits, leave them out."""
        say = window.say
        wordings: list[tuple[Length, str]] = [("full", say.full)]
        if say.brief:
            wordings.append(("brief", say.brief))
        shortest = wordings[-1]
        tries = [(*wording, 1.0) for wording in wordings] + [(*shortest, speed) for speed in FASTER]
        for length, text, speed in tries:
            utterance = Utterance(text, speed)
            onset = self._room(window, self._measure(utterance))
            if onset is not None:
                self._words.append(spoken(say, length, utterance, onset, self._measure))
                if speed > 1:
                    self._note(say, "faster", window)
                elif length == "brief":
                    self._note(say, "brief", window)
                return
        self._note(say, "dropped", window)

    def _note(self, say: Say, how: How, window: Window) -> None:
        self.shortened.append(Shortened(say.cue, how, NoRoom(frames(window.earliest_s), self.frames)))

    def _room(self, window: Window, length: int) -> int | None:
        """Return where words of a length fit: in a gap between the breath tones if there is one, else over them."""
        words = [Span(clip.onset, clip.end).widened(WORDS_APART) for clip in self._words]
        firm = [*self._loud_firm, *words]
        earliest = self.onset + frames(window.earliest_s)
        latest = min(self.onset + frames(window.latest_s), self.onset + self.frames - HOLD_MARGIN - length)
        between = _first_gap([*firm, *(loud for _, loud in self._soft)], earliest, latest, length)
        return between if between is not None else _first_gap(firm, earliest, latest, length)


def _first_gap(taken: Sequence[Span], earliest: int, latest: int, length: int) -> int | None:
    """Return the first onset from `earliest` to `latest` at which `length` frames meet nothing that is taken."""
    near = [span for span in taken if span.end > earliest and span.onset < latest + length]
    for onset in sorted({earliest, *(span.end for span in near)}):
        if onset > latest:
            return None
        if not any(Span(onset, onset + length).meets(span) for span in near):
            return onset
    return None
