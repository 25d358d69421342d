"""The page of one point: where it lies, how it is found and pressed, and what is to be heeded. It has no sound."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from coach.choices import Position, PressedSide
from coach.content import load
from coach.content.codes import known_point
from coach.content.model import Effect, Library, Point, Rule, Side
from coach.content.sentences import Note, Sentence, Sentences
from coach.export.audio import LANGUAGE
from coach.export.drawing import shown_side
from coach.export.page.html import filled, policy_of, style_of
from coach.export.page.model import Drawn
from coach.export.page.own import GENERATOR
from coach.health.circumstances import usually
from coach.pictures.alternative import alternative, usual
from coach.pictures.colours import ON_PAGE
from coach.pictures.draw import draw
from coach.report.evidence import GRADES, NOT_REVIEWED, evidence_of
from coach.script.wording import spoken_time

if TYPE_CHECKING:
    from coach.content.safety import Caution, RedFlag

_POSITIONS: dict[Position, str] = {"chair": "On a chair", "lying": "Lying down"}

_HEEDED: dict[Effect, str] = {
    "leave-out": "Not with",
    "ask": "Only once it has been agreed to, with",
    "soften": "Only lightly, with",
}


@dataclass(frozen=True, slots=True)
class Heard:
    """How a point is found and pressed by somebody who sits, or who lies."""

    heading: str
    point: Point
    """As it is pressed then, with what is said of it then."""

    move: Sentences
    """What leads into its posture."""

    def told(self, key: str, side: Side) -> tuple[str, ...]:
        """Return what is said under a key of the point's words, or to lead into its posture ("move")."""
        sentences: Sentences = self.move if key == "move" else getattr(self.point.en, key)
        return tuple(sentence.say.format(**_filling(side)) for sentence in sentences)


def point_page(code: str, side: PressedSide | None = None) -> str:
    """Return the page of a point, which is named as people name it: one file of HTML that asks nobody for anything.

    Without a side it shows both; of a point without a picture it tells in words alone. Raises UnknownName for a point
    or a side that there is not, and BadOption for a side that the point has not.
    """
    library = load.library()
    point = library.points[known_point(code, library.points)]
    shown = shown_side(point, side)
    heard = tuple(_heard(point, library))
    safety = library.safety
    cautions = [caution for caution in safety.cautions if not caution.points or point.code in caution.points]
    said: Iterator[Sentence | Note | Rule | Caution | RedFlag] = chain.from_iterable(map(_sentences, heard))
    resting = chain(said, point.notes, point.rules, cautions, safety.red_flags)
    style = style_of("point.css")
    return filled(
        "point.html.j2",
        _drawn(point, shown),
        generator=GENERATOR,
        policy=policy_of(style),
        style=style,
        language=LANGUAGE,
        point=point,
        side="right" if shown == "right" else "left",
        is_of_both=shown == "both" and point.sides == "each",
        place=point.en.place.format(**_filling(shown)),
        hold=_hold(point),
        heard=heard,
        cautions=sorted(cautions, key=lambda caution: not caution.points),
        heeded={heading: [*_heeded(point, effect, library)] for effect, heading in _HEEDED.items()},
        red_flags=safety.red_flags,
        behind=evidence_of((name for entry in resting for name in entry.sources), library.sources),
        grades=GRADES,
        not_reviewed=NOT_REVIEWED,
    )


def _heard(point: Point, library: Library) -> Iterator[Heard]:
    """Yield how a point is found and pressed, on a chair and lying, where it is within reach."""
    for position, heading in _POSITIONS.items():
        here = usually(point, position)
        reached = point.reached(here.names)
        if reached is None:
            continue
        yield Heard(heading, here.said(reached), here.said(library.phrases.postures[reached.posture]).move)


def _sentences(heard: Heard) -> Iterable[Sentence]:
    words = heard.point.en
    return (*heard.move, *words.benefit, *words.locate, *words.press, *words.press_soft)


def _drawn(point: Point, shown: Side) -> Iterator[Drawn]:
    """Yield the pictures of a point: of a limb one for each side."""
    pictures, there = load.pictures(), usual(point)
    view = pictures.view_of(point.code)
    sides: tuple[Side, ...] = ("left", "right") if view and view.is_limb and shown == "both" else (shown,)
    for side in sides:
        text = alternative(there, side)
        svg = draw(pictures, point.code, side, text=text, tool=there.tool, colours=ON_PAGE)
        if svg:
            yield Drawn(name=f"{point.code}-{side}", svg=svg, text=text)


def _filling(side: Side) -> dict[str, str]:
    """Return what is filled into the words of a point; both sides are told together."""
    other = {"left": "right", "right": "left"}.get(side, "other")
    return {"side": "left and right" if side == "both" else side, "other": other}


def _hold(point: Point) -> str:
    """Return how long a point is pressed, in words."""
    least_s, most_s = point.hold_s
    time = spoken_time(least_s) if least_s == most_s else f"{least_s:g} to {most_s:g} seconds"
    on_each = ", on one side and then on the other" if point.sides == "each" else ""
    return f"{time}{on_each}"


def _heeded(point: Point, effect: Effect, library: Library) -> Iterator[str]:
    """Yield the conditions that have an effect on a point, each as it completes "with", and who is to be asked."""
    conditions = {condition.id: condition for condition in library.safety.conditions}
    region = library.safety.regions[point.region].name.format(side="left or right")
    for rule in point.rules:
        if rule.effect == effect:
            condition = conditions[rule.condition]
            asked = f" (ask {condition.whom})" if effect == "ask" else ""
            yield f"{condition.because.format(region=region)}{asked}"
