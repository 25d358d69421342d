"""What a listener with closed eyes would stumble over is found, with its place, and nothing else is."""

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from coach.content.load import library
from coach.content.model import Library, Point
from coach.content.phrases import Phrases, Posture
from coach.content.sentences import Sentence
from coach.content.style import BODIES, KINDS, faults, lines_of

GOOD = """
Make loose fists.
Bring the backs of your hands to your lower back.
Rest the knuckles on the ridges of muscle beside your spine.
Lay your index and middle finger flat below the navel.
The upper finger touches the navel.
The point lies under the lower one.
Put one fingertip on the tip of your nose.
Slide it down into the groove above your lip.
Stop halfway down.
Your free hand holds that elbow.
Press slowly, as far as it feels good.
You may feel a dull, pleasant ache.
Close is close enough: the place is about three fingers wide.
A beat under the fingers means shift a little sideways.
Lift your heel for a moment.
Feel the muscle bunch under your thumb.
Slide the thumb down to the notch where the muscle ends.
Wrap your fingers around the heel.
Sink the thumb into the dip between ankle bone and tendon.
If it feels sharp, press less.
Let go if anything shoots, goes numb or makes you dizzy.
Sit back and let the chair carry you.
Come up slowly.
Set your left foot on the stool.
Rest your left ankle on the right knee.
The back now.
Left knee.
Close your eyes when you are ready.
Two rising notes begin each hold.
Two falling notes end it.
One note in between marks the middle.
Soft tones are for the breath, and you may ignore them.
Any key pauses the session.
Breathe in, and breathe out, in your own time.
Your breath may be small and easy.
Thank you for taking this time.
This is about half an hour of self-care for a sore back.
Relief may last only for a while.
You may repeat the session when you need it.
Wiggle your toes.
Stand up slowly when you are ready.
Press and hold for 90 seconds.
Press and massage gently.
Small circles, or stillness, as you like.
Press with the knuckles, and with a thumb only if they tire.
Chinese medicine traditionally uses the point for tiredness.
Many people find that warmth helps.
Do not begin with a leg that is newly weak.
Get help today if your bladder or bowels have changed.
Never press on sore, swollen or bruised skin, or on varicose veins.
Ask a doctor first if you are pregnant.
The same on your right leg.
Draw up your toes if the calf cramps.
Keep your shoulders heavy.
Notice what has changed in your back.
Roll onto your side, knees together.
Push yourself up with your elbow.
Sit until you feel steady.
Your whole hand may rest on the belly.
From the kneecap, let your fingers slide to the back of the knee.
With your thumbs beside the kneecap, your fingers reach the crease.
Rub gently up and down.
Stop if you feel dizzy, and rest.
Leave the point out and rest.
Let the weight of the arm do the work.
Keep the stool within reach, at your left.
Your elbow may rest on a cushion, with care and ease.
Now, slowly, let the pressure grow.
Some people should not begin today.
The same goes for numbness between the legs, or a changed bladder or bowel.
Ask a doctor first in pregnancy, with cancer, or with heart or kidney disease.
Perhaps it is warmer, or heavier, or just the same.
Or breathe in your own way.
Your hand rises and falls like a boat on calm water.
If the stool is too high, use a folded towel.
A cramp means let go, and draw up your toes.
Rest your forearm on your thigh, so that it carries the weight.
Knees together, roll onto your side in one piece.
Lean back, and the pressure grows.
With one hand, press the left point, then the right.
After the two falling notes, let go.
You will feel two cords.
Rest in this position.
The hand warms the muscle slowly from above.
Chinese medicine uses the point to strengthen the back.
Let its weight press, and roll the calf a little.
Let the leg grow heavy, and roll the calf a little.
Massage firmly, and let go at a cramp.
Press up firmly, and massage.
Notice how the other leg carries this one.
Let the knee, not a hand, meet the back of the calf.
Measure two flat fingers down from the navel.
Set the foot flat, close to your seat.
Bare your feet and legs, up to the knees.
Make ready now, and pause as you need.
If the leg tingles, uncross it, and rest.
""".strip().splitlines()

