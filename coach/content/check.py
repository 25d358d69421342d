"""Rules that a type cannot express: names that must exist elsewhere, placeholders, words that must not be said."""

import re
from collections.abc import Iterable, Iterator

from coach.aloud.written import written_out
from coach.content.codes import unknown_point
from coach.content.model import Library, Point, Routine, pressed_by
from coach.content.pictures import Pictures, View
from coach.content.safety import Safety
from coach.content.sentences import Note, Sentences, sentence_lists
from coach.errors import CannotSay, ContentError, UnknownName
from coach.slips import nearest

FORBIDDEN = {
    r"\binch(es)?\b": "say finger-widths",
    r"\bcm\b|\bcentimet": "say finger-widths",
    r"\b[Hh]ere\b": "a listener with closed eyes sees no place",
    r"\bas (shown|pictured)\b": "a listener with closed eyes sees no picture",
    r"\b[Bb] ?-?54\b": "in today's numbering that is another point; say BL40",
    r"\bcures?\b|\btreats\b|\bheals?\b": "nothing that is said promises a result",
    r"\b[Ll]ook (at|for)\b": "a listener with closed eyes does not look",
    r"\b[Hh]old(ing)? (your|the) breath\b": "the breath is never held",
    r"[\[\]]": "markup is read aloud",
    r"<[^<>\s]+>": "it may be markup; write signs of comparison in words",
    r"\{[^}]*(\{|$)|(^|\})[^{]*\}": "a brace stands alone",
}
_MARKED = ("en.travel", "en.press")
"""Where a point's safety words stand: the engine finds them there at every talk level."""

_EXPLAINING = ("method", "method-soft")
"""Where sentences stand that a chime follows."""

_SETTLING = "en.settle"
"""Where sentences stand that are for a posture: they prepare for it."""

_OPTIONAL = "locate_with_tool"
"""The words of a point of which it may have none, whatever its sides."""

_FILLED = {"time": "90 seconds", "points": "BL40", "length": "30 minutes", "part": "the left leg"}
"""What stands in place of a placeholder while words are checked; a word for all others."""

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def check_library(library: Library) -> None:
    """Check everything that `scripts/` says across its files; raise ContentError or UnknownName at the first fault."""
    for code, point in library.points.items():
        check_point(code, point, library)
    for name, routine in library.routines.items():
        check_routine(routine, f"routines/{name}.toml", library)
    _check_phrases(library)
    _check_safety(library)
    _check_conditions(library)
    for fact, source in library.sources.facts.items():
        if source.work not in library.sources.works:
            raise UnknownName("work", source.work, library.sources.works, f"sources.toml, facts.{fact}.work")


def check_pictures(pictures: Pictures, library: Library) -> None:
    """Check that views name points and landmarks that exist, and points what presses them; not that each has one."""
    for name, view in pictures.views.items():
        for number, spot in enumerate(view.spots, start=1):
            where = f"pictures/{name}.toml, spots, entry {number}"
            if spot.point not in library.points:
                raise unknown_point(spot.point, library.points, where=where)
            for landmark in filter(None, (spot.start, spot.end)):
                if landmark not in view.landmarks:
                    raise UnknownName("landmark", landmark, view.landmarks, where)
        _check_view_words(view, f"pictures/{name}.toml")
    _check_tools(pictures, library)


def _check_view_words(view: View, file: str) -> None:
    """Check what is written in a view, which is read aloud for whoever does not see it."""
    if view.is_limb and "{side}" not in view.title:
        raise ContentError(file, "title", "of a limb it tells the {side}")
    texts = [("title", view.title, {"side"} if view.is_limb else set[str]())]
    for name, landmark in view.landmarks.items():
        if landmark.label is not None:
            texts.append((f"landmarks.{name}.label", landmark.label, set()))
            if landmark.label_at is None:
                raise ContentError(file, f"landmarks.{name}", "the key 'label_at' is missing: where its label stands")
    for where, text, allowed in texts:
        for problem in _problems(text, allowed):
            raise ContentError(file, where, problem)
        _require_words(text, file, where)


