"""The voices that a user can choose, by name: "auto", an engine, or an engine and the label of one of its voices."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import cast

from coach.choices import USUAL_RATE
from coach.errors import BadOption, CoachError, UnknownName, VoiceError
from coach.voice.base import Engine, Offering, Proving, Telling, Voice, VoiceInfo, guarded, is_voice
from coach.voice.engines import piper

AUTO = "auto"
GROUP = "coach.voices"
"""Of the entry points that lead to engines."""

SHIPPED = {name: f"coach.voice.engines.{name}:ENGINE" for name in ("hibari", "piper", "system", "fake")}
"""The engines that come with coach are entry points too; they stand in code because looking for those takes 30 ms."""

Problem = tuple[str, CoachError]
"""What keeps an engine or a voice from being used, with its name, "choir" or "choir:tenor"."""

SLOWEST, FASTEST = 85, 180
"""The rates that all engines follow, in words a minute."""


@dataclass(frozen=True, slots=True)
class Found:
    """A voice, and why better ones are not used in its place."""

    voice: Voice
    passed_over: tuple[VoiceError, ...] = ()


def find(name: str | None = None, rate: int = USUAL_RATE, *, at_once: bool = False) -> Found:
    """Return a voice by its name, speaking `rate` words a minute (85 to 180).

    "auto" (default) is the best that there is: hibari, else a voice of Piper if that is installed, else the platform's
    English one. It has been made sure that it can be loaded, which takes a second at most the first time, unless the
    voice is wanted `at_once`. "system" is that of the platform, "system:en-gb-x-rp" a certain one by its label or
    another of its names, which alone will do if no engine has it. "piper:name:speaker" is one of several speakers.
    Raises UnknownName, BadOption, or VoiceError if the engine or the voice cannot speak.
    """
    if not SLOWEST <= rate <= FASTEST:
        raise BadOption("rate", rate, f"choose from {SLOWEST} to {FASTEST} words a minute")
    return _best(_by_worth(), rate, at_once=at_once) if name in {None, AUTO} else Found(_named(str(name), rate))


def find_voice(name: str | None = None, rate: int = USUAL_RATE) -> Voice:
    """Return a voice by its name as `find` does, whatever is passed over."""
    return find(name, rate).voice


def other_voice(name: str, rate: int = USUAL_RATE) -> Voice:
    """Return the best voice of another engine than that of a voice; raises VoiceError if none can speak."""
    return _best([engine for engine in _by_worth() if engine != name.partition(":")[0]], rate).voice


def _by_worth() -> list[str]:
    """Return the names of the engines that may speak when none is chosen, the best one first."""
    has_piper = piper.is_installed() and any(model.speaks_english for model in piper.models())
    return ["hibari", *["piper"] * has_piper, "system"]


def _best(engines: list[str], rate: int, *, at_once: bool = False) -> Found:
    passed_over: list[VoiceError] = []
    for name in engines:
        try:
            voice = _shipped(name).open(None, rate)
            if isinstance(voice, Proving) and not at_once:
                _make_sure(voice)
        except VoiceError as error:
            passed_over.append(error)
        else:
            return Found(voice, tuple(passed_over))
    raise passed_over[-1]


def _make_sure(voice: Proving) -> None:
    try:
        voice.make_sure()
    except BaseException:
        voice.close()
        raise


def _named(wanted: str, rate: int) -> Voice:
    if wanted in SHIPPED:
        return _shipped(wanted).open(None, rate)
    problems: list[Problem] = []
    engines = _engines(problems)
    if wanted in engines:
        return _opened(wanted, engines[wanted], None, rate)
    listed = list(_listed(engines, problems))
    for engine, info in listed:
        labels = (info.label, *info.aliases)
        if wanted.casefold() in {label.casefold() for plain in labels for label in (plain, f"{engine}:{plain}")}:
            return _opened(engine, engines[engine], info.label, rate)
    for engine, info in listed:
        speaker = _speaker_in(wanted, engine, info)
        if speaker:
            return _opened(engine, engines[engine], f"{info.label}:{speaker}", rate)
    raise _refusal(wanted, engines, listed, problems)


def _refusal(
    wanted: str, engines: dict[str, Engine], listed: list[tuple[str, VoiceInfo]], problems: list[Problem]
) -> CoachError:
    """Return why there is no voice of a name: it cannot be used, has not been added, or is not known."""
    for kept, problem in problems:
        if _is_of(kept.casefold(), wanted.casefold()):
            return problem
    offers = _offered(engines)
    for name in offers:
        if wanted.casefold() in {name.casefold(), name.partition(":")[2].casefold()}:
            return VoiceError(name, "has not been added", f"run `coach voices add {name}`")
    names = [f"{engine}:{info.label}" for engine, info in listed if info.speaks_english]
    return UnknownName("voice", wanted, [AUTO, *engines, *names, *offers])


def survey() -> tuple[list[tuple[str, VoiceInfo]], list[CoachError]]:
    """Return all voices of this machine, each with the name of its engine, and why others cannot be used."""
    problems: list[Problem] = []
    listed = list(_listed(_engines(problems), problems))
    return listed, [problem for _, problem in problems]


def offered() -> dict[str, str]:
    """Return the names of voices that can be added, each with a few words about it: "British, female"."""
    return _offered(_engines([]))


def _speaker_in(wanted: str, engine: str, info: VoiceInfo) -> str:
    """Return what stands behind the name of a voice that has several speakers, or nothing."""
    labels = (info.label, *info.aliases) if info.speakers else ()
    for label in (name for plain in labels for name in (plain, f"{engine}:{plain}")):
        if wanted.casefold().startswith(f"{label.casefold()}:"):
            return wanted[len(label) + 1 :]
    return ""


def _is_of(kept: str, wanted: str) -> bool:
    """Tell whether a name that is wanted is kept from use, since its engine is, or the voice itself."""
    label = kept.partition(":")[2]
    return wanted in {kept, label} if label else wanted.partition(":")[0] == kept


def _opened(name: str, engine: Engine, label: str | None, rate: int) -> Voice:
    """Return a voice of an engine of any package; raises VoiceError."""

    def opened() -> Voice:
        voice = engine.open(label, rate)
        if not is_voice(voice):
            raise TypeError(f"{voice!r} is no Voice")
        return voice

    return guarded(name, "cannot be opened", opened)


def _listed(engines: dict[str, Engine], problems: list[Problem]) -> Iterator[tuple[str, VoiceInfo]]:
    for name, engine in engines.items():
        try:
            yield from guarded(name, "cannot list its voices", partial(_voices, name, engine))
            problems += guarded(name, "cannot tell its problems", partial(_problems, name, engine))
        except CoachError as error:
            problems.append((name, error))


def _offered(engines: dict[str, Engine]) -> dict[str, str]:
    """Return the names of voices that engines could have; one that cannot tell has none."""
    found: dict[str, str] = {}
    for name, engine in engines.items():
        if isinstance(engine, Offering):
            with suppress(CoachError):
                offers = guarded(name, "cannot tell its offers", partial(_offers, engine))
                found |= {f"{name}:{label}": about for label, about in offers.items()}
    return found


def _offers(engine: Offering) -> dict[str, str]:
    return {str(label): str(about) for label, about in engine.offers().items()}


def _voices(name: str, engine: Engine) -> list[tuple[str, VoiceInfo]]:
    voices = [(name, info) for info in engine.voices()]
    for _, info in voices:
        if not isinstance(info, VoiceInfo):
            raise TypeError(f"{info!r} is no VoiceInfo")
    return voices


def _problems(name: str, engine: Engine) -> list[Problem]:
    told = list(engine.problems()) if isinstance(engine, Telling) else []
    for error in told:
        if not isinstance(error, VoiceError):
            raise TypeError(f"{error!r} is no VoiceError")
    return [(name if error.voice == name else f"{name}:{error.voice}", error) for error in told]


def _engines(problems: list[Problem]) -> dict[str, Engine]:
    """Return all engines by name: those that come with coach, then those of other packages that can be loaded."""
    from importlib.metadata import entry_points

    others = {point.name: point for point in entry_points(group=GROUP) if point.name not in SHIPPED}
    found = {name: _shipped(name) for name in SHIPPED}
    for name, point in others.items():
        package = point.dist.name if point.dist else point.value
        try:
            found[name] = guarded(name, "cannot be loaded", point.load, f"repair or remove {package}")
        except CoachError as error:
            problems.append((name, error))
    return found


def _shipped(name: str) -> Engine:
    module, _, attribute = SHIPPED[name].partition(":")
    return cast("Engine", getattr(import_module(module), attribute))
