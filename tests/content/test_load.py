"""Content that breaks a rule is refused with the file, the place, what was found and what is allowed."""

import re
import shutil
import sys
from pathlib import Path

import msgspec
import pytest
import refusing

from coach.content.load import find_routine, library, read_toml
from coach.errors import CoachError
from coach.storage import resources

ROUTINE = """
steps = [{ point = "CV6", minutes = 1 }]
[en]
title = "Short"
summary = "One point."
welcome = [{ say = "Welcome.", sources = ["own"] }]
settle = [{ say = "Sit down.", sources = ["own"] }]
closing = [{ say = "That was all.", sources = ["own"] }]
"""


@pytest.fixture
def scripts(tmp_path) -> Path:
    """A copy of what is shipped, to be broken."""
    return Path(shutil.copytree(resources.folder("scripts"), tmp_path / "scripts"))


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def complaint(root: Path) -> str:
    with pytest.raises(CoachError) as caught:
        library(root)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_what_is_shipped_is_sound():
    shipped = library()
    assert list(shipped.points) == ["CV6", "BL23", "GV26", "BL40", "BL57", "BL60", "BL31-34"]
    assert "backache" in shipped.routines


def test_a_step_with_an_unknown_point_is_named_with_its_number_and_the_nearest_point(scripts):
    change(scripts / "routines" / "backache.toml", '"GV26"', '"GV62"')
    told = "unknown point 'GV62' in routines/backache.toml, step 3; did you mean 'GV26'?"
    assert complaint(scripts) == f"{told} (there is: BL23, BL31-34, BL40, BL57, BL60, CV6, GV26)"


def test_an_unknown_key_is_named_with_the_nearest_one(scripts):
    change(scripts / "points" / "BL40.toml", "posture =", "postur =")
    assert complaint(scripts) == "points/BL40.toml: unknown key 'postur'; did you mean 'posture'?"


def test_an_unknown_key_deep_in_a_file_is_named_with_its_place(scripts):
    change(scripts / "points" / "BL40.toml", '["S48", "S49"]', '["S48"], source = ["S49"]')
    message = complaint(scripts)
    assert message == "points/BL40.toml, en.travel, entry 1: unknown key 'source'; did you mean 'sources'?"


def test_a_missing_key_is_named(scripts):
    change(scripts / "points" / "CV6.toml", 'sides = "midline"\n', "")
    assert complaint(scripts) == "points/CV6.toml: the key 'sides' is missing"


def test_a_wrong_choice_is_named_with_what_was_found(scripts):
    change(scripts / "points" / "CV6.toml", '"midline"', '"middle"')
    assert complaint(scripts) == "points/CV6.toml, sides: unknown value 'middle'; allowed: midline, both, each"


def test_a_wrong_type_is_named_with_what_was_found(scripts):
    change(scripts / "routines" / "backache.toml", "minutes = 1.5", 'minutes = "long"')
    message = complaint(scripts)
    assert message == "routines/backache.toml, step 5.minutes: expected a number, got a text, found 'long'"


def test_an_unknown_source_is_named_with_its_sentence(scripts):
    change(scripts / "points" / "CV6.toml", '["S26"]', '["S260"]')
    message = complaint(scripts)
    assert message == "points/CV6.toml, en.benefit, entry 1: unknown source 'S260'; did you mean 'S26'?"


def test_a_sentence_for_a_posture_prepares_for_one_that_there_is(scripts):
    file = scripts / "routines" / "backache.toml"
    change(file, 'posture = "foot-up"', 'posture = "feet-up"')
    told = re.sub(r"entry \d+", "entry N", complaint(scripts))
    assert told == "unknown posture 'feet-up' in routines/backache.toml, en.settle, entry N; did you mean 'foot-up'?"
    change(file, 'posture = "feet-up", ', "")
    change(file, "repeat = [\n  { ", 'repeat = [\n  { posture = "foot-up", ')
    assert complaint(scripts) == (
        "routines/backache.toml, en.repeat, entry 1: a posture is for en.settle of routines alone"
    )


def test_a_point_is_reached_in_a_way_for_which_there_are_images(scripts):
    change(scripts / "points" / "BL60.toml", 'reach = "ankle"', 'reach = "ancle"')
    told = complaint(scripts)
    assert told.startswith("unknown reach 'ancle' in points/BL60.toml, reach; did you mean 'ankle'? (there is: ")


def test_an_image_knows_no_side(scripts):
    change(scripts / "phrases" / "en.toml", "Let your toes be heavy.", "Let your {side} toes be heavy.")
    told = complaint(scripts)
    assert told == "phrases/en.toml, images.ankle, entry 1: the placeholder {side} cannot be filled; allowed: none"


def test_a_chime_is_explained_where_the_method_is_told_and_nowhere_else(scripts):
    file = scripts / "routines" / "backache.toml"
    change(file, "repeat = [\n  { ", 'repeat = [\n  { chime = "halfway", ')
    told = complaint(scripts)
    assert told.startswith("routines/backache.toml, en.repeat, entry 1: a chime is for method")
    change(file, 'chime = "halfway"', 'chime = "gong"')
    told = complaint(scripts).removeprefix("routines/backache.toml, en.repeat, entry 1.chime: ")
    assert told == "unknown value 'gong'; allowed: hold-open, halfway, hold-close"


