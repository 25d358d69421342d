"""How soon the page of a session of the usual length is ready in a browser, and how large it is against its sound.

Ready is when its button can be pressed; it sounds when the sound has moved on. Run it on a quiet machine:
.venv/bin/python tests/bench/page_speed.py
"""

import sys
import tempfile
from pathlib import Path
from statistics import median

from measure import Table

sys.path.insert(0, str(Path(__file__).parents[1]))

import browsing

import coach

ROUNDS = 7

READY = """
    addEventListener("DOMContentLoaded", () => requestAnimationFrame(() => { window.ready = performance.now(); }));
"""

SOUNDS = """async () => {
    const begin = performance.now();
    document.querySelector("#play").click();
    const audio = document.querySelector("audio");
    while (!(audio.currentTime > 0)) await new Promise(requestAnimationFrame);
    return performance.now() - begin;
}"""


def times(browser, address):
    """Return after how many seconds a page is ready, and how many pass from a press to the sound."""
    ready, sounding = [], []
    for _ in range(ROUNDS):
        with browsing.visit(browser, address, READY) as visit:
            visit.page.wait_for_function("() => window.ready")
            ready.append(visit.page.evaluate("() => window.ready") / 1000)
            sounding.append(visit.page.evaluate(SOUNDS) / 1000)
    return median(ready), median(sounding)


def main():
    table = Table(f"Pages, median of {ROUNDS}")
    with tempfile.TemporaryDirectory() as name, browsing.browser() as browser:
        place = Path(name)
        with coach.session(voice="fake", listener=coach.Listener.nobody()) as session:
            for sound in ("m4a", "mp3"):
                file = place / f"{sound}.html"
                session.page(file, format=sound)
                exported = place / f"session.{sound}"
                session.export(exported)
                ready_s, sounding_s = times(browser, file.as_uri())
                table.add(f"{sound} in one file: ready", ready_s, "s", 1.0)
                table.add(f"{sound} in one file: from a press to the sound", sounding_s, "s")
                ratio = file.stat().st_size / exported.stat().st_size
                table.add(f"{sound} in one file : its sound file", ratio, "times", 1.4)
            session.page(f"{place}/folder/")
        site = browsing.Site(place / "folder")
        ready_s, sounding_s = times(browser, site.address)
        site.stop()
        table.add("a folder on this machine: ready", ready_s, "s", 1.0)
        table.add("a folder on this machine: from a press to the sound", sounding_s, "s")
    table.close()


if __name__ == "__main__":
    main()