def _check_tools(pictures: Pictures, library: Library) -> None:
    for name, drawn in pictures.tools.items():
        _require_words(drawn.label, "pictures/tools.toml", f"tools.{name}.label")
    named = [(f"pictures/tools.toml, tools.{name}.like", tool.like) for name, tool in pictures.tools.items()]
    for code, point in library.points.items():
        named += [(f"points/{code}.toml", tool) for tool in (point.tool, point.tool_soft)]
        named += [(f"points/{code}.toml", tool) for way in point.ways for tool in (way.tool, way.tool_soft)]
    for where, tool in named:
        if tool is not None and tool not in pictures.tools:
            raise UnknownName("tool", tool, pictures.tools, where)


def check_point(code: str, point: Point, library: Library) -> None:
    """Check one point of the library, known by its file's name."""
    file = f"points/{code}.toml"
    if point.code != code:
        raise ContentError(file, "code", f"{point.code!r} must be the file's name, {code!r}")
    _check_setting(point, file, "", library)
    if point.region not in library.safety.regions:
        raise UnknownName("region", point.region, library.safety.regions, f"{file}, region")
    conditions = [condition.id for condition in library.safety.conditions]
    for number, rule in enumerate(point.rules, start=1):
        where = f"rules, entry {number}"
        if rule.condition not in conditions:
            raise UnknownName("condition", rule.condition, conditions, f"{file}, {where}")
        _check_sources(rule.sources, file, where, library)
    shortest, longest = point.hold_s
    if shortest > longest:
        raise ContentError(file, "hold_s", f"the shortest hold, {shortest}, is longer than the longest, {longest}")
    _check_circumstances((*point.only, *point.unless), file, "only and unless", library)
    _check_point_words(point, file, "en", library)
    for number, way in enumerate(point.ways, start=1):
        where = f"ways, entry {number}"
        _check_circumstances((*way.only, *way.unless), file, where, library)
        here = pressed_by(point, way)
        _check_setting(here, file, f"{where}, ", library)
        _check_point_words(here, file, f"{where}.en", library)
    _check_notes(point.notes, file, library)


def _check_setting(point: Point, file: str, where: str, library: Library) -> None:
    for kind, name, known in (
        ("posture", point.posture, library.phrases.postures),
        ("reach", point.reach, library.phrases.images),
    ):
        if name not in known:
            raise UnknownName(kind, name, known, f"{file}, {where}{kind}")


def _check_point_words(point: Point, file: str, where: str, library: Library) -> None:
    """Check what is said of a point, as usual or by one of its ways."""
    allowed = {"side", "other"} if point.sides == "each" else set()
    for key, words in sentence_lists(point.en).items():
        if not words and point.sides == "each" and key != _OPTIONAL:
            raise ContentError(file, f"{where}.{key}", "it is missing; the second side needs words of its own")
        _check_words(words, file, f"{where}.{key}", allowed, library)
    for key in ("name", "pinyin", "place", "spot"):
        _require_words(getattr(point.en, key), file, f"{where}.{key}")


def check_steps(routine: Routine, file: str, points: dict[str, Point]) -> None:
    """Check that a routine names points that exist, each once."""
    seen: set[str] = set()
    for number, step in enumerate(routine.steps, start=1):
        where = f"{file}, step {number}"
        if step.point not in points:
            raise unknown_point(step.point, points, where=where)
        if step.point in seen:
            raise ContentError(file, f"step {number}", f"the point {step.point} stands in an earlier step already")
        seen.add(step.point)
        shortest, longest = (time_s / 60 for time_s in points[step.point].hold_s)
        if not shortest <= step.minutes <= longest:
            allowed = f"{shortest:g} to {longest:g}" if shortest < longest else f"{shortest:g}"
            unit = "minute" if allowed == "1" else "minutes"
            raise ContentError(file, f"step {number}", f"{step.point} is held {allowed} {unit}, not {step.minutes:g}")


