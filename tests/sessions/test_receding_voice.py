"""The voice recedes from session to session, and the journal of this machine tells how far it has come."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from routines import SHIPPED

from coach.choices import Choices, Options
from coach.errors import NoHome
from coach.health.listener import Listener
from coach.journal.heard import sessions_heard
from coach.journal.journal import Journal
from coach.plan.heading import Beginning, Continuation
from coach.plan.timeline import Timeline
from coach.report.notices import faded
from coach.sessions.compose import compose
from coach.sessions.resume import go_on, last_unfinished
from coach.storage import folders

MINE = Listener(whose="mine", is_answered=True)
NOBODY = Listener()
(LESS,) = (sentence.say for sentence in SHIPPED.phrases.less_said)
IMAGES = {sentence.say for images in SHIPPED.phrases.images.values() for sentence in images}


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch, cache):
    """A listener who has heard nothing yet on this machine."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    for kind in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / kind.lower()))
    return tmp_path


@dataclass
class Planned:
    beginning: Beginning
    timeline: Timeline

    @property
    def said(self) -> list[str]:
        return [clip.utterance.text for stage in self.timeline.stages for clip in stage.clips if clip.utterance]

    @property
    def images(self) -> list[str]:
        return [text for text in self.said if text in IMAGES]

    @property
    def talks(self) -> dict[str, str]:
        return {stop.id: stop.talk for stop in self.beginning.heading.route.stops}

    @property
    def sessions(self) -> int | None:
        return self.beginning.listener.sessions


def plan(listener: Listener = MINE, goes_on: Continuation | None = None, **script) -> Planned:
    options = Options(**{"points": ("CV6", "BL40"), "hold_s": 60} | script)
    with compose(Choices(script=options, voice="fake"), listener, goes_on=goes_on) as session:
        return Planned(session.beginning, session.compile())


def hear(planned: Planned | None = None, until: str | None = None) -> Planned:
    """Hear a session to its end, or until a second into a stage."""
    planned = planned or plan()
    with playing(planned, until):
        return planned


@contextmanager
def playing(planned: Planned, until: str | None) -> Iterator[None]:
    with Journal().begin(planned.beginning) as record:
        onsets = {stage.id: stage.onset for stage in planned.timeline.stages}
        record.follow(planned.timeline, onsets[until] + 48_000 if until else planned.timeline.frames)
        yield
        record.end("stopped" if until else "finished")


def test_less_is_said_by_itself_from_session_to_session_and_the_first_time_it_is_told():
    told, lines, lengths = [], [], []
    for number in range(8):
        session = hear()
        assert session.sessions == number
        told.append(LESS in session.said)
        lines.append(list(faded(session.beginning.heading.route)))
        lengths.append(len(session.said))
        assert set(session.talks.values()) == {"full" if number < 3 else "brief" if number < 6 else "chimes"}
    assert told == [False] * 3 + [True] + [False] * 4
    assert [bool(printed) for printed in lines] == [False] * 3 + [True] * 5
    assert lengths[0] > lengths[4] > lengths[6]


def test_whoever_was_told_all_of_it_so_far_hears_so_however_often_it_was_finished():
    for _ in range(5):
        assert LESS not in hear(plan(talk="full")).said
    assert LESS in hear(plan(), until="opening").said, "and once more, as they have not come to a point"
    assert LESS in hear().said
    assert LESS not in hear().said


def test_of_a_session_in_which_some_points_are_new_it_is_told_too():
    for _ in range(3):
        hear(plan(points=("CV6",)))
    session = plan()
    assert session.talks == {"CV6": "brief", "BL40-left": "full", "BL40-right": "full"}
    assert session.said.index(LESS) == len(SHIPPED.routines["backache"].en.welcome)


def test_no_image_is_heard_in_two_sessions_running_nor_anew_where_one_goes_on():
    before = hear(plan(talk="full"))
    left = hear(plan(talk="full"), until="BL40-left")
    assert before.images
    assert not set(before.images) & set(left.images)
    listener, goes_on = go_on(last_unfinished())
    rest = hear(plan(listener, goes_on, talk="full"))
    assert rest.sessions == left.sessions == 1
    assert rest.images == left.images[-len(rest.images) :]
    after = plan(talk="full")
    assert after.sessions == 2
    assert not set(after.images) & set(rest.images)


def test_a_session_counts_once_it_has_come_to_a_point_and_its_parts_count_as_one():
    hear(until="arriving")
    assert plan().sessions == 0
    hear(until="CV6")
    assert plan().sessions == 1
    for stage in ("CV6", "BL40-left"):  # left twice more
        listener, goes_on = go_on(last_unfinished())
        hear(plan(listener, goes_on), until=stage)
    assert (len(Journal().entries()), sessions_heard(Journal().entries()), plan().sessions) == (4, 1, 1)
    with playing(plan(), "CV6"):
        assert plan().sessions == 2


def test_what_was_heard_here_changes_no_file_for_somebody_else(home):
    client = home / "client.toml"
    client.write_text("schema = 1\n", encoding="utf-8")
    others = (NOBODY, Listener.of(["child"]), Listener.in_file(client))
    before = [plan(listener) for listener in others]
    for _ in range(5):
        hear()
    for listener, first in zip(others, before, strict=True):
        assert plan(listener).timeline == first.timeline
        assert set(first.talks.values()) == {"full"}
    asked = plan(NOBODY, talk="auto")
    assert set(asked.talks.values()) == {"brief"}
    assert asked.sessions == 5


def test_sessions_for_a_client_do_not_count(home):
    client = home / "client.toml"
    client.write_text("schema = 1\n", encoding="utf-8")
    for _ in range(4):
        hear(plan(Listener.in_file(client)))
    session = plan()
    assert (session.sessions, set(session.talks.values())) == (0, {"full"})


def test_where_there_is_no_place_for_a_journal_all_is_said(monkeypatch):
    def nowhere():
        raise NoHome("journal", "XDG_STATE_HOME")

    monkeypatch.setattr(folders, "state", nowhere)
    session = plan()
    assert (session.sessions, set(session.talks.values())) == (0, {"full"})
