"""A session as files: one module for each thing that is written."""

from coach.export.audio import Progress, Written, write

__all__ = ["Progress", "Written", "write"]