def check_routine(routine: Routine, file: str, library: Library) -> None:
    """Check the words of a routine; `file` is its name in errors."""
    for key in ("welcome", "settle", "arrive", "closing", "repeat"):
        _check_words(getattr(routine.en, key), file, f"en.{key}", {"length"} if key == "welcome" else set(), library)
    for region in routine.eases or ():
        if region not in library.safety.regions:
            raise UnknownName("region", region, library.safety.regions, f"{file}, eases")
    for key in ("title", "summary"):
        if not any(character.isalnum() for character in getattr(routine.en, key)):
            raise ContentError(file, f"en.{key}", "there is no word in it")
    _check_notes(routine.notes, file, library)


def _check_phrases(library: Library) -> None:
    file = "phrases/en.toml"
    phrases = library.phrases
    for name, posture in phrases.postures.items():
        for key, words in sentence_lists(posture).items():
            _check_words(words, file, f"postures.{name}.{key}", {"side", "other"} if posture.sided else set(), library)
    for name, words in phrases.images.items():
        _check_words(words, file, f"images.{name}", set(), library)
    allowed = {
        "timing": {"time"},
        "switch": {"part"},
        "where": {"place"},
        "where_in_hold": {"place", "time"},
        "longer": {"time"},
        "shorter": {"time"},
        "left": {"length"},
        "left_in_hold": {"time", "length"},
        "asked_back": {"command"},
    }
    without = {f"without_chimes.{key}": words for key, words in sentence_lists(phrases.without_chimes).items()}
    for place, words in (sentence_lists(phrases) | without).items():
        key = place.rpartition(".")[2]
        _check_words(words, file, place.replace("_", "-"), allowed.get(key, set()), library)


def _check_safety(library: Library) -> None:
    file, safety = "safety.toml", library.safety
    for key, words in sentence_lists(safety.en).items():
        _check_words(words, file, f"en.{key}", set(), library)
    notices = {
        "left_out": {"because"},
        "softened": {"because"},
        "softened_shortly": {"because", "time"},
        "cleared": {"whom"},
    }
    for key, allowed in notices.items():
        _check_words((getattr(safety.en, key),), file, f"en.{key}", {"points", *allowed}, library)
    _check_words((safety.en.unpaced,), file, "en.unpaced", {"because"}, library)
    for key in ("red_flags", "conditions", "cautions"):
        for number, caution in enumerate(getattr(safety, key), start=1):
            _check_sources(caution.sources, file, f"{key}, entry {number}", library)
    for number, flag in enumerate(safety.red_flags, start=1):
        _check_circumstances(flag.only, file, f"red_flags, entry {number}", library)
    for number, caution in enumerate(safety.cautions, start=1):
        for code in caution.points:
            if code not in library.points:
                raise unknown_point(code, library.points, where=f"{file}, cautions, entry {number}")


def _check_conditions(library: Library) -> None:
    """Check the texts that complete others, and what is advised."""
    safety = library.safety
    texts = [
        (f"conditions, entry {number}.because", condition.because, {"region"} if condition.by_region else set())
        for number, condition in enumerate(safety.conditions, start=1)
    ]
    texts += [
        (f"regions.{name}", region.name, {"side"} if region.sided else set()) for name, region in safety.regions.items()
    ]
    for where, text, allowed in texts:
        for problem in _problems(text, allowed):
            raise ContentError("safety.toml", where, problem)
        _require_words(text, "safety.toml", where)
    for number, condition in enumerate(safety.conditions, start=1):
        where = f"conditions, entry {number}"
        for region in condition.regions:
            if region not in safety.regions:
                raise UnknownName("region", region, safety.regions, f"safety.toml, {where}.regions")
        if condition.regions and not condition.by_region:
            raise ContentError("safety.toml", f"{where}.regions", "they are for a condition with by_region = true")
        for key in ("advice", "afterwards"):
            words = filter(None, (getattr(condition, key),))
            _check_words(tuple(words), "safety.toml", f"{where}.{key}", set(), library)
    _check_names(safety)


