"""What is hard to follow is told to its author with file, line and what to do; what is shipped has none of it."""

import shutil

import pytest
from msgspec.structs import replace

import coach
from coach.content import load
from coach.content.sentences import Sentence
from coach.content.style import faults, require_none, told
from coach.content.style.telling import MOST_TOLD, placed
from coach.errors import ContentError
from coach.health.listener import Listener
from coach.storage import resources

MINE = """eases = ["back"]
steps = [{ point = "CV6", minutes = 1 }]
[en]
title = "Mine"
summary = "Mine."
welcome = [{ say = "Welcome.", sources = ["own"] }]
settle = [
  # { say = "Try to find a chair.", sources = ["own"] },
  { say = "Sit well back in your chair.", sources = ["own"] },
  { say = "WRITTEN", sources = ["own"] },
]
closing = [{ say = "Thank you for this time.", sources = ["own"] }]
"""


def session_of(path, **options):
    return coach.session(str(path), voice="fake", listener=Listener.nobody(), **options)


@pytest.fixture
def mine(tmp_path):
    """Return what writes a routine with a sentence in its tenth line."""

    def write(sentence):
        path = tmp_path / "mine.toml"
        path.write_text(MINE.replace("WRITTEN", sentence), encoding="utf-8")
        return path

    return write


def test_nothing_that_is_shipped_is_hard_to_follow():
    assert faults(load.library()) == []


def test_a_folder_of_ones_own_is_refused_for_its_first_fault_with_the_number_of_all(tmp_path):
    root = tmp_path / "scripts"
    shutil.copytree(resources.folder("scripts"), root)
    file = root / "points" / "BL23.toml"
    text = file.read_text(encoding="utf-8").replace("Make loose fists.", "Try to make loose fists.")
    text = text.replace("Make a loose fist.", "Try to make a loose fist.")
    file.write_text(text, encoding="utf-8")
    mine = load.library(root)
    bad = [(fault.file, fault.sentence) for fault in faults(mine)]
    assert bad == [("points/BL23.toml", f"Try to make {fists}.") for fists in ("loose fists", "a loose fist")]
    with pytest.raises(ContentError) as error:
        require_none(mine, root)
    (first, line), *others = placed(faults(mine), root)
    assert (error.value.file, error.value.where) == (first.file, f"line {line}")
    assert first.sentence in error.value.problem
    assert f"; {len(others)} more like it" in error.value.problem


def test_content_without_a_fault_is_let_in():
    require_none(load.library(), resources.folder("scripts"))


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("Try to relax.", "'Try to relax.': 'Try': it doubts that it can be done; say what to do"),
        ("Sit down and close your eyes.", "it asks for 2 actions, sit and close; one a sentence"),
        ("Let the mattress carry you.", "'mattress' does not fit where the listener sits"),
    ],
)
def test_a_routine_of_ones_own_is_told_what_is_hard_to_follow_with_its_line(mine, sentence, said):
    path = mine(sentence)
    with session_of(path) as session:
        (line,) = session.changes()
    assert line.startswith(f"{path}, line 10: ")
    assert said in line


def test_a_routine_of_ones_own_in_good_words_is_told_nothing(mine):
    with session_of(mine("Loosen your belt.")) as session:
        assert session.changes() == []


def test_a_shipped_routine_is_told_nothing():
    with coach.session(voice="fake", listener=Listener.nobody()) as session:
        assert session.changes() == []


def test_words_for_two_hands_are_told_to_whoever_has_one(mine):
    path = mine("Rest both hands on your belly.")
    with session_of(path) as session:
        assert session.changes() == []
    one_handed = Listener.of(conditions=["unused-left-hand"])
    with coach.session(str(path), voice="fake", listener=one_handed) as session:
        assert any("'hands' does not fit where one hand presses" in line for line in session.changes())


def test_of_many_faults_the_first_are_told_and_the_number_of_the_rest(mine):
    with session_of(mine('", sources = ["own"] },\n  { say = "'.join(["Try it."] * 20))) as session:
        lines = session.changes()
    assert [line.partition(", line ")[2].partition(":")[0] for line in lines[:-1]] == [
        str(line) for line in range(10, 10 + MOST_TOLD)
    ]
    assert lines[-1] == f"{20 - MOST_TOLD} more sentences like these"


def test_a_routine_whose_file_is_gone_by_then_is_told_the_place_in_words(tmp_path):
    backache = load.library().routines["backache"]
    again = (Sentence(say="Try it again.", sources=("own",)),)
    path = tmp_path / "gone.toml"
    (line,) = told(faults(replace(backache, en=replace(backache.en, repeat=again)), str(path), bodies=()), tmp_path)
    assert line.startswith(f"{path}, en.repeat, entry 1: 'Try it again.'")
