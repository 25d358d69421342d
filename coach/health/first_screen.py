"""The first screen: before somebody's first session, once, whether any sign is there that must not wait.

It takes half a minute, and may be skipped. Kept is only that it was asked. Every session looks, before it sounds,
whether it is due: so little is imported for that.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from coach.errors import NoHome
from coach.storage import folders

if TYPE_CHECKING:
    from coach.content.safety import Safety
    from coach.health.profile import Tell
    from coach.health.questions import Ask

_HEAD = "Before your first session: is any of this so?"
_QUESTION = "Is any of it so?"
_NAME = "screened"
_KEPT = b"The signs that must not wait were asked for; no answer is kept.\n"


def is_due() -> bool:
    """Return whether the first screen is still to be asked: it never was, and no profile is stored.

    Where nothing can be kept it is not asked, as it would be asked each time.
    """
    try:
        return not (_place().exists() or os.path.lexists(folders.profile()))
    except (OSError, NoHome):
        return False


def ask_first(safety: "Safety", ask: "Ask", tell: "Tell") -> None:
    """Name the signs that must not wait, and ask whether any is there; after a yes, ask for each of them.

    `tell` is given what is to be read before the question. Raises CallsForDoctor at the first sign that there is. If
    `ask` raises, or a sign is there, the first screen is due again.
    """
    from msgspec.structs import replace

    from coach.health.questions import Question
    from coach.health.screen import has_passed

    urgent = tuple(flag for flag in safety.red_flags if flag.sign)
    for line in (_HEAD, *(f"  - {flag.sign}" for flag in urgent)):
        tell(line)
    question = Question(id="any", text=_QUESTION, number=1, whole=1)
    while (reply := ask(question)) == "back" or (
        reply == "yes" and not has_passed(replace(safety, red_flags=urgent), ask, may_go_back=True)
    ):
        pass
    remember()


def remember() -> None:
    """Keep that somebody was asked; where nothing can be kept, they are asked again."""
    from coach.storage import files

    try:
        files.write(_place(), _KEPT, is_private=True)
    except (OSError, NoHome):
        return


def kept() -> list[Path]:
    """Return the file in which it is kept that somebody was asked, if there is one; raises BadFile and NoHome."""
    from coach.storage import deleting

    return deleting.named(folders.state(), _NAME)


def _place() -> Path:
    return folders.state() / _NAME