def _check_names(safety: Safety) -> None:
    """Check that what people call a state of health leads somewhere, and to one place."""
    conditions = tuple(_condition_ids(safety))
    flags, cautions = ([entry.id for entry in entries] for entries in (safety.red_flags, safety.cautions))
    for number, called in enumerate(safety.names, start=1):
        where = f"safety.toml, names, entry {number}"
        ways = {"condition": called.condition, "red flag": called.red_flag, "caution": called.cautions}
        if sum(map(bool, ways.values())) != 1:
            problem = "it leads to one of a condition, a red flag and cautions"
            raise ContentError("safety.toml", f"names, entry {number}", problem)
        for kind, name, allowed in (
            ("condition", called.condition, conditions),
            ("red flag", called.red_flag, flags),
            *(("caution", caution, cautions) for caution in called.cautions),
        ):
            if name and name not in allowed:
                raise UnknownName(kind, name, allowed, where)


def _condition_ids(safety: Safety) -> Iterator[str]:
    for condition in safety.conditions:
        yield condition.id
        for region in (condition.regions or safety.pressed) if condition.by_region else ():
            sides = ("left-", "right-") if safety.regions[region].sided else ("",)
            yield from (f"{condition.id}-{side}{region}" for side in sides)


def _check_notes(notes: tuple[Note, ...], file: str, library: Library) -> None:
    for number, note in enumerate(notes, start=1):
        _check_sources(note.sources, file, f"notes, entry {number}", library)


def _check_words(words: Sentences, file: str, key: str, allowed: set[str], library: Library) -> None:
    for number, sentence in enumerate(words, start=1):
        where = f"{key}, entry {number}"
        if sentence.safety and not key.endswith(_MARKED):
            raise ContentError(file, where, f"safety = true is for {' and '.join(_MARKED)} of points alone")
        if sentence.chime is not None and key not in _EXPLAINING:
            raise ContentError(file, where, f"a chime is for {' and '.join(_EXPLAINING)} of phrases alone")
        if sentence.asked and not sentence.safety and not file.startswith("safety"):
            raise ContentError(file, where, "asked = true is for safety words alone")
        if sentence.posture is not None:
            if key != _SETTLING:
                raise ContentError(file, where, f"a posture is for {_SETTLING} of routines alone")
            if sentence.posture not in library.phrases.postures:
                raise UnknownName("posture", sentence.posture, library.phrases.postures, f"{file}, {where}")
        _check_circumstances((*sentence.only, *sentence.unless), file, where, library)
        for text in filter(None, (sentence.say, sentence.brief)):
            for problem in _problems(text, allowed):
                raise ContentError(file, where, problem)
            _require_words(text, file, where)
        _check_sources(sentence.sources, file, where, library)


def _check_circumstances(names: Iterable[str], file: str, where: str, library: Library) -> None:
    for name in names:
        if name not in (known := library.circumstances):
            raise UnknownName("circumstance", name, known, f"{file}, {where}")


def _require_words(text: str, file: str, where: str) -> None:
    """Raise ContentError if there is nothing to say in a text, or a sign that has no words."""
    filled = _PLACEHOLDER.sub(lambda found: _FILLED.get(found[1], "left"), text)
    try:
        said = written_out(filled)
    except CannotSay as error:
        raise ContentError(file, where, str(error)) from None
    if not any(character.isalnum() for character in said):
        raise ContentError(file, where, f"there is no word in {text[:60]!r}; write a sentence to say")


def _problems(text: str, allowed: set[str]) -> Iterator[str]:
    if "<" in text:
        from coach.aloud.markup import tag_in

        if tag := tag_in(text):
            yield f"{tag!r} must not be said: markup is read aloud"
    for name in _PLACEHOLDER.findall(text):
        if name not in allowed:
            places = ", ".join(f"{{{place}}}" for place in sorted(allowed)) or "none"
            yield f"the placeholder {{{name}}} cannot be filled; allowed: {places}"
    for pattern, reason in FORBIDDEN.items():
        if found := re.search(pattern, text):
            yield f"{found[0]!r} must not be said: {reason}"


def _check_sources(sources: tuple[str, ...], file: str, where: str, library: Library) -> None:
    facts = library.sources.facts
    for source in sources:
        if source != "own" and source not in facts:
            match = nearest(source, facts)
            raise ContentError(
                file, where, f"unknown source {source!r}" + (f"; did you mean {match!r}?" if match else "")
            )
