"""What a page looks like on a phone and on a desk, dark and light: pictures to be judged by eye.

Run .venv/bin/python tests/bench/page_looks.py FOLDER [VOICE]: it writes a PNG of each size, colours and state there.
"""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import browsing

import coach

SIZES = {"phone": (390, 844), "narrow": (320, 640), "desk": (1280, 800)}
RATE = 48_000


def states(page, plan):
    """Yield the names of what there is to see, once it is seen."""
    yield "at-rest"
    audio = page.locator("audio")
    page.locator("#play").click()
    page.wait_for_function("() => document.querySelector('audio').currentTime > 0")
    stages = [stage for stage in plan["stages"] if stage["hold"]]
    found = next(clip for clip in plan["clips"] if clip["stage"] == stages[0]["id"] and clip["phase"] == "locate")
    for name, frame in [
        ("finding", found["onset"] + found["frames"] / 2),
        ("in-a-hold", stages[1]["hold"]["onset"] + stages[1]["hold"]["frames"] * 0.6),
    ]:
        audio.evaluate("(audio, second) => { audio.currentTime = second; }", frame / RATE)
        page.wait_for_timeout(500)
        yield name
    for name, place in [("chapters", "#chapters"), ("safety", "#safety"), ("text", "#text section:nth-of-type(5)")]:
        page.locator(place).evaluate("place => place.scrollIntoView()")
        page.wait_for_timeout(200)
        yield name


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    voice = sys.argv[2] if len(sys.argv) > 2 else "fake"
    with tempfile.TemporaryDirectory() as name, browsing.browser() as browser:
        file = Path(name) / "page.html"
        with coach.session(voice=voice, listener=coach.Listener.nobody()) as session:
            plan = session.plan()
            session.page(file)
        for size, (width, height) in SIZES.items():
            for colours in ("dark", "light"):
                shape = {"width": width, "height": height}
                with browsing.visit(browser, file.as_uri(), viewport=shape) as visit:
                    visit.page.get_by_label("Colours").select_option(colours)
                    for state in states(visit.page, plan):
                        visit.page.screenshot(path=folder / f"browser-{size}-{colours}-{state}.png")


if __name__ == "__main__":
    main()
