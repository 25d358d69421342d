"""Each time zone of this machine, as `coach remind` writes it: does a second library read the right time out of it?

    python tests/endurance/zones.py

Prints each zone whose time dateutil reads otherwise than it is within twenty years, and how many were read.
"""

import io
import sys
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from dateutil.tz import tzical

from coach.reminders.vtimezone import vtimezone

DAYS = range(0, 365 * 20, 5)


def main() -> None:
    """Compare the offset from UTC of a time of day, every fifth day."""
    begin = datetime.now(UTC)
    names = sorted(available_timezones() - {"localtime", "posixrules", "Factory"})
    for name in names:
        zone = ZoneInfo(name)
        text = vtimezone(zone, begin.astimezone(zone)).to_ical().decode().replace("\r\n", "\n")
        read = tzical(io.StringIO(f"BEGIN:VCALENDAR\n{text}END:VCALENDAR\n")).get()
        for days in DAYS:
            shown = begin.replace(hour=9, minute=13, tzinfo=None) + timedelta(days=days)
            if shown.replace(tzinfo=read).utcoffset() != shown.replace(tzinfo=zone).utcoffset():
                sys.stdout.write(f"{name}: {shown} is wrong\n")
                break
    sys.stdout.write(f"{len(names)} zones were read\n")


if __name__ == "__main__":
    main()
