"""The composition root: a routine, a listener, their choices, a voice and chimes become a session."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace as replace_struct

from coach.choices import NO_CHIMES, NOBODY, VOICE_LUFS, Choices, Options
from coach.content import load
from coach.content.codes import as_codes
from coach.content.commands import Spoken
from coach.content.model import Library, Routine
from coach.content.phrases import Phrases
from coach.errors import BadOption, NoHome
from coach.health.circumstances import circumstances, reached
from coach.health.listener import Listener
from coach.health.verdicts import Verdicts, judge
from coach.plan.edits import Editor
from coach.plan.fit import Fitter
from coach.plan.heading import Beginning, Continuation, Heading, plain_options
from coach.plan.signs import SpokenSigns
from coach.script.cues import SAMPLE, Cue, Say, Stage, Strike, Wait
from coach.script.route import Route, choose_route
from coach.script.wording import SENTENCE_S, worded
from coach.script.write import LEAD_S, ScriptWriter, begin_in
from coach.sessions.session import Progress, Session, make, unseen
from coach.sessions.sounds import Sounds
from coach.sound.beds import Bed, load_bed
from coach.sound.chimes import load_palette
from coach.storage.log import Log
from coach.voice import pronounce
from coach.voice.base import Voice
from coach.voice.catalog import Found, find
from coach.voice.clips.spoken import SpokenClips

if TYPE_CHECKING:
    from coach.journal.glance import Played

_log = Log(__name__)

BEGIN_IN_S = (0.0, 3600.0)
"""Least and longest time before a session begins, in seconds."""


def require_time_to_sit_down(begin_in_s: float) -> None:
    """Raise BadOption for a time before a session that cannot be, in seconds."""
    least, most = BEGIN_IN_S
    if not least <= begin_in_s <= most:
        raise BadOption("begin_in", f"{begin_in_s:g}", f"{least:g} to {most:g} seconds")


def compose(
    choices: Choices,
    listener: Listener,
    library: Library | None = None,
    *,
    goes_on: Continuation | None = None,
    begin_in_s: float = 0,
    at_once: bool = False,
    progress: Progress = unseen,
) -> Session:
    """Return the session of the user's choices for a listener; `library` defaults to what is shipped.

    Where it goes on with an older one, that is after a short opening; before all there are `begin_in_s` seconds to sit
    down. Where it is to sound `at_once`, nobody waits until the usual voice is known to load: see `Session.stand_in`.
    A session that is to last so many minutes is fitted to them: for that its words are made, which `progress` is
    told of.

    Raises a CoachError for anything that does not exist or cannot be.
    """
    require_time_to_sit_down(begin_in_s)
    library = library or load.library()
    if choices.chimes == NO_CHIMES:
        library = replace_struct(library, phrases=library.phrases.by_words())
    listener = _remembering(listener, choices.script)
    chosen = choices.script
    points, skip = (as_codes(names, library.points) for names in (chosen.points, chosen.skip))
    choices = replace(choices, script=replace(chosen, talk=chosen.talk or listener.talk, points=points, skip=skip))
    name, routine = load.find_routine(choices.routine, library)
    verdicts = judge(listener, library)
    writer = script_writer(library, routine, choices.script, verdicts, goes_on.along if goes_on else ())
    stage = goes_on.stage if goes_on else None
    found, sounds, bed = _sounding(choices, at_once=at_once and choices.script.minutes is None)
    chimes = sounds.palette or spoken_signs(library.phrases)
    try:
        if writer.options.minutes is not None:
            fitter = Fitter(sounds.speech.measure, chimes, verdicts)
            make(sounds.speech, fitter.words(writer), sounds.speech.measure, progress)
            writer = fitter.fit(writer, writer.options.minutes, resumed_at=stage)
            _log.info("the session is fitted to %g minutes", writer.options.minutes or 0)
        rest = writer.resumed_at(stage) if stage else writer.stages()
    except BaseException:
        sounds.speech.close()
        raise
    editor = Editor(
        script=begin_in(begin_in_s, rest),
        phrases=writer.library.phrases,
        breath=writer.options.breath,
        measure=sounds.speech.measure,
        chimes=chimes,
        seed=writer.options.seed,
        landing=writer.landing,
        called=_called,
    )
    options = plain_options(writer.options, listener, writer.route.here)
    heading = _heading(choices, name, routine.en.title, found.voice, options, writer.route)
    _log.info("a session with the voice %s, %s", heading.voice, ", ".join(heading.engine))
    beginning = Beginning(replace(choices, script=writer.options), listener, heading, goes_on, begin_in_s)
    faults = _faults(choices.routine, routine, library, writer.route.here.names)
    for_anyone = partial(_for_anyone, library, routine, choices.script)
    return Session(beginning, editor, sounds, bed, library, found.passed_over, faults, for_anyone)


def _faults(name: str, routine: Routine, library: Library, names: frozenset[str]) -> tuple[str, ...]:
    """Return a line for each sentence of a routine of the user's own that is hard to follow for such a listener."""
    if name in library.routines:
        return ()
    from coach.content.style import BODIES, faults, told

    return tuple(told(faults(routine, name, library, names & BODIES.keys()), Path()))


