"""A session as the page that shows it: all of it comes from the plan, the route and the content behind them."""

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING

import msgspec

from coach.content import load
from coach.content.sentences import suits
from coach.export.audio import ARTIST, LANGUAGE, length_in_words
from coach.export.captions import plain
from coach.export.cover import cover
from coach.export.discreet import discreet
from coach.export.page.cards import Sheet
from coach.export.page.model import Chapter, Moment, Page, Source
from coach.export.page.own import SOUNDS
from coach.export.page.wanted import WantedPage
from coach.plan.timeline import Timeline
from coach.report.as_data import plan_data
from coach.report.data import SpokenData, StageData
from coach.report.evidence import GRADES, Evidence
from coach.report.notices import moot_lines, printed
from coach.report.standing import SafetyFact
from coach.units import FRAME_RATE

if TYPE_CHECKING:
    from coach.sessions.session import Session


def page_of(session: "Session", timeline: Timeline, wanted: WantedPage) -> Page:
    """Return the page of a session whose timeline is complete; the same session gives the same page.

    What a listener's health leaves out stands neither in its pictures nor on its cards, but among its `changes`, with
    the reason. A point without a picture is told in words alone.
    """
    heading, imprint, route = session.heading, wanted.imprint, session.heading.route
    plan = plan_data(heading, timeline)
    length = length_in_words(timeline)
    sheet = Sheet(session.library, load.pictures(), plan)
    cards = tuple(sheet.cards(route.stops)) if route else ()
    safety = session.safety(timeline)
    return Page(
        id=blake2b(msgspec.json.encode(discreet(plan)), digest_size=16).hexdigest(),
        title=imprint.title or heading.title,
        subtitle=length,
        artist=imprint.artist or ARTIST,
        practice=imprint.practice,
        language=LANGUAGE,
        frame_rate=FRAME_RATE,
        frames=timeline.frames,
        sound_type=SOUNDS[wanted.sound_format.name],
        cover=cover(heading.title, length, heading.routine, imprint=imprint),
        chapters=tuple(map(_chapter, plan.stages)),
        moments=tuple(_moment(clip) for clip in plan.clips if isinstance(clip, SpokenData)),
        pictures=tuple(sheet.drawn.values()),
        cards=cards,
        red_flags=tuple(fact.text for fact in safety if fact.kind == "red flag"),
        stop=tuple(_stop(session, safety)),
        conditions=tuple(fact.text for fact in _heeded(session, safety)),
        changes=tuple(printed(route, session.library.points)) if route else (),
        sources=tuple(_sources(session.evidence(timeline))),
        link=wanted.link,
    )


def _chapter(stage: StageData) -> Chapter:
    return Chapter(
        stage=stage.id,
        title=stage.title,
        onset=stage.onset,
        frames=stage.frames,
        picture=stage.picture or None,
        hold=stage.hold,
    )


def _moment(clip: SpokenData) -> Moment:
    return Moment(
        onset=clip.onset,
        frames=clip.frames,
        stage=clip.stage,
        phase=clip.phase,
        text=plain(clip.text),
        sources=clip.sources,
    )


def _heeded(session: "Session", safety: Sequence[SafetyFact]) -> Iterator[SafetyFact]:
    """Yield the facts on conditions that a page has: all of them, until the listener has answered all questions.

    Then those that they were not asked for, and of their own those that change the session or are heard in it: one that
    does neither is nobody's business.
    """
    route = session.heading.route
    is_answered = route is not None and "answered" in route.here.names
    moot = moot_lines(route, session.library.points) if route else ()
    for fact in safety:
        if is_answered and fact.changes is not None:
            is_told = bool(fact.heard or set(fact.changes).difference(moot))
        else:
            is_told = not is_answered or fact.standing != "answered"
        if fact.kind == "condition" and is_told:
            yield fact


def _stop(session: "Session", safety: Sequence[SafetyFact]) -> Iterator[str]:
    """Yield what everybody has to know, as far as no other words on the page rest on the same, then all cautions.

    Those of a point stand on its card.
    """
    words, route = session.library.safety, session.heading.route
    general = [caution for caution in words.cautions if not caution.points]
    red_flags = (fact for fact in safety if fact.kind == "red flag")
    told = {source for fact in (*red_flags, *_heeded(session, safety)) for source in fact.sources}
    told |= {source for caution in general for source in caution.sources}
    here = route.here.names if route else frozenset()
    for sentence in words.en.label:
        if suits(sentence.only, sentence.unless, here) and not told.issuperset(sentence.sources):
            yield sentence.say
    yield from (caution.text for caution in general)


def _sources(behind: Evidence) -> Iterator[Source]:
    for name, source in behind.facts.items():
        doubt = f" In doubt: {source.doubt}" if source.doubt else ""
        where = " ".join(filter(None, (source.where and f"{source.where}.", f"Grade: {GRADES[source.grade][0]}.")))
        work = behind.works[source.work].citation
        yield Source(id=name, text=f"{source.fact}{doubt}", work=work, where=where)
