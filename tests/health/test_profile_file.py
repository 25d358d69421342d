"""The profile's file: private, edited by hand if one likes, and never harmed."""

import os
import re
import stat
import sys
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from coach.content.load import library
from coach.errors import BadFile, BadOption, CoachError, FileError
from coach.health import profile as profiles
from coach.health.ailments import ailments
from coach.health.keeping import delete
from coach.health.listener import Listener
from coach.health.profile import Profile, find, listener_of_profile, read, update
from coach.storage.reading import is_stored

SHIPPED = library()
CONDITIONS = tuple(ailments(SHIPPED.safety))
HAND_MADE = """\
# mine since May
talk = "brief" # enough

cleared = ["cv6"]   # since May
conditions = [
  "hernia", # since 2019
  "child",
]
answered = ["hernia", "child"]
schema = 1
# the end
"""

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights of its own")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "config" / "coach" / "profile.toml"


@pytest.fixture
def hand_made(path):
    path.parent.mkdir(parents=True)
    path.write_text(HAND_MADE, encoding="utf-8")
    return path


def changed(path, **values):
    return update(path, SHIPPED, lambda before: msgspec.structs.replace(before, **values))


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_what_is_written_is_read_again(path):
    written = changed(
        path, conditions=("child", "skin-belly"), answered=("child", "skin"), cleared=("CV6",), talk="auto"
    )
    assert read(path, SHIPPED) == written
    assert written.conditions == ("child", "skin-belly")


@posix
def test_nobody_else_may_read_it_even_where_the_system_would_allow_it(path):
    before = os.umask(0)
    try:
        changed(path, answered=("child",))
        assert (mode(path), mode(path.parent)) == (0o600, 0o700)
        path.chmod(0o644)
        changed(path, answered=("hernia",))
        assert mode(path) == 0o600
    finally:
        os.umask(before)


@posix
def test_it_is_private_from_its_first_byte_on_and_nothing_is_left_beside_it(path, monkeypatch):
    modes = []
    fsync = os.fsync
    monkeypatch.setattr(os, "fsync", lambda file: (modes.append(stat.S_IMODE(os.fstat(file).st_mode)), fsync(file)))
    changed(path, answered=("child",))
    assert modes == [0o600]
    assert [entry.name for entry in path.parent.iterdir()] == ["profile.toml"]


def test_comments_and_order_of_a_file_edited_by_hand_survive(hand_made):
    changed(hand_made, conditions=("hernia", "skin-belly"), answered=("hernia", "child", "skin"))
    expected = HAND_MADE.replace('  "child",\n', '  "skin-belly",\n').replace('"child"]', '"child", "skin"]')
    assert hand_made.read_text(encoding="utf-8") == expected


def test_what_does_not_change_is_not_touched_at_all(hand_made):
    hand_made.write_bytes(HAND_MADE.replace("\n", "\r\n").encode())
    changed(hand_made, talk="brief")
    assert hand_made.read_bytes() == HAND_MADE.replace("\n", "\r\n").encode()


@posix
def test_a_link_to_a_file_elsewhere_stays_a_link(path, tmp_path):
    path.parent.mkdir(parents=True)
    elsewhere = tmp_path / "dotfiles.toml"
    elsewhere.write_text("schema = 1\n", encoding="utf-8")
    path.symlink_to(elsewhere)
    changed(path, talk="brief")
    assert path.is_symlink()
    assert read(elsewhere, SHIPPED).talk == "brief"


def test_how_much_is_said_is_written_where_somebody_has_chosen_it_or_has_it_in_the_file(path):
    changed(path, answered=("child",))
    assert "talk" not in path.read_text(encoding="utf-8")
    assert read(path, SHIPPED).talk == "auto"
    for level in ("chimes", "auto"):
        changed(path, talk=level)
        assert f'talk = "{level}"' in path.read_text(encoding="utf-8")


