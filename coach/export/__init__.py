"""A session as files: one module for each thing that is written."""

from coach.export.audio import Written, stream, verify, write
from coach.export.verify.check import Report
from coach.export.wanted import STREAM, Wanted

__all__ = ["STREAM", "Report", "Wanted", "Written", "stream", "verify", "write"]
