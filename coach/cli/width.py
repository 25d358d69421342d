"""How wide a text is that people read at leisure."""

import shutil

NARROWEST, WIDEST = 40, 100
"""In characters: narrower lines break everywhere, and in wider ones the eye loses its line."""


def line_width() -> int:
    """Return the length of a line in characters: that of the terminal within these bounds, or 80 without one."""
    return min(max(shutil.get_terminal_size().columns, NARROWEST), WIDEST)
