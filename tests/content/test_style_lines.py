"""The line of a place in a file is right, however the file is written."""

import tomllib
from collections.abc import Iterator
from itertools import count
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from coach.content.load import library
from coach.content.style import lines_of
from coach.content.style.texts import texts
from coach.storage import resources

KEYS = st.sampled_from(["say", "en", "ways", "press", "a-b", "it_2"])
VALUES = st.recursive(
    st.just(0),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=8,
)
TABLES = st.dictionaries(KEYS, VALUES, max_size=3)
FILES = st.dictionaries(
    KEYS,
    st.one_of(
        TABLES.map(lambda plain: ([plain], False)),
        st.lists(st.tuples(TABLES, st.dictionaries(KEYS, TABLES, max_size=2)), min_size=1, max_size=3).map(
            lambda entries: (entries, True)
        ),
    ),
    max_size=3,
)
GAPS = st.sampled_from(["", "\n", "# [[ways]] = { say = 1 }\n", "\n\n"])


def inline(value: Any, numbers: Iterator[int], *, is_spread: bool) -> str:
    """Return a value as TOML, in lines of its own where it is a list; every leaf is another text."""
    if isinstance(value, dict):
        pairs = (f"{key} = {inline(entry, numbers, is_spread=False)}" for key, entry in value.items())
        return f"{{ {', '.join(pairs)} }}"
    if isinstance(value, list):
        entries = [inline(entry, numbers, is_spread=False) for entry in value]
        return (
            "[\n" + "".join(f"  {entry}, # ] {{\n" for entry in entries) + "]"
            if is_spread
            else f"[{', '.join(entries)}]"
        )
    return f"'<{next(numbers)}> = [ #'"


def written(file: dict[str, Any], gap: str, *, is_spread: bool) -> str:
    """Return a file as TOML: tables, and lists of tables with tables below them."""
    numbers, lines = count(1), []

    def table(header: str, values: dict[str, Any]) -> None:
        lines.append(gap + header)
        lines.extend(f"{key} = {inline(value, numbers, is_spread=is_spread)}" for key, value in values.items())

    for key, (entries, is_list) in file.items():
        for entry in entries:
            if not is_list:
                table(f"[{key}]", entry)
                continue
            values, below = entry
            table(f"[[{key}]] # one", {name: value for name, value in values.items() if name not in below})
            for name, more in below.items():
                table(f"[ {key}.{name} ]", more)
    return "\n".join(lines) + "\n"


def leaves(value: Any, place: str) -> Iterator[tuple[str, str]]:
    """Yield every text somewhere in what was read, with its place."""
    if isinstance(value, dict):
        for key, entry in value.items():
            yield from leaves(entry, f"{place}.{key}" if place else key)
    elif isinstance(value, list):
        for number, entry in enumerate(value, start=1):
            yield from leaves(entry, f"{place}, entry {number}")
    else:
        yield place, value


@given(FILES, GAPS, st.booleans())
def test_every_text_of_any_file_stands_on_the_line_that_is_told(file, gap, is_spread):
    text = written(file, gap, is_spread=is_spread)
    told, lines = lines_of(text), text.splitlines()
    for place, leaf in leaves(tomllib.loads(text), ""):
        assert leaf in lines[told[place] - 1]


def test_every_wording_that_is_shipped_stands_on_the_line_that_is_told():
    root, shipped = resources.folder("scripts"), library()
    parts = {f"points/{code}.toml": point for code, point in shipped.points.items()}
    parts |= {f"routines/{name}.toml": routine for name, routine in shipped.routines.items()}
    parts |= {"phrases/en.toml": shipped.phrases, "safety.toml": shipped.safety}
    for file, part in parts.items():
        lines = (root / file).read_text(encoding="utf-8").splitlines()
        told = lines_of("\n".join(lines))
        said = [*texts(part, file)]
        assert said
        assert [one for one in said if f'"{one.written}"' not in lines[told[one.place] - 1]] == []


def test_the_words_of_a_way_stand_below_its_own_header():
    way = "[[ways]]\nposture = 'a'\n[ways.en]\nlocate = [\n{ say = 'x' },\n]\n"
    text = way + way
    told = lines_of(text)
    assert told["ways, entry 1.en.locate, entry 1"] == 5
    assert told["ways, entry 2.en.locate, entry 1"] == 11
    assert told["ways, entry 2"] == 7
    assert told["ways, entry 2.en"] == 9
