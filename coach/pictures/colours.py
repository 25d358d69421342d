"""The colours of a picture, which go with the cover: deep and cream."""

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Colours:
    """What everything in a picture is painted with: colours as SVG writes them."""

    ground: str
    """Behind everything; "none" for a picture that stands on a page."""

    halo: str
    """What lies behind the picture, around words and behind the tool, so that lines do not run through them."""

    skin: str
    line: str
    """Outlines of the body."""

    detail: str
    """What is soft on the body, and what is felt under the skin."""

    words: str
    point: str
    """The point itself."""

    on_point: str
    """A thin line around the point."""


LIGHT = Colours(
    ground="#fbf6ec",
    halo="#fbf6ec",
    skin="#f3e3cd",
    line="#4a3550",
    detail="#866881",
    words="#33233a",
    point="#b3261e",
    on_point="#ffffff",
)

DARK = Colours(
    ground="#1c1422",
    halo="#1c1422",
    skin="#33263b",
    line="#ecdcc2",
    detail="#a58fa3",
    words="#f7f0e3",
    point="#ffb454",
    on_point="#1c1422",
)


def properties(colours: Colours) -> str:
    """Return colours as a page sets them for itself and for pictures in ON_PAGE, as declarations of CSS."""
    return " ".join(f"{_property(field.name)}: {getattr(colours, field.name)};" for field in fields(colours))


def _property(name: str) -> str:
    """Return what a page calls a colour, as CSS spells properties of one's own (https://www.w3.org/TR/css-variables)."""
    return "-".join(("", "", *name.split("_")))


ON_PAGE = Colours(
    **{field.name: f"var({_property(field.name)})" for field in fields(Colours) if field.name != "ground"},
    ground="none",
)
"""As a page sets them, which follows the reader's choice of light or dark: see `properties`."""
