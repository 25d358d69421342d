"""What a sentence asks for, as far as tables of words can tell: how many actions, and whether it has a verb at all.

It errs to the kind side: what may be a noun is no action, and what may be a verb is one.
"""

import re
from itertools import pairwise

from coach.aloud.abbreviations import all_of

_PLAIN = all_of(
    "lean sit stand rise lie bend straighten slide glide bring put lay lower raise lift press massage rub knead "
    "wrap curl make form find trace take keep stay breathe inhale exhale uncross tuck settle come go walk begin "
    "lighten soften loosen relax leave get fetch remove see ask seek repeat give carry spread squeeze pinch let "
    "continue add follow check wear avoid allow choose count unfold undo tell try sink wiggle flex unclench "
    "lengthen clasp cradle grasp scoot scoop clench pick tighten fold dip swallow measure"
)
"""Verbs of orders that are no nouns beside."""

_MOSTLY = all_of(
    "rest hold turn push pull start stop pause wait drop ease release move reach lift draw set switch change "
    "swap use call look shake"
)
"""Verbs of orders that are nouns too, but seldom behind another order."""

_NOUNS_TOO = all_of(
    "touch stroke circle support cup hook step place stretch shift roll swing tap open close "
    "bare drink cross cover work help point return warm hang bounce rock shut brush grip smile tilt pat hug"
)
"""Verbs of orders that are nouns or adjectives too: in the middle of a sentence only what follows tells."""

_ORDERS = _PLAIN | _MOSTLY | _NOUNS_TOO

_NOTICING = all_of("notice feel listen enjoy remember know imagine picture sense think")
"""What nobody has to do anything for: it may stand beside an action."""

_AFTER_A_VERB = all_of(
    "the a an your both one two three each it them that these those its their all up down in out off on onto into "
    "over around round back forward away aside again together still here there with for as at to beside between "
    "under by until when where little more less from against"
)
"""What follows a verb in the middle of a sentence, and mostly no noun."""

_WITH = all_of("with using on at from in")
"""What may lead to an order behind a tool or a place."""

_AFTER_A_NOUN = all_of("is are was may can will of comes follows begins ends")

_FINITE = all_of(
    "lead belong follow remain become mean hear show "
    "is are was were be am has have had do does did can cannot could may "
    "might must will would shall should need needs comes goes follows begins ends stays rests lies means helps "
    "leads brings belongs remains works carries presses sounds rings opens closes holds lets tells feels gives "
    "keeps takes makes sits stands rises falls sinks moves softens touches meets reaches becomes eases hurts "
    "continues starts stops depends passes grows uses knows says asks changes turns bunches beats calls runs "
    "supports needs marks adds wants likes lifts fits waits leaves replaces shrinks bears serves spreads drifts "
    "returns settles slides hangs covers don't isn't won't that's it's you're"
)
"""Forms that are verbs wherever they stand, or nearly so."""

_SUBJECTS = all_of("i hands fingers thumbs knuckles fists tones notes chimes shoulders")
"""What may have a verb behind it that is a noun too."""

_ARTICLES = all_of("the a an your each this that its")
"""Behind one of these, a noun and a word in "s" are a subject and its verb: "the hand warms"."""

_LEADING = all_of(
    "now then next first again please just only so also and but there always once soon later meanwhile still "
    "finally last instead either"
)
"""What may stand before a verb, beside all that ends in "ly"."""

_SUBORDINATE = all_of(
    "if when where while as since because until unless after before whenever though although that which who whose "
    "whether"
)
_MIDDLE = all_of("if when where while because until unless so before that which who to")
"""What begins a part of a sentence after which a verb behind "and" need not be an order."""

_JOINED = frozenset(
    {
        ("let go", "rest"),
        ("leave", "rest"),
        ("stop", "rest"),
        ("sit", "rest"),
        ("press", "hold"),
        ("press", "massage"),
        ("breathe", "breathe"),
        ("stop", "call"),
        ("stop", "see"),
        ("stop", "get"),
        ("wait", "see"),
    }
)
"""Pairs of verbs that make one action."""

_IF_NEEDED = re.compile(
    r"\bat (?:an? |any |the first |sharp |more )*(?:pain|cramps?|numbness|sign|need)\b|\b(?:if|where) (?:it|that) \w+"
    r"|\bas (?:\w+ as )?you (?:need|like|wish)\b"
)
"""What makes an order one for the case that it is needed: nothing to be done now."""

_BY_ITSELF = re.compile(r"^let (?:the|its|your) (?:(?:own )?(?:\w+'s )?weight\b|\w+ (?:grow|be|become|get)\b)")
"""What does itself."""

_JOINT = re.compile(r"\s*(?:[,;:]\s*(?:(?:and|but|or)\s+(?:then\s+)?|then\s+)?|\s(?:and|or|then)\s+(?:then\s+)?)\s*")
_WORD = re.compile(r"[A-Za-z0-9'-]*[A-Za-z0-9]")


