"""A page is led by its buttons, by the keys of `coach start`, and from a lock screen."""

import pytest
from listening import RATE, begin, go_to, is_playing, middle_s, place_s, until_it_plays
from playwright.sync_api import expect

HANDED = """
    window.handed = {handlers: {}, position: null};
    const own = MediaSession.prototype;
    const setActionHandler = own.setActionHandler, setPositionState = own.setPositionState;
    own.setActionHandler = function (action, handler) {
        setActionHandler.call(this, action, handler);
        handed.handlers[action] = handler;
    };
    own.setPositionState = function (state) {
        setPositionState.call(this, state);
        handed.position = state;
    };
    const place = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, "currentTime");
    const set = function (second) {
        handed.jump = second;
        place.set.call(this, second);
    };
    Object.defineProperty(HTMLMediaElement.prototype, "currentTime", {...place, set});
"""
"""Keeps what a page hands to the lock screen, and where it jumped to last; both do as ever."""


def near(second):
    """Return what a place is compared with: a jump may miss by a tenth of a second."""
    return pytest.approx(second, abs=0.1)


@pytest.fixture
def page(made, look):
    """A page that has begun, and pauses."""
    page = look(made.mp3.as_uri(), HANDED).page
    begin(page)
    pause(page)
    return page


def jumped_to(page):
    """Return where a page went last, and see that the sound is there, or has been played on from there."""
    jump = page.evaluate("() => handed.jump")
    assert jump - 0.1 <= place_s(page) <= jump + 10
    return jump


def pause(page):
    page.locator("audio").evaluate("audio => audio.pause()")


def onset_s(stage):
    return stage["onset"] / RATE


def of_kind(plan, point):
    return next(stage for stage in plan["stages"] if stage["point"] == point)


def test_each_chapter_is_a_button_that_jumps_to_within_a_tenth_of_a_second(made, page):
    buttons = page.get_by_role("region", name="Chapters").get_by_role("button")
    stages = made.plan["stages"]
    assert buttons.count() == len(stages)
    for button, stage in reversed(list(zip(buttons.all(), stages, strict=True))):
        assert stage["title"] in button.inner_text()
        at = button.evaluate("button => { button.click(); return document.querySelector('audio').currentTime; }")
        assert at == near(onset_s(stage))
        expect(button).to_have_attribute("aria-current", "true")
        expect(page.locator("#title")).to_have_text(stage["title"])
    assert page.locator("[aria-current=true]").count() == 1


def test_a_chapter_can_be_chosen_before_anything_has_sounded(made, look):
    page = look(made.m4a.as_uri()).page
    stage = of_kind(made.plan, "CV6")
    page.get_by_role("button", name=stage["title"]).click()
    until_it_plays(page)
    assert place_s(page) == pytest.approx(onset_s(stage), abs=1)
    assert round(place_s(page) * RATE) >= stage["onset"]  # a browser tells microseconds, and no frames


def test_buttons_go_fifteen_seconds_back_and_on(page):
    go_to(page, 60)
    page.get_by_role("button", name="Back 15 s").click()
    assert place_s(page) == near(45)
    page.get_by_role("button", name="On 15 s").click()
    assert place_s(page) == near(60)


def test_the_slider_seeks_and_tells_where_it_is(made, page):
    slider = page.get_by_role("slider", name="Place in the session")
    slider.fill("70")
    assert place_s(page) == near(70)
    expect(slider).to_have_attribute("aria-valuetext", f"1:10 of 2:38, {of_kind(made.plan, 'CV6')['title']}")


def test_the_keys_of_coach_lead_the_session(made, page):
    keys = page.keyboard
    _, _, _, first, second, *_ = made.plan["stages"]
    go_to(page, middle_s(first))
    keys.press("ArrowRight")
    assert jumped_to(page) == near(onset_s(second))
    keys.press("ArrowLeft")  # the chapter has only begun
    assert jumped_to(page) == near(onset_s(first))
    go_to(page, middle_s(first))
    keys.press("ArrowLeft")
    assert jumped_to(page) == near(onset_s(first))
    keys.press("Space")
    assert not is_playing(page)
    keys.press("Space")
    assert is_playing(page)
    keys.press("x")  # a hand that gropes
    assert not is_playing(page)
    keys.press("a")
    assert is_playing(page)
    assert jumped_to(page) == near(onset_s(first))
    keys.press("-")
    assert page.locator("audio").evaluate("audio => audio.volume") == pytest.approx(10 ** (-2 / 20))
    keys.press("+")
    assert page.locator("audio").evaluate("audio => audio.volume") == 1
    keys.press("q")
    assert not is_playing(page)


def test_a_lock_screen_is_told_the_title_the_chapter_the_cover_and_the_place(made, page):
    stage = of_kind(made.plan, "BL40")
    page.evaluate("([seekTime]) => handed.handlers.seekto({seekTime})", [middle_s(stage)])
    told = page.evaluate(
        "() => { const {title, album, artist, artwork} = navigator.mediaSession.metadata;"
        " return {title, album, artist, artwork}; }"
    )
    (cover,) = told.pop("artwork")
    assert told == {"title": stage["title"], "album": made.plan["title"], "artist": "coach"}
    assert cover["type"] == "image/jpeg"
    width, height = page.evaluate(
        "async src => { const i = new Image(); i.src = src; await i.decode(); return [i.width, i.height]; }",
        cover["src"],
    )
    assert cover["sizes"] == f"{width}x{height}"
    length_s = made.plan["frames"] / RATE
    place = page.evaluate("() => handed.position")
    assert place == {"duration": pytest.approx(length_s), "playbackRate": 1, "position": near(middle_s(stage))}
    assert page.evaluate("() => navigator.mediaSession.playbackState") == "paused"


def test_the_buttons_of_a_lock_screen_seek(made, page):
    _, _, _, first, second, *_ = made.plan["stages"]
    middle = middle_s(first)
    for action, details, leads_to in [
        ("previoustrack", {}, onset_s(first)),
        ("nexttrack", {}, onset_s(second)),
        ("seekbackward", {}, middle - 15),
        ("seekforward", {"seekOffset": 10}, middle + 10),
        ("seekto", {"seekTime": 12.5}, 12.5),
    ]:
        go_to(page, middle)
        page.evaluate("([action, details]) => handed.handlers[action]({action, ...details})", [action, details])
        assert jumped_to(page) == near(leads_to), action
        pause(page)


def test_the_buttons_of_a_lock_screen_play_pause_and_stop(page):
    for action, plays in [("play", True), ("pause", False), ("play", True), ("stop", False)]:
        page.evaluate("async action => { await handed.handlers[action]({action}); }", action)
        assert is_playing(page) == plays
        assert page.evaluate("() => navigator.mediaSession.playbackState") == ("playing" if plays else "paused")