BAD = {
    "length": [
        "Rest your left hand on your belly with the fingers spread, a little below the navel.",
        "The place lies between the outer ankle bone and the tendon that runs down behind the heel.",
        "It is about as far below the navel as two of your fingers are wide together.",
    ],
    "actions": [
        "Raise the heel and find the muscle.",
        "Lean forward, and slide both hands down.",
        "Lower the heel, press in firmly, and massage.",
        "Make a fist, then rest it on the muscle.",
        "Close your eyes and take a slow breath.",
        "With your left hand find the ankle, and hold it.",
        "Lean back, and with your right hand find the navel.",
        "If it hurts, let go, and shake out your hand.",
        "Slide down into the groove, and rest halfway down.",
        "Fetch a stool, and loosen your belt.",
        "Let the knee sink, and close your eyes.",
        "Massage firmly, and let go with one thumb.",
        "Close your eyes, and rest on your elbow.",
        "Let your arms hang, and shake them out.",
        "Press the point; breathe out slowly.",
        "When the chime sounds, let go and change legs.",
        "While you breathe out, press in and hold your knee.",
        "Turn your palm up and make a fist.",
        "Find the crease, let your thumb sink in, then hold it there.",
    ],
    "we": [
        "Now we go on.",
        "Let us begin.",
        "Let's rest.",
        "Our last point is at the ankle.",
        "Now come with us.",
        "We're almost done.",
    ],
    "try": ["Try to relax your jaw.", "It is worth trying once more."],
    "simply": ["Simply slide down.", "Of course it may ache."],
    "pointing": [
        "Press on this spot.",
        "Do it like this.",
        "Keep your thumb at this place.",
        "Rub in this way.",
        "Press this.",
        "Rest this one on the other knee.",
        "Rub these places.",
    ],
    "forbidden": ["Press here.", "Two inches below the navel.", "Rest the thumb as shown.", "It lies 3 cm higher."],
    "units": ["Press 20 mm beside the spine.", "Stay some millimetres off the bone."],
    "codes": ["Next is B 54.", "Now find UB40.", "Some books say Ren 6.", "Du 26 is next."],
    "scolding": ["That is enough, so let go.", "You must press harder.", "You have to relax."],
    "trouble": ["You are in the middle of it.", "Endure it a little longer."],
    "promise": [
        "It will ease your back.",
        "Your back will soon feel better.",
        "It is going to help.",
        "The point relieves pain.",
    ],
    "K10": [
        "Press with thumbs or knuckles, steadily or in circles.",
        "Sit on a stool or a chair, or on the bed.",
        "Use a thumb or a finger, or else a knuckle.",
        "Either use a thumb or take two fingers or a fist.",
    ],
    "K12": [
        "Rest them on soft tissue, one thumb off the midline, level with the dimples, never on bone.",
        "Press up, with the pad, and never the nail, without haste.",
        "Slide up, not on the ribs, not on the spine, but beside it.",
    ],
    "K14": [
        "Left leg, behind the knee, Commanding Middle, thumb.",
        "Both sides of the sacrum, fists or heels of the hands.",
        "Never while driving, cycling, bathing or cooking.",
        "Two fingers below the navel, on the midline, gently.",
        "No weight on bony parts or the tailbone.",
        "Now the back of your left calf, for Mountain Support.",
    ],
}
"""Sentences that are wrong wherever they stand, by the kind of their fault."""

LINES = {
    "K9": [
        ("breathe_out", "Let your jaw soften as you breathe out."),
        ("breathe_out", "Breathe out with soft lips."),
        ("ease", "Let your back relax a little more."),
        ("ease", "Feel both feet on the floor."),
        ("lightly", "Rest your hands in your lap."),
        ("ease", "Let your arms hang loosely."),
    ],
    "K15": [
        ("switch", "Now change to the {side} side."),
        ("switch", "Turn to the other side."),
        ("switch", "Now your {side} side."),
        ("where", "Still on the {side} side, {place}."),
    ],
    "K11": [("timing", "Hold for {time} from the notes."), ("timing", "The notes begin {time} of holding.")],
    "breath": [
        ("breathe_in", "Gently in."),
        ("breathe_out", "And slowly out."),
        ("breathe_in", "Take a deep breath."),
        ("breathe_freely", "Breathe deeply and evenly."),
    ],
}
"""Lines that are wrong in a phrase, by the kind of their fault, with its key."""

