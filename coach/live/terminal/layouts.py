"""Keys by their place: what other scripts have where the keys with a meaning are.

Who writes Russian presses the key of q and sends й. A character with a meaning of its own keeps it, whatever the
layout: Latin letters go by what is printed on them. Where a script has several layouts it is the usual one: in the
words of xkeyboard-config ru, ua, rs, gr, il, ara, th, ge, in(deva) and in(ben); for kana JIS, for hangul Dubeolsik, for
bopomofo Dachen. Greek and Hebrew have ; and / in the place of q, which others have elsewhere: these stay what they are.
"""

import unicodedata

from coach.live.terminal.transport import KEYS

_PLACES = {
    "q": "й љ ض ๆ \N{THAI DIGIT ZERO} ქ ौ औ ৌ ঔ た タ ㅂ ㅃ ㄆ",
    "a": "ф \N{GREEK SMALL LETTER ALPHA} ά ש ش ฟ ฤ ა ो ओ ো ও ち チ ㅁ ㄇ",
    "s": "ы "
    "\N{CYRILLIC SMALL LETTER BYELORUSSIAN-UKRAINIAN I} \N{GREEK SMALL LETTER SIGMA} ד س ห ฆ ს े ए ে এ と ト ㄴ ㄋ",
    "l": "д λ ך م ส ศ ლ त थ ত থ り リ ㅣ ㄠ",
}
"""What is sent by the keys that have a letter with a meaning; every other letter pauses, in any script."""

_KEYS = {sent: key for key, sent_there in _PLACES.items() for sent in sent_there.split()}


def by_place(key: str) -> str:
    """Return the key with a meaning that is meant by a key, or else the key as it is.

    Letters may be large, as with Caps Lock, and of full or half width, as East Asian input methods send them.
    """
    for form in (key, key.lower(), unicodedata.normalize("NFKC", key).lower()):
        if form in KEYS:
            return form
        if form in _KEYS:
            return _KEYS[form]
    return key
