"""What is heard together is judged together: by each way of a point, in each position, by each body."""

import pytest
from msgspec.structs import replace

from coach.content.load import library
from coach.content.model import Library, Point, Way, WayWords
from coach.content.phrases import Posture
from coach.content.sentences import Sentence
from coach.content.style import faults

BAD = [
    ("K4", "locate", ["Find the crease behind the knee.", "Rest a fingertip in the dip there."]),
    ("K10", "press", ["Press with a finger or a thumb.", "Circle or stroke in the dip."]),
    ("K12", "press", ["Press up, with the pad, and never the nail, without haste."]),
    ("K5", "locate", ["Take a thumb.", "Rest it above the heel."]),
    ("K7", "press", ["Let up at sharp pain.", "If it is sharp, press less."]),
    ("K14", "short", ["Left leg, behind the knee, Commanding Middle, thumb."]),
    ("K1", "locate", ["Slide it to the dip in the middle with one finger."]),
    ("length", "press", ["Press slowly with one thumb until the dip gives a little under your weight and softens."]),
    ("actions", "press", ["Lower the heel, and press with one thumb."]),
    ("we", "travel", ["Now we go to the back of the knee."]),
]
"""Lists of a way with a fault: its kind and key."""

LYING_MISFITS = [
    "Rest the foot on the stool.",
    "Lean back in your chair.",
    "Let your hands lie in your lap.",
    "Sit tall.",
    "Set both feet on the floor.",
]
SEATED_MISFITS = ["Let the mattress carry you.", "Roll onto your left side.", "Let the ground carry your weight."]


def sentences(*texts, **tags):
    return tuple(Sentence(say=text, sources=("own",), **tags) for text in texts)


GOOD = {
    "travel": ["The back of the calf now."],
    "benefit": ["The point may help with cramps."],
    "locate": ["With a fingertip, slide down the calf.", "Stop in the dip, and feel it give."],
    "press": ["Press slowly."],
    "press_soft": ["Touch it lightly."],
    "short": ["Set a fingertip on the calf."],
    "travel_again": ["The back of the calf again."],
    "locate_again": ["The fingertip finds the dip below the muscle."],
    "press_again": ["Press as before."],
}
POSTURES = {
    "cross": "Lay the {side} ankle on the {other} knee.",
    "up": "Rest the {side} foot on the stool.",
    "flat": "Lay the {side} calf on the raised {other} knee.",
    "edge": "Come to the edge of the chair.",
}
WAYS = (("cross", "chair", "crossed"), ("up", "chair", "stool"), ("flat", "lying"))
"""How a point is pressed as usual and by its ways: the posture and the circumstances."""


def good(*keys: str) -> dict[str, tuple[Sentence, ...]]:
    """Return lists of a point in good words."""
    return {key: sentences(*GOOD[key]) for key in keys}


def home() -> Library:
    """Return what is shipped, with postures of our own."""
    shipped = library()
    own = {
        name: Posture(move=sentences(text), leave=sentences("Set the foot down."), sided=True)
        for name, text in POSTURES.items()
    }
    return replace(shipped, phrases=replace(shipped.phrases, postures={**shipped.phrases.postures, **own}))


def in_way(number: int, key: str, words: tuple[Sentence, ...], posture: str = "cross") -> Point:
    """Return a point in good words of which one way has other words in a list; number 0: the usual one."""
    shipped = library().points["BL57"]
    lists = [good(*GOOD), good("locate", "press"), good("locate", "press")]
    lists[number][key] = words
    usual, *others = lists
    ways = tuple(
        Way(only=only, posture=name, en=WayWords(**changed))
        for (name, *only), changed in zip(WAYS[1:], others, strict=True)
    )
    en = replace(shipped.en, **usual, locate_with_tool=())
    return replace(shipped, posture=posture, only=WAYS[0][1:], unless=(), ways=ways, en=en, rules=())


def found(point: Point, beside: Library | None = None) -> set[tuple[str, str]]:
    """Return the kind and the place of each fault of a point."""
    return {(fault.kind, fault.place) for fault in faults(point, beside=beside or home())}


def with_images(*images: Sentence, reach: str = "knee") -> Library:
    """Return what is shipped with other images for a place."""
    shipped = library()
    return replace(shipped, phrases=replace(shipped.phrases, images={**shipped.phrases.images, reach: images}))


def faults_of_images(*images: Sentence, reach: str = "knee") -> set[tuple[str, str]]:
    there = with_images(*images, reach=reach)
    told = faults(there.phrases, beside=there)
    return {(fault.kind, fault.sentence) for fault in told if fault.place.startswith(f"images.{reach},")}


