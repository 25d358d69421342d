"""The window can be read, is answered by keys and buttons, and means by both what the terminal means."""

import time
from datetime import datetime

import pytest
from led import Led

from coach.choices import Choices
from coach.content.load import library
from coach.errors import CallsForDoctor
from coach.health.first_screen import ask_first
from coach.health.listener import Listener
from coach.health.questions import Question
from coach.health.screen import require_no_red_flag
from coach.journal.journal import Journal
from coach.live.window import NoWindow, opened
from coach.plan.heading import Beginning, Heading
from coach.plan.timeline import TimedStage, Timeline
from coach.units import clock, frames

SAFETY = library().safety
SIZES = ["1024x768", "640x480", "360x300", "500x700"]
LONG = "A routine of my own with a title that nobody would call short, behind the left knee (BL40), and so on and on"


@pytest.fixture
def window(display, monkeypatch, tmp_path):
    """An open window of 1024 x 768."""
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    from coach.live.window.window import Window

    window = Window()
    resize(window, "1024x768")
    yield window
    window.close()


def root_of(window):
    return window._root


def resize(window, size):
    root_of(window).geometry(f"{size}+0+0")
    give_up = time.monotonic() + 10
    while f"{root_of(window).winfo_width()}x{root_of(window).winfo_height()}" != size:
        assert time.monotonic() < give_up
        window.pump()


def widgets(window, kind, inside=None):
    """Return what is to be seen of a kind, from top to bottom."""
    found = []
    for widget in (inside or root_of(window)).winfo_children():
        found += [widget] if widget.winfo_class() == kind else widgets(window, kind, widget)
    return sorted((one for one in found if one.winfo_ismapped()), key=lambda one: one.winfo_y())


def shown(window):
    """Return all that can be read in the window, in one line."""
    window.pump()
    labels = [label.cget("text") for label in widgets(window, "Label")]
    texts = [text.get("1.0", "end") for text in widgets(window, "Text")]
    return " ".join(" ".join([*labels, *texts]).split())


def buttons(window):
    return {button.cget("text"): button for button in widgets(window, "TButton")}


def when_asked(window, *answers):
    """Give each question its answer, a key or a button, as soon as it is taken; return what is shown with each."""
    root, left, asked, questions = root_of(window), [*answers], [], []

    def answer():
        page = window._page
        if page.asks and page not in asked:
            asked.append(page)
            questions.append(shown(window))
        if page.asks and page.chosen is None:
            press(window, left[0])
        if page.asks and page.chosen is not None:
            left.pop(0)
        if left:
            root.after(100, answer)

    root.focus_force()
    root.after(100, answer)
    return questions


def press(window, what):
    """Press a button, or else a key."""
    if what in buttons(window):
        buttons(window)[what].invoke()
    else:
        root_of(window).event_generate(f"<Key-{what}>")


def test_the_signs_that_must_not_wait_are_asked_for_at_once(window):
    questions = when_asked(window, "No")
    ask_first(SAFETY, window.ask, window.tell)
    assert questions[0].startswith("Before your first session: is any of this so?")
    assert all(" ".join(flag.sign.split()) in questions[0] for flag in SAFETY.red_flags if flag.sign)


def test_a_sign_that_is_there_is_answered_by_its_key_and_calls_for_a_doctor(window):
    questions = when_asked(window, "n", "Yes")
    with pytest.raises(CallsForDoctor) as error:
        require_no_red_flag(SAFETY, window.ask)
    assert error.value.text == SAFETY.red_flags[1].text
    assert questions == [
        f"Question {number} of {len(SAFETY.red_flags)} {flag.question}"
        for number, flag in enumerate(SAFETY.red_flags[:2], 1)
    ]


def test_a_slip_is_taken_back_and_what_was_to_be_read_is_there_again(window):
    questions = when_asked(window, "Yes", "Back", "No")
    ask_first(SAFETY, window.ask, window.tell)
    assert questions[0] == questions[2]
    assert SAFETY.red_flags[0].question in questions[1]


