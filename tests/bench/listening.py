"""How well a recogniser hears commands, and how often it hears one that nobody said.

Voices, in three rooms and at three distances (signal over noise 20, 10 and 5 dB), say every command in several
wordings, also with the coach's name; half of the voices are for thresholds (`--half calibration`), the others are
scored. False alarms are counted in over an hour of people who speak and of music. What is said is made once and kept
in a temporary folder. For the voices, rooms and sounds see `listening_voices.py`, `listening_rooms.py` and
`listening_debian.py`.

    .venv/bin/python tests/bench/listening.py [--hearer product|recogniser|whisper|pocketsphinx] [--quick]

"whisper" and "pocketsphinx" are what a program would be that takes them as they come (greedy decoding of Whisper
tiny.en, and a closed grammar of pocketsphinx), for comparison; "recogniser" is coach's on bursts that are cut already;
"product" finds them itself, and also hears the own session of the coach. Times are shares of what is heard, on a
machine that may have other things to do.
"""

# ruff: noqa: T201  it is run to be read

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from listening_debian import FOLDER, LANGUAGES, music, people
from listening_rooms import DISTANCES, NOISES, RATE, ROOMS, SILENCE_S, in_room
from listening_voices import CALIBRATION, HELD_OUT, PEOPLE, SPEEDS, missing, speak

from coach.content.load import commands
from coach.hearing.heard import Samples, Spoken, Understood

BOUNDS = {20: 0.95, 10: 0.90, 5: 0.80}
"""The share of commands to be heard right, by the signal over noise."""

MOST_WRONG = 0.01
MOST_FALSE_ALARMS = 1.0
"""An hour."""

STOPS = frozenset({"stop", "ow"})
"""What asks for the same: "ow" stops as "stop" does."""

ANSWERS = frozenset({"yes", "no"})
"""What does nothing unless the coach has asked: no false alarm in speech."""


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """A command as a microphone hears it."""

    stream: Samples
    """With more than half a second before and after it, in which nobody speaks."""

    spoken: Spoken
    text: str
    voice: str
    room: str
    snr_db: int
    noise: str

    @property
    def samples(self) -> Samples:
        """The command with a quarter of a second before it and a third after it, as a burst has it."""
        return self.stream[int((SILENCE_S - 0.25) * RATE) : -int((SILENCE_S - 0.35) * RATE)]


def kept(key: str, make: Callable[[], Samples | None]) -> Samples | None:
    """Return what is made under a key, from the temporary folder if it was made before."""
    path = FOLDER / "said" / f"{sha256(key.encode()).hexdigest()[:20]}.npy"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = make()
        np.save(path, np.zeros(0, np.float32) if made is None else made)
    found = np.load(path)
    return found if len(found) else None


def texts(voice: str, random: np.random.Generator) -> Iterator[tuple[Spoken, str]]:
    """Yield what a voice says: each command as it is usually said, with the coach's name, and in two other wordings."""
    words = commands("en")
    for spoken, phrases in words.phrases.items():
        if voice == "people":
            yield from ((spoken, text) for text in phrases if text in PEOPLE)
            continue
        others = random.permutation(phrases[1:])[:2]
        yield from ((spoken, str(text)) for text in (phrases[0], f"{words.name}, {phrases[0]}", *others))


