"""What can be wrong with one sentence by itself: its words, its length, and how much it asks for at once."""

import re
from collections.abc import Callable, Iterator

from coach.aloud.abbreviations import all_of
from coach.content.check import FORBIDDEN
from coach.content.style.grammar import actions, has_verb, length, words
from coach.content.style.texts import Fault, Said

LONGEST, LONGEST_AT_FIRST = 14, 16
"""Words a sentence; the first chapter may have longer ones."""

FIRST_CHAPTER = {
    ("safety.toml", "first"),
    ("safety.toml", "opening"),
    ("safety.toml", "short"),
    ("safety.toml", "left_out"),
    ("safety.toml", "softened"),
    ("safety.toml", "softened_shortly"),
    ("safety.toml", "cleared"),
}
"""Files and keys of what is said before the eyes close, beside what welcomes in any routine."""

CAUTIONS = {"first", "opening", "short"}
"""Keys of warnings, as are the sentences marked so: what to leave and what to do then may stand in one."""

WRITTEN = {"label"}
"""Keys of what is read and not said: only its words are looked at."""

MOST_CONSTRAINTS = 2
LONGEST_WITHOUT_VERB = 6
"""A name of a place may stand alone, as in "The back of your left calf."."""

_ANNOUNCING = re.compile(r"^(?:now|next|then|the|both|behind|along|at|on|your)\b", re.IGNORECASE)
"""How what comes next is announced: "Now the back of the left calf, for Chengshan.", and no list of bare nouns."""

_DOING = all_of("locate locate-with-tool press press-soft short move settle method method-soft timing leave")
"""Keys of what tells a listener what to do: with closed eyes it has to be decided and remembered at once."""

_POINTING = (
    r"\b(?:press|rub|touch|find|feel|hold|at|on) (?:these|those) (?:places|spots|areas|ones)\b|"
    r"\b(?:(?:at|on|to|in|into|from|like|around|over|under|press|touch|find|feel|hold) this\b"
    r"(?! (?:session|hold|breath|evening|morning|day|point|moment|side|leg|knee|foot|hand|muscle|bone)\b)"
    r"(?! (?:position|posture)\b)"
    r"|this (?:place|spot|way|area|one|here)\b|over there\b|as (?:you )?see\b|see (?:above|below)\b)"
)

_ONE_OF_TWO = re.compile(r"\bother \w+ \w+ this one\b", re.IGNORECASE)
"""What points at nothing but the other of two: "the other leg carries this one"."""

_PROMISE = (
    r"\b(?:will|(?:is|are) going to) (?:(?:soon|then|surely|all|\w+ly) )*"
    r"(?:help|ease|relieve|cure|heal|soothe|relax|strengthen|"
    r"feel (?:better|well|good|relaxed|light\w*)|go away|vanish)\b"
)

_WORDS = {
    "we": (r"\b(?:we|us|our|let's)\b", "it speaks of two; say you"),
    "try": (r"\btry(?:ing)?\b", "it doubts that it can be done; say what to do"),
    "simply": (r"\b(?:simply|of course|obviously)\b", "it may not be so for this listener; leave the word out"),
    "pointing": (_POINTING, "a listener with closed eyes sees no place; name it"),
    "units": (r"\b(?:millimet|mm\b|\d+ ?(?:in|mm)\b)", "say it in the listener's own body, as finger-widths"),
    "codes": (
        r"\b(?:B|UB|Du|DU|Ren|VC|VG|Tou Mo)[ -]?\d{1,2}\b",
        "it is an older numbering; say the code of the file's name",
    ),
    "scolding": (
        r"\bthat(?: is|'s) enough\b|\byou (?:must|have to)\b|\bdon't worry\b",
        "it scolds; say what to do",
    ),
    "trouble": (r"\bin the middle of it\b|\b(?:endure|bear with|suffer)\b", "it sounds like trouble"),
    "promise": (_PROMISE, "nobody can promise it; say may, or is believed to"),
}
"""Words that are not said, by the kind of fault, and what to do."""

_EASES = re.compile(
    r"\b(?:relieves?|eases|soothes?|calms?|reduces?|strengthens?|removes?|takes? away)\b"
    r".*\b(?:pain|aches?|backache|headaches?|stiffness|tension|cramps?|tiredness|fatigue|back)\b"
)
_HEDGE = re.compile(
    r"\b(?:may|might|can|could|believed|tradition\w*|said to|used|some|many|often|perhaps|to)\b", re.IGNORECASE
)

_DEEP = re.compile(r"\b(?:deep(?:ly|er)?|full(?:y|er)?)\b", re.IGNORECASE)
_BREATH = re.compile(r"\bbreath\w*\b|\b(?:in|ex)hal\w+", re.IGNORECASE)
_BREATH_CUE = re.compile(r"^breathe-(in|out|freely)$")

_NEGATION = re.compile(r"\b(?:and never|but never|never|and not|but not|not|without|except|but no|and no)\b")
_LIST = re.compile(r"[\w'-]+(?: [\w'-]+){0,2}(?:, (?!and |or )[\w'-]+(?: [\w'-]+){0,2})+,? (?:and|or) ")
_ASIDE = re.compile(r", not (?:an?|the|your) \w+,")
"""One constraint that stands between two commas."""