def test_an_answer_can_be_taken_back(window):
    questions = when_asked(window, "No", "Back", "n", "b", "Yes")
    with pytest.raises(CallsForDoctor) as error:
        require_no_red_flag(SAFETY, window.ask)
    assert error.value.text == SAFETY.red_flags[0].text
    first, second = (flag.question for flag in SAFETY.red_flags[:2])
    assert [question.split(" ", 4)[-1] for question in questions] == [first, second, first, second, first]


def test_a_second_click_is_not_meant_for_the_next_question(window):
    def click():
        page = window._page
        page._since_s = time.monotonic()  # it has just come
        press(window, "No")
        assert page.chosen is None
        page._since_s -= 1
        press(window, "Yes")

    root_of(window).after(50, click)
    assert window.ask(Question(id="any", text="Is it so?", number=1, whole=1)) == "yes"


def test_who_closes_it_at_a_question_has_ended_it_as_with_ctrl_c(window):
    root_of(window).after(100, lambda: close(window))
    with pytest.raises(KeyboardInterrupt):
        window.ask(Question(id="any", text="Is it so?", number=1, whole=1))


def close(window):
    """Close the window as its own button does."""
    root = root_of(window)
    root.tk.eval(root.protocol("WM_DELETE_WINDOW"))


@pytest.fixture(scope="module")
def led():
    return Led()


@pytest.fixture
def hold(led):
    """A frame in the midst of a hold that has a side."""
    stage = next(stage for stage in led.timeline.stages if stage.hold and stage.side == "left")
    return stage.hold.onset + frames(12)


def test_a_session_shows_its_point_what_is_done_and_what_is_left(window, led, hold):
    with window.playing() as page:
        page.watch(led.timeline, hold)
        stage = led.timeline.stage_at(hold)
        assert stage.title in shown(window)
        assert "Left side, holding" in shown(window)
        assert f"{clock(stage.hold.frames - frames(12))} left" in shown(window)
        led_by = Led()
        led_by.press("pause", hold)
        page.watch(led_by.timeline, hold + frames(2))
        assert "paused" in shown(window)
        assert "Go on" in buttons(window)
        page.tell("the sound device has gone; waiting for it")
        assert "The sound device has gone" in shown(window)


def test_keys_and_buttons_mean_what_they_mean_on_the_terminal(window):
    with window.playing() as page:
        shown(window)
        root_of(window).focus_force()
        window.pump()
        for pressed, key in {"space": " ", "Right": "right", "plus": "+", "a": "a", "z": "z", "Tab": "Tab"}.items():
            root_of(window).event_generate(f"<Key-{pressed}>")
            assert page.pressed() == (key,)
        for nothing in ("Shift_L", "Control_L", "Caps_Lock", "XF86AudioPlay"):
            root_of(window).event_generate(f"<Key-{nothing}>")
            assert page.pressed() == ()
        root_of(window).event_generate("<Control-Key-w>")
        assert page.pressed() == ("q",)
        meant = {"Pause": " ", "Back": "left", "Again": "a", "Next": "right", "Softer": "-", "Louder": "+", "End": "q"}
        for text, key in meant.items():
            buttons(window)[text].invoke()
            assert page.pressed() == (key,)


def test_a_double_click_pauses_once_and_makes_it_louder_twice(window, monkeypatch):
    monkeypatch.setattr(time, "monotonic", lambda: 100.0)
    with window.playing() as page:
        shown(window)
        for text, keys in (("Pause", (" ",)), ("Louder", ("+", "+"))):
            for _ in range(2):
                buttons(window)[text].invoke()
            assert page.pressed() == keys


@pytest.mark.parametrize("end", ["closed", "destroyed"])
def test_a_window_that_is_closed_ends_the_session_as_its_key_does(window, led, hold, end):
    with window.playing() as page:
        page.watch(led.timeline, hold)
        close(window) if end == "closed" else root_of(window).destroy()
        for _ in range(3):
            assert page.pressed() == ("q",)
            page.watch(led.timeline, hold + 1)
            page.tell("the volume")
        window.finish("12 minutes heard.")
    window.take_leave()  # nobody is there to read it


def test_at_the_end_it_tells_how_much_was_heard_and_what_was_strange(window):
    with window.playing() as page:
        page.tell("the sound device has gone; waiting for it")
    window.finish("12 minutes heard. Next time coach asks whether you go on there.")
    told = when_asked(window, "Close")
    window.take_leave()
    assert "12 minutes heard. Next time coach asks" in told[0]
    assert "The sound device has gone" in told[0]


