"""The routine that docs/authors.md begins with."""

import json
import re
import textwrap
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "authors.md"


def routine() -> str:
    """Return the routine that stands on the page."""
    after = PAGE.read_text(encoding="utf-8").partition("`coach start ./legs.toml`:\n\n")[2]
    return textwrap.dedent(after.partition("\n\n`eases`")[0])


def test_the_first_routine_of_an_author_says_how_long_it_is_and_what_comes_last_before_the_first_point(run, tmp_path):
    file = tmp_path / "legs.toml"
    file.write_text(routine(), encoding="utf-8")
    plan = json.loads(run("plan", file, "--voice", "system", "--json").out)
    told = {stage["id"]: [] for stage in plan["stages"]}
    for clip in plan["clips"]:
        told[clip["stage"]].append(clip.get("text"))
    minutes = re.fullmatch(r"Welcome to about (\d+) minutes for your legs\.", told["opening"][-1])
    assert abs(int(minutes[1]) - plan["frames"] / plan["frame_rate"] / 60) <= 1
    assert told["arriving"][-1] == "Let your eyes close."
    assert list(told)[3] == "BL40-left"
