"""What a clock on a wall shows, which has no zone."""

from datetime import UTC, datetime


def wall(*parts: int) -> datetime:
    """Return a date and a time of day without a zone."""
    return datetime(*parts, tzinfo=UTC).replace(tzinfo=None)
