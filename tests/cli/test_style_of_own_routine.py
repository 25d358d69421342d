"""A routine of one's own is played as it is written, and what is hard to follow in it is told on standard error."""

import json

import pytest

ROUTINE = """
steps = [{ point = "CV6", minutes = 1 }]
[en]
title = "Mine"
summary = "Mine."
welcome = [{ say = "Welcome.", sources = ["own"] }]
settle = [{ say = "Simply sit down.", sources = ["own"] }]
closing = [{ say = "Thank you for this time.", sources = ["own"] }]
"""


@pytest.mark.parametrize(
    "command", [("plan",), ("plan", "--json"), ("prepare",), ("export", "-o", "OUT")], ids=" ".join
)
def test_a_session_is_made_and_the_line_of_the_sentence_is_told(run, tmp_path, command):
    file = tmp_path / "mine.toml"
    file.write_text(ROUTINE, encoding="utf-8")
    name, *rest = [part.replace("OUT", str(tmp_path / "mine.wav")) for part in command]
    done = run(name, file, "--voice", "fake", *rest)
    assert done.status == 0
    assert f"coach: {file}, line 7: 'Simply sit down.': 'Simply': it may not be so" in done.err
    assert "line 7" not in done.out
    if "--json" in command:
        assert json.loads(done.out)["stages"]