FINE_LINES = [
    ("breathe_out", "Breathe out, and let your shoulders sink."),
    ("breathe_in", "Breathe in."),
    ("ease", "Imagine warm sand under your hand."),
    ("ease", "Less is always allowed."),
    ("switch", "Now your {side} leg."),
    ("switch", "Your {side} leg."),
    ("timing", "Press for {time} from the notes."),
    ("where", "{place}, as before."),
    ("where_in_hold", "{place}, {time} to go."),
    ("lightly", "The skin hardly knows that you are there."),
]

KNEE = {
    "travel": ["The left knee now."],
    "benefit": ["Commanding Middle is often used for a stiff lower back.", "It may help aching legs, too."],
    "locate": [
        "Put your thumbs beside the {side} kneecap.",
        "Your fingers meet behind the knee.",
        "Let the fingertips sink between two cords.",
        "The place feels soft, and may be tender.",
    ],
    "press": ["Circle slowly with all fingers.", "A beat under them means shift a little."],
    "locate_again": ["Your thumbs lie by the kneecap again."],
    "press_again": ["Press as you did before."],
}
BACK = {
    "travel": ["The lower back now."],
    "benefit": ["The two points are traditionally used for a tired back."],
    "locate": [
        "Make loose fists.",
        "Bring them behind you, to the height of your elbows.",
        "Rest the knuckles on the ridges beside the spine.",
        "Muscle gives a little, and bone does not.",
    ],
    "press": ["Sit back, and let the chair press your knuckles in.", "Stay on the muscle, never on the spine."],
    "locate_again": ["Your knuckles lie beside the spine, as high as your elbows."],
}
CALF = {
    "travel": ["The left calf now."],
    "benefit": ["This point is believed to help with cramps.", "It may also ease an aching back."],
    "locate": [
        "Cross your {side} ankle over the other knee.",
        "Lift the heel for a moment.",
        "Slide a thumb down the middle of the calf.",
        "Stop where the muscle ends in a notch.",
        "It may ache a little, and that is the place.",
    ],
    "press": ["Press with that thumb, gently at first.", "A cramp means let go."],
    "locate_again": ["Your thumb finds the notch below the muscle."],
    "press_again": ["Press with the thumb again."],
}
BELLY = {
    "travel": ["The lower belly first."],
    "benefit": ["The Sea of Energy is believed to strengthen the lower back.", "It may ease tiredness as well."],
    "locate": [
        "Take the index and middle finger of one hand.",
        "Lay them flat below the navel, the upper one touching it.",
        "The belly feels soft there, and moves with your breath.",
    ],
    "press": ["Lay your other hand on top.", "Press gently, in small circles."],
    "locate_again": ["Two fingers flat below the navel show the way."],
}
FACE = {
    "travel": ["The face now.", "Leave it out if your lip is sore."],
    "benefit": ["The point in the groove may relax the whole body.", "So it may help a back that is tense."],
    "locate": [
        "Put one fingertip on the tip of your nose.",
        "Let it slide down into the groove above your lip.",
        "Light pressure feels clear there, and quickly fades.",
    ],
    "press": ["Your free hand holds that elbow.", "Press up, with the pad.", "Let up if a tooth hurts."],
    "locate_again": ["Your fingertip finds the middle of the groove under your nose."],
}
ANKLE = {
    "travel": ["The left ankle now."],
    "benefit": ["Kunlun, named after a mountain, may help with headaches."],
    "locate": [
        "Rest the {side} ankle on your other knee.",
        "Your thumb finds the outer ankle bone.",
        "Slide it back into the dip before the tendon.",
        "The dip is as wide as the thumb, and may feel tender.",
    ],
    "press": ["Wrap your fingers around the heel.", "Press with the thumb, slowly."],
    "locate_again": ["Thumb behind the outer ankle bone."],
    "press_again": ["Press as before."],
}
WORDS_OF_POINTS = {"BL40": KNEE, "BL23": BACK, "BL57": CALF, "CV6": BELLY, "GV26": FACE, "BL60": ANKLE}