_LEAD = re.compile(r"^(?:Now|Then|Next|First|Again|\w+ly), ")
_ALTERNATIVE = re.compile(r"\bor\b")
_NUMBERS = re.compile(r"\b(?:one|two|three|four) or (?:two|three|four|five)\b|\bmore or less\b|\bor so\b")
"""What leaves nothing to decide."""

_CALLS_FOR_HELP = {"ask", "get", "see", "seek", "call", "tell", "stop", "leave", "let go"}
_NO_CHOICE = re.compile(r"\b(?:if|when|where|never|not|no|any|without|may|as long as|until)\b", re.IGNORECASE)

Check = Callable[[Said], Iterator[Fault]]


def forbidden_words(said: Said) -> Iterator[Fault]:
    """Find words that point, doubt, scold or promise, speak of "we", or measure in what nobody feels."""
    for kind, (pattern, problem) in _WORDS.items():
        if kind == "pointing" and _ONE_OF_TWO.search(said.text):
            continue
        if found := re.search(pattern, said.text, 0 if kind == "codes" else re.IGNORECASE):
            yield said.fault(kind, f"{found[0]!r}: {problem}")
    if (found := _EASES.search(said.text)) and not _HEDGE.search(said.text):
        yield said.fault("promise", f"{found[0]!r}: {_WORDS['promise'][1]}")
    for pattern, problem in FORBIDDEN.items():
        if found := re.search(pattern, said.text):
            yield said.fault("forbidden", f"{found[0]!r}: {problem}")


def too_long(said: Said) -> Iterator[Fault]:
    """Find sentences that nobody remembers to their end."""
    most = LONGEST_AT_FIRST if is_first_chapter(said) else LONGEST
    if said.key not in WRITTEN and length(said.text) > most:
        yield said.fault("length", f"it has {length(said.text)} words; {most} at most")


def many_actions(said: Said) -> Iterator[Fault]:
    """Find sentences that ask for more than one action."""
    asked = actions(said.text)
    most = 2 if said.is_safety or (said.file == "safety.toml" and said.key in CAUTIONS) else 1
    if said.key not in WRITTEN and len(asked) > most:
        told = "one a sentence" if most == 1 else f"{most} at most in a warning"
        yield said.fault("actions", f"it asks for {len(asked)} actions, {' and '.join(asked)}; {told}")


def many_constraints(said: Said) -> Iterator[Fault]:
    """Find K12, more than two constraints in what is to be done: "on soft tissue, off the midline, never on bone"."""
    number = constraints(said.text)
    if _tells_what_to_do(said) and number > MOST_CONSTRAINTS:
        yield said.fault("K12", f"it has {number} constraints; {MOST_CONSTRAINTS} at most in one sentence")


def many_alternatives(said: Said) -> Iterator[Fault]:
    """Find K10, more than one alternative in one sentence: "thumbs or knuckles, steady or in circles"."""
    if _tells_what_to_do(said) and (number := alternatives(said)) > 1:
        yield said.fault("K10", f"it leaves {number} choices to somebody with closed eyes; name one way")


def telegraphic(said: Said) -> Iterator[Fault]:
    """Find K14, a list of words without a verb: "Left leg, behind the knee, Commanding Middle, thumb."."""
    if said.key in {"travel", "travel_again"} and _ANNOUNCING.search(said.text):
        return
    is_long = length(said.written) > LONGEST_WITHOUT_VERB or said.text.count(",") > 1
    if said.key not in WRITTEN and is_long and not has_verb(said.text):
        yield said.fault("K14", "it has no verb; write a sentence")


def breath_cue(said: Said) -> Iterator[Fault]:
    """Find cues of the breath that do not name it ("Gently in."), or that ask for much of it."""
    if _BREATH_CUE.match(said.key.replace("_", "-")):
        if not _BREATH.search(said.text):
            yield said.fault("breath", "it names no breath: with fingers on the body it may mean to press")
        if found := _DEEP.search(said.text):
            yield said.fault("breath", f"{found[0]!r} asks for more than is easy; say soft, slow or easy")


def is_first_chapter(said: Said) -> bool:
    """Tell whether a text belongs to the first chapter."""
    return (said.file, said.key) in FIRST_CHAPTER or said.key == "welcome"


def _tells_what_to_do(said: Said) -> bool:
    """Tell whether a text is an instruction to hands or body, and no warning."""
    key = said.key.replace("_", "-").removesuffix("-again")
    return key in _DOING and said.file != "safety.toml" and not said.is_safety


def constraints(text: str) -> int:
    """Return how many constraints there are on what a sentence asks for; what it counts up is one."""
    text = _LIST.sub("", _LEAD.sub("", text))
    asides = len(_ASIDE.findall(text))
    text = _ASIDE.sub("", text)
    return text.count(",") + len(_NEGATION.findall(re.sub(r", (?=(?:and|but|or) )", " ", text))) + asides


def alternatives(said: Said) -> int:
    """Return how many choices a sentence leaves to its listener; a warning ("a cramp or pain") leaves none."""
    is_order = said.key == "short" or bool({*actions(said.text)} - _CALLS_FOR_HELP)
    if said.is_safety or not is_order or _NO_CHOICE.search(said.text) or "sharp" in words(said.text):
        return 0
    return len(_ALTERNATIVE.findall(_NUMBERS.sub("", said.text.lower())))


SENTENCE_CHECKS: tuple[Check, ...] = (
    forbidden_words,
    too_long,
    many_actions,
    many_constraints,
    many_alternatives,
    telegraphic,
    breath_cue,
)