def test_only_words_that_keep_from_harm_may_be_asked_for_by_the_questions(scripts):
    change(scripts / "points" / "CV6.toml", "benefit = [\n  { ", "benefit = [\n  { asked = true, ")
    assert complaint(scripts) == "points/CV6.toml, en.benefit, entry 1: asked = true is for safety words alone"


def test_a_point_without_a_word_for_its_place_is_refused(scripts):
    change(scripts / "points" / "CV6.toml", 'spot = "belly"\n', "")
    assert complaint(scripts) == "points/CV6.toml, en: the key 'spot' is missing"


def test_only_the_welcome_tells_how_long_the_session_is(scripts):
    file = scripts / "routines" / "backache.toml"
    change(file, 'repeat = [\n  { say = "', 'repeat = [\n  { say = "{length} ')
    told = complaint(scripts)
    assert (
        told == "routines/backache.toml, en.repeat, entry 1: the placeholder {length} cannot be filled; allowed: none"
    )


def test_a_placeholder_that_cannot_be_filled_is_refused(scripts):
    change(scripts / "points" / "CV6.toml", 'say = "', 'say = "{side} ')
    assert "the placeholder {side} cannot be filled; allowed: none" in complaint(scripts)


@pytest.mark.parametrize(
    "word", ["two inches", "right here", "as shown", "B 54", "B54", "cures", "<break>", "[[x]]", "}"]
)
def test_words_that_a_listener_must_not_hear_are_refused(scripts, word):
    change(scripts / "points" / "BL40.toml", 'say = "', f'say = "{word} ')
    assert complaint(scripts).startswith("points/BL40.toml, en.")


def test_broken_toml_is_one_clear_line(scripts):
    (scripts / "safety.toml").write_text("[en\n", encoding="utf-8")
    assert complaint(scripts).startswith("safety.toml, line 1: it is no valid TOML: ")


def test_a_file_that_is_no_text_is_one_clear_line(scripts):
    (scripts / "safety.toml").write_bytes(b"\xff\xfe\x00")
    assert complaint(scripts).startswith("safety.toml: it cannot be read")


def test_a_byte_order_mark_harms_no_file(scripts):
    file = scripts / "safety.toml"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert library(scripts).safety == library().safety


def test_a_fraction_where_a_whole_number_belongs_is_told_as_such(tmp_path):
    class Counted(msgspec.Struct):
        count: int
        perhaps: int | None = None

    file = tmp_path / "counted.toml"
    for text, message in (
        ("count = 1.0", "counted.toml, count: expected a whole number, found 1.0"),
        ("count = 1\nperhaps = 2.5", "counted.toml, perhaps: expected a whole number, found 2.5"),
    ):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(CoachError) as caught:
            read_toml(file, Counted, "counted.toml")
        assert str(caught.value) == message


def test_a_folder_in_place_of_a_file_is_told_as_such(tmp_path):
    with pytest.raises(CoachError, match=r"it cannot be read, as it is a folder; name a file$"):
        find_routine(f"{tmp_path}/", library())


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights of its own")
def test_a_file_in_a_folder_into_which_nobody_may_look_is_one_clear_line(scripts):
    shipped = library()
    with (
        refusing.closed(scripts / "routines"),
        pytest.raises(CoachError, match=r"it cannot be read \(Permission denied"),
    ):
        find_routine(f"{scripts}/routines/backache.toml", shipped)


def test_a_point_whose_code_is_not_its_file_is_refused(scripts):
    shutil.copy(scripts / "points" / "CV6.toml", scripts / "points" / "CV7.toml")
    assert "must be the file's name" in complaint(scripts)


def test_a_hold_outside_the_range_of_its_point_is_refused(scripts):
    change(scripts / "routines" / "backache.toml", "minutes = 1.5", "minutes = 4")
    assert complaint(scripts) == "routines/backache.toml, step 5: BL57 is held 1 to 2 minutes, not 4"


def test_a_point_that_stands_twice_is_refused(scripts):
    change(scripts / "routines" / "backache.toml", '"GV26"', '"CV6"')
    assert complaint(scripts) == "routines/backache.toml, step 3: the point CV6 stands in an earlier step already"


def test_a_second_side_needs_words_of_its_own(scripts):
    file = scripts / "points" / "BL40.toml"
    text = file.read_text(encoding="utf-8")
    start = text.index("press_again = [")
    file.write_text(text[:start] + text[text.index("\n]\n", start) + 3 :], encoding="utf-8")
    assert (
        complaint(scripts) == "points/BL40.toml, en.press_again: it is missing; the second side needs words of its own"
    )


def test_a_routine_of_the_users_own_is_a_path(tmp_path):
    file = tmp_path / "short.toml"
    file.write_text(ROUTINE, encoding="utf-8")
    name, routine = find_routine(str(file), library())
    assert (name, routine.en.title) == ("short", "Short")


def test_a_routine_that_does_not_exist_is_told_with_the_nearest_name():
    with pytest.raises(CoachError, match="unknown routine 'bakache'; did you mean 'backache'"):
        find_routine("bakache", library())


def test_a_routine_file_that_does_not_exist_is_told(tmp_path):
    with pytest.raises(CoachError, match=r"none\.toml: there is no such file"):
        find_routine(str(tmp_path / "none.toml"), library())
