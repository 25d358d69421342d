"""What people call a state of health leads to the right condition, or says that there is none and what to do."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.choices import NOBODY
from coach.content.check import check_library
from coach.content.load import library
from coach.content.safety import HealthName
from coach.errors import CallsForDoctor, CoachError, ContentError, NoCondition, UnknownName
from coach.health.ailments import ailments
from coach.health.listener import Listener
from coach.health.names import condition_ids, words_of
from coach.health.profile import find, listener_of, read, update

SHIPPED = library()
SAFETY = SHIPPED.safety
IDS = tuple(ailments(SAFETY))


def meant(name: str) -> str:
    (found,) = condition_ids([name], SAFETY)
    return found


@pytest.mark.parametrize(
    ("name", "condition"),
    [
        ("dvt", "leg-clot"),
        ("DVT", "leg-clot"),
        ("thrombosis", "leg-clot"),
        ("blood clots", "leg-clot"),
        ("a blood clot in my leg", "leg-clot"),
        ("anticoagulants", "blood-thinners"),
        ("Warfarin", "blood-thinners"),
        ("blood_thinners", "blood-thinners"),
        ("haemophilia", "blood-thinners"),
        ("osteoporosis", "fragile-bones"),
        ("fracture", "fragile-bones"),
        ("spine surgery", "fragile-bones"),
        ("varicose veins left leg", "varicose-veins"),
        ("osteoporosis of the spine", "fragile-bones"),
        ("rheumatoid arthritis", "hot-joints"),
        ("gout", "hot-joints"),
        ("hot joints", "hot-joints"),
        ("heart", "heart-disease"),
        ("high blood pressure", "heart-disease"),
        ("pacemaker", "heart-disease"),
        ("cancer", "cancer"),
        ("Bone metastases", "cancer"),
        ("bone cancer", "cancer"),
        ("chemo", "cancer"),
        ("breast cancer", "cancer"),
        ("skin cancer on the left leg", "cancer"),
        ("kidney stones", "kidney-disease"),
        ("stone in the left kidney", "kidney-disease"),
        ("dialysis", "kidney-disease"),
        ("aneurysm", "belly-disease"),
        ("aneurysm of the belly", "belly-disease"),
        ("a strong pulse in my belly", "belly-disease"),
        ("Crohn's disease", "belly-disease"),
        ("ulcerative colitis", "belly-disease"),
        ("asthma", "breath-pacing"),
        ("panic attack", "breath-pacing"),
        ("Epilepsy", "breath-pacing"),
        ("seizures", "breath-pacing"),
        ("diabetes", "numb-legs"),
        ("diabetes type 2", "numb-legs"),
        ("diabetes with numb feet", "numb-legs"),
        ("inguinal hernia", "hernia"),
        ("hip replacement", "hip-precautions"),
        ("artificial left hip", "hip-precautions"),
        ("knee replacement left", "artificial-knee-left-leg"),
        ("my new right knee", "artificial-knee-right-leg"),
        ("sprained left ankle", "sprained-ankle-left-leg"),
        ("my period", "menses"),
        ("heartburn", "reflux"),
        ("positional vertigo", "vertigo"),
        ("varicose", "varicose-veins"),
        ("Pregnant", "pregnancy"),
        ("caesarean", "hernia"),
        ("césarean", "hernia"),
        ("C-section", "hernia"),
        ("neuropathy", "numb-legs"),
        ("cold sore", "skin-face"),
        ("a cold sore on the lip", "skin-face"),
        ("cut on the left leg", "skin-left-leg"),
        ("burn left knee", "skin-left-leg"),
        ("rash abdomen", "skin-belly"),
        ("skin_left_leg", "skin-left-leg"),
        ("left leg skin", "skin-left-leg"),
        ("right ankle injury", "surgery-right-leg"),
        ("artificial right knee", "artificial-knee-right-leg"),
        ("contacts", "contact-lenses"),
        ("teenager", "child"),
    ],
)
def test_what_people_call_a_condition_leads_to_it(name, condition):
    assert meant(name) == condition
    assert meant(name.upper()) == condition


@pytest.mark.parametrize(
    ("name", "among"),
    [
        ("wound", {"skin-belly", "skin-face", "skin-back", "skin-left-leg", "skin-right-leg"}),
        ("knee surgery", {"surgery-left-leg", "surgery-right-leg"}),
        ("artificial-joint", {"surgery-left-leg", "surgery-right-leg"}),
        ("broken leg", {"surgery-left-leg", "surgery-right-leg"}),
        ("back surgery", {"surgery-back", "fragile-bones"}),
        ("blood", {"leg-clot", "blood-thinners", "heart-disease"}),
        ("bone", {"cancer", "fragile-bones"}),
        ("sprained ankle", {"sprained-ankle-left-leg", "sprained-ankle-right-leg"}),
        ("artificial knee", {"artificial-knee-left-leg", "artificial-knee-right-leg"}),
    ],
)
def test_what_can_be_several_is_answered_with_all_of_them(name, among):
    with pytest.raises(UnknownName) as told:
        meant(name)
    assert set(told.value.allowed) >= among
    assert all(condition in str(told.value) for condition in among)


@pytest.mark.parametrize(
    ("name", "to_do"),
    [
        ("chronic illness", "ask a doctor first"),
        ("port", "devices"),
        ("fever", "wait until it is over"),
        ("Baker's cyst", "skip BL40"),
        ("torn calf", "skip BL57"),
        ("tailbone injury", "skip BL31-34"),
    ],
)
def test_a_state_of_health_without_a_condition_says_so_and_what_to_do(name, to_do):
    with pytest.raises(NoCondition) as told:
        meant(name)
    assert str(told.value).startswith(f"no condition covers {name!r}")
    assert to_do in str(told.value)
    assert "sources: " in str(told.value)


@pytest.mark.parametrize(
    "name", ["chest pain", "incontinence", "numb left buttock", "foot drop", "night sweats", "Cauda Equina"]
)
def test_a_sign_that_calls_for_a_doctor_is_answered_as_in_the_screen(name):
    with pytest.raises(CallsForDoctor):
        meant(name)


@pytest.mark.parametrize(
    ("name", "offered"),
    [("hernea", "hernia"), ("thrombosys", "thrombosis"), ("pregnacy", "pregnancy"), ("epilepsie", "epilepsy")],
)
def test_a_slip_of_the_pen_is_offered_what_was_meant(name, offered):
    with pytest.raises(UnknownName, match=rf"did you mean '{offered}'\?"):
        meant(name)


@pytest.mark.parametrize(
    "name", ["herniated disc", "disc hernia", "scoliosis", "sciatica", "migraine", "x", "!", "", "心"]
)
def test_a_name_that_means_nothing_is_offered_nothing_that_only_looks_like_it(name):
    with pytest.raises(UnknownName) as told:
        meant(name)
    assert "did you mean" not in str(told.value)
    assert "with any other, ask your doctor first" in str(told.value)


def test_every_id_means_itself():
    assert condition_ids(IDS, SAFETY) == IDS


def test_every_name_in_the_content_leads_where_it_says():
    for called in SAFETY.names:
        for name in called.names:
            try:
                found = {meant(name)}
            except UnknownName as several:
                found = {ailments(SAFETY)[entry].condition.id for entry in several.allowed}
            except (NoCondition, CallsForDoctor):
                found = {None}
            assert called.condition in found, name


def test_no_name_leads_to_two_places():
    led = [(words_of(name), place) for place, called in enumerate(SAFETY.names) for name in called.names]
    assert all(words for words, _ in led)
    for words, place in led:
        assert {other for found, other in led if found == words} == {place}, words


@given(st.text(max_size=30))
def test_whatever_is_given_is_answered_in_one_line(name):
    try:
        answer = meant(name)
    except CoachError as told:
        answer = str(told)
    assert answer
    assert "\n" not in answer


def test_a_session_is_shaped_by_what_people_call_a_condition_as_by_its_id():
    by_name, by_id = (
        listener_of(NOBODY, conditions=names, cleared=["BL40"], library=SHIPPED)
        for names in (["DVT", "Osteoporosis"], ["leg-clot", "fragile-bones"])
    )
    assert by_name == by_id
    assert Listener.of(conditions="thrombosis").conditions == ("leg-clot",)


def test_a_profile_that_was_written_by_hand_may_say_it_as_people_do(tmp_path):
    file = tmp_path / "profile.toml"
    file.write_text('schema = 1\nconditions = ["Thrombosis", "hernia"]  # mine\n')
    assert find(str(file), SHIPPED).conditions == ("leg-clot", "hernia")
    update(file, SHIPPED, lambda before: msgspec.structs.replace(before, talk="brief"))
    assert set(read(file, SHIPPED).conditions) == {"leg-clot", "hernia"}
    assert "# mine" in file.read_text()
    file.write_text('schema = 1\nconditions = ["fever"]\n')
    with pytest.raises(NoCondition):
        read(file, SHIPPED)


@pytest.mark.parametrize(
    ("called", "problem"),
    [
        (HealthName(names=("x",)), "it leads to one of"),
        (HealthName(names=("x",), condition="hernia", cautions=("cancer",)), "it leads to one of"),
        (HealthName(names=("x",), condition="skin-elbow"), "unknown condition 'skin-elbow'"),
        (HealthName(names=("x",), condition="artificial-knee-belly"), "unknown condition 'artificial-knee-belly'"),
        (HealthName(names=("x",), red_flag="cancer"), "unknown red flag 'cancer'"),
        (HealthName(names=("x",), cautions=("cancer", "y")), "unknown caution 'y'"),
    ],
)
def test_a_name_that_leads_nowhere_is_refused_when_the_content_is_loaded(called, problem):
    safety = msgspec.structs.replace(SAFETY, names=(called,))
    with pytest.raises((ContentError, UnknownName), match=problem):
        check_library(msgspec.structs.replace(SHIPPED, safety=safety))
