"""The help of every command, and the manual page that is made of it."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import click
import pytest
import servers

from coach.cli import coach
from coach.cli.flags import option_of
from coach.cli.grouped import OTHERS, SESSION, ToldArgument, grouped, groups_of
from coach.cli.help_page import Page, laid_out, page_of
from coach.version import __version__

PAGE = Path(__file__).parents[2] / "docs" / "coach.1"

OF_A_SESSION = ("start", "export", "page", "plan", "prepare")

TEN = ("minutes", "talk", "position", "points", "skip", "side", "voice", "bed", "chimes", "condition")


def contexts(parent=None):
    """Return the context of every command by the words that call it, that of coach itself by none."""
    parent = parent or click.Context(coach, info_name="coach", help_option_names=["-h", "--help"])
    found = {tuple(parent.command_path.split()[1:]): parent}
    if isinstance(parent.command, click.Group):
        for name in parent.command.list_commands(parent):
            child = click.Context(parent.command.get_command(parent, name), info_name=name, parent=parent)
            found |= contexts(child)
    return found


CALLS = list(contexts())


def options(context):
    return [each for each in context.command.get_params(context) if isinstance(each, click.Option)]


@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize("words", CALLS, ids=" ".join)
def test_no_line_of_the_help_is_longer_than_the_terminal_unless_it_is_one_word(run, monkeypatch, words, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    for line in run(*words, "--help").out.splitlines():
        is_one = line.startswith("  --") or len(re.sub('"[^"]*"', "quoted", line.removesuffix(" \\")).split()) == 1
        assert len(line) <= columns or is_one, line


@pytest.mark.parametrize("words", CALLS, ids=" ".join)
def test_the_help_says_the_same_at_every_width(words):
    page = page_of(contexts()[words])
    told = [text for section in page.sections for row in section.rows for text in row]
    for columns in (40, 60, 100):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("COLUMNS", str(columns))
            shown = " ".join(laid_out(page).replace(" \\\n", " ").split())
        assert all(" ".join(text.split()) in shown for text in (*told, *page.examples))


@pytest.mark.parametrize("words", CALLS, ids=" ".join)
def test_every_command_has_an_example_that_calls_it(words):
    assert all(re.match(" ".join(("coach", *words)), example) for example in page_of(contexts()[words]).examples)
    assert page_of(contexts()[words]).examples


@pytest.mark.parametrize("name", OF_A_SESSION)
def test_the_ten_options_that_matter_stand_first_in_the_help_of_a_session(name):
    titles = {section.title: section.rows for section in page_of(contexts()[(name,)]).sections}
    assert list(titles)[:2] == ["Arguments", "Options that matter first"]
    flags = [re.search(r"--([a-z-]+)", row.term)[1] for row in titles["Options that matter first"]]
    assert flags == [*(["output"] if name in {"export", "page"} else []), *TEN]


@pytest.mark.parametrize("words", CALLS, ids=" ".join)
def test_every_option_stands_once_in_the_help(words):
    context = contexts()[words]
    terms = [row.term for section in page_of(context).sections for row in section.rows if row.term.startswith("-")]
    assert len(terms) == len(options(context))
    for option in options(context):
        assert sum(re.search(rf"{option.opts[-1]}(?![\w-])", term) is not None for term in terms) == 1


def test_an_option_without_a_group_stands_among_the_others_at_the_end():
    members = [click.Option(["--new-one"]), click.Option(["--talk"])]
    shown = grouped(members, SESSION)
    assert {title: [*map(option_of, some)] for title, some in shown.items()} == {
        "Options that matter first": ["talk"],
        OTHERS: ["new_one"],
    }
    assert [*grouped(members, {})] == ["Options"]


@pytest.mark.parametrize("words", CALLS, ids=" ".join)
def test_every_option_of_a_group_is_one_of_the_command(words):
    context = contexts()[words]
    known = {*map(option_of, options(context))}
    of_sessions = {each for name in OF_A_SESSION for each in map(option_of, options(contexts()[(name,)]))}
    for names in groups_of(context.command).values():
        assert {*names} <= known | (of_sessions if words[0] in OF_A_SESSION else set())


def test_an_example_is_broken_before_an_option_and_in_no_quotes():
    example = 'coach export --minutes 20 --bed rain -o "my first session.mp3"'
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "40")
        shown = laid_out(Page("coach export", "", (), (), (example,)))
    broken = shown.partition("Example:\n")[2].splitlines()
    assert broken == ["  coach export --minutes 20 --bed rain \\", '      -o "my first session.mp3"']
    assert shlex.split(shown.partition("Example:")[2].replace("\\\n", "")) == shlex.split(example)


NOTHING_UNLESS_GIVEN = {"profile", "config"}
"""Commands whose options change what is stored: what is not given stays."""


@pytest.mark.parametrize("words", CALLS, ids=" ".join)
def test_the_help_tells_in_one_style_what_is_taken_where_an_option_is_not_given(words):
    context = contexts()[words]
    rows = {row.term: row.text for section in page_of(context).sections for row in section.rows}
    for option in options(context):
        (told,) = (text for term, text in rows.items() if re.search(rf"{option.opts[-1]}(?![\w-])", term))
        assert re.fullmatch(r"[^\[]*(\[(default: .+|required|env var: \w+)\])?", told), told
        is_file = isinstance(option.type, click.Path)
        if not (option.is_flag or option.required or is_file or words[0] in NOTHING_UNLESS_GIVEN):
            assert "[default: " in told, told


def test_a_number_is_told_as_a_person_writes_it():
    rows = {row.term: row.text for section in page_of(contexts()[("start",)]).sections for row in section.rows}
    assert rows["--pace FACTOR"].endswith("[default: 1]")
    assert rows["--loudness LUFS"].endswith("[default: -19]")
    assert rows["ROUTINE"].endswith("[default: backache]")
    assert all(isinstance(each, ToldArgument) for each in contexts()[("start",)].command.params[:1])


@pytest.mark.parametrize("words", [(), ("start",), ("voices", "add"), ("log",)], ids=" ".join)
def test_help_before_a_command_is_the_help_of_that_command(run, words):
    asked, told = run("help", *words), run(*words, "--help")
    assert (asked.status, asked.out, asked.err) == (0, told.out, "")


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("strat",), "coach: unknown command 'strat'; did you mean `coach start`?\n"),
        (("voices", "ad"), "coach: unknown command 'ad'; did you mean `coach voices add`?\n"),
        (("points", "BL40"), "coach: `coach points` has no commands of its own; `coach points --help` tells more\n"),
    ],
)
def test_help_of_a_command_that_there_is_not_is_refused_in_one_line(run, words, line):
    result = run("help", *words)
    assert (result.status, result.out, result.err) == (2, "", line)


@pytest.mark.parametrize("flag", ["-V", "--version"])
def test_the_version_is_told_for_a_short_flag_too(run, flag):
    result = run(flag)
    assert (result.status, result.out) == (0, f"coach, version {__version__}\n")


def undated(page):
    return re.sub(r"^(\.TH COACH 1) \S+", r"\1", page, flags=re.MULTILINE)


def test_the_manual_page_tells_what_the_help_tells(run):
    assert undated(PAGE.read_text(encoding="utf-8")) == undated(run("help", "--man").out), (
        "renew it with: .venv/bin/coach help --man > docs/coach.1"
    )


def test_the_manual_page_bears_the_day_that_a_build_asks_for(run, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert '\n.TH COACH 1 2023-11-14 "coach' in run("help", "--man").out


def test_the_manual_page_is_printed_for_coach_as_a_whole(run):
    result = run("help", "--man", "start")
    assert (result.status, result.out) == (1, "")
    assert result.err.startswith("coach: --man: it tells of all commands")


def reader(name):
    return shutil.which(name) or servers.missing(f"no {name}")


def test_mandoc_finds_nothing_to_say_of_the_manual_page():
    checked = subprocess.run([reader("mandoc"), "-Tlint", PAGE], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")


def test_the_manual_page_shows_every_option_as_it_is_typed():
    shown = subprocess.run([reader("mandoc"), "-Tutf8", PAGE], capture_output=True, text=True, check=True).stdout
    plain = re.sub(".\b", "", shown)
    for context in contexts().values():
        assert context.command_path in plain
        for option in options(context):
            assert all(re.search(rf"(?<!\S){flag}(?![\w-])", plain) for flag in option.opts)
