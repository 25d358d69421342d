"""What the tests of the page do with it, and where it is then."""

RATE = 48_000


def spoken(plan):
    """Return what is said, in its order."""
    return [clip for clip in plan["clips"] if clip["bus"] == "voice"]


def middle_s(part):
    """Return the middle of a clip, a stage or a hold, in seconds of the session."""
    return (part["onset"] + part["frames"] / 2) / RATE


def place_s(page):
    """Return where the sound is, in seconds."""
    return page.locator("audio").evaluate("audio => audio.currentTime")


def is_playing(page):
    return page.locator("audio").evaluate("audio => !audio.paused")


def go_to(page, second):
    """Let the sound be at a second, and wait until the page has shown that."""
    page.locator("audio").evaluate(
        """(audio, second) => new Promise((done) => {
            const drawn = () => requestAnimationFrame(() => requestAnimationFrame(done));
            audio.addEventListener("seeked", drawn, {once: true});
            audio.currentTime = second;
        })""",
        second,
    )


def begin(page):
    """Press the button that begins, and wait until something sounds."""
    page.get_by_role("button", name="Press to begin").click()
    until_it_plays(page)


def until_it_plays(page):
    page.wait_for_function(
        "() => { const a = document.querySelector('audio'); return !a.paused && a.currentTime > 0; }"
    )
