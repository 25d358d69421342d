"""When a listener is asked how they feel: before a session, and after one that they have heard and not broken off."""

import pytest

import coach
from coach.errors import BadOption, DeviceError
from coach.journal.journal import Journal


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch):
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path))


@pytest.fixture
def played(monkeypatch):
    """Play a session that ends in some way as soon as it sounds; return what was asked."""

    def play(feel, end):
        def sounds(_session, *, begin, **_more):
            with begin():
                end()

        monkeypatch.setattr("coach.live.play", sounds)
        asked = []

        def ask(text):
            asked.append(text)
            return feel

        with coach.session(points=["CV6"], voice="fake", listener=coach.Listener.nobody()) as session:
            session.play(feel=ask)
        return asked

    return play


def fails(error):
    def end():
        raise error

    return end


def kept():
    return [(entry.how, entry.felt_before, entry.felt_after) for entry in Journal().entries()]


def test_a_program_asks_in_its_own_way_and_reads_the_numbers(played):
    before, after = played(4, lambda: None)
    assert before == "How much trouble with your lower back just now, from 0, none, to 10, the worst?"
    assert after.startswith("And now, ")
    assert kept() == [("finished", 4, 4)]
    assert [(one.before, one.after, one.change) for one in coach.feelings()] == [(4, 4, 0)]


def test_whoever_leaves_it_out_has_a_session_without_numbers(played):
    assert len(played(None, lambda: None)) == 2
    assert kept() == [("finished", None, None)]
    assert coach.feelings() == ()


@pytest.mark.parametrize(
    ("error", "how"), [(DeviceError("it is gone", "look"), "failed"), (KeyboardInterrupt(), "stopped")]
)
def test_after_a_session_that_was_broken_off_nothing_is_asked_and_all_is_kept(played, error, how):
    with pytest.raises(type(error)):
        played(6, fails(error))
    assert kept() == [(how, 6, None)]
    assert not list(Journal().folder.glob("running-*"))


def test_a_number_that_is_none_is_refused_before_there_is_sound(played):
    with pytest.raises(BadOption, match="feel 11: a whole number from 0"):
        played(11, lambda: pytest.fail("it sounds"))
    assert kept() == []
    with coach.session(points=["CV6"], voice="fake", listener=coach.Listener.nobody()) as session:
        for feel in (11, -1, 3.5, "abc"):
            with pytest.raises(BadOption, match="a whole number from 0"):
                session.play(feel=feel)