@pytest.mark.parametrize("number", [0, 1, 2], ids=["as usual", "on a stool", "lying"])
@pytest.mark.parametrize(("kind", "key", "texts"), BAD, ids=[f"{kind} {key}" for kind, key, _ in BAD])
def test_a_fault_is_found_in_each_way_and_told_at_its_place(number, kind, key, texts):
    table = f"ways, entry {number}.en" if number else "en"
    told = found(in_way(number, key, sentences(*texts)))
    assert any(one == kind and place.startswith(f"{table}.{key}, entry ") for one, place in told)


@pytest.mark.parametrize("text", LYING_MISFITS)
def test_words_for_a_chair_do_not_fit_a_way_for_whoever_lies(text):
    place = "ways, entry 2.en.locate_again, entry 1"
    assert ("K9", place) in found(in_way(2, "locate_again", sentences(text)))


@pytest.mark.parametrize("text", SEATED_MISFITS)
def test_words_for_a_bed_do_not_fit_a_way_for_whoever_sits(text):
    assert ("K9", "ways, entry 1.en.press, entry 1") in found(in_way(1, "press", sentences(text)))


def test_a_point_in_good_words_has_no_fault_in_any_way():
    assert found(in_way(0, "press_again", sentences("Press again."))) == set()


def test_a_hand_may_reach_down_where_the_back_lies():
    reaching = sentences("Reach down to the dip, and press.")
    assert ("K3", "ways, entry 1.en.press, entry 1") in found(in_way(1, "press", reaching))
    assert not any(kind == "K3" for kind, _ in found(in_way(2, "press", reaching)))


def test_usual_words_that_a_way_leaves_as_they_are_are_judged_by_it_too():
    point = in_way(0, "press_again", sentences("Let the chair carry you."))
    told = [fault for fault in faults(point, beside=home()) if fault.kind == "K9"]
    assert [(fault.place, fault.heard) for fault in told] == [("en.press_again, entry 1", "lying")]


def test_usual_words_that_every_other_way_replaces_are_judged_by_the_usual_one_alone():
    text = "Press while the chair carries you."
    assert not any(kind == "K9" for kind, _ in found(in_way(0, "press", sentences(text))))
    assert ("K9", "ways, entry 2.en.press, entry 1") in found(in_way(2, "press", sentences(text)))


def test_a_usual_sentence_is_judged_in_the_posture_of_the_way_that_says_it():
    resting = sentences("Let your back rest, and press in the dip.")
    assert not any(kind == "K9" for kind, _ in found(in_way(0, "press", resting)))
    told = [one for one in faults(in_way(0, "press", resting, "edge"), beside=home()) if one.kind == "K9"]
    assert "nothing carries the back" in told[0].problem
    assert "chair" in told[0].heard


def test_sentences_that_exclude_each_other_are_not_heard_together():
    either = sentences("Press with a finger or a thumb.", only=("unused-hand",))
    other = sentences("Press with knuckles or fingers.", unless=("unused-hand",))
    dip = sentences("Feel the dip.")
    assert not [one for one in found(in_way(0, "press", (*dip, *either, *other))) if one[0] == "K10"]
    together = (*dip, *either, *sentences("Press with a fist or a palm."))
    assert [one for one in found(in_way(0, "press", together)) if one[0] == "K10"]


def test_a_sentence_that_the_answered_do_not_hear_counts_for_the_others():
    asked = sentences("Never on sharp pain.", asked=True, safety=True)
    told = found(in_way(0, "press", (*asked, *sentences("If it is sharp, press less."))))
    assert any(kind == "K7" for kind, _ in told)
    unanswered = sentences("If it is sharp, press less.", only=("answered",))
    told = found(in_way(0, "press", (*asked, *unanswered)))
    assert not any(kind == "K7" for kind, _ in told)


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("Wrap both hands around the calf.", "unused-hand"),
        ("Rest your fists in the dip.", "unused-hand"),
        ("Let both legs be heavy.", "missing-leg"),
        ("Lean back a little.", "fragile-bones"),
        ("Feel how your toes rest.", "numb-legs"),
        ("Feel the weight of your feet.", "spinal-cord"),
    ],
)
def test_words_that_do_not_fit_a_body_are_found_unless_that_body_does_not_hear_them(text, body):
    place = ("K9", "en.locate_again, entry 1")
    heard = [
        fault
        for fault in faults(in_way(0, "locate_again", sentences(text)), beside=home())
        if (fault.kind, fault.place) == place
    ]
    assert any(body in fault.heard for fault in heard)
    unheard = in_way(0, "locate_again", sentences(text, unless=("unused-hand", "missing-leg", body, "numb-legs")))
    kept = [fault for fault in faults(unheard, beside=home()) if (fault.kind, fault.place) == place]
    assert not any(body in fault.heard for fault in kept)


def test_what_cannot_hold_together_is_not_looked_at():
    crossed = sentences("Rest your foot on the stool.", only=("wheelchair",))
    assert not [one for one in found(in_way(1, "locate_again", crossed)) if one[0] == "K9"]  # no stool for a wheelchair


