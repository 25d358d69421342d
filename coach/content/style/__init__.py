"""How content is to be heard: what a reader would not notice, and a listener with closed eyes stumbles over.

`coach.content.check` refuses what cannot be said at all. What is found here can be said, and is better said otherwise.
Each check reads tables of words and no grammar: it finds what it knows, and no more.
"""

from coach.content.style.fitting import BODIES
from coach.content.style.judging import KINDS, faults
from coach.content.style.lines import lines_of
from coach.content.style.telling import require_none, told
from coach.content.style.texts import Fault

__all__ = ["BODIES", "KINDS", "Fault", "faults", "lines_of", "require_none", "told"]
