"""The names of sound devices: how each is shown, and which one is meant by what somebody writes."""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from coach.errors import DeviceError, UnknownName

_MOST_FITS = 40
"""Most devices that one line of an error lists."""

_CUT_AT = 31
"""Windows MME keeps so many characters, or bytes, of a name."""

_CUT_AT_BYTES = 255
"""miniaudio keeps so many bytes of a name."""

_UNPRINTABLE = {"Cc", "Cn", "Co", "Cs", "Zl", "Zp"}
"""Kinds of characters, as Unicode has them, that stand as escapes."""

_INVISIBLE = "Cf"
"""The kind that shows nothing, or turns the order of letters: it is left out, but for `_JOINERS`."""

_JOINERS = {"\u200c", "\u200d"}
"""What parts of words and of pictures hang together by."""

_PLAIN = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201b\u02bc\u00b4\u0060", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
    }
)
"""Quotation marks, apostrophes and dashes that a system writes and a keyboard has not."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A device as a sound library lists it."""

    name: str
    """As the library has it: it may be empty, cut, or hold whatever a maker or a user has put there."""

    api: str = ""
    """The part of the system by which it is reached, such as ALSA, MME or PulseAudio: each may list the same device."""

    key: str = ""
    """What this library alone knows it by, also after a restart; nothing where the library tells none."""

    library: str = ""


class SeveralDevices(DeviceError):
    """A part of a name that fits several devices of a kind; `fits` are their labels."""

    def __init__(self, name: str, fits: Sequence[str], kind: str = "sound device") -> None:
        self.name, self.fits = name, tuple(fits)
        more = len(self.fits) - _MOST_FITS
        listed = ", ".join(self.fits[:_MOST_FITS]) + (f" and {more} more" if more > 0 else "")
        super().__init__(f"{name!r} fits {len(self.fits)} {kind}s: {listed}", "write the name of one in full")


def shown(name: str) -> str:
    """Return a name as it can be printed: on one line, with escapes in place of what would move the cursor."""
    return _visible(name) or "unnamed device"


def labels(devices: Sequence[Listed]) -> tuple[str, ...]:
    """Return what each device is called, so that no two are called alike: its name, as far as that will do.

    A name that another API had before is followed by its own ("Speakers [MME]"), the second of those that are still
    alike by a number ("Speakers (2)").
    """
    names = {fold(shown(device.name)) for device in devices}
    first_api, numbers = dict[str, str](), dict[str, int]()
    called = list[str]()
    for device in devices:
        name = shown(device.name)
        is_first = first_api.setdefault(fold(name), device.api) == device.api
        stem = label = name if is_first else f"{name} [{shown(device.api)}]"
        while fold(label) in numbers or (label != name and fold(label) in names):
            numbers[fold(stem)] = number = numbers.get(fold(stem), 1) + 1
            label = f"{stem} ({number})"
        numbers.setdefault(fold(label), 1)
        called.append(label)
    return tuple(called)


def fold(text: str) -> str:
    """Return what is left of a text when case, width, spacing, joiners and ways to write a letter do not count."""
    plain = unicodedata.normalize("NFKC", _visible(text)).translate(_PLAIN)
    letters = unicodedata.normalize("NFKC", unicodedata.normalize("NFD", plain).casefold())
    return " ".join("".join(letter for letter in letters if letter not in _JOINERS).split())


def whole(asked: str, devices: Sequence[Listed]) -> int | None:
    """Return the index of the device that is called `asked`, written in whatever form, or None.

    Of twins that differ only in how they are written, it is the one that is written in the same way.
    """
    exact = [index for index, device in enumerate(devices) if device.name == asked]
    if len(exact) == 1 and asked.strip():
        return exact[0]
    called, wanted = [fold(label) for label in labels(devices)], fold(asked)
    return called.index(wanted) if wanted in called else None


def fitting(asked: str, devices: Sequence[Listed]) -> list[int]:
    """Return the indices of the devices that `asked` may mean.

    That is the one that is called so; else those whose names are cut and go on as `asked` does; else those that have
    it in their names. Of several APIs the first that has any counts, unless `asked` names another: "usb [mme]".
    """
    found = whole(asked, devices)
    if found is not None:
        return [found]
    stem, api = _by_api(asked)
    of_api = [index for index, device in enumerate(devices) if fold(api) in fold(device.api)] if api else []
    if of_api:
        return [of_api[index] for index in fitting(stem, [devices[index] for index in of_api])]
    cuts, part = set(_cut(asked)), fold(asked)
    are_cut = [index for index, device in enumerate(devices) if _ending(device.name) in cuts]
    have_it = [index for index, label in enumerate(labels(devices)) if part and part in fold(label)]
    return _of_one_api(are_cut or have_it, devices)