def words(text: str) -> list[str]:
    """Return the words of a text, in small letters, without marks."""
    return _WORD.findall(text.lower())


def length(text: str) -> int:
    """Return how many words a text has, as a reader counts them."""
    return sum(any(character.isalnum() for character in word) for word in text.split())


def actions(text: str) -> list[str]:
    """Return the verbs of what a sentence asks a listener to do, one for each action: ["slide", "rest"]."""
    found: list[str] = []
    subordinate = prohibited = False
    before: list[str] = []
    for joint, part in _parts(text):
        tokens = words(part)
        comma, joining = joint[:1] in {",", ";", ":"}, joint.split()[-1:] or [""]
        bare = comma and joining[0] in {",", ";", ":"}
        if bare or "then" in joint:
            subordinate = prohibited = False
        if not comma and joint:
            subordinate = subordinate or bool(_MIDDLE & set(before))
        lead = _lead(tokens)
        subordinate = subordinate or bool(tokens and tokens[0] in _SUBORDINATE)
        prohibited = prohibited or (lead < len(tokens) and tokens[lead] in {"never", "not", "don't"})
        verb = _order(tokens[lead:], is_first=not joint)
        joins = not bare and "then" not in joint
        is_one = joining[0] == "or" or (joins and bool(joint) and not found)
        waits = _BY_ITSELF.search(part.lower()) or (found and _IF_NEEDED.search(part.lower()))
        if (
            verb
            and not waits
            and not (subordinate or prohibited or is_one or _belongs(found, tokens[lead:], before, joins=joins))
        ):
            found.append(verb)
        before = tokens
    return found


def has_verb(text: str) -> bool:
    """Tell whether a text has a verb: one that is always one, or an order at the beginning of a part."""
    tokens = words(text)
    if any(token in _FINITE or _stems(token) & (_PLAIN | _MOSTLY) for token in tokens):
        return True
    if any(one in {"you", "they"} or (one in _SUBJECTS and two in _ORDERS) for one, two in pairwise(tokens)):
        return True
    return any(_begins_with_verb(part) or _has_subject(part) for part in (words(part) for _, part in _parts(text)))


def _begins_with_verb(part: list[str]) -> bool:
    return (part[_lead(part) :] or [""])[0] in _ORDERS | _NOTICING


def _has_subject(part: list[str]) -> bool:
    return any(
        one in _ARTICLES and two.endswith("s") and not two.endswith("ss")
        for one, two in zip(part, part[2:], strict=False)
    )


def _stems(token: str) -> set[str]:
    """Return what a word may be a form of: "finds" of find, "presses" of press."""
    return {token, token.removesuffix("s"), token.removesuffix("es")}


def _parts(text: str) -> list[tuple[str, str]]:
    """Return the parts of a sentence, each with what joins it to the one before: ", and", "and", ",", "then"."""
    found, start, joint = [], 0, ""
    for match in _JOINT.finditer(text):
        found.append((joint, text[start : match.start()]))
        joint, start = match[0].strip(), match.end()
    return [*found, (joint, text[start:])]


def _lead(tokens: list[str]) -> int:
    """Return how many words stand before what may be the verb."""
    number = 0
    while number < len(tokens) and (tokens[number] in _LEADING or re.fullmatch(r"(?!belly)\w+ly", tokens[number])):
        number += 1
    return number


def _order(tokens: list[str], *, is_first: bool) -> str:
    """Return the verb with which a part of a sentence gives an order, or nothing."""
    if tokens and tokens[0] in _WITH:  # "with your left hand find the ankle bone"
        pairs = pairwise(tokens[2:])
        return next((verb for before, verb in pairs if verb in _PLAIN and before not in {"to", "you", "they"}), "")
    if not tokens or tokens[0] not in _ORDERS:
        return ""
    following = tokens[1] if len(tokens) > 1 else ""
    if following in _AFTER_A_NOUN or (tokens[0] == "close" and following == "to"):
        return ""
    verb = "let go" if tokens[0] == "let" and following == "go" else tokens[0]
    is_known = is_first or verb not in _NOUNS_TOO or not following or following in _AFTER_A_VERB
    return verb if is_known or following.endswith("ly") else ""


def _belongs(found: list[str], order: list[str], before: list[str], *, joins: bool) -> bool:
    """Tell whether an order adds no action to those found: "and hold", "and let the chair carry you"."""
    if not found:
        return False
    verb = "let go" if order[:2] == ["let", "go"] else order[0]
    has_object = len(order) > 1 and order[1] in _ARTICLES
    if verb == "let" or order == ["rest"] or ((found[-1], verb) in _JOINED and not has_object):
        return True
    if not joins:
        return False
    if len(before) == 1 + _lead(before):  # two verbs with one object: "press and massage firmly"
        return True
    return len(before) > 1 and before[-2] in {"with", "of", "for", "in", "between", "at", "by"} and verb not in _PLAIN
