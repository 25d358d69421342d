"""The page on hands-free sessions tells all that can be said, and nothing else."""

import re
from pathlib import Path

from coach.content.load import commands
from coach.hearing.grammar import Grammar

PAGE = (Path(__file__).parents[1] / "docs" / "hands-free.md").read_text(encoding="utf-8")


def test_its_table_has_every_wording_of_every_command_in_order():
    rows = re.findall(r'^\| ("[^|]*) \| ([^|]*) \|', PAGE, re.MULTILINE)
    told = [tuple(re.findall(r'"([^"]+)"', f"{first}, {others}")) for first, others in rows]
    assert sorted(told) == sorted(commands().phrases.values())


def test_what_it_tells_to_say_with_the_name_counts_with_the_name_alone():
    called = [text for text in re.findall(r'"(coach, [^"]+)"', " ".join(PAGE.split())) if text != "coach, pause"]
    grammar = Grammar(commands())
    assert len(called) > 3
    for text in called:
        assert grammar.understand(text).spoken
        assert not grammar.understand(text.removeprefix("coach, ")).spoken
