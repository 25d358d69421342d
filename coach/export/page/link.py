"""An address as a square code (QR, ISO/IEC 18004): from paper a telephone finds what belongs to it."""

import re
from typing import NamedTuple
from unicodedata import normalize
from urllib.parse import quote, urlsplit, urlunsplit

from coach.errors import BadOption

LONGEST_LINK = 300
"""Bytes of an address as a machine writes it: on paper the code of a longer one is too fine for a telephone's eye."""

_QUIET = 4
"""Width of the white edge around a code, in modules, as the standard asks for it."""

_MODULE_MM, _WIDEST_MM = 0.8, 40.0
"""How wide a module is on paper, and the whole at most: a telephone needs 0.4 mm a module."""

_SAFE = "/?:@!$&'()*+,;=~%-._[]"
"""What is no letter or digit, and stands for itself in the path and the query of an address."""

_HOST = re.compile(r"[a-z0-9]([a-z0-9_-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9_-]*[a-z0-9])?)*\.?")

_NO_ADDRESS = "no browser could open it; copy the address once more"


def link_of(written: str) -> str:
    """Return an address as a user has written it, without blanks around it.

    Raises BadOption for what is no address of the web, what is too long for a code on paper, and what has a password.
    """
    address = written.strip()
    if not address:
        raise _refused(repr(written), "give the address of the page, as https://example.org/backache.html")
    if not address.isprintable() or " " in address:
        raise _refused(address, "no address has blanks in it, or signs that cannot be seen; write %20 for a blank")
    length = len(machine_address(address))
    if length > LONGEST_LINK:
        raise _refused(address, f"it has {length} signs, and a code on paper takes {LONGEST_LINK}; give a shorter one")
    return address


def machine_address(address: str) -> str:
    """Return an address that `link_of` has let through as machines write it: in ASCII alone (RFC 3986, 3490)."""
    scheme, host, *rest = _parts(address)
    return urlunsplit((scheme, host, *(quote(part, safe=_SAFE) for part in rest)))


def square_code(address: str) -> str:
    """Return the code of an address as SVG that can stand in HTML, as wide as a telephone needs it on paper."""
    import segno

    code = segno.make_qr(machine_address(address), error="m")
    modules = code.symbol_size(border=_QUIET)[0]
    width_mm = min(_MODULE_MM * modules, _WIDEST_MM)
    drawn: str = code.svg_inline(omitsize=True, border=_QUIET, svgclass="code", lineclass=None, light="#fff")
    return drawn.replace("<svg ", f'<svg width="{width_mm:g}mm" height="{width_mm:g}mm" aria-hidden="true" ', 1)


class _Parts(NamedTuple):
    """An address as machines read it, but for letters beyond ASCII in all that follows its host."""

    scheme: str
    host: str
    """With its port."""

    path: str
    query: str
    fragment: str


def _parts(address: str) -> _Parts:
    """Return the parts of an address; raise BadOption for one that is none of the web."""
    try:
        parts = urlsplit(address)
        port = "" if parts.port is None else f":{parts.port}"
        host = ".".join(map(_label, normalize("NFKC", parts.hostname or "").split(".")))
    except ValueError:  # half a bracket; a port that is no number
        raise _refused(address, _NO_ADDRESS) from None
    if parts.scheme not in {"http", "https"}:
        meant = f"; did you mean https://{address.lstrip('/')}?" if _looks_bare(address) else ""
        raise _refused(address, f"an address of the web begins with https:// or http://{meant}")
    if "@" in parts.netloc:
        raise BadOption("link", "", "there is a name or a password in the address, which all would read; leave it out")
    if ":" in host:
        host = f"[{host}]"
    elif not _HOST.fullmatch(host):
        raise _refused(address, _NO_ADDRESS)
    return _Parts(parts.scheme, host + port, parts.path, parts.query, parts.fragment)


def _label(label: str) -> str:
    """Return a part of a host's name as machines write it (RFC 3492); Python's own "idna" takes "ß" for "ss"."""
    return label if label.isascii() else f"xn--{label.encode('punycode').decode('ascii')}"


def _looks_bare(address: str) -> bool:
    """Tell whether an address seems to lack nothing but what it begins with."""
    return ":" not in address.partition("/")[0] and "." in address.lstrip("/").partition("/")[0].strip(".")


def _refused(address: str, why: str) -> BadOption:
    return BadOption("link", address, why)
