"""What tells how a session listens is for one that does, on the command line and in Python."""

import pytest

import coach
from coach.errors import BadOption

SESSION = ("--points", "CV6", "--voice", "fake")


@pytest.mark.parametrize(
    ("options", "heard"),
    [(("--microphone", "headset"), {"microphone": "headset"}), (("--headphones",), {"headphones": True})],
)
def test_it_is_refused_where_nothing_listens(run, options, heard):
    result = run("start", *SESSION, *options)
    assert result.status == 1
    assert result.err.startswith(f"coach: {' '.join(options)}: it is for a session that listens")
    with (
        coach.session(points=["CV6"], voice="fake", listener=coach.Listener.nobody()) as session,
        pytest.raises(BadOption, match="it is for a session that listens"),
    ):
        session.play(**heard)


def test_a_setting_may_have_it_ready_for_a_session_that_does(run):
    assert run("config", "microphone=headset").status == 0
    result = run("start", *SESSION, "--device", "no such device")
    assert "listens" not in result.err
