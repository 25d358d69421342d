"""The pictures in the README, made from what they show: `.venv/bin/python tests/readme_pictures.py` writes them anew.

`tests/test_readme.py` fails where they have become stale.
"""

import io
import os
import re
from pathlib import Path
from unittest import mock

from PIL import Image
from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

from coach.choices import Choices
from coach.content.load import library
from coach.export.audio import length_in_words
from coach.export.cover import cover
from coach.export.drawing import picture
from coach.health.listener import Listener
from coach.live.terminal.screen import Bars
from coach.plan.timeline import Timeline
from coach.sessions.compose import compose

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
COLUMNS = 76
COVER_PIXELS = 240
FONTS_FROM_ELSEWHERE = re.compile(r"\s*@font-face \{\{.*?\}\}", re.DOTALL)
"""What would fetch a font from another host; without it, the letters are those of the reader's terminal."""


class _Terminal(io.StringIO):
    """Takes what is painted on a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def usual(voice: str | None = None) -> Timeline:
    """Return the session that `coach start` plays, in another voice if wished."""
    with compose(Choices(voice=voice), Listener()) as session:
        return session.compile()


def screen(timeline: Timeline) -> str:
    """Return what stands on the terminal after two thirds of the first hold of a session, as it is painted."""
    stage = next(stage for stage in timeline.stages if stage.hold)
    terminal = _Terminal()
    surroundings = {"TERM": "xterm-256color", "COLUMNS": str(COLUMNS), "LINES": "24", "LANG": "C.UTF-8"}
    with mock.patch.dict(os.environ, surroundings, clear=True):
        bars = Bars(terminal, keys=True)
        bars.watch(timeline, stage.hold.onset + stage.hold.frames * 2 // 3)
    return terminal.getvalue()


def as_svg(painted: str) -> str:
    """Return what was painted as a picture that loads nothing."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(Text.from_ansi(painted), end="")
    form = FONTS_FROM_ELSEWHERE.sub("", CONSOLE_SVG_FORMAT).replace("Fira Code", "ui-monospace")
    return console.export_svg(title="coach start", code_format=form, unique_id="coach")


def words(svg: str) -> list[str]:
    """Return the words in a picture of the screen: its times and bars are others in each voice."""
    return [word for text in re.findall(r"<text[^>]*>([^<]*)</text>", svg) for word in re.findall(r"[A-Za-z]+", text)]


def small_cover(timeline: Timeline) -> bytes:
    """Return the cover of a file of the usual session, in the size of the README."""
    title = library().routines["backache"].en.title
    picture = Image.open(io.BytesIO(cover(title, length_in_words(timeline), "backache", "PNG"))).convert("RGB")
    file = io.BytesIO()
    picture.resize((COVER_PIXELS, COVER_PIXELS), Image.Resampling.LANCZOS).save(file, "JPEG", quality=80, optimize=True)
    return file.getvalue()


def point() -> str:
    """Return where a point lies, as a picture."""
    return picture("BL23").svg


if __name__ == "__main__":
    played = usual()
    (FOLDER / "point.svg").write_text(point(), encoding="utf-8")
    (FOLDER / "screen.svg").write_text(as_svg(screen(played)), encoding="utf-8")
    (FOLDER / "cover.jpg").write_bytes(small_cover(played))
