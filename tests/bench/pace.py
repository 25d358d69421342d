"""How many words a minute the voices say, over sentences of the backache session: what `audio/pace.toml` holds.

For each voice it prints the speeds of its engine with the words that are heard at them, as that file has them, and then
what is heard at some rates that are asked for, which should be the same within 3 %.
Run it with: .venv/bin/python tests/bench/pace.py [VOICE ...]   (default: hibari, system and piper, which takes minutes)
"""

# ruff: noqa: T201  a benchmark is run to be read

import sys
from concurrent.futures import ThreadPoolExecutor

from measure import Table

from coach.choices import Choices
from coach.health.listener import Listener
from coach.sessions.compose import compose
from coach.sessions.session import utterances
from coach.units import FRAME_RATE
from coach.voice import pace
from coach.voice.catalog import find_voice
from coach.voice.clips.treatment import take
from coach.voice.pronounce import spoken

SPEEDS = (0.55, 0.7, 0.85, 1.0, 1.2, 1.5, 2.0)
RATES = (85, 100, 120, 140, 160, 180)
EVERY = 4
"""Every so many sentences are measured, from the fourth on: they are as long as the others."""


def heard(voice, say, sentences):
    """Return the words a minute that a function says, as `coach.voice.pace` counts them."""

    def length(sentence):
        text = spoken(sentence, voice.phonemes)
        return take(say(text), text).frames + pace.BETWEEN

    with ThreadPoolExecutor(2) as threads:
        total = sum(threads.map(length, sentences))
    return sum(len(sentence.split()) for sentence in sentences) * 60 * FRAME_RATE / total


def at_speed(voice, speed):
    """Return what says a text at a speed of a voice's engine."""
    if hasattr(voice, "_say_at"):
        return lambda text: voice._say_at(text, speed)
    return lambda text: voice.say(text, speed * 120 / voice._rate)


def main():
    with compose(Choices(voice="fake"), Listener()) as session:
        sentences = list(dict.fromkeys(utterance.text for utterance in utterances(session.stages)))[EVERY - 1 :: EVERY]
    table = Table("Words a minute that are heard, over those that were asked for")
    for name in sys.argv[1:] or ["hibari", "system", "piper"]:
        voice = find_voice(name)
        pairs = [(speed, heard(voice, at_speed(voice, speed), sentences)) for speed in SPEEDS]
        voice.close()
        print(f"{name} = [{', '.join(f'[{speed}, {words:.1f}]' for speed, words in pairs)}]", flush=True)
        for rate in RATES:
            voice = find_voice(name, rate)
            words = heard(voice, lambda text: voice.say(text, 1.0), sentences)  # noqa: B023 it is called at once
            voice.close()
            table.add(f"{name} at {rate}", max(words / rate, rate / words), "times", 1.03, f"{words:.1f} heard")
    table.close()


if __name__ == "__main__":
    main()
