"""What becomes of the file of a profile: it alone is deleted, and its owner alone may read it."""

import os
import sys

import pytest
import refusing

from coach.content.load import library
from coach.errors import BadFile, CoachError
from coach.health import profile as profiles
from coach.health.keeping import delete
from coach.health.profile import find, listener_of, read

SHIPPED = library()

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights and links of its own")


@pytest.fixture
def path(tmp_path, monkeypatch):
    path = tmp_path / "config" / "coach" / "profile.toml"
    path.parent.mkdir(parents=True)
    monkeypatch.setattr(profiles, "stored_at", lambda: path)
    return path


@pytest.fixture
def elsewhere(path, tmp_path):
    """What a link at the place of the profile leads to."""
    path.symlink_to(tmp_path / "elsewhere")
    return tmp_path / "elsewhere"


def test_a_profile_of_which_nobody_may_see_whether_it_is_there_is_not_called_absent(path):
    path.write_text("schema = 1\n", encoding="utf-8")
    owner = "belongs to root" if os.geteuid() == 0 else "Permission denied"
    for use in (lambda: delete(path), lambda: read(path, SHIPPED), lambda: find(None, SHIPPED)):
        with refusing.closed(path.parent), pytest.raises(CoachError, match=owner):
            use()
    assert path.exists()


@pytest.mark.parametrize("text", ["", "no profile", "schema = 1\ntool = 'x'\n", "schema = 9\n"])
def test_what_a_link_leads_to_is_left_if_it_is_no_profile_and_the_link_goes(path, elsewhere, text):
    elsewhere.write_text(text, encoding="utf-8")
    gone = delete(path)
    assert (gone.followed, gone.left) == (None, elsewhere)
    assert f"{elsewhere}, to which it led, is no valid profile, and was left" in gone.remark
    assert elsewhere.read_text(encoding="utf-8") == text
    assert not os.path.lexists(path)


def test_a_profile_to_which_a_link_leads_goes_with_it(path, elsewhere):
    elsewhere.write_text('schema = 1\nconditions = ["child"]\n', encoding="utf-8")
    gone = delete(path)
    assert gone.remark == f"{path} is deleted, and {elsewhere}, to which it led"
    assert not os.path.lexists(path)
    assert not elsewhere.exists()


def test_a_folder_to_which_a_link_leads_is_left(path, elsewhere):
    (elsewhere / "kept").mkdir(parents=True)
    assert delete(path).left == elsewhere
    assert (elsewhere / "kept").exists()


def test_nothing_is_deleted_where_nobody_may_see_what_a_link_leads_to(path, elsewhere, tmp_path):
    (tmp_path / "closed").mkdir()
    (tmp_path / "closed" / "profile").write_text("schema = 1\n", encoding="utf-8")
    path.unlink()
    path.symlink_to(tmp_path / "closed" / "profile")
    with refusing.closed(tmp_path / "closed"), pytest.raises(BadFile, match="it cannot be deleted"):
        delete(path)
    assert path.is_symlink()
    assert not elsewhere.exists()


@pytest.mark.parametrize("kind", ["a folder", "a pipe"])
def test_what_is_no_file_is_neither_read_nor_deleted(path, kind):
    if kind == "a folder":
        path.mkdir()
    else:
        os.mkfifo(path)
    with pytest.raises(BadFile, match=f"it is {kind}, and no profile; delete it yourself"):
        delete(path)
    for use in (lambda: read(path, SHIPPED), lambda: find(None, SHIPPED), lambda: find(str(path), SHIPPED)):
        with pytest.raises(CoachError, match=f"it cannot be read, as it is {kind}; name a file"):
            use()
    assert path.exists()


def test_a_device_and_a_file_without_an_end_are_not_read_either(tmp_path):
    (tmp_path / "zero").symlink_to("/dev/zero")
    with pytest.raises(CoachError, match="it cannot be read, as it is a device"):
        find(str(tmp_path / "zero"), SHIPPED)
    with (tmp_path / "huge").open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(CoachError, match="it has more than 1 MB"):
        find(str(tmp_path / "huge"), SHIPPED)


@pytest.mark.parametrize("name", [None, "mine"])
@pytest.mark.parametrize("mode", [0o644, 0o660, 0o602])
def test_a_stored_profile_that_others_can_read_is_theirs_no_longer_and_that_is_told_once(path, name, mode):
    path.write_text("schema = 1\n", encoding="utf-8")
    path.chmod(mode)
    told = []
    for _ in range(2):
        listener_of(name, library=SHIPPED, tell=told.append)
    assert path.stat().st_mode & 0o777 == 0o600
    assert told == [f"the rights of {path} let others read or change it; from now on they are yours alone"]


def test_the_rights_of_a_file_that_is_named_are_its_owners_affair(path, tmp_path):
    named = tmp_path / "client.toml"
    named.write_text("schema = 1\n", encoding="utf-8")
    named.chmod(0o644)
    told = []
    listener_of(str(named), library=SHIPPED, tell=told.append)
    assert named.stat().st_mode & 0o777 == 0o644
    assert told == []
    assert not path.exists()