def play(end):
    """Keep a session in the journal of which 12 seconds were heard, and 30 seconds of a pause."""
    heading = Heading("backache", "Backache", "fake", ("fake", "1"), 120, "bowl", {})
    record = Journal().begin(Beginning(Choices(), Listener(), heading))
    stages = (
        TimedStage("opening", "Opening", None, None, 0, frames(60)),
        TimedStage("CV6", "x", None, None, frames(60), 9),
    )
    record.edit("pause", frames(12))
    record.edit("resume", frames(42))
    record.follow(Timeline(stages), frames(42))
    record.end(end)


def test_whoever_stopped_the_last_time_is_asked_whether_to_go_on_there_and_nobody_else_is(window):
    assert not window.asks_to_go_on()
    play("stopped")
    questions = when_asked(window, "g", "n")
    assert window.asks_to_go_on()
    assert not window.asks_to_go_on()
    assert questions[0].startswith(f"The last time, on {datetime.now().astimezone():%A}, ")
    assert questions[0].endswith(" you stopped after 0:12.")
    play("finished")
    assert not window.asks_to_go_on()


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_cut_off_or_covers_anything_else_at_any_size(window, led, hold, size):
    with window.playing() as page:
        resize(window, size)
        page.watch(led.timeline, hold)
        page.tell("the sound device has gone; waiting for it, whatever it is called, and for how long it may take")
        require_seen(window)
        page.remark(LONG * 3)
        page._title.say(LONG)
        require_seen(window)
    first = next(flag for flag in SAFETY.red_flags if flag.sign)
    root_of(window).after(50, lambda: [require_seen(window), when_asked(window, "No")])
    window.ask(Question(id=first.id, text=first.question, number=1, whole=8, may_be_skipped=False))


def require_seen(window):
    """Require that each text has the room that it needs, and that no two things overlap."""
    window.pump()
    root = root_of(window)
    seen = [*widgets(window, "Label"), *widgets(window, "TButton"), *widgets(window, "Text")]
    for widget in seen:
        assert widget.winfo_x() >= 0
        assert widget.winfo_y() >= 0
        assert widget.winfo_x() + widget.winfo_width() <= root.winfo_width()
        assert widget.winfo_y() + widget.winfo_height() <= root.winfo_height()
    for widget in (*widgets(window, "Label"), *widgets(window, "TButton")):
        assert widget.winfo_reqwidth() <= widget.winfo_width() + 1, widget.cget("text")
    for widget in widgets(window, "Text"):
        assert widget.yview() == (0.0, 1.0), "all of it is seen"
    for one in seen:
        for other in seen:
            assert one is other or not overlap(one, other), (one.winfo_y(), other.winfo_y())


def overlap(one, other):
    return (
        one.winfo_x() < other.winfo_x() + other.winfo_width()
        and other.winfo_x() < one.winfo_x() + one.winfo_width()
        and one.winfo_y() < other.winfo_y() + other.winfo_height()
        and other.winfo_y() < one.winfo_y() + one.winfo_height()
    )


@pytest.mark.usefixtures("display")
def test_every_text_has_the_contrast_that_the_guidelines_ask_of_small_type():
    from coach.live.window import look

    def light(colour):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    for text, ground in (
        (look.TEXT, look.GROUND),
        (look.DIM, look.GROUND),
        (look.GOLD, look.GROUND),
        (look.TEXT, look.BUTTON),
        (look.TEXT, look.PRESSED),
        (look.DEEP, look.GOLD),
    ):
        dark, bright = sorted((light(text), light(ground)))
        assert (bright + 0.05) / (dark + 0.05) >= 7


def test_without_a_screen_there_is_no_window_and_it_says_so(monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    with pytest.raises(NoWindow, match=r"there is no screen to open it on|no tkinter"), opened():
        pass


def test_without_tkinter_there_is_no_window_and_it_says_what_to_install(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "tkinter", None)
    with pytest.raises(NoWindow, match="python3-tk on Debian"), opened():
        pass