TOGETHER = [
    ("K1", "BL40", "benefit", ["It is often used for a stiff lower back."]),
    ("K1", "BL40", "benefit", ["Chinese medicine uses them for aching legs.", "The point may help."]),
    ("K1", "BL23", "benefit", ["Many people like its warmth.", "The point may help."]),
    ("K1", "BL40", "benefit", ["This is believed to ease a stiff back."]),
    ("K1", "BL40", "locate", ["Slide it behind the knee."]),
    ("K3", "BL40", "locate", ["Make a fist.", "Lean forward to the knee."]),
    ("K3", "BL23", "locate_again", ["With your fists, bend down a little."]),
    ("K1", "BL40", "locate", ["Let both hands reach around it."]),
    ("K4", "BL40", "locate", ["Find the crease behind the knee.", "Rest your fingertips there."]),
    ("K4", "BL40", "locate", ["Just above the heel, lay two fingers on the tendon."]),
    ("K4", "BL23", "locate", ["Go up two finger widths from the hip bones.", "Make loose fists."]),
    ("K4", "BL23", "press", ["Press with your thumbs."]),
    ("K4", "BL57", "locate", ["Lift the heel for a moment.", "Find the notch below the muscle.", "It aches a little."]),
    ("K4", "BL57", "locate", ["Find the notch below the calf with your thumb.", "It aches a little."]),
    ("K5", "BL23", "locate", ["Make loose fists.", "Rest the knuckles beside the spine."]),
    ("K7", "BL40", "press", ["Press lightly at sharp pain.", "Let go if it becomes sharp."]),
    ("K7", "BL40", "press", ["Let up when it is sharp."]),
    ("K7", "BL23", "press", ["Keep off the spine.", "Stay on muscle, and never on the spine."]),
    ("K10", "BL40", "press", ["Press with a finger or a thumb.", "Circle or stroke the place."]),
    ("K15", "BL40", "travel", ["Now your {side} side."]),
    ("K15", "BL40", "locate_again", ["With your fingers, the same on the other side."]),
    ("K3", "BL57", "press", ["Reach down to it with a thumb, and press."]),
    ("K9", "BL23", "press", ["Come to the edge of the seat.", "Lean back into your knuckles."]),
]
"""Lists of a point with a fault that other sentences make one: its kind, the point, the key."""


def sentences(*texts: str) -> tuple[Sentence, ...]:
    return tuple(Sentence(say=text, sources=("own",)) for text in texts)


def in_posture(phrases: Phrases, name: str, text: str) -> Phrases:
    """Return phrases in which a posture is told in one sentence."""
    return replace(phrases, postures={**phrases.postures, name: Posture(move=sentences(text))})


def worded(code: str, **lists: list[str]) -> Point:
    """Return a point with good words, but for some lists, in a posture of its own."""
    point = library().points[code]
    words = {key: sentences(*texts) for key, texts in {**WORDS_OF_POINTS[code], **lists}.items()}
    any_body = {"only": ("chair",), "unless": tuple(BODIES), "ways": ()}
    return replace(point, posture=code, en=replace(point.en, **words), **any_body)


def home() -> Library:
    """Return a library with points in good words, and postures in words that some lines do not fit."""
    shipped = library()
    points = {code: worded(code) for code in WORDS_OF_POINTS}
    phrases = replace(shipped.phrases, ease=sentences("If it becomes sharp, press less."))
    for code, text in {
        "BL23": "Come to the edge of the seat, and sit tall.",
        "BL40": "Set the foot on the stool.",
    }.items():
        phrases = in_posture(phrases, code, text)
    return replace(shipped, points=points, phrases=phrases)


