from collections.abc import Iterator
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import pytest

from coach.content.load import read_toml
from coach.errors import ContentError, UnknownName
from coach.plan.timeline import TAIL_LIMIT
from coach.sound.chimes import (
    LONGEST,
    QUIET_DB,
    Chimes,
    ChimesFile,
    Palette,
    check,
    load_palette,
    palette_names,
)
from coach.sound.loudness import loudest_moment, true_peak
from coach.storage import resources
from coach.units import FRAME_RATE, amplitude, frames

Samples = npt.NDArray[np.float32]

FILE = read_toml(resources.folder("audio") / "chimes.toml", ChimesFile)
PALETTES = {name: load_palette(name) for name in palette_names()}
EVERY = [(palette, chime) for palette in PALETTES for chime in PALETTES[palette].chimes()]
every_chime = pytest.mark.parametrize(("name", "chime"), EVERY)
every_palette = pytest.mark.parametrize("palette", PALETTES.values(), ids=list(PALETTES))


def pitch(samples: Samples) -> float:
    """Return the strongest frequency in hertz."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(samples.size), 2**18))
    return float(np.fft.rfftfreq(2**18, 1 / FRAME_RATE)[spectrum.argmax()])


def envelope(samples: Samples) -> Samples:
    """Return the RMS level over each whole 50 ms."""
    size = frames(0.05)
    whole = samples[: samples.size // size * size].reshape(-1, size)
    level: Samples = np.sqrt(np.square(whole).mean(axis=1))
    return level


def data() -> Any:
    """Return the shipped file as nested dictionaries, to be broken."""
    return msgspec.to_builtins(FILE)


def places(raw: Any) -> Iterator[tuple[str, Any]]:
    for name, instrument in raw["palettes"].items():
        for chime, values in instrument["chimes"].items():
            yield f"palettes.{name}.chimes.{chime}", values


def test_the_palettes_are_bowl_bell_and_wood_and_bowl_is_the_usual_one() -> None:
    assert palette_names() == ("bowl", "bell", "wood")
    assert [load_palette(name).name for name in palette_names()] == ["bowl", "bell", "wood"]


@every_palette
def test_every_palette_has_every_chime(palette: Palette) -> None:
    assert palette.chimes() == tuple(field.encode_name for field in msgspec.structs.fields(Chimes))
    assert {"opening-bowl", "hold-open", "hold-close", "presence"} < set(palette.chimes())


@every_chime
def test_a_chime_has_the_length_that_was_promised_before_it_was_made(name: str, chime: str) -> None:
    fresh = load_palette(name)
    promised = fresh.frames(chime)
    samples = fresh.samples(chime)
    assert samples.shape == (promised,)
    assert samples.dtype == np.float32
    assert promised <= LONGEST <= TAIL_LIMIT


@every_chime
def test_a_chime_is_as_loud_as_its_data_say(name: str, chime: str) -> None:
    level = dict(places(data()))[f"palettes.{name}.chimes.{chime}"]["level_lufs"]
    assert loudest_moment(PALETTES[name].samples(chime)) == pytest.approx(level, abs=0.1)


@every_palette
def test_chimes_lie_3_to_6_under_the_voice_and_breath_tones_10_and_more(palette: Palette) -> None:
    under = {chime: -19 - loudest_moment(palette.samples(chime)) for chime in palette.chimes()}
    soft = {chime: under.pop(chime) for chime in ("breath-in", "breath-out", "presence", "tick")}
    assert all(3 <= level <= 6 for level in under.values())
    assert all(10 <= level <= 16 for level in soft.values())


@every_chime
def test_no_chime_comes_near_to_clipping(name: str, chime: str) -> None:
    assert true_peak(PALETTES[name].samples(chime)) < -6


@every_chime
def test_a_chime_starts_at_its_first_frame_without_a_jump_and_rises_softly(name: str, chime: str) -> None:
    samples = PALETTES[name].samples(chime)
    peak = np.abs(samples).max()
    assert samples[0] == 0
    assert np.abs(samples[:3]).max() > 0
    assert np.abs(samples[: frames(0.005)]).max() < 0.15 * peak
    assert np.abs(samples[: frames(0.03)]).max() > 0.05 * peak


@every_chime
def test_a_chime_has_no_click_anywhere(name: str, chime: str) -> None:
    samples = PALETTES[name].samples(chime).astype(np.float64)
    edged = np.concatenate([np.zeros(100), samples, np.zeros(100)])
    # A jump is the same at all frequencies; a chime has nothing above 10 kHz.
    spectrum = np.fft.rfft(edged)
    spectrum[np.fft.rfftfreq(edged.size, 1 / FRAME_RATE) < 10_000] = 0
    assert np.abs(np.fft.irfft(spectrum, edged.size)).max() < amplitude(-80)


@every_chime
def test_a_chime_dies_away_to_silence(name: str, chime: str) -> None:
    samples = PALETTES[name].samples(chime)
    levels = envelope(samples)
    assert abs(samples[-1]) < amplitude(-120)
    assert levels[-3] < levels.max() * amplitude(-48)


@every_chime
def test_a_chime_has_fallen_15_db_after_its_quiet_frames_and_not_before(name: str, chime: str) -> None:
    palette = PALETTES[name]
    levels = envelope(palette.samples(chime))
    quiet = palette.quiet_frames(chime) // frames(0.05)
    bound = levels.max() * amplitude(-QUIET_DB)
    assert levels[quiet:].max() <= bound < levels[quiet - 1]


@every_palette
def test_speech_need_not_wait_long_for_a_chime(palette: Palette) -> None:
    assert palette.quiet_frames("opening-bowl") < frames(2.5)
    for chime in ("hold-open", "halfway", "hold-close", "breath-in", "breath-out", "presence", "tick"):
        assert palette.quiet_frames(chime) < frames(1.1)
        assert palette.frames(chime) < frames(2.5)


@every_palette
def test_two_rising_notes_start_a_hold_and_two_falling_ones_end_it(palette: Palette) -> None:
    def notes(chime: str) -> tuple[float, float]:
        samples = palette.samples(chime)
        return pitch(samples[: frames(0.3)]), pitch(samples[frames(0.45) : frames(0.9)])

    (first, second), (third, fourth) = notes("hold-open"), notes("hold-close")
    assert second > 1.2 * first
    assert fourth < third / 1.2


@every_palette
def test_one_note_that_neither_rises_nor_falls_tells_the_middle(palette: Palette) -> None:
    samples = palette.samples("halfway")
    first, later = pitch(samples[: frames(0.3)]), pitch(samples[frames(0.45) : frames(0.9)])
    assert abs(later / first - 1) < 0.03


@every_palette
def test_the_breath_tone_rises_for_in_and_falls_for_out(palette: Palette) -> None:
    def ends(chime: str) -> tuple[float, float]:
        samples = palette.samples(chime)
        return pitch(samples[: frames(0.2)]), pitch(samples[frames(0.5) :])

    assert ends("breath-in")[1] > 1.2 * ends("breath-in")[0]
    assert ends("breath-out")[1] < ends("breath-out")[0] / 1.2
    assert ends("breath-out")[1] < ends("breath-in")[0]


@every_palette
def test_the_strongest_notes_lie_where_older_ears_hear_well(palette: Palette) -> None:
    assert all(400 <= pitch(palette.samples(chime)) <= 800 for chime in palette.chimes())


@pytest.mark.parametrize("chime", ["opening-bowl", "hold-open", "halfway", "hold-close", "closing-bowl"])
def test_the_palettes_can_be_told_apart_by_their_sound(chime: str) -> None:
    def colours(palette: Palette) -> npt.NDArray[np.float64]:
        samples = palette.samples(chime)[: frames(1)]
        bands = np.abs(np.fft.rfft(samples, FRAME_RATE))[300:6_000].reshape(-1, 20).sum(axis=1)
        colour: npt.NDArray[np.float64] = bands / np.linalg.norm(bands)
        return colour

    bowl, bell, wood = (colours(PALETTES[name]) for name in ("bowl", "bell", "wood"))
    assert max(bowl @ bell, bell @ wood, bowl @ wood) < 0.995


def test_a_chime_is_always_the_same_read_only_array() -> None:
    first, second = load_palette("bowl"), load_palette("bowl")
    assert first.samples("halfway") is first.samples("halfway")
    assert first.samples("halfway").tobytes() == second.samples("halfway").tobytes()
    with pytest.raises(ValueError, match="read-only"):
        first.samples("halfway")[0] = 1


def test_an_unknown_palette_or_chime_is_answered_with_the_nearest_name() -> None:
    with pytest.raises(UnknownName, match="unknown chime palette 'bowel'; did you mean 'bowl'"):
        load_palette("bowel")
    with pytest.raises(UnknownName, match="unknown chime 'half-way'; did you mean 'halfway'"):
        load_palette("bowl").samples("half-way")


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (
            ("level_lufs = -24.0\n", 'level_lufs = "soft"\n'),
            r"palettes\.\S+\.chimes\.halfway\.level_lufs: expected a number, got a text",
        ),
        (
            ("chimes.halfway]", "chimes.half-way]"),
            r"palettes\.\S+\.chimes: unknown key 'half-way'; did you mean 'halfway'",
        ),
        (("ratio = 1.0,", ""), r"palettes\.\S+\.partials, entry 1: the key 'ratio' is missing"),
        (("hertz = 405", "hertz = 40500"), r"opening-bowl.notes, entry 1.hertz: .*<= 1000"),
    ],
)
def test_a_mistake_in_the_file_is_told_with_its_place(tmp_path: Any, broken: tuple[str, str], message: str) -> None:
    path = tmp_path / "chimes.toml"
    text = (resources.folder("audio") / "chimes.toml").read_text(encoding="utf-8")
    path.write_text(text.replace(*broken, 1), encoding="utf-8")
    with pytest.raises(ContentError, match=message):
        read_toml(path, ChimesFile)


def test_a_chime_that_would_ring_too_long_is_refused_with_its_place() -> None:
    raw = data()
    raw["palettes"]["wood"]["chimes"]["closing-bowl"]["damping"] = 40.0
    with pytest.raises(ContentError, match=r"palettes\.wood\.chimes\.closing-bowl: rings for 52\.\d s, and 15 s"):
        check(msgspec.convert(raw, ChimesFile))
