"""The voices that a user can choose, by name."""

from coach.errors import BadOption, UnknownName, VoiceError
from coach.voice.base import Voice
from coach.voice.fake import FakeVoice
from coach.voice.system import DEFAULT_VOICE, EngineVoice, SystemVoice, engine_voices

DEFAULT = "system"
FAKE = "fake"
PREFIX = f"{DEFAULT}:"

DEFAULT_RATE = 120
"""Words a minute: slow enough to be followed with closed eyes."""

SLOWEST, FASTEST = 80, 300
"""The rates that all engines follow, in words a minute."""


def find_voice(name: str | None = None, rate: int = DEFAULT_RATE) -> Voice:
    """Return a voice by its name, speaking `rate` words a minute (80 to 300).

    "system" (default) is the platform's English voice, "system:en-gb-x-rp" a certain voice of the platform by its
    short name, full name or id, and "fake" the voice without an engine. Only a certain voice has to be looked up in
    a worker process. Raises UnknownName, BadOption, or VoiceError if the engine cannot list its voices.
    """
    if not SLOWEST <= rate <= FASTEST:
        raise BadOption("--rate", rate, f"choose from {SLOWEST} to {FASTEST} words a minute")
    if name in {None, DEFAULT}:
        return SystemVoice(DEFAULT, DEFAULT_VOICE, rate)
    if name == FAKE:
        return FakeVoice(rate)
    wanted = str(name)
    offered = _offered()
    if wanted.startswith(PREFIX):
        asked = wanted.removeprefix(PREFIX).casefold()
        for voice in offered:
            if asked in {voice.label.casefold(), voice.id.casefold(), voice.name.casefold()}:
                return SystemVoice(PREFIX + voice.label, voice.id, rate)
    raise UnknownName("voice", wanted, _names(offered))


def available() -> list[str]:
    """Return the names of all English voices of this machine; raises VoiceError if the engine cannot list them."""
    return _names(engine_voices())


def _offered() -> list[EngineVoice]:
    try:
        return engine_voices()
    except VoiceError:
        return []


def _names(voices: list[EngineVoice]) -> list[str]:
    return [DEFAULT, *(PREFIX + voice.label for voice in voices if voice.speaks_english), FAKE]
