"""What is installed is what was written: the wheel is built without a network and looked into."""

import importlib.metadata
import os
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from trove_classifiers import classifiers

import coach

ROOT = Path(__file__).parents[1]
DATA = "coach/_data/"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
NAME = PROJECT["name"]

USE = """
import coach
from coach.content.load import library
from coach.sound.chimes import load_palette, palette_names
print(coach.__file__, len(library().points), *map(load_palette, palette_names()))
"""


def build(kind, source, folder):
    """Build a wheel or an sdist from the folder `source`, with the backend that pip would call, and return it."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", kind, "--directory", folder]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    (built,) = Path(folder).iterdir()
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    with zipfile.ZipFile(build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))) as archive:
        yield archive


def versioned(*folders):
    """Return the files that git knows in some folders, and new ones that it does not ignore."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *folders]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return {name for name in listed.split("\0") if (ROOT / name).is_file()}


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a git checkout: what should be there is unknown")
def test_the_wheel_holds_every_file_of_scripts_and_audio_and_of_the_package(wheel):
    expected = {DATA + name for name in versioned("scripts", "audio")} | versioned("coach")
    assert DATA + "scripts/routines/backache.toml" in expected
    assert {name for name in wheel.namelist() if ".dist-info/" not in name and ".data/" not in name} == expected


def test_the_wheel_brings_the_manual_page_to_where_man_looks(wheel):
    (page,) = [name for name in wheel.namelist() if ".data/" in name]
    assert page.endswith(".data/data/share/man/man1/coach.1")
    assert wheel.read(page) == (ROOT / "docs" / "coach.1").read_bytes()


def test_the_wheel_holds_the_data_byte_for_byte(wheel):
    for name in wheel.namelist():
        if name.startswith(DATA):
            assert wheel.read(name) == (ROOT / name.removeprefix(DATA)).read_bytes()


def test_the_wheel_brings_the_coach_command_the_licence_and_no_tests(wheel):
    info = {Path(name).name: wheel.read(name).decode() for name in wheel.namelist() if ".dist-info/" in name}
    assert "coach = coach.cli:main" in info["entry_points.txt"].splitlines()
    assert info["LICENSE"] == (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert not [name for name in wheel.namelist() if "test" in Path(name).name]


def test_the_wheel_has_a_name_that_an_index_can_take_and_whatever_an_index_shows(wheel):
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    told = Parser().parsestr(wheel.read(name).decode())
    assert told["Name"] == "acupressure-coach"
    assert told["Version"] == coach.__version__
    assert all(told[field] for field in ("Summary", "Author", "Keywords", "License-Expression", "Requires-Python"))
    assert told.get_payload().strip() == (ROOT / "README.md").read_text(encoding="utf-8").strip()
    assert set(told.get_all("Classifier")) <= classifiers
    assert set(told.get_all("Provides-Extra")) == {"hands-free", "m4a", "natural", "png", "test"}


def test_the_package_that_says_it_is_typed_is_typed(wheel):
    assert "coach/py.typed" in wheel.namelist()


def test_content_and_sound_load_from_an_installed_wheel(wheel, tmp_path):
    wheel.extractall(tmp_path / "installed")
    untraced = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    environment = {**untraced, "PYTHONPATH": str(tmp_path / "installed")}
    command = [sys.executable, "-c", USE]
    used = subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True, text=True)
    assert used.stdout.startswith(f"{tmp_path / 'installed' / 'coach' / '__init__.py'} 7 ")


def test_a_wheel_made_from_the_sdist_is_the_same_wheel(wheel, tmp_path):
    with tarfile.open(build("sdist", ROOT, tmp_path / "sdist")) as archive:
        archive.extractall(tmp_path, filter="data")
    (source,) = tmp_path.glob("acupressure_coach-*")
    with zipfile.ZipFile(build("wheel", source, tmp_path / "wheel")) as second:
        assert {name: second.read(name) for name in second.namelist()} == {
            name: wheel.read(name) for name in wheel.namelist()
        }


def asked_for(project, extras):
    """Return what a distribution, or coach as it is written here, asks for with some extras on this machine."""
    if project == NAME:
        optional = [PROJECT["optional-dependencies"][extra] for extra in extras]
        lines = [*PROJECT["dependencies"], *(line for lines in optional for line in lines)]
    else:
        lines = importlib.metadata.requires(project) or []
    found = [Requirement(line) for line in lines]
    return [
        wanted
        for wanted in found
        if not wanted.marker or any(wanted.marker.evaluate({"extra": extra}) for extra in ("", *extras))
    ]


def reached(project, *extras):
    """Return all that is asked for by a distribution and by what it asks for, and so on."""
    found, left = {}, [(project, frozenset(extras))]
    while left:
        for wanted in asked_for(*left.pop()):
            if str(wanted) not in found:
                found[str(wanted)] = wanted
                left.append((canonicalize_name(wanted.name), frozenset(wanted.extras)))
    return [wanted for wanted in found.values() if wanted.name != NAME]


@pytest.mark.skipif(sys.platform != "linux", reason="the versions are those of Linux: other systems need more")
def test_constraints_txt_has_an_exact_version_that_fits_of_all_that_the_test_command_installs():
    constraints = list(map(Requirement, (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()))
    assert all(str(one.specifier).startswith("==") for one in constraints)
    exact = {canonicalize_name(one.name): str(one.specifier).removeprefix("==") for one in constraints}
    for wanted in reached(NAME, "test"):
        assert wanted.specifier.contains(exact[canonicalize_name(wanted.name)]), (
            f"constraints.txt does not fit {wanted}"
        )


def test_what_constraints_txt_has_for_linux_alone_is_what_coach_asks_for_on_linux_alone():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    marked = [
        {one.name: str(one.marker) for one in map(Requirement, some) if one.marker}
        for some in (PROJECT["dependencies"], lines)
    ]
    assert marked[0] == marked[1]