def test_what_an_older_coach_has_written_of_it_stays_a_choice(path):
    path.parent.mkdir(parents=True)
    path.write_text('schema = 1\ntalk = "full"\n', encoding="utf-8")
    changed(path, answered=("child",))
    assert listener_of_profile(read(path, SHIPPED), SHIPPED).talk == "full"


@pytest.mark.parametrize("talk", ["brief", "auto"])
def test_a_byte_order_mark_is_read_over_and_stays_with_all_else(hand_made, talk):
    marked = b"\xef\xbb\xbf" + HAND_MADE.encode()
    hand_made.write_bytes(marked)
    assert read(hand_made, SHIPPED).conditions == ("hernia", "child")
    changed(hand_made, talk=talk)
    assert hand_made.read_bytes() == marked.replace(b'"brief"', f'"{talk}"'.encode())
    assert read(hand_made, SHIPPED).talk == talk


@posix
@pytest.mark.parametrize("which", ["the file", "its folder", "a link to a link"])
def test_a_link_that_leads_nowhere_is_no_missing_profile_but_an_error(path, tmp_path, monkeypatch, which):
    gone = tmp_path / "gone"
    link = path.parent if which == "its folder" else path
    link.parent.mkdir(parents=True)
    if which == "a link to a link":
        (tmp_path / "between").symlink_to(gone)
    link.symlink_to(tmp_path / "between" if which == "a link to a link" else gone)
    monkeypatch.setattr(profiles, "stored_at", lambda: path)
    assert is_stored(path)
    for use in (
        lambda: find(None, SHIPPED),
        lambda: find("mine", SHIPPED),
        lambda: find(str(path), SHIPPED),
        lambda: changed(path, talk="auto"),
    ):
        with pytest.raises(BadFile) as refused:
            use()
        assert f"{path}: the link {link} leads to {gone}, which is not there; mend it" in str(refused.value)
    assert find("none", SHIPPED) == Profile()
    assert not gone.exists()


@posix
def test_a_link_is_deleted_with_the_profile_to_which_it_leads_whether_or_not_that_is_there(path, tmp_path):
    path.parent.mkdir(parents=True)
    elsewhere = tmp_path / "dotfiles.toml"
    for is_there in (True, False):
        if is_there:
            elsewhere.write_text("schema = 1\n", encoding="utf-8")
        path.symlink_to(elsewhere)
        assert delete(path)
        assert not elsewhere.exists()
        assert not is_stored(path)
        assert not delete(path)


@posix
def test_a_link_to_itself_is_told_of_and_can_be_deleted(path):
    path.parent.mkdir(parents=True)
    path.symlink_to(path)
    assert is_stored(path)
    with pytest.raises(CoachError, match="cannot be read"):
        read(path, SHIPPED)
    assert delete(path)
    assert not is_stored(path)


@given(
    before=st.lists(st.sampled_from(CONDITIONS), unique=True),
    after=st.lists(st.sampled_from(CONDITIONS), unique=True),
    comma=st.sampled_from([", ", ",\n  ", ", # why\n  ", "\n,"]),
    ends=st.sampled_from(["[{}]", "[\n  {}\n]", "[ # these\n  {},\n  # and that\n]"]),
)
@example(["pregnancy", "leg-clot"], ["pregnancy", "blood-thinners"], ", # why\n  ", "[{}]")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_list_of_any_layout_holds_what_it_should_afterwards(tmp_path, before, after, comma, ends):
    path = tmp_path / "profile.toml"
    listed = ends.format(comma.join(f'"{name}"' for name in before)) if before else "[]"
    path.write_text(f"schema = 1\nconditions = {listed}\n", encoding="utf-8")
    changed(path, conditions=tuple(after))
    assert set(read(path, SHIPPED).conditions) == set(after)


