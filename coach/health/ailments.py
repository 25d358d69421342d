"""What a listener may have: each condition, in each region where there is one of it for each."""

from dataclasses import dataclass

from coach.content.model import Point, Side
from coach.content.safety import Condition, Safety


@dataclass(frozen=True, slots=True)
class Ailment:
    """A condition as a listener may have it: where it has regions, in one of them."""

    id: str
    """As it is chosen: "pregnancy", "skin-belly", "surgery-left-leg"."""

    condition: Condition
    because: str
    """Completes "because of …"."""

    region: str = ""
    side: Side | None = None
    """The side of the region, where it has sides."""

    def meets(self, point: Point, side: Side) -> bool:
        """Tell whether it is where a point lies that is pressed on a side."""
        return not self.region or (self.region == point.region and self.side in {None, side})


def ailments(safety: Safety) -> dict[str, Ailment]:
    """Return everything that may be answered with yes, by the id with which it is chosen."""
    found: dict[str, Ailment] = {}
    for condition in safety.conditions:
        if not condition.by_region:
            found[condition.id] = Ailment(condition.id, condition, condition.because)
            continue
        for region in condition.regions or safety.pressed:
            body = safety.regions[region]
            sides: tuple[Side | None, ...] = ("left", "right") if body.sided else (None,)
            for side in sides:
                chosen = "-".join(filter(None, (condition.id, side, region)))
                because = condition.because.format(region=body.name.format(side=side))
                found[chosen] = Ailment(chosen, condition, because, region, side)
    return found
