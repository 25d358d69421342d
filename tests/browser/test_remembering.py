"""A page remembers its place, as far as a browser lets it, and works without."""

import pytest
from browsing import enter
from listening import RATE, begin, go_to, middle_s, place_s, until_it_plays
from playwright.sync_api import expect

FORBIDDEN = """
    Object.defineProperty(window, "localStorage", {get() { throw new DOMException("forbidden", "SecurityError"); }});
"""

FULL = """
    Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
"""


def test_a_page_that_is_loaded_anew_goes_on_where_it_was(made, look):
    visit = look(made.mp3.as_uri())
    page = visit.page
    begin(page)
    stage = made.plan["stages"][3]
    go_to(page, middle_s(stage))
    left_at = place_s(page)
    page.reload()
    expect(page.locator("#title")).to_have_text(stage["title"])
    page.get_by_role("button", name="Go on at").click()
    until_it_plays(page)
    assert place_s(page) == pytest.approx(left_at, abs=2)
    page.keyboard.press("q")
    page.get_by_role("button", name="From the beginning").click()
    page.wait_for_function("() => document.querySelector('audio').currentTime < 5")


def test_a_session_that_was_heard_to_its_end_begins_anew(made, look):
    page = look(made.mp3.as_uri()).page
    begin(page)
    go_to(page, made.plan["frames"] / RATE - 0.5)
    page.wait_for_function("() => document.querySelector('audio').ended")
    page.reload()
    expect(page.get_by_role("button", name="Press to begin")).to_be_visible()


@pytest.mark.parametrize("storage", [FORBIDDEN, FULL], ids=["forbidden", "full"])
def test_a_page_plays_where_nothing_can_be_remembered(made, look, storage):
    page = look(made.mp3.as_uri(), storage).page
    begin(page)
    page.get_by_role("button", name=made.plan["stages"][3]["title"]).click()
    page.get_by_label("Colours").select_option("light")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    page.reload()
    begin(page)


def test_what_another_page_has_left_in_the_browser_breaks_nothing(made, look):
    for left in ["7", "[", '{"at": 1e300}', '{"at": -5, "keys": 3, "theme": ["<b>"]}']:
        stored = f"Storage.prototype.getItem = () => {left!r};"
        page = look(made.mp3.as_uri(), stored).page
        page.get_by_role("button", name=made.plan["stages"][3]["title"]).click()
        until_it_plays(page)
        page.context.close()


def test_one_session_in_two_tabs_plays_in_both_and_goes_on_from_the_one_that_was_left_last(made, look):
    first = look(made.mp3.as_uri()).page
    second = enter(first.context, made.mp3.as_uri()).page
    begin(first)
    begin(second)
    go_to(first, 20)
    go_to(second, 90)
    first.close()
    second.keyboard.press("q")
    third = enter(second.context, made.mp3.as_uri()).page
    expect(third.get_by_role("button", name="Go on at 1:30")).to_be_visible()