def test_a_layout_that_cannot_be_changed_without_harm_is_left_as_it_is(path):
    path.parent.mkdir(parents=True)
    text = 'schema = 1\nconditions = ["child" # a comment before a comma\n,"hernia"]\n'
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadFile, match="write each list of it on one line"):
        changed(path, conditions=("hernia", "skin-belly"))
    assert path.read_text(encoding="utf-8") == text


NONSENSE = {
    "no TOML": ("schema = ", "it is no valid TOML"),
    "an older schema": ("schema = 0", "schema: it is 1, found 0"),
    "a schema in words": ('schema = "one"', "schema: expected a number, got a text, found 'one'"),
    "a schema that is true": ("schema = true", "schema: expected a number"),
    "a schema with a fraction": ("schema = 1.0", "schema: expected a whole number, found 1.0"),
    "a misspelled key": ("schema = 1\nconditons = []", "unknown key 'conditons'; did you mean 'conditions'?"),
    "a text for a list": ('schema = 1\nconditions = "child"', "conditions: expected a list, got a text, found 'child'"),
    "a number in a list": ("schema = 1\nconditions = [7]", "conditions, entry 1: expected a text"),
    "a table for a list": ("schema = 1\n[conditions]\nchild = true", "conditions: expected a list, got a table"),
    "an unknown condition": (
        'schema = 1\nconditions = ["pregnacy"]',
        "unknown condition 'pregnacy' in {path}; did you mean 'pregnancy'?",
    ),
    "a condition without its region": ('schema = 1\nconditions = ["skin"]', "unknown condition 'skin' in {path}"),
    "an answer to no question": ('schema = 1\nanswered = ["hernai"]', "unknown condition 'hernai' in {path}"),
    "an unknown point": ('schema = 1\ncleared = ["CV9"]', "unknown point 'CV9' in {path}; there is: CV6, BL23,"),
    "an unknown talk level": (
        'schema = 1\ntalk = "loud"',
        "talk: unknown value 'loud'; allowed: full, brief, chimes, auto",
    ),
    "a newer schema": ('schema = 2\nmoods = ["calm"]', "a newer coach has written it (schema 2, and this one knows 1)"),
}


@pytest.mark.parametrize("case", NONSENSE)
def test_nonsense_is_one_clear_line_that_names_the_file_and_nothing_is_lost(hand_made, case):
    content, message = NONSENSE[case]
    hand_made.write_text(content, encoding="utf-8")
    for use in (lambda: read(hand_made, SHIPPED), lambda: changed(hand_made, talk="auto")):
        with pytest.raises(CoachError) as refused:
            use()
        assert message.format(path=hand_made) in str(refused.value)
        assert str(hand_made) in str(refused.value)
        assert "\n" not in str(refused.value)
    assert hand_made.read_text(encoding="utf-8") == content


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_file_is_changed_in_the_encoding_in_which_it_is(hand_made, encoding):
    hand_made.write_bytes(HAND_MADE.replace("\n", "\r\n").encode(encoding))
    changed(hand_made, talk="auto")
    expected = HAND_MADE.replace('"brief"', '"auto"').replace("\n", "\r\n")
    assert hand_made.read_bytes() == expected.encode(encoding)


@pytest.mark.parametrize("ends", ["\r", "\r\r\n", "\n\r"])
def test_line_ends_that_only_a_reader_takes_are_read_and_left_as_they_are(hand_made, ends):
    content = HAND_MADE.replace("\n", ends).encode()
    hand_made.write_bytes(content)
    assert read(hand_made, SHIPPED).talk == "brief"
    with pytest.raises(BadFile, match="as lines of it end with a carriage return alone; save it with the line ends"):
        changed(hand_made, talk="auto")
    assert hand_made.read_bytes() == content


BITS = st.sampled_from(
    ["\r", "\n", "\t", "\x00", "\x85", "\ufeff", '"', '"""', "'", "[", "]", "{", "}", "=", "#", ",", "."]
)


