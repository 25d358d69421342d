"""Whatever a text says, and whatever a browser lacks or forbids, a page shows its words, and never runs them."""

import pytest
from listening import begin, is_playing, spoken
from playwright.sync_api import expect

import coach

RUN = "window.ran = true"

SHORT_TITLE = f"</script><script>{RUN}</script> \"quotes\" & '🦶🏽' כאב"

LONG_TITLE = (
    f"{SHORT_TITLE} <img src=x onerror='{RUN}'> {{{{ 7 * 7 }}}} {{% raw %}} &lt;b&gt; "
    f"{'Rückenschmerz' * 8} {'wide ' * 40}"
).strip()

ROUTINE = """
eases = ["back"]
steps = [{ point = "CV6", minutes = 1 }]
[en]
title = '''%s'''
summary = "A summary with </script> in it."
welcome = [{ say = 'Welcome & say "I am ready".', sources = ["own"] }]
settle = [{ say = "Sit down.", sources = ["own"] }]
closing = [{ say = "Sit for a moment, and breathe.", sources = ["own"] }]
"""

REFUSED = """
    HTMLMediaElement.prototype.play = async () => { throw new DOMException("not allowed", "NotAllowedError"); };
"""

NO_CODEC = """
    HTMLMediaElement.prototype.play = async () => { throw new DOMException("no source", "NotSupportedError"); };
"""

SLEEPY = """
    navigator.wakeLock.request = async () => { throw new DOMException("battery", "NotAllowedError"); };
"""


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    """Pages of a routine whose author tries to have them run a script, or to break them."""
    folder = tmp_path_factory.mktemp("odd")
    routine = folder / "odd.toml"
    routine.write_text(ROUTINE % SHORT_TITLE, encoding="utf-8")
    pages = {name: folder / f"{name}.html" for name in ("of the routine", "of the user")}
    with coach.session(str(routine), voice="fake", talk="brief", hold=5, listener=coach.Listener.nobody()) as session:
        session.page(pages["of the routine"], quality="small")
        named = {"title": LONG_TITLE, "artist": LONG_TITLE, "practice": f"</style><script>{RUN}</script>"}
        session.page(pages["of the user"], quality="small", **named)
    return pages


@pytest.mark.parametrize(
    ("whose", "title"),
    [
        pytest.param("of the routine", SHORT_TITLE, id="of the routine"),
        pytest.param("of the user", LONG_TITLE, id="of the user"),
    ],
)
@pytest.mark.parametrize("width", [320, 1280])
def test_a_title_is_shown_as_text_and_never_run(odd, look, whose, title, width):
    page = look(odd[whose].as_uri(), viewport={"width": width, "height": 700}).page
    assert page.get_by_role("heading", level=1).text_content() == title
    assert page.title() == title
    begin(page)
    page.get_by_role("button", name="On 15 s").click()
    assert page.evaluate("() => window.ran") is None
    assert page.locator("main img").count() == 1
    wide, room = page.evaluate("() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= room


def test_a_sentence_is_shown_as_it_is_said(odd, look):
    page = look(odd["of the routine"].as_uri()).page
    begin(page)
    expect(page.get_by_text('Welcome & say "I am ready".', exact=True).first).to_be_attached()


def test_a_page_says_press_to_begin_where_nothing_may_sound(made, look):
    page = look(made.mp3.as_uri(), REFUSED).page
    page.get_by_role("button", name=made.plan["stages"][3]["title"]).click()
    expect(page.locator("#message")).to_contain_text("Press to begin")
    assert not is_playing(page)


def test_a_page_whose_sound_cannot_be_decoded_says_so_and_has_all_words(made, look, serve):
    visit = look(serve(made.folder).address, NO_CODEC)
    _shows_that_nothing_sounds(visit.page, made.plan)


def test_a_page_whose_sound_is_broken_says_so_and_has_all_words(made, look, serve):
    site = serve(made.folder)
    site.folder.joinpath("sound.mp3").write_bytes(b"no sound at all " * 999)
    visit = look(site.address)
    _shows_that_nothing_sounds(visit.page, made.plan)


def test_a_page_whose_sound_is_missing_says_so_and_has_all_words(made, look, serve):
    site = serve(made.folder)
    site.folder.joinpath("sound.mp3").unlink()
    visit = look(site.address)
    _shows_that_nothing_sounds(visit.page, made.plan)
    visit.complaints = [said for said in visit.complaints if "404" not in said]


def _shows_that_nothing_sounds(page, plan):
    page.get_by_role("button", name="Press to begin").click()
    expect(page.locator("#message")).to_contain_text("cannot be played")
    expect(page.locator("#message")).to_be_focused()
    for clip in spoken(plan)[::5]:
        expect(page.locator("#text").get_by_text(clip["text"], exact=True).first).to_be_attached()


def test_a_page_without_javascript_has_all_words_and_shows_no_dead_buttons(made, look):
    page = look(made.mp3.as_uri(), java_script_enabled=False).page
    expect(page.get_by_role("region", name="All that is said")).to_be_visible()
    shown = page.locator("#text").inner_text()
    assert all(clip["text"] in shown for clip in spoken(made.plan))
    assert page.locator("button:visible, input:visible, select:visible").count() == 0
    expect(page.locator("noscript .message")).to_be_visible()


def test_a_page_plays_on_where_the_screen_may_not_be_kept_awake(made, look, serve):
    address = serve(made.folder).address
    page = look(address, SLEEPY).page
    page.get_by_label("Keep the screen on").check()
    begin(page)
    assert is_playing(page)


def test_a_page_offers_no_lit_screen_where_a_browser_cannot_keep_it(made, look):
    page = look(made.mp3.as_uri(), "delete Navigator.prototype.wakeLock;").page
    expect(page.get_by_label("Keep the screen on")).to_be_hidden()
    begin(page)


def test_a_screen_is_kept_awake_only_if_that_is_asked_for(made, look, serve):
    told = """
        window.locks = [];
        navigator.wakeLock.request = async (kind) => {
            const lock = {kind, released: false, release: async () => { lock.released = true; }};
            locks.push(lock);
            return lock;
        };
    """
    page = look(serve(made.folder).address, told).page
    begin(page)
    assert page.evaluate("() => locks") == []
    page.get_by_label("Keep the screen on").check()
    page.wait_for_function("() => locks.length === 1 && !locks[0].released")
    page.keyboard.press("q")
    page.wait_for_function("() => locks[0].released")


def test_a_lock_that_is_granted_only_after_a_pause_is_given_back(made, look, serve):
    late = """
        window.lock = {released: false, release: async () => { lock.released = true; }};
        navigator.wakeLock.request = () => new Promise((done) => { window.grant = () => done(lock); });
    """
    page = look(serve(made.folder).address, late).page
    begin(page)
    page.get_by_label("Keep the screen on").check()
    page.wait_for_function("() => window.grant")
    page.keyboard.press("q")
    page.wait_for_function("() => document.getElementById('audio').paused")
    page.evaluate("() => setTimeout(grant, 100)")
    page.wait_for_function("() => lock.released")
