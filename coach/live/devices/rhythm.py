"""How long a sound device may ask for nothing: learned from its own rhythm, and from how late we are ourselves."""

from coach.units import seconds

LOOK_S = 0.05
"""How often the device is to be looked at, in seconds."""

STALL_S = 0.7
"""Nothing is thought of a device that has been silent for this long, in seconds: it holds as much."""

_WAKING_S = 3.5
"""As much for a device that has not got going yet: loudspeakers wake up, and a server may be seconds ahead of us."""

_KNOWN = 4
"""Looks at which a device had asked for more, until its rhythm is known: it fills up in two of them at most."""

_BREATH_S = 0.2
"""How much later than its usual gulp lasts it may ask, in seconds."""

_LONGEST_S = 1.0
"""The most that we are taken to be late, in seconds: a machine that slept for an hour was no busy one."""

_FADING = 0.5 ** (LOOK_S / 60)
"""What is left of a habit from one look to the next: half in a minute."""


class Habit:
    """The greatest value that has come twice of late: what comes once is an accident."""

    def __init__(self) -> None:
        self.value = 0.0
        self._greatest = 0.0

    def note(self, value: float) -> None:
        """Take a value in."""
        _, self.value, self._greatest = sorted((self.value, self._greatest, value))

    def fade(self) -> None:
        """Forget a little."""
        self.value, self._greatest = self.value * _FADING, self._greatest * _FADING


class Rhythm:
    """When a device asks for samples, as somebody sees it who looks at it every `LOOK_S`.

    Its silence is counted in looks and not by the clock: while the machine sleeps, or is too busy to let anybody look,
    nobody can say that the device does not answer.
    """

    def __init__(self) -> None:
        self._silences, self._gulps, self._lateness = Habit(), Habit(), Habit()
        self._looked_at: float | None = None
        self.begin()

    def begin(self) -> None:
        """Begin with another device; what was learned of the machine stays."""
        self._asked = self._times = 0
        self.silent_s = 0.0
        """For how long it has asked for nothing, in seconds of looking."""

    @property
    def is_known(self) -> bool:
        """Whether the device has got going."""
        return self._times >= _KNOWN

    @property
    def answers(self) -> bool:
        """Whether it has asked for something since it was looked at last."""
        return self._times > 0 and self.silent_s == 0

    @property
    def usual_s(self) -> float:
        """How long it is used to ask for nothing, in seconds: between two requests, or while it plays what it took."""
        return max(self._silences.value, self._gulps.value)

    def look(self, asked: int, now_s: float) -> None:
        """Look at a device that has asked for so many frames until now; `now_s` is the time of a steady clock."""
        for habit in (self._silences, self._gulps, self._lateness):
            habit.fade()
        if self._looked_at is not None:
            self._lateness.note(min(max(now_s - self._looked_at - LOOK_S, 0.0), _LONGEST_S))
        self._looked_at = now_s
        if asked == self._asked:
            self.silent_s += LOOK_S
            return
        if self._times:
            self._silences.note(self.silent_s)
        self._gulps.note(seconds(asked - self._asked))
        self._asked, self.silent_s = asked, 0.0
        self._times += 1

    def is_silent(self, held_s: float) -> bool:
        """Return whether it has asked for nothing for too long, if it holds `held_s` of sound, in seconds."""
        usual_s = max(held_s, self._gulps.value + _BREATH_S, 2 * self._silences.value)
        return self.silent_s > max(STALL_S if self.is_known else _WAKING_S, usual_s) + 3 * self._lateness.value