def choose(
    asked: str, devices: Sequence[Listed], others: Callable[[], Sequence[Listed]], kind: str = "sound device"
) -> int:
    """Return the index of the device that is meant by `asked`; `others` lists those of another library.

    Raises UnknownName if there is none, or if another is called so and these have it only in their names;
    SeveralDevices if it may be one or another.
    """
    exact = whole(asked, devices)
    if exact is not None:
        return exact
    elsewhere, fits = others(), fitting(asked, devices)
    if not fits or whole(asked, elsewhere) is not None:
        raise UnknownName(kind, asked, labels(devices))
    if len(fits) > 1:
        there = *_called(fits, devices), *_called(fitting(asked, elsewhere), elsewhere)
        raise SeveralDevices(asked, tuple(dict.fromkeys(there)), kind)
    return fits[0]


def again(index: int, before: Sequence[Listed], now: Sequence[Listed]) -> int | None:
    """Return where the device that was at `index` in a list is in a new one, or None if it is not there for sure.

    What has no key is known by its name and its place among its twins, as long as there are as many of them.
    """
    known = before[index]
    same_key = [at for at, device in enumerate(now) if known.key and device.key == known.key]
    if same_key and known.library == now[same_key[0]].library:
        return same_key[0]
    then, after = _twins(known, before), _twins(known, now)
    if len(then) != len(after) or (len(then) > 1 and (known.key or known.library != now[after[0]].library)):
        return None
    return after[then.index(index)]


def _twins(known: Listed, devices: Sequence[Listed]) -> list[int]:
    """Return the indices of the devices of a name, in one library those that are reached in the same way."""
    name = fold(shown(known.name))
    return [
        index
        for index, device in enumerate(devices)
        if fold(shown(device.name)) == name and (device.library != known.library or device.api == known.api)
    ]


def _by_api(asked: str) -> tuple[str, str]:
    """Return what stands before the brackets at the end of a text, and what stands in them."""
    stem, bracket, api = asked.strip().rpartition("[")
    return (stem, api.removesuffix("]").strip()) if bracket and api.endswith("]") else (asked, "")


def _of_one_api(indices: Sequence[int], devices: Sequence[Listed]) -> list[int]:
    return [index for index in indices if devices[index].api == devices[indices[0]].api]


def _called(indices: Sequence[int], devices: Sequence[Listed]) -> list[str]:
    called = labels(devices)
    return [called[index] for index in indices]


def _cut(asked: str) -> Iterator[tuple[str, bool]]:
    """Yield what is left of a name where it is cut, each as `_ending` has it."""
    spaced = " ".join(asked.split())
    for form in {asked, *(unicodedata.normalize(kind, spaced) for kind in ("NFC", "NFD"))}:
        as_bytes, as_pairs = form.encode(errors="replace"), form.encode("utf-16-le", errors="replace")
        for at in (_CUT_AT, _CUT_AT_BYTES):
            if len(as_bytes) > at:
                yield _ending(as_bytes[:at].decode(errors="ignore"))
        if len(as_pairs) > 2 * _CUT_AT:
            yield _ending(as_pairs[: 2 * _CUT_AT].decode("utf-16-le", errors="ignore"))


def _ending(name: str) -> tuple[str, bool]:
    """Return a name, folded, and whether a blank ends it: one that is cut after a word is no whole name."""
    return fold(shown(name)), name[-1:].isspace()


def _visible(text: str) -> str:
    """Return a text with single blanks, and with escapes in place of what cannot be printed."""
    spaced = " ".join(text.split())
    if spaced.isascii() and spaced.isprintable():
        return spaced
    kept = (letter for letter in spaced if letter in _JOINERS or unicodedata.category(letter) != _INVISIBLE)
    return "".join(
        letter.encode("unicode_escape").decode() if unicodedata.category(letter) in _UNPRINTABLE else letter
        for letter in kept
    )
