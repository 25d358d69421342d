"""A page in a folder, once it was opened from a server, works when that is gone; a page in one file needs none."""

import pytest
from browsing import enter
from listening import RATE, begin, go_to, middle_s, place_s, spoken, until_it_plays
from playwright.sync_api import expect

import coach

KEPT = "() => navigator.serviceWorker.ready.then(() => true)"


def test_a_folder_that_was_seen_once_plays_with_its_server_stopped(made, look, serve):
    site = serve(made.folder)
    page = look(site.address).page
    page.evaluate(KEPT)
    site.stop()
    page.reload()
    begin(page)
    clip = spoken(made.plan)[-2]
    go_to(page, middle_s(clip))
    assert place_s(page) == pytest.approx(middle_s(clip), abs=0.3)
    expect(page.locator("#caption")).to_have_text(clip["text"])
    page.wait_for_function("before => document.querySelector('audio').currentTime > before + 1", arg=middle_s(clip))
    assert page.locator("#cover").evaluate("image => image.decode().then(() => image.naturalWidth)") > 0


def test_a_folder_plays_and_seeks_at_its_first_visit(made, look, serve):
    page = look(serve(made.folder).address).page
    page.evaluate(KEPT)
    page.get_by_role("button", name=made.plan["stages"][3]["title"]).click()
    until_it_plays(page)
    assert place_s(page) == pytest.approx(made.plan["stages"][3]["onset"] / RATE, abs=1)


def test_a_folder_can_be_installed(made, look, serve):
    page = look(serve(made.folder).address).page
    page.evaluate(KEPT)
    devtools = page.context.new_cdp_session(page)
    found = devtools.send("Page.getAppManifest")
    assert found["errors"] == []
    missing = {error["errorId"] for error in devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]}
    assert missing <= {"in-incognito"}  # as every context of a test is


def test_a_folder_that_was_written_anew_is_shown_anew_within_three_visits(made, look, serve):
    site = serve(made.folder)
    visit = look(site.address)
    visit.page.evaluate(KEPT)
    with coach.session(points=["CV6"], hold=5, voice="fake", listener=coach.Listener.nobody()) as session:
        session.page(f"{site.folder}/", title="Another one", quality="small")
    shown = []
    while "Another one" not in shown and len(shown) < 3:
        visit.page.close()  # a browser keeps to the older files as long as a tab shows them
        visit = enter(visit.page.context, site.address)
        shown.append(visit.page.get_by_role("heading", level=1).inner_text())
        visit.page.evaluate("() => navigator.serviceWorker.ready.then((known) => known.update())")
        visit.page.wait_for_function("() => navigator.serviceWorker.ready.then((known) => !known.installing)")
    assert shown[-1] == "Another one"
    begin(visit.page)
    assert visit.complaints == []


@pytest.mark.parametrize("kind", ["mp3", "m4a"])
def test_a_page_in_one_file_asks_for_nothing_at_all(made, look, kind):
    visit = look(getattr(made, kind).as_uri())
    begin(visit.page)
    go_to(visit.page, 60)
    assert [address for address in visit.asked if not address.startswith(("blob:", "data:"))] == [visit.page.url]


def test_the_page_of_a_folder_plays_when_it_is_opened_from_a_disk(made, look):
    page = look((made.folder / "index.html").as_uri()).page
    begin(page)
    go_to(page, 60)
    page.wait_for_function("() => document.querySelector('audio').currentTime > 60.5")
