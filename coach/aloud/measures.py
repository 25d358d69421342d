"""Units and currencies in words."""

import re

_NAMES = {
    "millisecond": "ms", "second": "s sec secs", "minute": "min mins", "hour": "h hr hrs", "day": "d", "week": "wk wks",
    "month": "mo mos", "year": "y yr yrs",
    "nanometre": "nm", "micrometre": "μm um", "millimetre": "mm", "centimetre": "cm", "decimetre": "dm", "metre": "m",
    "kilometre": "km", "foot": "ft", "yard": "yd yds", "mile": "mi",
    "nanogram": "ng", "microgram": "μg ug mcg", "milligram": "mg", "gram": "g", "kilogram": "kg kgs", "ounce": "oz",
    "pound": "lb lbs",
    "microlitre": "μl μL", "millilitre": "ml mL", "centilitre": "cl cL", "decilitre": "dl dL", "litre": "l L ltr",
    "cubic centimetre": "cc", "teaspoon": "tsp", "tablespoon": "tbsp", "pint": "pt", "quart": "qt",
    "mole": "mol", "millimole": "mmol", "international unit": "IU iu", "milliequivalent": "mEq",
    "degree Celsius": "°C ºC", "degree Fahrenheit": "°F ºF", "degree": "° deg",
    "hertz": "Hz", "kilohertz": "kHz", "megahertz": "MHz", "gigahertz": "GHz", "beat per minute": "bpm",
    "turn per minute": "rpm", "mile per hour": "mph", "kilometre per hour": "kph kmh",
    "pascal": "Pa", "hectopascal": "hPa", "kilopascal": "kPa", "millimetre of mercury": "mmHg", "newton": "N",
    "pound per square inch": "psi", "kilocalorie": "kcal", "calorie": "cal", "kilojoule": "kJ", "joule": "J",
    "watt": "W", "kilowatt": "kW", "volt": "V", "millivolt": "mV", "milliampere": "mA", "ohm": "Ω", "kiloohm": "kΩ",
    "decibel": "dB", "kilobyte": "kB", "megabyte": "MB", "gigabyte": "GB", "terabyte": "TB", "pixel": "px",
    "point": "pts", "piece": "pcs", "percent": "%", "per mille": "‰",
}  # fmt: skip
_SAME = frozenset({"hertz", "kilohertz", "megahertz", "gigahertz", "percent", "per mille"})
"""What has no plural."""

_POWERS = dict.fromkeys(("2", "²", "^2"), ("square", "squared")) | dict.fromkeys(("3", "³", "^3"), ("cubic", "cubed"))
_LENGTHS = re.compile("(?:nano|micro|milli|centi|deci|kilo)?metre$|foot$|yard$|mile$")

UNITS = {short: name for name, shorts in _NAMES.items() for short in shorts.split()}
UNITS |= {
    form: name
    for short, name in UNITS.items()
    if len(short) > 1 and short.isascii() and short not in {"mA", "mV", "ms", "mo", "mos"}
    for form in (short.upper(), short.capitalize(), short.lower())
    if form not in UNITS
}
"""What units are called, by their signs: in any case where that tells no other one."""

ANY = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))

CURRENCIES = {
    "$": ("dollar", "cent"), "£": ("pound", "penny"), "€": ("euro", "cent"), "¥": ("yen", "sen"),
    "₹": ("rupee", "paisa"), "¢": ("cent", ""), "USD": ("dollar", "cent"), "EUR": ("euro", "cent"),
    "GBP": ("pound", "penny"), "CHF": ("franc", "centime"), "JPY": ("yen", "sen"),
}  # fmt: skip
_HEAD = re.compile(r"(?= per | of | squared| cubed| Celsius| Fahrenheit)")
_MANY = {"foot": "feet", "penny": "pence", "yen": "yen", "sen": "sen", "paisa": "paise"}


def several(name: str) -> str:
    """Return a unit or a currency for more than one: "degrees Celsius", "beats per minute", "feet"."""
    if name in _SAME:
        return name
    head, rest = _HEAD.split(name, maxsplit=1) if _HEAD.search(name) else (name, "")
    return _MANY.get(head, f"{head}s") + rest


def counted(number: str, name: str) -> str:
    """Return a number with what it counts: "1 minute", "0.5 minutes"."""
    return f"{number} {name if number == '1' else several(name)}"


def unit(sign: str, power: str = "") -> str:
    """Return a unit in words, to a power of 2 or 3 if there is one: "square centimetre", "second squared"."""
    name = UNITS[sign]
    if power not in _POWERS:
        return name
    before, after = _POWERS[power]
    return f"{before} {name}" if _LENGTHS.match(name) else f"{name} {after}"