@given(places=st.lists(st.tuples(st.integers(0, len(HAND_MADE)), BITS), min_size=1, max_size=4))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_one_reader_of_toml_takes_and_the_other_refuses_costs_a_line_and_harms_nothing(tmp_path, places):
    path = tmp_path / "profile.toml"
    text = HAND_MADE
    for place, bit in places:
        text = text[:place] + bit + text[place:]
    path.write_bytes(text.encode())
    try:
        changed(path, talk="auto", cleared=("BL23",))
    except CoachError:
        assert path.read_bytes() == text.encode()
    else:
        assert read(path, SHIPPED).cleared == ("BL23",)


def test_bytes_that_are_no_text_and_a_folder_are_refused(hand_made, path):
    hand_made.write_bytes(b"schema = 1 # \xff\xfe")
    with pytest.raises(CoachError, match="cannot be read"):
        read(path, SHIPPED)
    path.unlink()
    path.mkdir()
    with pytest.raises(CoachError, match="cannot be read"):
        changed(path, talk="auto")


def test_where_no_folder_can_be_there_is_no_profile_and_none_can_be_written(tmp_path):
    (tmp_path / "config").write_text("", encoding="utf-8")
    path = tmp_path / "config" / "profile.toml"
    assert not is_stored(path)
    with pytest.raises(FileError, match="see who may write there"):
        changed(path, talk="auto")


def test_a_full_disk_harms_nothing(hand_made, monkeypatch):
    def refuse(_file):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(FileError, match="No space left on device; make room"):
        changed(hand_made, talk="auto")
    assert hand_made.read_text(encoding="utf-8") == HAND_MADE
    assert list(hand_made.parent.iterdir()) == [hand_made]


def test_the_stored_profile_is_found_if_there_is_one_and_only_if_it_is_not_told_otherwise(hand_made, monkeypatch):
    monkeypatch.setattr(profiles, "stored_at", lambda: hand_made)
    assert find(None, SHIPPED) == find("mine", SHIPPED) == find(str(hand_made), SHIPPED) == read(hand_made, SHIPPED)
    assert find("none", SHIPPED) == Profile()
    hand_made.unlink()
    assert find(None, SHIPPED) == Profile()
    with pytest.raises(BadOption, match="no profile is stored"):
        find("mine", SHIPPED)
    with pytest.raises(CoachError, match="there is no such file"):
        find(str(hand_made), SHIPPED)


def test_a_profile_that_is_deleted_is_gone_even_if_it_cannot_be_read(hand_made):
    hand_made.write_text("schema = 9", encoding="utf-8")
    assert delete(hand_made)
    assert not is_stored(hand_made)
    assert not delete(hand_made)


def test_an_empty_profile_changes_nothing_that_the_library_takes_for_granted():
    assert listener_of_profile(Profile(), SHIPPED) == Listener(whose="mine")


DOCS = Path(__file__).parents[2] / "docs" / "profile.md"


def test_the_file_of_a_client_in_the_docs_is_one_and_each_of_its_keys_is_told_there(hand_made):
    text = DOCS.read_text(encoding="utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    hand_made.write_text(example, encoding="utf-8")
    found = read(hand_made, SHIPPED)
    assert (found.name, found.skip) == ("Ann", ("GV26",))
    assert set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)) == set(Profile.__struct_fields__)


@pytest.mark.parametrize("text", ["", "# nothing yet\n", 'name = "Ann"\n', 'conditions = ["child"]\n'])
def test_every_key_may_be_left_out_and_what_is_written_stays(hand_made, text):
    hand_made.write_text(text, encoding="utf-8")
    assert read(hand_made, SHIPPED).schema == 1
    changed(hand_made, talk="brief")
    assert hand_made.read_text(encoding="utf-8").startswith(text)
    assert (read(hand_made, SHIPPED).talk, read(hand_made, SHIPPED).schema) == ("brief", 1)