def commands_said(seed: int = 0, voices: Iterable[str] = HELD_OUT, *, quick: bool = False) -> Iterator[Said]:
    """Yield every command by every voice at every distance, in rooms and noises that take turns.

    If it should be quick, each is said in one wording instead of four.
    """
    for voice in voices:
        if missing(voice):
            continue
        name = int.from_bytes(sha256(f"{seed} {voice}".encode()).digest()[:8])
        for number, (spoken, text) in enumerate(texts(voice, np.random.default_rng(name))):
            if quick and number % 4 != (number // 4 + name) % 4:
                continue
            speed = SPEEDS[number // 4 % len(SPEEDS)]
            dry = kept(f"{voice} {text} {speed}", lambda t=text, v=voice, s=speed: speak(v, t, s))
            if dry is None:
                continue
            for place, snr_db in enumerate(DISTANCES):
                random = np.random.default_rng([name, number, snr_db])
                turn = number + number // 3 + place
                room, kind = tuple(ROOMS)[turn % 3], NOISES[number // 2 % 3]
                yield Said(in_room(dry, room, snr_db, kind, random), spoken, text, voice, room, snr_db, kind)


def radio(minutes: float = 80, half: int = 1) -> Iterator[tuple[str, Samples]]:
    """Yield people who speak in five languages, music, and both at once, each as a room has it, after its name.

    `half` is as for `people`; the music is the same for both.
    """
    share = int(minutes * 60 / 7 * RATE)
    pieces = {language: people(language, half) for language in LANGUAGES}
    tunes = np.concatenate([piece for _, piece in music()])
    pieces |= {"music": tunes, "en over music": _mixed(people("en", half), np.roll(tunes, len(tunes) // 2))}
    for number, (name, piece) in enumerate(pieces.items()):
        random = np.random.default_rng(number)
        begin = random.integers(max(1, len(piece) - share))
        dry = np.ascontiguousarray(piece[begin : begin + share], np.float32)
        yield name, in_room(dry, tuple(ROOMS)[number % 3], 20, "pink", random)


def _mixed(voice: Samples, tune: Samples) -> Samples:
    count = min(len(voice), len(tune))
    return voice[:count] + tune[:count] * (voice[:count].std() / max(tune[:count].std(), 1e-9) / 2)


def cut(heard: Samples) -> list[tuple[float, Samples]]:
    """Return the bursts that the product finds, each after the second in which its voice begins."""
    from coach.hearing.bursts import Bursts
    from coach.hearing.heard import Block, Burst

    bursts, found = Bursts(), []
    for start in range(0, len(heard), 1600):
        block = Block(heard[start : start + 1600], at_s=start / RATE)
        found += [(one.begin_s, one.samples) for one in bursts.hear(block) if isinstance(one, Burst)]
    return found


def same(heard: Spoken | None, spoken: Spoken) -> bool:
    """Return whether what was heard asks for what was said."""
    return heard == spoken or {heard, spoken} <= STOPS


Decide = Callable[[Understood], str]
"""What is done with what was understood: "carried out", "asked back" or "nothing"."""


def as_product(understood: Understood) -> str:
    """Do what the product does."""
    from coach.hearing.sureness import ASKED_BACK, CARRIED_OUT, CARRIED_OUT_SOON, FAVOURED

    sureness, spoken = understood.sureness, understood.spoken
    if spoken and sureness >= (CARRIED_OUT_SOON if spoken in FAVOURED else CARRIED_OUT):
        return "carried out"
    return "asked back" if spoken and sureness >= ASKED_BACK else "nothing"


def at_once(understood: Understood) -> str:
    """Carry out whatever was understood."""
    return "carried out" if understood.spoken else "nothing"


@dataclass
class Score:
    """How a hearer did: for each SNR how many were "right", "asked rightly", "asked wrongly", "missed" and "wrong"."""

    by_snr: dict[int, Counter]
    by_kind: dict[tuple[str, str], Counter]
    mistaken: list[tuple[Said, Understood, str]]
    heard_s: float
    taken_s: float
    cpu_s: float

    def share(self, snr_db: int, what: str) -> float:
        """Return the share of the commands at an SNR that ended so."""
        return self.by_snr[snr_db][what] / max(1, self.by_snr[snr_db].total())


def score(
    hear: Callable[[Samples], Understood], said: Iterable[Said], decide: Decide = as_product, *, by_stream=False
) -> Score:
    """Have a hearer hear all that is said: bursts that are cut already, or the stream in which it has to find them."""
    result = Score(defaultdict(Counter), defaultdict(Counter), [], 0, 0, 0)
    for one in said:
        begin, cpu = time.perf_counter(), time.process_time()
        understood = hear(one.stream if by_stream else one.samples)
        result.taken_s += time.perf_counter() - begin
        result.cpu_s += time.process_time() - cpu
        result.heard_s += len(one.samples) / RATE
        done, right = decide(understood), same(understood.spoken, one.spoken)
        ends = {"carried out": ("wrong", "right"), "asked back": ("asked wrongly", "asked rightly")}
        end = ends[done][right] if done in ends else "missed"
        result.by_snr[one.snr_db][end] += 1
        kinds = {"voice": one.voice, "room": one.room, "noise": one.noise, "command": one.spoken}
        for kind in (*kinds.items(), ("called", str(one.text.startswith("coach,")))):
            result.by_kind[kind][end] += 1
        if end != "right":
            result.mistaken.append((one, understood, end))
    return result


def false_alarms(hear, pieces: Iterable[tuple[str, Samples]], decide: Decide = as_product):
    """Yield, for each piece: its name, hours, bursts, commands carried out and asked back that nobody said."""
    for name, heard in pieces:
        bursts, found = cut(heard), Counter()
        for _, burst in bursts:
            understood = hear(burst)
            if understood.spoken not in ANSWERS:
                found[decide(understood)] += 1
        yield name, len(heard) / RATE / 3600, len(bursts), found["carried out"], found["asked back"]


def show(result: Score) -> None:
    """Print a table of what was heard."""
    ends = ("right", "asked rightly", "asked wrongly", "missed", "wrong")
    print(f"  {'SNR':<26}{'said':>6}" + "".join(f"{end:>15}" for end in ends))
    for snr_db, counts in sorted(result.by_snr.items(), reverse=True):
        shares = "".join(f"{100 * counts[end] / counts.total():14.1f}%" for end in ends)
        is_kept = result.share(snr_db, "right") >= BOUNDS[snr_db] and result.share(snr_db, "wrong") <= MOST_WRONG
        print(f"  {f'{snr_db} dB':<26}{counts.total():>6}{shares}  {'kept' if is_kept else 'BROKEN'}")
    for (kind, name), counts in sorted(result.by_kind.items()):
        shares = "".join(f"{100 * counts[end] / counts.total():14.1f}%" for end in ends)
        print(f"  {kind + ' ' + name:<26}{counts.total():>6}{shares}")
    print(f"  time for a burst / its length {result.taken_s / max(result.heard_s, 1e-9):.3f}")
    print(f"  of it in this process's CPU {result.cpu_s / max(result.heard_s, 1e-9):.3f}")


def main() -> None:
    """Print how a hearer does."""
    from listening_hearers import HEARERS

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hearer", choices=HEARERS, default="product")
    parser.add_argument("--half", choices=("held-out", "calibration"), default="held-out")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--quick", action="store_true", help="a quarter of the commands, a tenth of the radio")
    parser.add_argument("--part", choices=("commands", "radio", "itself"), help="only this part")
    parser.add_argument("--mistakes", action="store_true", help="name what was not heard right")
    options = parser.parse_args()
    voices, half = (HELD_OUT, 1) if options.half == "held-out" else (CALIBRATION, 0)
    print(f"{options.hearer}, voices: {', '.join(voice for voice in voices if not missing(voice))}")
    if absent := [voice for voice in voices if missing(voice)]:
        print(f"  not installed: {', '.join(absent)}")
    with HEARERS[options.hearer]() as (hear, decide):
        if options.part in (None, "commands"):
            said = commands_said(options.seed, voices, quick=options.quick)
            result = score(hear, said, decide, by_stream=options.hearer == "product")
            show(result)
            for one, understood, end in result.mistaken if options.mistakes else ():
                place = f"{one.voice}, {one.room}, {one.noise}, {one.snr_db} dB"
                print(f"  {end}: {one.text!r} ({place}): {understood.spoken} {understood.sureness:.2f}")
        if options.part in (None, "radio"):
            hours = alarms = 0.0
            for name, length, bursts, carried, asked in false_alarms(
                hear, radio(8 if options.quick else 80, half), decide
            ):
                print(f"  {name:<16}{60 * length:6.1f} min, {bursts} bursts: {carried} carried out, {asked} asked back")
                hours, alarms = hours + length, alarms + carried
            is_kept = alarms / hours <= MOST_FALSE_ALARMS
            print(f"  false alarms an hour {alarms / hours:.2f} in {hours:.2f} h  {'kept' if is_kept else 'BROKEN'}")
        if options.part in (None, "itself") and options.hearer == "product":
            from listening_itself import own_session

            for one in own_session(quick=options.quick):
                judged = [(is_open, decide(hear(burst))) for is_open, burst in one.bursts if is_open or one.is_ungated]
                carried = sum(is_open and done == "carried out" for is_open, done in judged)
                asked = sum(is_open and done == "asked back" for is_open, done in judged)
                note = (
                    f"; without the gate {sum(done == 'carried out' for _, done in judged)}" if one.is_ungated else ""
                )
                count = f"{len(one.bursts)} bursts, {sum(is_open for is_open, _ in one.bursts)} through the gate"
                print(f"  {one.name:<34}{count}: {carried} carried out, {asked} asked back{note}", flush=True)


if __name__ == "__main__":
    main()
