"""What all pages share: how templates are filled, how pictures are coloured, and a policy that lets nothing be loaded.

Nothing on a page is asked of anybody: its own policy (https://www.w3.org/TR/CSP3) lets a browser load nothing else,
and run no other script than this one, whatever a text says.
"""

from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from coach.export.page.link import machine_address, square_code
from coach.pictures.colours import DARK, LIGHT, properties
from coach.units import clock

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jinja2 import Environment

    from coach.export.page.model import Drawn


def filled(template: str, pictures: "Iterable[Drawn]", **values: Any) -> str:
    """Return a template filled with values, all of which are escaped; `picture` of picture.html.j2 shows pictures."""
    drawn = tuple(pictures)
    return (
        _environment()
        .get_template(template)
        .render(
            pictures=[_named(one) for one in drawn],
            alternatives={one.name: one.text for one in drawn},
            **values,
        )
    )


def text(name: str) -> str:
    """Return a file among the templates as it is."""
    return (files("coach.export.page") / "templates" / name).read_text(encoding="utf-8")


def style_of(*names: str) -> str:
    """Return style sheets as one, with the colours of pictures before them: dark; light if asked, and on paper."""
    dark, light = properties(DARK), properties(LIGHT)
    colours = f':root {{ {dark} }}\n:root[data-theme="light"] {{ {light} }}\n@media print {{ :root {{ {light} }} }}\n'
    system = f'@media (prefers-color-scheme: light) {{ :root[data-theme="system"] {{ {light} }} }}\n'
    return colours + system + "".join(map(text, names))


def policy_of(style: str, script: str | None = None) -> str:
    """Return the policy of a page with everything in it, which may have a script that loads its sound."""
    if script is None:
        return f"default-src 'none'; style-src {_hashed(style)}; base-uri 'none'; form-action 'none'"
    return (
        f"default-src 'none'; script-src {_hashed(script)}; style-src {_hashed(style)}; "
        "img-src data: blob:; media-src blob:; base-uri 'none'; form-action 'none'"
    )


def _named(drawn: "Drawn") -> str:
    """Return a picture as an element with an id; in HTML it needs no namespace, which would be an address."""
    return drawn.svg.replace(' xmlns="http://www.w3.org/2000/svg"', "", 1).replace(
        "<svg", f'<svg id="picture-{drawn.name}"', 1
    )


def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("coach.export.page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"clock": clock, "machine_address": machine_address, "square_code": square_code}
    return environment


def _hashed(content: str) -> str:
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"
