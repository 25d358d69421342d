"""The questions on health as any user interface drives them: values in, values out, and no terminal."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import refusing
from hypothesis import given
from hypothesis import strategies as st

from coach.content.load import library
from coach.errors import BadOption, ContentError, FileError, UnknownName
from coach.health import asking
from coach.health.ailments import ailments
from coach.health.asking import renew, store
from coach.health.listener import Listener
from coach.health.profile import Profile, read, update
from coach.health.questions import Questionnaire, listed

SHIPPED = library()
SAFETY = SHIPPED.safety
CONDITIONS = [condition.id for condition in SAFETY.asked]
UNASKED = [condition.id for condition in SAFETY.conditions if not condition.is_asked]
AILMENTS = [name for name, ailment in ailments(SAFETY).items() if ailment.condition.is_asked]
SURGERY = [name for name in AILMENTS if name.startswith("surgery-")]

answers = st.lists(st.sampled_from(["yes", "no", "skip"]), min_size=len(AILMENTS) + 2, max_size=len(AILMENTS) + 2)
"""Enough for every question and for the regions of all that have any."""


def asked(questionnaire=None, given=(), **by_id):
    """Answer to the end: what is named as it says ("_" for "-"), all else from `given` or with no."""
    questionnaire = questionnaire or Questionnaire(Profile(), SAFETY)
    rest = iter(given)
    while question := questionnaire.question:
        questionnaire = questionnaire.answer(by_id.get(question.id.replace("-", "_")) or next(rest, "no"))
    return questionnaire


def at(name, questionnaire=None):
    """Skip to a question, saying yes where that leads to the regions."""
    questionnaire = questionnaire or Questionnaire(Profile(), SAFETY)
    while (question := questionnaire.question).id != name:
        questionnaire = questionnaire.answer("yes" if name.startswith(f"{question.id}-") else "skip")
    return questionnaire


def as_profile(questionnaire):
    return Profile(conditions=questionnaire.conditions, answered=questionnaire.answered)


def all_questions(questionnaire):
    found = []
    while question := questionnaire.question:
        found.append(question)
        questionnaire = questionnaire.answer("skip")
    return found


profiles = answers.map(lambda given: as_profile(asked(given=given)))
"""Profiles as earlier answers leave them."""


def test_every_condition_is_asked_for_once_in_its_order_and_numbered():
    questions = all_questions(Questionnaire(Profile(), SAFETY))
    assert [question.id for question in questions] == [question.condition for question in questions] == CONDITIONS
    assert [question.number for question in questions] == list(range(1, len(CONDITIONS) + 1))
    assert {question.whole for question in questions} == {len(CONDITIONS)}
    assert [question.text for question in questions] == [condition.question for condition in SAFETY.asked]


def test_after_a_yes_to_a_condition_of_one_part_of_the_body_every_region_is_asked_for_under_its_number():
    questionnaire = at("surgery").answer("yes")
    where = []
    while (question := questionnaire.question).condition == "surgery":
        where.append(question)
        questionnaire = questionnaire.answer("no")
    assert [question.id for question in where] == SURGERY
    assert [question.text for question in where] == [
        "The belly?",
        "The face?",
        "The lower back?",
        "The left leg?",
        "The right leg?",
    ]
    assert [(question.region, question.side) for question in where[-2:]] == [("leg", "left"), ("leg", "right")]
    assert {question.number for question in where} == {CONDITIONS.index("surgery") + 1}


@pytest.mark.parametrize("answer", ["no", "skip"])
def test_where_a_condition_is_need_not_be_asked_unless_it_is_there(answer):
    assert at("surgery").answer(answer).question.id == "fragile-bones"


def test_what_was_answered_earlier_stands_beside_its_question():
    before = Profile(conditions=("hernia", "skin-left-leg"), answered=("hernia", "skin", "child"))
    known = {question.id: question.known for question in all_questions(Questionnaire(before, SAFETY))}
    assert {name for name in known if known[name] == "yes"} == {"hernia", "skin"}
    assert {name for name in known if known[name] == "no"} == {"child"}
    questionnaire = at("skin", Questionnaire(before, SAFETY)).answer("yes")
    assert questionnaire.question.known == "no"
    assert at("skin-left-leg", questionnaire).question.known == "yes"


def test_a_yes_from_earlier_of_which_a_region_is_open_is_asked_further_though_it_is_skipped():
    before = Profile(conditions=("surgery-belly",))
    questionnaire = at("surgery", Questionnaire(before, SAFETY))
    assert questionnaire.question.known == "yes"
    questionnaire = questionnaire.answer("skip")
    assert (questionnaire.question.id, questionnaire.question.known) == ("surgery-belly", "yes")
    questionnaire = questionnaire.answer("skip")
    assert (questionnaire.question.id, questionnaire.question.known) == ("surgery-face", None)
    found = asked(questionnaire, given=["skip", "no", "no", "no"])
    assert (found.conditions, "surgery" in found.answered) == (("surgery-belly",), False)
    found = asked(questionnaire)
    assert (found.conditions, "surgery" in found.answered) == (("surgery-belly",), True)


@pytest.mark.parametrize(
    ("where", "remark", "present", "is_answered"),
    [
        (["no"] * 5, "It is elsewhere, then, and changes nothing.", (), True),
        (["skip"] * 5, "It may be elsewhere, then, and changes nothing.", (), False),
        (["yes", *["skip"] * 4], "It may be elsewhere, too: the question stays open.", ("surgery-belly",), False),
        (["yes", *["no"] * 4], "", ("surgery-belly",), True),
    ],
)
def test_where_a_condition_is_not_or_may_be_is_remarked_and_stays_open_if_a_region_was_skipped(
    where, remark, present, is_answered
):
    questionnaire = at("surgery").answer("yes")
    for answer in where:
        assert not questionnaire.remark
        questionnaire = questionnaire.answer(answer)
    assert questionnaire.remark == remark
    assert not questionnaire.answer("no").remark
    assert questionnaire.conditions == present
    assert ("surgery" in questionnaire.answered) is is_answered


def test_nothing_is_remarked_before_the_first_answer():
    assert Questionnaire(Profile(), SAFETY).remark == ""


@given(before=profiles)
def test_whoever_skips_every_question_has_the_profile_that_they_had(before):
    found = asked(Questionnaire(before, SAFETY), given=["skip"] * 50)
    assert as_profile(found) == before


@given(before=profiles, given=answers)
def test_a_profile_of_some_answers_knows_each_of_them_when_it_is_asked_anew(before, given):
    found = asked(Questionnaire(before, SAFETY), given=given)
    again = asked(Questionnaire(as_profile(found), SAFETY), given=["skip"] * 50)
    assert (again.conditions, again.answered) == (found.conditions, found.answered)


@given(before=profiles, given=answers)
def test_no_leaves_no_condition_and_no_question_open(before, given):
    assert asked(Questionnaire(before, SAFETY), given=["no"] * 50).conditions == ()
    found = asked(Questionnaire(before, SAFETY), given=["yes" if answer == "skip" else answer for answer in given])
    assert list(found.answered) == CONDITIONS


def known(before, name):
    """What a profile knows of what is asked under a name."""
    condition = next(id_ for id_ in CONDITIONS if name == id_ or name.startswith(f"{id_}-"))
    if any(there == name or there.startswith(f"{name}-") for there in before.conditions):
        return "yes"
    return "no" if condition in before.answered else None


@given(before=profiles, moves=st.lists(st.sampled_from(["yes", "no", "skip", "back", "back"]), max_size=80))
def test_whatever_is_answered_in_whatever_order_no_answer_is_lost_but_by_another_one(before, moves):
    questionnaire = Questionnaire(before, SAFETY)
    said = {}
    for move in moves:
        question = questionnaire.question
        if move == "back":
            questionnaire = questionnaire.back()
        elif question is not None:
            assert question.known == said.get(question.id, known(before, question.id))
            if move != "skip":
                said[question.id] = move
            questionnaire = questionnaire.answer(move)
    expected = {name: said.get(name, known(before, name)) for name in {*CONDITIONS, *AILMENTS}}
    for name in CONDITIONS:
        where = [expected[part] for part in AILMENTS if part.startswith(f"{name}-")]
        is_answered = expected[name] == "no" or (expected[name] == "yes" and None not in where)
        assert (name in questionnaire.answered) is is_answered
    for name in AILMENTS:
        whole = next(whole for whole in CONDITIONS if name == whole or name.startswith(f"{whole}-"))
        assert (name in questionnaire.conditions) is (expected[whole] == expected[name] == "yes")


@given(before=profiles, given=answers, back=st.integers(1, 30))
def test_whoever_goes_back_and_skips_what_they_had_answered_ends_where_they_were(before, given, back):
    end = asked(Questionnaire(before, SAFETY), given=given)
    questionnaire = end
    for _ in range(back):
        questionnaire = questionnaire.back()
    found = asked(questionnaire, given=["skip"] * 50)
    assert (found.conditions, found.answered) == (end.conditions, end.answered)


@given(given=answers, back=st.integers(1, 30))
def test_going_back_leads_through_the_same_questions(given, back):
    seen = [Questionnaire(Profile(), SAFETY)]
    for answer in given:
        if seen[-1].question:
            seen.append(seen[-1].answer(answer))
    questionnaire = seen[-1]
    for earlier in [*seen[-2::-1], seen[0], seen[0]][:back]:
        questionnaire = questionnaire.back()
        assert questionnaire.question.id == earlier.question.id


def test_a_yes_that_was_a_mistake_is_taken_back_and_its_regions_count_no_longer_until_it_is_one_again():
    where = at("surgery").answer("yes").answer("yes").answer("skip")
    mistaken = where.back().back().back()
    assert (mistaken.question.id, mistaken.question.known) == ("surgery", "yes")
    corrected = mistaken.answer("no")
    assert (corrected.question.id, corrected.conditions) == ("fragile-bones", ())
    again = corrected.back().answer("yes")
    assert (again.question.id, again.question.known) == ("surgery-belly", "yes")
    assert where.conditions == ("surgery-belly",), "a questionnaire never changes"


def test_there_is_nothing_before_the_first_question():
    first = Questionnaire(Profile(), SAFETY)
    assert first.back() == first


def test_what_is_no_answer_is_refused_and_so_is_one_that_nothing_was_asked_for():
    questionnaire = Questionnaire(Profile(), SAFETY)
    with pytest.raises(UnknownName, match="unknown answer 'maybe' in pregnancy"):
        questionnaire.answer("maybe")
    with pytest.raises(BadOption, match="no question is left"):
        asked().answer("yes")


def test_a_condition_that_there_is_not_is_refused_before_it_is_lost():
    with pytest.raises(UnknownName, match="unknown condition 'pregnacy'"):
        Questionnaire(Profile(conditions=("pregnacy",)), SAFETY)


def test_all_that_can_be_answered_with_yes_is_listed_with_its_question():
    found = listed(SAFETY)
    assert list(found) == list(ailments(SAFETY))
    assert found["varicose-veins"] == "Do you have varicose veins?"
    assert (
        found["surgery-right-leg"] == "Have you had surgery, an injury or a sprain in the last months? The right leg?"
    )


@pytest.mark.parametrize("name", UNASKED)
def test_what_is_not_asked_of_everybody_is_asked_of_whoever_has_it_so_that_it_can_be_taken_back(name):
    has = next(ailment for ailment, found in ailments(SAFETY).items() if found.condition.id == name)
    before = Profile(conditions=(has,), answered=(*CONDITIONS,))
    assert [question.id for question in all_questions(Questionnaire(Profile(), SAFETY))] == CONDITIONS
    questions = all_questions(Questionnaire(before, SAFETY))
    assert [question.condition for question in questions if question.id == name] == [name]
    assert {question.whole for question in questions} == {len(CONDITIONS) + 1}
    assert asked(Questionnaire(before, SAFETY), given=["skip"] * 50).conditions == (has,)
    gone = asked(Questionnaire(before, SAFETY))
    assert (gone.conditions, set(gone.answered)) == ((), {*CONDITIONS, name})
    assert asked(Questionnaire(as_profile(gone), SAFETY), given=["skip"] * 50).answered == gone.answered


OLDER = ("pregnancy", "leg-clot", "blood-thinners", "varicose-veins", "surgery", "fragile-bones", "hernia", "numb-legs")
OLDER += ("skin", "contact-lenses", "child")
"""What version 0.2 asked for."""


def test_a_profile_of_the_older_kind_keeps_its_answers_and_the_new_questions_are_open_in_it(path):
    path.parent.mkdir()
    has = ("hernia", "skin-left-leg", "contact-lenses")
    path.write_text(f"schema = 1\nconditions = {list(has)}\nanswered = {list(OLDER)}\n", encoding="utf-8")
    before = read(path, SHIPPED)
    assert (before.conditions, before.answered) == (has, OLDER)
    assert not before.is_complete(SAFETY), "the cautions are said in full until the new questions are answered"
    known = {question.id: question.known for question in all_questions(Questionnaire(before, SAFETY))}
    assert [name for name, answer in known.items() if answer is None] == [
        name for name in CONDITIONS if name not in OLDER
    ]
    assert {name for name, answer in known.items() if answer == "yes"} == {"hernia", "skin", "contact-lenses"}
    stored = renew(path, SHIPPED, lambda question: "skip" if question.known else "no", print).profile
    assert set(stored.conditions) == set(has)
    assert set(stored.answered) == {*CONDITIONS, *OLDER}
    assert stored.is_complete(SAFETY)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "coach" / "profile.toml"


def test_one_call_asks_everything_says_what_is_to_be_said_and_stores_the_answers(path):
    told = []
    stored = renew(path, SHIPPED, lambda question: "yes" if question.id in {"skin", "child"} else "no", told.append)
    assert told == ["It is elsewhere, then, and changes nothing."]
    assert (stored.profile.conditions, list(stored.profile.answered)) == (("child",), CONDITIONS)
    assert read(path, SHIPPED) == stored.profile

    seen = {}
    kept = renew(path, SHIPPED, lambda question: seen.update({question.id: question.known}) or "skip", told.append)
    assert kept == stored
    assert seen == dict.fromkeys(CONDITIONS, "no") | {"child": "yes"}


def test_agreement_waits_for_a_clinician_where_a_condition_is_new_and_somebody_is_told(path):
    update(path, SHIPPED, lambda _: Profile(conditions=("fragile-bones",), cleared=("BL23", "CV6"), talk="auto"))
    found = asked(Questionnaire(read(path, SHIPPED), SAFETY), given=["skip"] * 50, surgery="yes", surgery_back="yes")
    stored = store(found, path, SHIPPED)
    assert stored.waiting == ("BL23",)
    assert stored.remarks == ("Nobody has agreed to BL23 in spite of what is new; it waits for them.",)
    assert (stored.profile.cleared, stored.profile.talk) == (("CV6",), "auto")


def leaving_at(name, reply="no"):
    """Return what answers all questions alike, and leaves at one of them."""

    def ask(question):
        if question.id == name:
            raise EOFError
        return reply

    return ask


def test_whoever_leaves_amid_the_questions_has_stored_nothing_if_they_want_that(path):
    told, left = [], []
    with pytest.raises(EOFError):
        renew(path, SHIPPED, leaving_at("leg-clot"), told.append, keep=left.append)
    assert not path.exists()
    assert told == ["Nothing is stored."]
    assert isinstance(left[0], EOFError)


def test_an_interrupt_while_the_answers_of_whoever_leaves_are_kept_costs_none(path, monkeypatch):
    def interrupted(_error):
        raise KeyboardInterrupt

    with pytest.raises(EOFError):
        renew(path, SHIPPED, leaving_at("leg-clot"), keep=interrupted)
    assert read(path, SHIPPED).answered == ("pregnancy",)

    def interrupted_once(*_given):
        monkeypatch.undo()
        raise KeyboardInterrupt

    monkeypatch.setattr(asking, "update", interrupted_once)
    with pytest.raises(EOFError):
        renew(path, SHIPPED, leaving_at("cancer"))
    assert read(path, SHIPPED).answered == ("pregnancy", "leg-clot")


def test_an_interrupt_while_all_answers_are_stored_costs_none(path, monkeypatch):
    def interrupted_once(*_given):
        monkeypatch.undo()
        raise KeyboardInterrupt

    monkeypatch.setattr(asking, "update", interrupted_once)
    with pytest.raises(KeyboardInterrupt):
        renew(path, SHIPPED, lambda _question: "no")
    assert list(read(path, SHIPPED).answered) == CONDITIONS


def test_whoever_leaves_without_an_answer_is_asked_nothing_and_nothing_is_stored(path):
    with pytest.raises(EOFError):
        renew(path, SHIPPED, leaving_at("leg-clot", "skip"), pytest.fail, keep=pytest.fail)
    assert not path.exists()


@pytest.mark.parametrize("name", ["leg-clot", "surgery", "surgery-face", "not-flat"])
def test_what_was_answered_is_kept_of_whoever_leaves_and_the_questions_go_on_there(path, name):
    condition = name.partition("-face")[0]
    with pytest.raises(EOFError):
        renew(path, SHIPPED, leaving_at(name, "yes" if name == "surgery-face" else "no"))
    before = CONDITIONS[: CONDITIONS.index(condition)]
    left = read(path, SHIPPED)
    if name == "surgery-face":
        assert "surgery-belly" in left.conditions
    assert (list(left.answered), left.left_at) == (before, condition)
    asked_now, told = [], []
    stored = renew(path, SHIPPED, lambda question: asked_now.append(question) or "no", told.append).profile
    assert [question.id for question in asked_now] == CONDITIONS[len(before) :]
    assert asked_now[0].may_go_back
    assert told[0] == f"It goes on with question {len(before) + 1} of {len(CONDITIONS)}, where it was left."
    assert (list(stored.answered), stored.left_at) == (CONDITIONS, "")
    assert "left_at" not in path.read_text(encoding="utf-8")


def test_a_place_to_go_on_that_there_is_not_has_all_asked_from_the_first_question_on(path):
    path.parent.mkdir()
    path.write_text('left_at = "nowhere"\n', encoding="utf-8")
    assert Questionnaire(read(path, SHIPPED), SAFETY).resumed().question.id == CONDITIONS[0]


def test_back_asks_the_question_before_again_and_the_first_one_again_where_there_is_none(path):
    replies = iter(["back", "yes", "back", "no", "skip", "back", "yes", *["no"] * len(CONDITIONS)])
    seen = []
    stored = renew(path, SHIPPED, lambda question: seen.append(question) or next(replies))
    assert [question.id for question in seen[:8]] == [
        *("pregnancy", "pregnancy", "leg-clot", "pregnancy", "leg-clot", "cancer", "leg-clot", "cancer")
    ]
    assert [question.may_go_back for question in seen[:4]] == [False, False, True, False]
    assert seen[3].known == "yes"
    assert stored.profile.conditions == ("leg-clot",)


def test_after_the_last_question_the_answers_are_told_in_short_and_one_may_go_back_before_they_are_stored(path):
    shown = []

    def check(lines):
        assert not path.exists()
        shown.append(lines)
        return len(shown) == 2

    replies = iter([*["no"] * (len(CONDITIONS) - 1), "skip", "yes"])
    stored = renew(path, SHIPPED, lambda _: next(replies), check=check)
    whole = len(CONDITIONS)
    assert shown[0] == ("There is nothing that was asked for.", f"{whole - 1} of {whole} questions are answered.")
    assert shown[1] == ("There is trouble with lying flat.", f"{whole} of {whole} questions are answered.")
    assert stored.profile.conditions == ("not-flat",)


def test_nothing_is_asked_where_the_answers_could_not_be_stored(tmp_path):
    (tmp_path / "folder").mkdir()
    for place in (tmp_path / "no" / "ann.toml", tmp_path / "folder"):
        with pytest.raises(FileError):
            Listener.asked(lambda question: pytest.fail(question.text), place)
    with pytest.raises(BadOption, match="file ' ': name the file for the answers"):
        Listener.asked(lambda question: pytest.fail(question.text), " ")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights of its own")
def test_nothing_is_asked_where_a_folder_may_not_be_written_to():
    with TemporaryDirectory() as folder:  # one of pytest's nobody else may look into
        Path(folder).chmod(0o555)
        path = Path(folder, "coach", "profile.toml")
        with refusing.as_a_stranger(), pytest.raises(FileError, match="its folder may not be written to"):
            renew(path, SHIPPED, lambda question: pytest.fail(question.text))


def test_python_asks_for_somebody_else_and_their_answers_are_theirs_alone(tmp_path):
    path = tmp_path / "ann.toml"
    listener = Listener.asked(lambda question: "yes" if question.id == "hernia" else "no", path)
    assert listener == Listener.in_file(path)
    assert (listener.conditions, listener.is_answered, listener.is_at_home) == (("hernia",), True, False)
    if sys.platform != "win32":
        assert path.stat().st_mode & 0o777 == 0o600


def test_nothing_is_asked_of_whom_a_profile_is_stored_that_cannot_be_read(path):
    path.parent.mkdir()
    path.write_text("conditons = []\nschema = 1\n", encoding="utf-8")
    with pytest.raises(ContentError):
        renew(path, SHIPPED, lambda question: pytest.fail(question.text), print)