def told(text: str) -> set[str]:
    """Return the kinds of the faults of a sentence that is to be done before a session, by anybody who sits or lies."""
    backache = library().routines["backache"]
    words = replace(backache.en, settle=sentences(text))
    seated, flat = (
        {fault.kind for fault in faults(replace(backache, positions=(position,), en=words), "r.toml", bodies=())}
        for position in ("chair", "lying")
    )
    return seated & flat


def told_in(key: str, text: str) -> set[str]:
    """Return the kinds of the faults of a line of a phrase."""
    there = home()
    phrases = replace(there.phrases, **{key: sentences(text)})
    return {fault.kind for fault in faults(phrases, beside=there) if fault.sentence == text}


@pytest.mark.parametrize("text", GOOD)
def test_a_plain_good_sentence_has_no_fault(text):
    assert told(text) == set()


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in BAD.items() for text in texts])
def test_a_bad_sentence_is_found(kind, text):
    assert kind in told(text)


@pytest.mark.parametrize(("kind", "key", "text"), [(kind, *line) for kind, lines in LINES.items() for line in lines])
def test_a_line_that_does_not_belong_in_its_phrase_is_found(kind, key, text):
    assert kind in told_in(key, text)


@pytest.mark.parametrize(("key", "text"), FINE_LINES)
def test_a_line_that_belongs_in_its_phrase_has_no_fault(key, text):
    assert told_in(key, text) == set()


@pytest.mark.parametrize("code", WORDS_OF_POINTS)
def test_a_point_in_good_words_has_no_fault(code):
    mine = {*chain.from_iterable(WORDS_OF_POINTS[code].values())}
    there = home()
    there = replace(there, phrases=in_posture(there.phrases, code, "Sit well back in the chair."))
    assert [fault for fault in faults(worded(code), beside=there) if fault.sentence in mine] == []


@pytest.mark.parametrize(("kind", "code", "key", "texts"), TOGETHER)
def test_a_fault_that_only_other_sentences_make_one_is_found(kind, code, key, texts):
    found = faults(worded(code, **{key: texts}), beside=home())
    assert [fault for fault in found if fault.kind == kind and fault.place.startswith(f"en.{key}, entry ")]


def test_the_first_chapter_may_have_longer_sentences():
    text = "Get help now if a leg is newly weak, or it is numb between the legs."
    assert len(text.split()) == 16
    safety = library().safety
    first = replace(safety, en=replace(safety.en, opening=sentences(text)))
    assert not [fault for fault in faults(first) if fault.sentence == text]
    assert told(text) == {"length"}


def test_a_ritual_line_with_two_wordings_is_found_once():
    phrases = replace(library().phrases, release=sentences("Let go.", "Slowly let go.", "Gently let go."))
    found = [fault for fault in faults(phrases) if fault.kind == "K8" and fault.place.startswith("release")]
    assert [(fault.place, fault.sentence) for fault in found] == [("release, entry 2", "Slowly let go.")]
    assert not [f for f in faults(replace(phrases, release=phrases.release[:1])) if f.place.startswith("release")]


def test_a_posture_that_nobody_leads_out_of_is_found():
    phrases = library().phrases
    name = next(iter(phrases.postures))
    crossed = "Rest your left ankle on the right knee."
    found = faults(in_posture(phrases, name, crossed))
    assert [fault.kind for fault in found if fault.sentence == crossed] == ["K3"]
    upright = faults(in_posture(phrases, name, "Sit well back in the chair."))
    assert not [fault for fault in upright if fault.place.startswith(f"postures.{name}.")]


def test_a_posture_that_bends_without_support_is_found():
    phrases = library().phrases
    name = next(iter(phrases.postures))
    assert "nothing that carries" in str(faults(in_posture(phrases, name, "Lean forward.")))
    assert "nothing that carries" not in str(faults(in_posture(phrases, name, "Lean forward, elbows on your knees.")))