def test_an_image_is_judged_at_the_points_of_its_place_where_it_is_heard():
    stool = sentences("Let the leg be heavy on the stool.")
    assert faults_of_images(*stool) == {("K9", stool[0].say)}
    assert faults_of_images(*sentences(stool[0].say, only=("chair",), unless=("wheelchair",))) == set()
    assert faults_of_images(*sentences(stool[0].say, only=("chair",)), reach="back") == {("K9", stool[0].say)}


def test_an_image_for_whoever_lies_is_not_judged_on_a_chair():
    text = "Let the mattress carry your shoulders."
    assert faults_of_images(*sentences(text, only=("lying",))) == set()
    assert faults_of_images(*sentences(text)) == {("K9", text)}


def test_a_ritual_with_a_wording_for_each_position_has_one_for_each_listener():
    phrases = library().phrases
    each = (*sentences("Let go.", only=("chair",)), *sentences("Let it sink.", only=("lying",)))
    both = (*each, *sentences("And rest."))
    assert not [one for one in faults(replace(phrases, release=each)) if one.place.startswith("release")]
    told = [one for one in faults(replace(phrases, release=both)) if one.place.startswith("release")]
    assert [one.kind for one in told] == ["K8"]


def posture_faults(posture: Posture) -> set[str]:
    shipped = library()
    there = replace(
        shipped, phrases=replace(shipped.phrases, postures={**shipped.phrases.postures, "lie-calf": posture})
    )
    told = faults(there.phrases, beside=there)
    return {fault.kind for fault in told if fault.place.startswith("postures.lie-calf.")}


def test_a_posture_needs_a_way_out_for_everybody_who_is_led_into_it():
    move = sentences("Lay the {side} calf on the raised {other} knee.")
    out = "Set the foot down again."
    assert posture_faults(Posture(move=move, leave=sentences(out))) == set()
    assert posture_faults(Posture(move=move)) == {"K3"}
    assert posture_faults(Posture(move=move, leave=sentences(out, only=("answered",)))) == {"K3"}


def test_lying_on_the_back_is_led_out_of_by_the_end_if_that_tells_how_to_get_up():
    flat = Posture(move=sentences("Lie on your back."))
    assert posture_faults(flat) == set()
    shipped = library()
    postures = {**shipped.phrases.postures, "lie-calf": flat}
    up = sentences("Open your eyes.")
    safety = replace(shipped.safety, en=replace(shipped.safety.en, closing=up))
    there = replace(shipped, phrases=replace(shipped.phrases, postures=postures), safety=safety)
    told = [one for one in faults(there.phrases, beside=there) if one.place.startswith("postures.lie-calf.")]
    assert [one.kind for one in told] == ["K3"]


def test_words_for_a_chair_do_not_fit_a_posture_that_lies():
    assert posture_faults(Posture(move=sentences("Draw your chair closer."))) == {"K9"}


@pytest.mark.parametrize("key", ["settle", "arrive", "closing", "repeat"])
@pytest.mark.parametrize(
    ("text", "position"), [("Rest your back on the mattress.", "lying"), ("Sit back in the chair.", "chair")]
)
def test_the_words_around_a_session_are_judged_by_position(key, text, position):
    shipped = library()
    backache = shipped.routines["backache"]

    def kinds(*positions, **tags):
        words = replace(backache.en, **{key: sentences(text, **tags)})
        routine = replace(backache, positions=positions, en=words)
        return {one.kind for one in faults(routine, "r.toml", shipped) if one.sentence == text}

    assert kinds("chair", "lying") == {"K9"}
    assert kinds("chair", "lying", only=(position,)) == set()
    assert kinds(position) == set()


def test_what_prepares_for_a_posture_is_judged_where_a_point_needs_it():
    shipped = library()
    backache = shipped.routines["backache"]
    stool = sentences("Put a low stool before you.", posture="foot-up", unless=("wheelchair",))

    def told(words):
        routine = replace(backache, en=replace(backache.en, settle=words))
        return {one.heard for one in faults(routine, "r.toml", shipped) if one.sentence == stool[0].say}

    assert told(stool) == set()
    assert any("lying" in heard for heard in told(sentences(stool[0].say)))


def test_the_words_that_lead_out_of_a_session_are_judged_by_body_and_position():
    safety = library().safety

    def told(*closing):
        words = replace(safety, en=replace(safety.en, closing=closing))
        return {one.heard for one in faults(words) if one.kind == "K9"}

    assert told(*sentences("Stand up slowly.", unless=("wheelchair",))) == set()
    assert any("wheelchair" in heard for heard in told(*sentences("Stand up slowly.")))
    assert any("lying" in heard for heard in told(*sentences("Leave the chair slowly.", unless=("wheelchair",))))
