"""A page plays its session, and shows at each moment what the plan has at that moment."""

import pytest
from listening import RATE, begin, go_to, middle_s, place_s, spoken
from playwright.sync_api import expect

FASTEST = 16
"""How many times as fast as usual a Chromium plays at most."""

HEARD = """async (from) => {
    const audio = document.querySelector("audio"), context = new AudioContext(), ear = context.createAnalyser();
    ear.fftSize = 512;
    context.createMediaStreamSource(audio.captureStream()).connect(ear);
    await context.resume();
    audio.currentTime = from;
    await new Promise((done) => audio.addEventListener("seeked", done, {once: true}));
    await audio.play();
    const wave = new Float32Array(ear.fftSize), heard = [];
    while (audio.currentTime < from + 1.5) {
        await new Promise((done) => setTimeout(done, 5));
        ear.getFloatTimeDomainData(wave);
        heard.push([audio.currentTime, Math.max(...wave.map(Math.abs))]);
    }
    return heard;
}"""
"""Jumps to a second, and tells how loud it is at each moment from there."""

SKIPPED_TO_S = 20
"""Where the end begins, before it."""


def test_the_caption_shown_at_ten_moments_is_the_plans(made, look):
    page = look(made.mp3.as_uri()).page
    begin(page)
    said = spoken(made.plan)
    moments = [said[index * (len(said) - 1) // 9] for index in range(10)]
    assert len({clip["onset"] for clip in moments}) == 10
    for clip in moments:
        go_to(page, middle_s(clip))
        expect(page.locator("#caption")).to_have_text(clip["text"], timeout=1000)


@pytest.mark.parametrize(("kind", "skips"), [("m4a", False), ("mp3", True)])
def test_the_page_of_a_short_session_plays_to_its_end(made, look, kind, skips):
    page = look(getattr(made, kind).as_uri()).page
    begin(page)
    audio = page.locator("audio")
    before_s, clock = audio.evaluate("audio => [audio.currentTime, performance.now()]")
    page.wait_for_function("before => document.querySelector('audio').currentTime > before + 2", arg=before_s)
    after_s, later = audio.evaluate("audio => [audio.currentTime, performance.now()]")
    assert after_s - before_s == pytest.approx((later - clock) / 1000, abs=0.3)
    length_s = made.plan["frames"] / RATE
    assert audio.evaluate("audio => audio.duration") == pytest.approx(length_s, abs=0.1)
    if skips:
        go_to(page, length_s - SKIPPED_TO_S)
    audio.evaluate("(audio, rate) => { audio.playbackRate = rate; }", FASTEST)
    page.wait_for_function("() => document.querySelector('audio').ended", timeout=60_000)
    assert audio.evaluate("audio => audio.error") is None
    assert audio.evaluate("audio => audio.webkitAudioDecodedByteCount") > 0
    assert place_s(page) == pytest.approx(length_s, abs=0.1)
    audio.evaluate("audio => { audio.playbackRate = 1; }")
    page.get_by_role("button", name="Hear it again").click()
    page.wait_for_function("() => !document.querySelector('audio').paused")
    assert place_s(page) < 3


@pytest.mark.parametrize("kind", ["m4a", "mp3"])
def test_what_is_heard_after_a_jump_is_what_the_plan_has_there(made, look, kind):
    page = look(getattr(made, kind).as_uri()).page
    begin(page)
    page.locator("audio").evaluate("audio => audio.pause()")
    onset_s = spoken(made.plan)[5]["onset"] / RATE  # after nearly a second of silence
    heard = page.evaluate(HEARD, onset_s - 0.6)
    silent = max(loud for second, loud in heard if second < onset_s - 0.2)
    begins = next(second for second, loud in heard if loud > max(3 * silent, 0.01))
    assert begins == pytest.approx(onset_s, abs=0.1)


def test_a_caption_comes_with_its_words_while_it_plays(made, look):
    page = look(made.mp3.as_uri()).page
    begin(page)
    short = next(index for index, clip in enumerate(spoken(made.plan)) if clip["text"] == "Sit down.")
    second, third = spoken(made.plan)[short : short + 2]
    go_to(page, second["onset"] / RATE - 0.5)
    shown = page.evaluate(
        """end => new Promise((done) => {
            const audio = document.querySelector("audio"), caption = document.querySelector("#caption"), shown = [];
            new MutationObserver(() => shown.push([audio.currentTime, caption.textContent.trim()]))
                .observe(caption, {childList: true, characterData: true, subtree: true});
            audio.addEventListener("timeupdate", () => audio.currentTime > end && done(shown));
        })""",
        third["onset"] / RATE + 0.5,
    )
    at = {text: second for second, text in reversed(shown)}
    for clip in (second, third):
        assert at[clip["text"]] == pytest.approx(clip["onset"] / RATE, abs=0.3)


def test_the_picture_shown_is_that_of_the_stage(made, look):
    page = look(made.mp3.as_uri()).page
    begin(page)
    kinds = set()
    for stage in made.plan["stages"]:
        go_to(page, middle_s(stage))
        kinds.add(bool(stage["picture"]))
        if stage["picture"]:
            expect(page.locator("#picture")).to_be_visible()
            expect(page.locator("#picture use")).to_have_attribute("href", f"#picture-{stage['picture']}")
            expect(page.locator("#cover")).to_be_hidden()
        else:
            expect(page.locator("#cover")).to_be_visible()
            expect(page.locator("#picture")).to_be_hidden()
    assert kinds == {True, False}
