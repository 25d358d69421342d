"""The points of a session as cards on a sheet, and the pictures of a page."""

from collections.abc import Iterator, Sequence

from coach.content.model import Library, Side
from coach.content.pictures import Pictures
from coach.content.sentences import Sentences
from coach.export.page.model import Card, Drawn
from coach.pictures.alternative import alternative
from coach.pictures.colours import ON_PAGE
from coach.pictures.draw import draw
from coach.report.data import PlanData
from coach.script.stop import sides
from coach.script.stops import Stop
from coach.script.wording import spoken_time, worded
from coach.units import seconds


class Sheet:
    """Writes the cards of a sheet, and draws the pictures of a page, each once."""

    def __init__(self, library: Library, pictures: Pictures, plan: PlanData) -> None:
        self._library, self._pictures = library, pictures
        self._holds = {stage.id: stage.hold.frames for stage in plan.stages if stage.hold}
        self.drawn: dict[str, Drawn] = {}
        """The pictures so far, by their names."""

    def cards(self, stops: Sequence[Stop]) -> Iterator[Card]:
        """Yield a card for each point, in the order in which they are pressed first; its sides share it.

        Where they are not pressed alike, as health softens one of them, each has its own.
        """
        alike: dict[tuple[str, bool, int], list[Stop]] = {}
        for stop in stops:
            self._draw(stop.id, stop, stop.side)
            alike.setdefault((stop.point.code, stop.is_soft, self._held(stop)), []).append(stop)
        for those in alike.values():
            yield self._card(those)

    def _card(self, stops: Sequence[Stop]) -> Card:
        first, words = stops[0], stops[0].point.en
        side = " and ".join(stop.side for stop in stops)
        return Card(
            code=first.point.code,
            name=words.name,
            pinyin=words.pinyin,
            place=words.place.format(side=side),
            picture=self._picture(stops),
            locate=_said(words.locate, first),
            press=_said(words.press_soft if first.is_soft else words.press, first),
            hold=self._hold(stops),
            cautions=tuple(
                caution.text for caution in self._library.safety.cautions if first.point.code in caution.points
            ),
        )

    def _picture(self, stops: Sequence[Stop]) -> str | None:
        """Return the name of the picture that shows all sides of a card; of a limb it is that of the first one."""
        first, code = stops[0], stops[0].point.code
        view = self._pictures.view_of(code)
        if view is None:
            return None
        if len(stops) == 1 or view.is_limb:
            return first.id
        self._draw(code, first, "both")
        return code

    def _draw(self, name: str, stop: Stop, side: Side) -> None:
        point, text = stop.point, alternative(stop.point, side)
        tool = point.tool_soft or point.tool if stop.is_soft else point.tool
        svg = draw(self._pictures, point.code, side, text=text, tool=tool, colours=ON_PAGE)
        if svg is not None:
            self.drawn[name] = Drawn(name=name, svg=svg, text=text)

    def _held(self, stop: Stop) -> int:
        return self._holds[stop.id]

    def _hold(self, stops: Sequence[Stop]) -> str:
        """Return how long a point is pressed on its sides, in words."""
        time = spoken_time(seconds(self._held(stops[0])))
        if len(stops) > 1:
            first, second = (stop.side for stop in stops)
            return f"{time} on the {first}, then as long on the {second}, left and right exchanged"
        side = stops[0].side
        return {"midline": time, "both": f"{time}, both sides together"}.get(side, f"{time} on the {side}")


def _said(sentences: Sentences, stop: Stop) -> tuple[str, ...]:
    """Return sentences on a point as they are said at a stop."""
    return tuple(worded(sentence, "locate", "locate", None, **sides(stop)).full for sentence in sentences)
