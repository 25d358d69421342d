"""What a text holds that is meant for a machine, and not to be read: tags, comments, emphasis, bullets."""

import re

_NAMES = (
    "speak voice break prosody emphasis say-as sub phoneme audio mark lang amazon mstts p s b i u q a em strong br hr "
    "span div small big mark code pre kbd abbr cite dfn font center blockquote ul ol li dl dt dd table thead tbody tr "
    "td th h1 h2 h3 h4 h5 h6 html head body title section article header footer nav main img picture figure figcaption"
)
_QUOTED = r"""\s+[\w:.-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*')"""
_ATTRIBUTE = r"""\s+[\w:.-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>=]+)"""
_KNOWN = "|".join(name for name in _NAMES.split() if len(name) > 1)
_SHORT = "[abipqsu]"
_TAG = re.compile(
    r"<!--.*?-->|<[?!][A-Za-z][^<>]*>|</[A-Za-z][\w:.-]*\s*>|<[A-Za-z][\w:.-]*\s*/>"
    rf"|<(?:{_KNOWN})(?:{_ATTRIBUTE})*\s*/?>|<[A-Za-z][\w:.-]*(?:{_QUOTED})+\s*/?>"
    rf"|(?<!\w)<{_SHORT}>|<{_SHORT}>(?!\w)|<({_SHORT})>(?=.{{0,400}}?</\1\s*>)",
    re.DOTALL | re.IGNORECASE,
)
"""Tags of SSML and HTML. "Pain <five and effort >two" has none, and "a<b>c" has none that is closed again."""

_OF_TERMINALS = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")
_EMPHASIS = re.compile(
    r"(?<![\w*])(\*{1,3})(?=[^\s*])([^*\n]*[^\s*])\1(?![\w*])|(?<!\w)(_{1,3})(?=[^\s_])([^_\n]*[^\s_])\3(?!\w)"
)
"""As in Markdown: "**firmly**", "_softly_"."""
_BULLET = re.compile(r"^\s*(?:[•‣⁃◦▪▫■●◆∙·]\s*|#{1,6}\s+|[*–—+→-]\s+(?=[^\W\d]))", re.MULTILINE)


def without_markup(text: str) -> str:
    """Return a text without its markup; what is only like markup stays."""
    text = _TAG.sub(" ", _OF_TERMINALS.sub("", text))
    text = _EMPHASIS.sub(lambda found: found[2] or found[4], text)
    return _BULLET.sub("", text)


def tag_in(text: str) -> str | None:
    """Return the first tag in a text, or None."""
    found = _TAG.search(text)
    return found[0] if found else None
