"""Cue sheets as text: a changed wording, order or time shows as a readable difference.

After a change that is meant, write them anew with `COACH_WRITE_GOLDEN=1 .venv/bin/pytest tests/test_golden.py`.
"""

import os
from pathlib import Path

import pytest
from timing import PlainChimes, by_words

from coach import engine
from coach.content.load import library
from coach.cuesheet import Heading, lines
from coach.options import Options
from coach.schedule import schedule

FOLDER = Path(__file__).parent / "golden"
SESSIONS = {
    "default": Options(),
    "guide-right-first": Options(order="guide", first="right", seed=2),
    "one-leg-short": Options(side="left", points=("BL40", "BL57", "BL60"), hold_s=12, pace=2, breath=None),
}


@pytest.mark.parametrize("name", SESSIONS)
def test_the_cue_sheet_is_the_one_that_was_agreed_on(name):
    shipped = library()
    routine = shipped.routines["backache"]
    *_, timeline = schedule(engine.script(shipped, routine, SESSIONS[name]), by_words, PlainChimes())
    heading = Heading("backache", routine.en.title, "by words", (), 120, "plain", {})
    sheet = "\n".join(lines(heading, timeline)) + "\n"
    file = FOLDER / f"{name}.txt"
    if os.environ.get("COACH_WRITE_GOLDEN"):
        file.write_text(sheet, encoding="utf-8")
    assert sheet == file.read_text(encoding="utf-8")
