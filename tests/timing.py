"""Stand-ins for what the schedule measures: speech by counting words, chimes of fixed lengths."""

from coach.choices import USUAL_RATE
from coach.plan.timeline import Utterance
from coach.script.wording import SENTENCE_S
from coach.units import frames


def by_words(utterance: Utterance) -> int:
    """Measure speech of about 120 words a minute."""
    return round(frames(0.2 + 0.5 * len(utterance.text.split())) / utterance.speed)


def at_the_usual_rate(utterance: Utterance) -> int:
    """Measure speech of 135 words a minute as they are heard, with the pause after each sentence."""
    return frames(max(60 * len(utterance.text.split()) / USUAL_RATE - SENTENCE_S, 0.2))


class PlainChimes:
    """Chimes that all last 2 s and are quiet after 0.8 s; bowls last 8 s and are quiet after 2 s."""

    def frames(self, chime: str) -> int:
        return frames(8 if chime.endswith("bowl") else 2)

    def quiet_frames(self, chime: str) -> int:
        return frames(2 if chime.endswith("bowl") else 0.8)