def script_writer(
    library: Library, routine: Routine, options: Options, verdicts: Verdicts, along: tuple[str, ...] = ()
) -> ScriptWriter:
    """Return what writes the script of a session that is not fitted to a length.

    In one that goes on with another, whose stops are `along`, no stop changes its place among the others. Raises what
    `choose_route` raises.
    """
    options = replace(options, talk=options.talk or verdicts.listener.talk)
    here = circumstances(library, routine, options, verdicts)
    images = library.phrases.images
    library, routine = reached(library, here), here.said(routine)
    route = choose_route(library, routine, options, verdicts, here)
    if route.unpaced:  # whatever was chosen
        options = replace(options, breath=None)
    routine = here.pressing({stop.point.region for stop in route.stops}).said(routine)
    places = {stop: place for place, stop in enumerate(along)}
    stops = tuple(sorted(route.stops, key=lambda stop: places.get(stop.id, len(places))))
    return ScriptWriter(
        library=library,
        routine=routine,
        options=options,
        route=replace(route, stops=stops),
        is_answered=verdicts.listener.is_answered,
        sessions=verdicts.listener.sessions or 0,
        images=images,
    )


def _for_anyone(library: Library, routine: Routine, options: Options) -> ScriptWriter:
    """Return what writes the script of a session for whoever has answered nothing."""
    return script_writer(library, routine, options, judge(Listener(), library))


def spoken_signs(phrases: Phrases) -> SpokenSigns:
    """Return what stands for the chimes in a session that has none."""
    words = phrases.without_chimes
    return SpokenSigns(
        holding=tuple(worded(sentence, "presence", "hold", 0) for sentence in words.holding),
        waiting=tuple(worded(sentence, "presence", "travel", 0) for sentence in words.waiting),
    )


def sample(text: str, choices: Choices, *, chime: bool = False) -> Session:
    """Return a session that says a text, after a chime if that is asked for: to hear what it will be like.

    Raises BadOption if there is nothing to say in it.
    """
    cues: list[Cue] = [Wait(LEAD_S, "opening")]
    if chime:
        cues.append(Strike("opening-bowl", "opening", "opening-bowl"))
    cues += [
        Say(cue="sample", phase="opening", full=part, brief=None, sources=("own",), pause_s=SENTENCE_S)
        for part in pronounce.portions(text)
    ]
    title = "A sample"
    return of_script((Stage(id=SAMPLE, title=title, point=None, side=None, cues=tuple(cues)),), choices, SAMPLE, title)


def of_script(script: tuple[Stage, ...], choices: Choices, name: str, title: str) -> Session:
    """Return the session of a script that is there already, for nobody in particular."""
    library, nobody = load.library(), Listener()
    found, sounds, bed = _sounding(choices)
    editor = Editor(
        script=script,
        phrases=library.phrases,
        breath=None,
        measure=sounds.speech.measure,
        chimes=sounds.palette or spoken_signs(library.phrases),
    )
    heading = _heading(choices, name, title, found.voice, plain_options(choices.script, nobody), None)
    return Session(Beginning(choices, nobody, heading), editor, sounds, bed, library, found.passed_over)


def _called() -> Mapping[Spoken, str]:
    """Return what the commands of a voice are called, where the coach asks back; only who is asked needs them."""
    return load.commands().told


def _remembering(listener: Listener, options: Options) -> Listener:
    """Return a listener with what they have heard on this machine, as far as it shapes what is said.

    For nobody in particular, as in a file for whoever is to have it, it does so where the session itself asks for it.
    """
    is_heeded = (options.talk or listener.talk) == "auto" or options.minutes is not None
    is_fading = is_heeded and listener.finished is None
    if not listener.is_at_home or (listener.sessions is not None and not is_fading):
        return listener
    entries = [] if listener.whose == NOBODY and options.talk != "auto" else _journal()
    from coach.journal.heard import is_told_of_less, resting, sessions_heard, times_finished

    if listener.sessions is None:
        listener = replace(listener, sessions=sessions_heard(entries))
    if is_fading:
        listener = replace(
            listener,
            finished=times_finished(entries, resting(options, listener)),
            is_told_of_less=is_told_of_less(entries),
        )
    return listener


def _journal() -> "list[Played]":
    """Return the sessions that were heard on this machine; none where there is no place for a journal."""
    from coach.journal.journal import Journal

    try:
        return Journal().glances()
    except NoHome:
        return []


def _sounding(choices: Choices, *, at_once: bool = False) -> tuple[Found, Sounds, Bed | None]:
    """Return what a session sounds with."""
    louder_db = choices.loudness - VOICE_LUFS
    has_chimes = choices.chimes != NO_CHIMES
    palette = load_palette(choices.chimes, louder_db + choices.chime_level) if has_chimes else None
    bed = load_bed(choices.bed, louder_db)
    found = find(choices.voice, choices.rate, at_once=at_once)
    return found, Sounds(SpokenClips(found.voice, target_lufs=choices.loudness, rate=choices.rate), palette), bed


def _heading(
    choices: Choices, name: str, title: str, voice: Voice, options: dict[str, Any], route: Route | None
) -> Heading:
    return Heading(
        routine=name,
        title=title,
        voice=voice.name,
        engine=tuple(voice.identity),
        rate=choices.rate,
        chimes=choices.chimes,
        options=options,
        bed=choices.bed,
        loudness=choices.loudness,
        chime_level=choices.chime_level,
        route=route,
    )
