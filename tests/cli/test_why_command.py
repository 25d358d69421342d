"""Where the words come from, as a user asks for it."""

import json
import re

import pytest

from coach.content.load import library

SESSION = ("plan", "--points", "CV6,BL40", "--hold", "60", "--voice", "fake")
FACTS_BEGIN = "The facts behind the session"


@pytest.fixture
def facts_behind(run):
    """The ids of the facts behind the clips of a session, and the texts that name them."""
    clips = json.loads(run(*SESSION, "--json").out)["clips"]
    behind = {}
    for clip in clips:
        for name in set(clip.get("sources", ())) - {"own"}:
            behind.setdefault(name, set()).add(clip["text"])
    return behind


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("columns", [20, 80, 100, 200])
def test_why_fits_the_terminal_and_stays_readable_in_a_narrow_and_a_wide_one(run, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    result = run("why", "bl40")
    assert (result.status, result.err) == (0, "")
    assert result.out.startswith("BL40: Commanding Middle")
    width = min(max(columns, 40), 100)
    lengths = [len(line) for line in result.out.splitlines() if " " in line.strip()]
    assert width - 5 < max(lengths) <= width


@pytest.mark.parametrize("code", library().points)
def test_why_answers_for_every_point_as_text_and_as_the_same_data(run, code):
    text = flat(run("why", code).out)
    told = json.loads(run("why", code, "--json").out)
    assert told["code"] == code
    for groups in (told["words"], told["phrases"], {"posture": told["posture"]}):
        for sentences in groups.values():
            for sentence in sentences:
                assert f'"{sentence["say"]}"' in text
    for name, fact in told["facts"].items():
        assert f" {name}: {fact['fact']} " in text
        assert fact["doubt"] in text
    for work in told["works"].values():
        assert work["citation"] in text
    assert told["review"] in text
    assert text.endswith("are told with their facts by: coach plan --sources")


def test_the_sources_of_a_plan_follow_its_cue_sheet(run):
    sheet = run(*SESSION).out
    told = run(*SESSION, "--sources")
    assert (told.status, told.err) == (0, "")
    assert told.out.startswith(f"{sheet}\n{FACTS_BEGIN}")
    assert FACTS_BEGIN not in sheet


def test_each_fact_behind_a_session_is_told_once_with_all_that_rests_on_it(run, facts_behind):
    facts = library().sources.facts
    entries = run(*SESSION, "--sources").out.partition(FACTS_BEGIN)[2].split("\n\n")
    told = {}
    for entry in entries:
        if found := re.match(r"([A-Za-z0-9-]+): ", entry):
            assert found[1] not in told
            told[found[1]] = flat(entry)
    assert list(told) == [name for name in facts if name in facts_behind]
    for name, entry in told.items():
        assert facts[name].fact in entry
        assert facts[name].doubt in entry
        assert f"Work: {facts[name].work}" in entry
        said = re.findall(r'"([^"]+)"', entry.partition(" Said: ")[2])
        assert len(said) == len(facts_behind[name])
        assert set(said) == facts_behind[name]


def test_the_sources_of_a_plan_end_with_its_works_and_that_nobody_has_reviewed_it(run, facts_behind):
    sources = library().sources
    used = {sources.facts[name].work for name in facts_behind}
    text = flat(run(*SESSION, "--sources").out)
    for name, work in sources.works.items():
        assert (f" {name}: {work.citation}" in text) == (name in used)
    assert "marked own states no fact" in text
    assert text.endswith("No clinician has reviewed any of this.")


def test_the_plan_as_data_gains_the_facts_and_works_that_are_used(run, facts_behind):
    plain, told = (json.loads(run(*SESSION, "--json", *more).out) for more in ((), ("--sources",)))
    facts, works = told.pop("facts"), told.pop("works")
    assert told == plain
    assert set(facts) == set(facts_behind)
    assert all(set(fact) == {"fact", "grade", "work", "where", "doubt"} for fact in facts.values())
    assert set(works) == {fact["work"] for fact in facts.values()}
    assert all(set(work) == {"citation", "url"} for work in works.values())
