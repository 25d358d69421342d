"""The International Phonetic Alphabet, as eSpeak writes American English in it → misaki's alphabet, which hibari reads.

Both set a mark of stress right before its vowel. "ə" keeps its stress in names such as Sibai, though no English word
has one there: a recogniser hears them worse with "ʌ" in its place. Source: hibari's vocabulary and lexicon.
"""

import re

_ALIKE = "ˈˌbdfhijklmnpstvwzæðŋɔəɛɡɪɹʃʊʌʒθᵊᵻ"
"""Signs that mean the same in both."""

SOUNDS = {sign: sign for sign in _ALIKE} | {
    "tʃ": "ʧ",
    "dʒ": "ʤ",
    "eɪ": "A",
    "aɪ": "I",
    "oʊ": "O",
    "aʊ": "W",
    "ɔɪ": "Y",
    "iː": "i",  # American vowels have no marks of length
    "uː": "u",
    "ɑː": "ɑ",
    "ɔː": "ɔ",
    "ɜː": "ɜɹ",  # in it eSpeak has the r of "fur" too
    "ɜːɹ": "ɜɹ",
    "ɚ": "əɹ",
    "ɚɹ": "əɹ",
    "ɐ": "ə",
    "ɾ": "T",  # the quick t of "city"
    "ʔn̩": "tn",
    "ɪʲ": "i",
    "ʲ": "",  # the glide from one vowel to the next, which goes without saying
}
"""What becomes of each sign, or of some together."""

_SIGNS = re.compile("|".join([*sorted(SOUNDS, key=len, reverse=True), "."]), re.DOTALL)

_LITTLE = re.compile("(?<![ˈˌɹ])əl$")
"""How "little" ends: with a syllable that has no vowel."""

A = "ˈA"
"""The letter."""

LETTER_A = re.compile(r"""(?<=[\w,;\]] )A(?![\w'’-])|(?<![\w'’-])(?:A(?= [A-Z](?![\w'’-]))|[Aa](?=[.,;:!?)"”]|$))""")
"""An "A" that is a letter, where hibari may take it for the article: within a sentence, before a letter or a mark."""


def from_ipa(word: str) -> str:
    """Return a word in misaki's alphabet; raises KeyError with the first sign that has no counterpart there."""
    return "".join(SOUNDS[sign] for sign in signs(word))


def signs(word: str) -> list[str]:
    """Return what a word in the IPA is made of: keys of `SOUNDS`, and what is none."""
    return _SIGNS.findall(_LITTLE.sub("ᵊl", word))
