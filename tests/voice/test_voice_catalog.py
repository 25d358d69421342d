"""The names by which voices are chosen."""

import subprocess
import sys
from importlib import metadata
from importlib.metadata import EntryPoint
from types import SimpleNamespace

import pytest

from coach.choices import USUAL_RATE
from coach.errors import BadOption, UnknownName, VoiceError
from coach.voice import catalog
from coach.voice.catalog import SHIPPED, find_voice, survey
from coach.voice.engines import hibari, piper, system
from coach.voice.engines.fake import FakeVoice

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="these are voices of eSpeak")


@pytest.fixture
def nothing_natural(monkeypatch):
    """A machine on which no voice with a model is installed."""
    monkeypatch.setattr(piper, "find_spec", lambda _: None)
    monkeypatch.setattr(hibari, "find_spec", lambda _: None)


@pytest.mark.parametrize(
    ("name", "found"), [(None, "system"), ("auto", "system"), ("system", "system"), ("fake", "fake")]
)
@pytest.mark.usefixtures("nothing_natural")
def test_the_usual_voices_are_found_without_starting_a_process(name, found, monkeypatch):
    monkeypatch.setattr(subprocess, "Popen", None)
    assert find_voice(name).name == found


@pytest.mark.parametrize("name", ["piper", "piper:en_US-joe-medium", "EN_us-Joe-medium"])
def test_a_voice_of_piper_is_found_by_its_engine_and_by_its_name_in_any_case(name):
    assert find_voice(name).name == "piper:en_US-joe-medium"


@pytest.mark.parametrize("name", [None, "auto", "hibari", "hibari:heart", "Heart"])
def test_the_usual_voice_is_the_natural_one_that_comes_with_coach(name):
    voice = find_voice(name)
    assert voice.name == "hibari:heart"
    voice.close()


@pytest.mark.usefixtures("nothing_natural")
def test_a_natural_voice_that_is_asked_for_by_name_and_not_installed_is_told_with_what_to_install():
    with pytest.raises(VoiceError, match=r"the voice 'piper' is not installed; run `.* 'piper-tts>=1\.3' "):
        find_voice("piper")


