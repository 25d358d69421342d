"""Cue sheets as text: a changed wording, order or time shows as a readable difference.

After a change that is meant, write them anew with `COACH_WRITE_GOLDEN=1 .venv/bin/pytest tests/report/test_golden.py`.
"""

import os
from pathlib import Path

import pytest
from routines import BACKACHE, SHIPPED
from timing import PlainChimes, by_words
from writing import split, verdicts, writer

from coach.choices import Breath
from coach.cli.flags import flags
from coach.plan.fit import Fitter
from coach.plan.heading import Heading
from coach.plan.schedule import schedule
from coach.report.safety_facts import safety_facts
from coach.report.sheet import cue_sheet

FOLDER = Path(__file__).parents[1] / "golden"
SESSIONS = {
    "default": {},
    "guide-right-first": {"order": "guide", "first": "right", "seed": 2},
    "one-leg-short": {"side": "left", "points": ("BL40", "BL57", "BL60"), "hold_s": 12, "pace": 2, "breath": None},
    "brief": {"talk": "brief", "answered": True},
    "chimes": {"talk": "chimes", "answered": True},
    "all-answered": {"answered": True},
    "foot-on-a-stool": {"legs": "stool"},
    "lying": {"position": "lying"},
    "lying-brief": {"position": "lying", "talk": "brief", "answered": True},
    "lying-chimes": {"position": "lying", "talk": "chimes", "answered": True},
    "one-hand": {"conditions": ("unused-hand-right-hand",)},
    "one-hand-lying": {"conditions": ("unused-hand-left-hand",), "position": "lying"},
    "wheelchair": {"conditions": ("wheelchair",), "answered": True},
    "hip-precautions": {"conditions": ("hip-precautions",), "answered": True},
    "one-leg": {"conditions": ("missing-leg-left-leg",), "answered": True},
    "auto": {"talk": "auto", "answered": True, "finished": (("CV6", 6), ("GV26", 3), ("BL23", 2), ("BL31-34", 4))},
    "fitted-to-22-minutes": {"minutes": 22},
    "fitted-to-33-minutes": {"minutes": 33, "seed": 3},
    "pregnancy-with-cleared-points": {"conditions": ("pregnancy",), "cleared": ("BL23", "BL40")},
    "easy-bruising-and-a-sore-left-leg": {"conditions": ("blood-thinners", "skin-left-leg"), "breath": Breath(4, 6, 2)},
}


def in_seconds(clock):
    minutes, seconds = clock.split(":")
    return int(minutes) * 60 + int(seconds)


@pytest.mark.parametrize("name", SESSIONS)
def test_the_cue_sheet_is_the_one_that_was_agreed_on(name):
    given = SESSIONS[name]
    write = writer(**given)
    if "minutes" in given:
        write = Fitter(by_words, PlainChimes(), verdicts(**given)).fit(write, given["minutes"])
    *_, timeline = schedule(write.stages(), by_words, PlainChimes())
    heading = Heading("backache", BACKACHE.en.title, "by words", (), 120, "plain", {}, route=write.route)
    safety = safety_facts(timeline.stages, write.route, SHIPPED, split(given)[1], flags)
    sheet = "\n".join(cue_sheet(heading, timeline, flags, safety=safety)) + "\n"
    file = FOLDER / f"{name}.txt"
    if os.environ.get("COACH_WRITE_GOLDEN"):
        file.write_text(sheet, encoding="utf-8")
    assert sheet == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SESSIONS)
def test_the_budget_adds_up_as_it_is_printed(name):
    sheet = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    rows = [row.split()[1:10] for row in sheet.partition("\nBudget")[2].splitlines()[1:]]
    table = [[*map(in_seconds, row[:4]), *map(int, row[4:])] for row in rows]
    *stages, whole = table
    assert [sum(column) for column in zip(*stages, strict=True)] == whole
    for length, speech, hold, rest, planned, spoken, _, _, dropped in table:
        assert (length, planned) == (speech + hold + rest, spoken + dropped)
        assert min(speech, rest) >= 0
    assert f", {rows[-1][0]}\n" in sheet