def test_what_is_said_on_the_way_may_free_the_hands():
    found = faults(worded("BL40", travel=["Let your arms hang.", "The left knee now."]), beside=home())
    assert not [fault for fault in found if fault.sentence == "Let your arms hang."]


@pytest.mark.parametrize(
    "text",
    [
        "With loose fists behind you, feel for the flat bone below the waist.",
        "Wrap both hands around the calf, and feel the dip.",
        "With your right hand, cup the ankle from below, at the dip that gives.",
    ],
)
def test_a_tool_is_named_before_the_place_where_it_leads_the_sentence(text):
    found = faults(worded("BL40", locate=[text]), beside=home())
    assert not [fault for fault in found if fault.kind in {"K1", "K4", "K5"} and fault.place.startswith("en.locate,")]


@pytest.mark.parametrize(
    ("key", "text", "is_found"),
    [
        ("travel", "Now the back of the left calf, for Chengshan, BL57.", False),
        ("travel_again", "Behind the left knee, Commanding Middle again.", False),
        ("travel", "Left leg, behind the knee, Commanding Middle, thumb.", True),
        ("short", "Now the back of the left calf, for Chengshan, BL57.", True),
    ],
)
def test_what_comes_next_may_be_announced_without_a_verb(key, text, is_found):
    found = faults(worded("BL40", **{key: [text]}), beside=home())
    assert any(fault.kind == "K14" and fault.sentence == text for fault in found) == is_found


def test_a_warning_may_say_what_to_leave_and_what_to_do():
    text = "Keep off the spine, and ease the weight."
    marked = (Sentence(say=text, sources=("own",), safety=True),)
    for words, is_found in ((marked, False), (sentences(text), True)):
        point = worded("BL23")
        found = faults(replace(point, en=replace(point.en, press=words)), beside=home())
        assert any(fault.kind == "actions" and fault.sentence == text for fault in found) == is_found


def test_a_side_of_the_back_is_a_side():
    text = "The points lie along its {side} side."
    for code, kinds in (("BL23", set()), ("BL40", {"K15"})):
        point = replace(worded(code, travel=["The place now.", text]), sides="each")
        assert {fault.kind for fault in faults(point, beside=home()) if fault.sentence == text} == kinds


def test_brief_wordings_are_looked_at_with_their_place():
    routine = library().routines["backache"]
    both = (Sentence(say="Sit down.", brief="Now we sit.", sources=("own",)),)
    found = faults(replace(routine, en=replace(routine.en, settle=both)), "routines/r.toml")
    assert [(one.file, one.place, one.kind) for one in found if one.kind == "we"] == [
        ("routines/r.toml", "en.settle, entry 1.brief", "we")
    ]


PIECES = ["press", "rest", "if", "and", "or", ",", ".", "it", "{side}", "never", "with", "then", "é", ";", "belly"]


@given(st.lists(st.sampled_from(PIECES)).map(" ".join))
def test_any_text_can_be_looked_at(text):
    assert told(text) <= {*KINDS}


TOML = '''
# [en]
a = { say = "x # [y]", b = [1, 2] } # c = 1
list = [ { say = "one", brief = """
two""" }, { say = "]" },
  # { say = "no" },
  { "say" = '}' },
]
[en]
en.deep = "z"
[[many]]
say = [["x"], ["y"]]
[[many]]
advice = { say = "z" }
[postures . edge]
move = [
  { say = "a" },
]
'''


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("a", 3),
        ("a.say", 3),
        ("a.b, entry 2", 3),
        ("list", 4),
        ("list, entry 1.brief", 4),
        ("list, entry 2", 5),
        ("list, entry 3", 7),
        ("list, entry 3.say", 7),
        ("list, entry 4", 0),
        ("en", 9),
        ("en.en.deep", 10),
        ("many, entry 1.say, entry 2", 12),
        ("many, entry 2.advice.say", 14),
        ("postures.edge.move, entry 1", 17),
        ("c", 0),
    ],
)
def test_the_lines_of_a_place_is_found(place, line):
    assert lines_of(TOML).get(place, 0) == line
