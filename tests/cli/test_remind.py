"""`coach remind`, as a user meets it."""

import subprocess
import sys

import pytest
import vobject


@pytest.fixture(autouse=True)
def somewhere(tmp_path, monkeypatch):
    monkeypatch.setenv("TZ", "Europe/Berlin")
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def note(text):
    return vobject.readOne(text).vevent.description.value


def test_one_command_writes_a_calendar_and_tells_what_is_in_it_and_how_it_gets_there(run, somewhere):
    result = run("remind", "20:30", "--days", "mon,wed,fri")
    assert (result.status, result.out) == (0, "")
    told = " ".join(result.err.split())
    assert told.startswith(
        "coach.ics: Monday, Wednesday and Friday at 20:30 in the time zone Europe/Berlin, for the first"
    )
    assert "open it and your calendar takes it in" in told
    assert note((somewhere / "coach.ics").read_text()).endswith(": coach start")


def test_the_command_to_type_has_the_length_of_the_session_or_is_what_is_asked_for(run):
    assert note(run("remind", "20:30", "--minutes", "20", "-o", "-").out).endswith(": coach start --minutes 20")
    assert note(run("remind", "20:30", "--command", "coach start x.toml", "-o", "-").out).endswith(
        ": coach start x.toml"
    )
    assert run("config", "minutes=25", "title=For Anna").status == 0
    result = run("remind", "20:30", "-o", "-")
    assert note(result.out).endswith(": coach start --minutes 25")
    assert "SUMMARY:Acupressure" in result.out  # the title is one for files
    assert "from the settings" in result.err
    assert note(run("remind", "20:30", "--no-settings", "-o", "-").out).endswith(": coach start")


def test_standard_output_gets_the_calendar_alone(run, somewhere):
    result = run("remind", "2:30", "--days", "sun", "-o", "-")
    assert result.out.startswith("BEGIN:VCALENDAR")
    assert "the clock goes forward over 02:30" in " ".join(result.err.split())
    assert not list(somewhere.iterdir())


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("25:00",), "TIME 25:00: a day has the hours 0 to 23"),
        (("20:30", "--days", ""), "--days '': name one or more days"),
        (("20:30", "--days", "frieday"), "did you mean 'friday'?"),
        (("20:30", "--zone", "Europe/Berln"), "did you mean 'Europe/Berlin'?"),
        (("20:30", "--weeks", "2", "--until", "2027-01-01"), "--weeks 2: "),
        (("20:30", "--before", "ten"), "--before ten: write a whole number"),
        (("20:30", "-o", "."), "it is a folder"),
        (("20:30", "-o", "diary.txt"), "-o diary.txt: calendars know their files by .ics"),
    ],
)
def test_what_cannot_be_is_told_in_one_line_and_nothing_is_written(run, somewhere, arguments, told):
    result = run("remind", *arguments)
    assert result.status in {1, 2}
    assert (result.out, len(result.err.splitlines())) == ("", 1)
    assert result.err.startswith("coach: ")
    assert told in result.err
    assert not list(somewhere.iterdir())


def test_somebody_elses_file_is_replaced_for_who_asks_for_it_alone(run, somewhere):
    (somewhere / "coach.ics").write_text("of somebody's own")
    result = run("remind", "20:30")
    assert result.status == 1
    assert "--force" in result.err
    assert (somewhere / "coach.ics").read_text() == "of somebody's own"
    assert run("remind", "20:30", "--force").status == 0
    assert run("remind", "20:45").status == 0


def test_no_other_command_has_to_wait_for_the_library_of_calendars():
    program = "import sys, coach.cli, coach.cli.start, coach.cli.remind, coach.face; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert not {"icalendar", "tzlocal", "zoneinfo", "coach.reminders"} & {*loaded}


def test_what_the_library_of_zones_has_to_say_stands_on_no_terminal():
    program = """
import logging, warnings, tzlocal
from zoneinfo import ZoneInfo
def find():
    logging.getLogger("tzlocal").warning("an old file is there")
    warnings.warn("nothing is configured")
    return ZoneInfo("Europe/Berlin")
tzlocal.reload_localzone = find
from coach.reminders.zones import local
print(local().key)
"""
    asked = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert (asked.stdout, asked.stderr) == ("Europe/Berlin\n", "")


@pytest.mark.skipif(sys.platform == "win32", reason="a shell")
def test_without_standard_output_nothing_breaks():
    command = f"{sys.executable} -m coach remind 20:30 -o - >&-"
    assert subprocess.run(["sh", "-c", command], check=False, capture_output=True).returncode == 0
