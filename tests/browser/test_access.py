"""A page is for everybody: by keyboard alone, by a screen reader, on a small screen, in large type, without motion."""

import pytest
from listening import begin, go_to, is_playing, middle_s
from playwright.sync_api import expect

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}

WIDER = """() => {
    const room = document.documentElement.clientWidth;
    const over = [...document.body.querySelectorAll("*")].filter((one) => {
        const {right, width, height} = one.getBoundingClientRect();
        return width > 1 && height > 1 && right > room + 0.5 && !one.closest(".sheet, svg");
    });
    return [document.documentElement.scrollWidth > room, over.map((one) => one.outerHTML.slice(0, 99))];
}"""
"""Whether a page can be scrolled sideways, and what reaches beyond its edge."""


def found(page, axe):
    """Return what axe finds, in its words, with the elements."""
    page.evaluate(f"{axe}; 0")
    violations = page.evaluate("() => axe.run().then((result) => result.violations)")
    return [(one["id"], one["help"], [node["html"][:200] for node in one["nodes"]]) for one in violations]


def unfold(page):
    """Open all that is folded up."""
    page.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true; })")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_axe_finds_nothing_at_rest_in_a_hold_and_in_the_text(made, look, axe, size):
    page = look(made.mp3.as_uri(), viewport=size).page
    assert found(page, axe) == []
    begin(page)
    go_to(page, middle_s(made.plan["stages"][3]["hold"]))
    page.keyboard.press("Space")
    unfold(page)
    for colours in ("dark", "light"):
        page.get_by_label("Colours").select_option(colours)
        assert found(page, axe) == []


def test_axe_finds_nothing_where_the_sound_fails(made, look, axe, serve):
    site = serve(made.folder)
    site.folder.joinpath("sound.mp3").write_bytes(b"no sound")
    page = look(site.address).page
    page.get_by_role("button", name="Press to begin").click()
    expect(page.locator("#message")).to_be_visible()
    assert found(page, axe) == []


def test_a_page_follows_the_colours_of_the_device_if_that_is_asked_for(made, look):
    page = look(made.mp3.as_uri(), color_scheme="light").page
    ground = "() => getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(ground)
    page.get_by_label("Colours").select_option("auto")
    assert page.evaluate(ground) != dark
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"dark => ({ground})() === dark", arg=dark)


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_nothing_reaches_beyond_the_edge_of_a_screen(made, look, width):
    page = look(made.mp3.as_uri(), viewport={"width": width, "height": 700}).page
    unfold(page)
    assert page.evaluate(WIDER) == [False, []]
    begin(page)
    go_to(page, middle_s(made.plan["stages"][3]["hold"]))
    assert page.evaluate(WIDER) == [False, []]


def test_everything_can_be_reached_and_led_by_the_keyboard_alone(made, look):
    page = look(made.mp3.as_uri(), viewport=DESK).page
    reached = []
    while True:
        page.keyboard.press("Tab")
        name, outline, inside = page.evaluate(
            """() => {
                const one = document.activeElement, {width, style} = (() => {
                    const {outlineWidth, outlineStyle} = getComputedStyle(one);
                    return {width: parseFloat(outlineWidth), style: outlineStyle};
                })();
                const {top, bottom} = one.getBoundingClientRect();
                const name = one === document.body ? "" : one.id || one.dataset.chapter || one.textContent.trim();
                return [name, style === "none" ? 0 : width, top < innerHeight && bottom > 0];
            }"""
        )
        if not name or len(reached) > 200:
            break
        assert outline >= 2, name
        assert inside, name
        reached.append(name)
    assert {"play", "back", "on", "seek", "theme", *map(str, range(len(made.plan["stages"])))} <= set(reached)
    assert len(reached) < 200
    page.locator("#play").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => !document.querySelector('audio').paused")
    page.keyboard.press("Space")  # on a button it presses that
    assert not is_playing(page)


def test_nothing_talks_over_the_coach(made, look):
    page = look(made.mp3.as_uri()).page
    assert page.locator("[aria-live]:not([aria-live=off]), [role=status], [role=alert], [role=log]").count() == 0


def test_nothing_moves_where_motion_is_not_wanted(made, look):
    page = look(made.mp3.as_uri(), reduced_motion="reduce").page
    begin(page)
    go_to(page, middle_s(made.plan["stages"][3]["hold"]))
    assert page.evaluate("() => document.getAnimations().length") == 0
    assert page.evaluate("() => getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_a_page_can_be_used_in_colours_that_its_reader_has_set(made, look, axe):
    page = look(made.mp3.as_uri(), forced_colors="active").page
    begin(page)
    go_to(page, middle_s(made.plan["stages"][3]["hold"]))
    expect(page.locator("#picture")).to_be_visible()
    assert found(page, axe) == []


def test_nothing_reaches_beyond_the_edge_of_a_phone_in_twice_the_usual_type(made, look):
    page = look(made.mp3.as_uri(), viewport=PHONE).page
    page.evaluate("""() => {
        const usual = parseFloat(getComputedStyle(document.documentElement).fontSize);
        document.documentElement.style.fontSize = `${2 * usual}px`;
    }""")
    wide, _ = page.evaluate(WIDER)
    assert not wide
