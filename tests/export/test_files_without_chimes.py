"""Files of sessions in which words open and close the holds."""

import pytest
from whole_session import ROUTINE, of_few_words

from coach.choices import Choices, Options
from coach.export import Wanted, verify, write
from coach.health.listener import Listener
from coach.sessions.compose import compose


@pytest.mark.parametrize("name", ["a.flac", "a.opus"])
def test_a_file_without_chimes_is_what_was_planned_and_is_verified_without_looking_for_any(tmp_path, name):
    routine = tmp_path / "one.toml"
    routine.write_text(ROUTINE, encoding="utf-8")
    choices = Choices(str(routine), Options(hold_s=20, talk="brief"), "fake", chimes="none", bed="drone")
    with compose(choices, Listener(is_answered=True), of_few_words()) as session:
        written = write(session, Wanted(tmp_path / name))
        timeline = session.compile()
        chimes = session.stem("chimes").render(timeline, 0, timeline.frames)
    assert written.frames == timeline.frames
    assert not written.report.problems
    assert not chimes.any()
    report = verify(tmp_path / name)
    assert not report.problems
    assert "chime" not in " ".join(report.lines())
