"""A launcher runs the very command that it was written for, whatever stands in the path of the program."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import card as cards
import pytest
import servers

from coach.errors import BadOption
from coach.launcher.formats import batch_file, desktop_entry, shell_script

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the paths have signs that Windows does not know")

NASTY = [
    "plain",
    "with a blank",
    'it\'s "quoted"',
    "100% sure",
    "%f %u %%",
    "this & that",
    "$HOME ${X} `id`",
    "a=b",
    "Jörg 日本 🦶",
    "back\\slash\\",
    "double\\\\",
    "tab\tand\nline",
    "semi;colon #hash ~tilde",
    "(round) [square] {curly} <angle> |",
    "!bang *? ^",
    "-dash",
]

TELLS_ITS_WORDS = r"""#!/bin/sh
for word in "$0" "$@"; do printf '%s\0' "$word"; done >"$0.part"
mv "$0.part" "${0%/*}/words"
"""


@pytest.fixture(params=NASTY)
def program(request, tmp_path):
    """A program in a folder of a strange name, which writes down the words with which it is started."""
    program = tmp_path / request.param / "python3"
    program.parent.mkdir()
    program.write_text(TELLS_ITS_WORDS)
    program.chmod(0o755)
    return program


def words_of(program: Path) -> list[str]:
    return [program.as_posix(), "-P", program.parent.name, "--points=BL40"]


def told(program: Path) -> list[str]:
    """Return the words with which a program was started, once it is."""
    written = program.with_name("words")
    cards.wait_until(written.exists, "the program to be started")
    return [os.fsdecode(word) for word in written.read_bytes().split(b"\0")[:-1]]


def test_a_desktop_entry_starts_it_by_the_rules_of_another_program(program, tmp_path):
    if not shutil.which("gio"):
        servers.missing("libglib2.0-bin is not installed")
    entry = tmp_path / "a.desktop"
    entry.write_bytes(desktop_entry(words_of(program)))
    subprocess.run(["gio", "launch", entry], check=True, cwd="/")
    assert told(program) == words_of(program)


def test_a_script_of_the_shell_starts_it(program, tmp_path):
    script = tmp_path / "a.command"
    script.write_bytes(shell_script(words_of(program)))
    script.chmod(0o755)
    subprocess.run([script], check=True, cwd="/")
    assert told(program) == words_of(program)


def test_a_desktop_entry_is_valid_by_the_standard(program, tmp_path):
    if not shutil.which("desktop-file-validate"):
        servers.missing("desktop-file-utils is not installed")
    entry = tmp_path / "a.desktop"
    entry.write_bytes(desktop_entry(words_of(program)))
    assert subprocess.run(["desktop-file-validate", entry], check=True, capture_output=True).stdout == b""


@pytest.mark.parametrize(
    ("word", "written"),
    [
        ("C:\\Users\\Jörg & Co\\100% (x86)\\pythonw.exe", '"C:\\Users\\Jörg & Co\\100%% (x86)\\pythonw.exe"'),
        ("%PATH%", '"%%PATH%%"'),
        ("C:\\folder\\", '"C:\\folder\\\\"'),
        ("!bang ^caret", '"!bang ^caret"'),
    ],
)
def test_a_batch_file_has_each_word_in_quotes_in_which_nothing_means_anything(word, written):
    content = batch_file([word, "-P"]).decode()
    assert content.splitlines()[-1] == f'start "Coach" {written} "-P"'
    assert content.startswith("@echo off\r\n")
    assert content.index("chcp 65001") < content.index("start"), "what follows is read as UTF-8"
    assert content.count("\n") == content.count("\r\n")


@pytest.mark.parametrize("word", ['say "hello"', "two\nlines"])
def test_a_batch_file_refuses_what_it_cannot_hold(word):
    with pytest.raises(BadOption, match="no batch file can hold"):
        batch_file(["python.exe", word])


def test_a_desktop_entry_refuses_a_path_that_is_no_unicode():
    with pytest.raises(BadOption, match="no desktop entry can hold"):
        desktop_entry([os.fsdecode(b"/caf\xe9/python3")])
    assert b"/caf\xe9/python3" in shell_script([os.fsdecode(b"/caf\xe9/python3")])