@LINUX
@pytest.mark.parametrize(
    "asked",
    [
        "system:en-gb-x-rp",
        "system:EN-GB-x-rp",
        "gmw/en-gb-x-rp",
        "system:English (Received Pronunciation)",
        "en-gb-x-rp",
    ],
)
def test_a_voice_of_the_platform_is_found_by_short_name_id_or_full_name(asked, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    voice = find_voice(asked, 100)
    assert voice.name == "system:en-gb-x-rp"
    assert voice.identity[-2] == "gmw/en-gb-x-rp"


@LINUX
@pytest.mark.parametrize(
    ("asked", "match"),
    [
        ("system:en-gb-rp", "system:en-gb-x-rp"),
        ("systen", "system"),
        ("piper:en_US-jo-medium", "piper:en_US-joe-medium"),
    ],
)
def test_an_unknown_voice_is_answered_with_the_nearest_one(asked, match):
    with pytest.raises(UnknownName, match=f"unknown voice '{asked}'; did you mean '{match}'"):
        find_voice(asked)


@pytest.mark.usefixtures("nothing_natural")
def test_an_unknown_voice_is_told_even_where_no_engine_can_list_its_voices(monkeypatch):
    broken = system.engine_voices
    monkeypatch.setattr(system, "engine_voices", lambda: broken(["/no/such/program"]))
    with pytest.raises(UnknownName, match="unknown voice 'xyz'; there is: auto, hibari, piper, system, fake"):
        find_voice("xyz")
    voices, problems = survey()
    assert [engine for engine, _ in voices] == ["fake"]
    assert "'hibari' is not installed" in str(problems[0])
    assert "cannot list its voices" in str(problems[1])


@pytest.mark.parametrize("rate", [0, -5, 84, 181, 10**6])
def test_a_rate_that_no_engine_follows_is_refused(rate):
    with pytest.raises(BadOption, match=f"^rate {rate}: choose from 85 to 180"):
        find_voice("system", rate)


@LINUX
def test_the_voices_that_are_listed_can_all_be_found():
    voices, problems = survey()
    assert problems == []
    names = [f"{engine}:{info.label}" for engine, info in voices]
    assert names[:2] == ["hibari:heart", "piper:en_US-joe-medium"]
    assert names[-1] == "fake:hum"
    assert "system:en-us" in names
    assert find_voice("system:en-us").name == "system:en-us"


def test_the_engines_that_come_with_coach_are_entry_points_like_those_of_others():
    declared = {point.name: point.value for point in metadata.entry_points(group=catalog.GROUP)}
    assert declared == SHIPPED


class Singer:
    """An engine of another package."""

    def voices(self):
        return [catalog.VoiceInfo("tenor", "en")]

    def open(self, _label, rate):
        return FakeVoice(rate)


@pytest.fixture
def other_package(monkeypatch):
    """Declare an entry point as an installed package would."""

    def declare(value):
        point = EntryPoint("choir", value, catalog.GROUP)
        monkeypatch.setattr(metadata, "entry_points", lambda **_: [point])

    return declare


@pytest.mark.parametrize("name", ["choir", "choir:tenor", "Tenor"])
def test_an_engine_of_another_package_is_found_by_its_entry_point(other_package, name):
    other_package(f"{__name__}:SINGER")
    assert isinstance(find_voice(name), FakeVoice)


def test_an_engine_of_another_package_that_is_broken_is_told_with_its_place(other_package):
    other_package("no_such_module:ENGINE")
    for name in ("choir", "choir:tenor"):
        with pytest.raises(VoiceError, match=r"'choir' cannot be loaded .*no_such_module.*; repair or remove"):
            find_voice(name)
    for name in ("", "choirboy"):
        with pytest.raises(UnknownName, match=f"unknown voice '{name}'"):
            find_voice(name)
    assert find_voice("fake").name == "fake"


def test_a_broken_engine_takes_no_other_voice_away(other_package):
    other_package("no_such_module:ENGINE")
    listed, problems = survey()
    assert "fake" in {engine for engine, _ in listed}
    assert any("'choir' cannot be loaded" in str(problem) for problem in problems)
    assert isinstance(find_voice("fake:hum"), FakeVoice)


class Faulty:
    """An engine that does not do what it should."""

    def __init__(self, kind):
        self.kind = kind

    def voices(self):
        raise self.kind("boom")

    def open(self, label, rate):
        raise self.kind(f"no {label} at {rate}")


FAULTY, LEAVING = Faulty(RuntimeError), Faulty(SystemExit)


@pytest.mark.parametrize(("engine", "kind"), [("FAULTY", "RuntimeError"), ("LEAVING", "SystemExit")])
def test_an_engine_that_fails_in_its_own_way_is_told_of_in_one_line(other_package, engine, kind):
    other_package(f"{__name__}:{engine}")
    listed, problems = survey()
    assert "fake" in {engine for engine, _ in listed}
    assert any(f"cannot list its voices ({kind}: boom)" in str(problem) for problem in problems)
    with pytest.raises(VoiceError, match=rf"cannot be opened \({kind}: no None at {USUAL_RATE}\)"):
        find_voice("choir")


class Mute(Singer):
    """An engine that lists a voice and has none."""

    def __init__(self, voice):
        self.voice = voice

    def open(self, _label, _rate):
        return self.voice


NOTHING, NO_NAME = Mute(None), Mute(SimpleNamespace(identity=(), phonemes=None, say=print, close=print))


@pytest.mark.parametrize("engine", ["NOTHING", "NO_NAME"])
@pytest.mark.parametrize("name", ["choir", "choir:tenor"])
def test_an_engine_that_opens_what_is_no_voice_is_told_of_in_one_line(other_package, engine, name):
    other_package(f"{__name__}:{engine}")
    with pytest.raises(VoiceError, match=r"'choir' cannot be opened \(TypeError: .* is no Voice\); repair or remove"):
        find_voice(name)


class Hoarse(Singer):
    """An engine that tells which of its voices cannot be used."""

    def __init__(self, *told):
        self.told = told

    def problems(self):
        return self.told


HOARSE, MUDDLED = Hoarse(VoiceError("bass", "has a cold", "wait a week")), Hoarse(None)


def test_an_engine_of_another_package_may_tell_which_of_its_voices_cannot_be_used(other_package):
    other_package(f"{__name__}:HOARSE")
    assert "the voice 'bass' has a cold; wait a week" in map(str, survey()[1])
    for name in ("choir:bass", "bass"):
        with pytest.raises(VoiceError, match="'bass' has a cold"):
            find_voice(name)
    with pytest.raises(UnknownName, match="unknown voice 'choir:alto'"):
        find_voice("choir:alto")
    assert isinstance(find_voice("tenor"), FakeVoice)


def test_an_engine_that_tells_its_problems_in_its_own_way_keeps_its_voices(other_package):
    other_package(f"{__name__}:MUDDLED")
    listed, problems = survey()
    assert "choir" in {engine for engine, _ in listed}
    told = "'choir' cannot tell its problems (TypeError: None is no VoiceError)"
    assert any(told in str(problem) for problem in problems)


SINGER = Singer()
