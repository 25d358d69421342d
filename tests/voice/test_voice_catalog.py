"""The names by which voices are chosen."""

import subprocess
import sys

import pytest

from coach.errors import BadOption, UnknownName
from coach.voice import catalog, system
from coach.voice.catalog import available, find_voice

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="these are voices of eSpeak")


@pytest.mark.parametrize("name", [None, "system", "fake"])
def test_the_usual_voices_are_found_without_starting_a_process(name, monkeypatch):
    monkeypatch.setattr(subprocess, "Popen", None)
    assert find_voice(name).name == (name or "system")


@LINUX
@pytest.mark.parametrize("asked", ["en-gb-x-rp", "EN-GB-x-rp", "gmw/en-gb-x-rp", "English (Received Pronunciation)"])
def test_a_voice_of_the_platform_is_found_by_short_name_id_or_full_name(asked):
    voice = find_voice(f"system:{asked}", 100)
    assert voice.name == "system:en-gb-x-rp"
    assert list(voice.identity[-2:]) == ["gmw/en-gb-x-rp", "100"]


@LINUX
@pytest.mark.parametrize(("asked", "match"), [("system:en-gb-rp", "system:en-gb-x-rp"), ("systen", "system")])
def test_an_unknown_voice_is_answered_with_the_nearest_one(asked, match):
    with pytest.raises(UnknownName, match=f"unknown voice '{asked}'; did you mean '{match}'"):
        find_voice(asked)


def test_an_unknown_voice_is_told_even_where_no_engine_can_list_its_voices(monkeypatch):
    monkeypatch.setattr(catalog, "engine_voices", lambda: system.engine_voices(["/no/such/program"]))
    with pytest.raises(UnknownName, match="unknown voice 'xyz'; there is: system, fake"):
        find_voice("xyz")


@pytest.mark.parametrize("rate", [0, -5, 79, 301, 10**6])
def test_a_rate_that_no_engine_follows_is_refused(rate):
    with pytest.raises(BadOption, match=f"--rate {rate}: choose from 80 to 300"):
        find_voice("system", rate)


@LINUX
def test_the_voices_that_are_listed_can_all_be_found():
    listed = available()
    assert listed[0] == "system"
    assert listed[-1] == "fake"
    assert "system:en-us" in listed
    assert find_voice(listed[3]).name == listed[3]
