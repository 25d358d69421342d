"""What sounds in a hold, in every palette: the breath's first tone lies under its first words, which explain it."""

from itertools import pairwise

import pytest
from timing import by_words
from writing import script

from coach.choices import Breath
from coach.plan.schedule import schedule
from coach.plan.timeline import TimedStage
from coach.script.cues import Say, is_example
from coach.script.stop import BREATHS_SPOKEN, OPENED_S
from coach.sound.chimes import load_palette, palette_names
from coach.units import frames

every_palette = pytest.mark.parametrize("palette", palette_names())


def holds(palette: str, **options) -> list[TimedStage]:
    *_, timeline = schedule(script(**options), by_words, load_palette(palette))
    return [stage for stage in timeline.stages if stage.hold]


@every_palette
@pytest.mark.parametrize("breath", ["4-6", "3-5", "5-5", "4-2-6", "6-8"])
@pytest.mark.parametrize("position", ["chair", "lying"])
def test_every_spoken_breath_has_its_tone_under_it_the_first_one_in_too(palette, breath, position):
    chimes = load_palette(palette)
    is_quick = breath == "3-5"  # there the words for the breath in may last into the next tone, which gives way
    first, second, *others = holds(palette, breath=Breath.parse(breath), position=position)
    for stage, number in ((first, BREATHS_SPOKEN[0]), (second, BREATHS_SPOKEN[1])):
        words = [clip for clip in stage.clips if clip.cue in {"breathe-in", "breathe-out"}]
        assert [word.cue for word in words] == ["breathe-in", "breathe-out"] * number
        tones = [clip for clip in stage.clips if clip.cue in {"breath-in", "breath-out"}]
        for word in words[: 1 if is_quick else None]:
            tone = max((tone for tone in tones if tone.onset <= word.onset), key=lambda tone: tone.onset)
            assert tone.cue == f"breath-{word.cue.removeprefix('breathe-')}"
            assert word.onset < tone.onset + chimes.frames(tone.chime), "it still sounds"
        assert tones[0].cue == "breath-in"
        assert tones[0].onset == stage.hold.onset + frames(OPENED_S)
    for stage in others:
        assert {"breath-in", "breath-out"} <= {clip.cue for clip in stage.clips}
        assert not {"breathe-in", "breathe-out"} & {clip.cue for clip in stage.clips}


@every_palette
def test_the_notes_that_open_a_hold_have_faded_when_its_first_breath_has_its_tone(palette):
    chimes = load_palette(palette)
    assert chimes.quiet_frames("hold-open") <= frames(OPENED_S)


@every_palette
@pytest.mark.parametrize("position", ["chair", "lying"])
def test_each_sound_of_a_hold_is_heard_at_once_after_the_words_that_tell_of_it(palette, position):
    stages = script(position=position)
    *_, timeline = schedule(stages, by_words, load_palette(palette))
    arriving = next(stage for stage in timeline.stages if stage.id == "arriving")
    told = [clip for clip in arriving.clips if clip.cue in {"method", "example"}]
    pairs = [(words, sound) for words, sound in pairwise(told) if sound.cue == "example"]
    assert [sound.chime for _, sound in pairs] == ["hold-open", "hold-close", "halfway"]
    for words, sound in pairs:
        assert 0 <= sound.onset - words.end < frames(0.5)
    for word, text in zip(("rising", "falling", "middle"), (words.utterance.text for words, _ in pairs), strict=True):
        assert word in text
    assert sum(is_example(cue) for stage in stages for cue in stage.cues) == 3
    assert not [cue for cue in stages[0].cues if isinstance(cue, Say) and cue.cue == "method"]


@every_palette
def test_the_notes_of_a_hold_are_those_that_were_told(palette):
    for stage in holds(palette):
        struck = [clip.chime for clip in stage.clips if clip.cue in {"hold-open", "halfway", "hold-close"}]
        assert struck == ["hold-open", "halfway", "hold-close"]
