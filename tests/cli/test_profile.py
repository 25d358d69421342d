"""`coach profile`, and what the other commands make of the answers."""

import io
import json
import os
import stat
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from coach.choices import Choices
from coach.content.load import library
from coach.content.sentences import suits
from coach.health.ailments import ailments
from coach.health.listener import Listener
from coach.journal.journal import Journal
from coach.plan.heading import Beginning, Heading

ROOT = Path(__file__).parents[2]
SHORT = ("--points", "CV6", "--voice", "fake")
QUESTIONS = [condition.question for condition in library().safety.asked]
NO = "n\n" * len(QUESTIONS)
SURGERY = "Have you had surgery, an injury or a sprain in the last months?"


@pytest.fixture
def file(cache_home):
    return cache_home / "coach" / "profile.toml"


@pytest.fixture
def type_in(monkeypatch):
    """Pipe lines into the next command."""

    def typed(text):
        monkeypatch.setattr(sys, "stdin", io.StringIO(text))

    return typed


@pytest.fixture
def stored(file):
    """Store a profile as somebody would who edits it by hand."""

    def store(text='conditions = ["blood-thinners"]\nanswered = ["blood-thinners"]\n'):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"schema = 1\n{text}", encoding="utf-8")
        file.chmod(0o600)
        return file

    return store


def options(result):
    return json.loads(result.out)["options"]


def test_every_question_is_asked_once_in_plain_words_and_the_answers_are_private(run, type_in, file):
    type_in(NO)
    result = run("profile")
    assert result.status == 0
    assert [result.err.count(question) for question in QUESTIONS] == [1] * len(QUESTIONS)
    assert "no clinician has reviewed coach" in result.err
    assert f"answered  {len(QUESTIONS)} of {len(QUESTIONS)} questions" in result.out
    assert str(file) in result.out
    assert "It changes nothing in the backache routine." in result.out
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_after_a_yes_it_asks_where_and_says_at_the_end_what_that_changes(run, type_in):
    where = QUESTIONS.index("Is your skin broken, bruised, swollen or inflamed somewhere?")
    type_in("no\n" * where + "YES\ny\nn\nn\nn\n\n" + "n\n" * (len(QUESTIONS) - where - 1))
    result = run("profile")
    for part in ("The belly?", "The face?", "The lower back?", "The left leg?", "The right leg?"):
        assert part in result.err
    assert "broken or sore skin of the belly (skin-belly)" in result.out
    assert "  CV6 is left out, because of broken or sore skin of the belly\n" in result.out


@pytest.mark.parametrize(("where", "told", "answered"), [("n\n", "is elsewhere", 0), ("\n", "may be elsewhere", 1)])
def test_a_yes_that_is_elsewhere_changes_nothing_and_is_open_only_if_a_part_was_skipped(
    run, type_in, where, told, answered
):
    type_in("n\n" * QUESTIONS.index(SURGERY) + "y\n" + 5 * where + NO)
    result = run("profile")
    assert f"It {told}, then, and changes nothing." in result.err
    assert "there is  nothing that was asked for" in result.out
    assert f"answered  {len(QUESTIONS) - answered} of {len(QUESTIONS)} questions" in result.out


def test_a_question_of_which_a_region_was_skipped_is_not_answered_though_what_was_found_counts(run, type_in, file):
    where = QUESTIONS.index(SURGERY)
    others = "n\n" * (len(QUESTIONS) - where - 1)
    type_in("n\n" * where + "y\ny\n\n\n\n\n" + others)
    first = run("profile")
    assert "It may be elsewhere, too: the question stays open." in first.err
    assert f"answered  {len(QUESTIONS) - 1} of {len(QUESTIONS)} questions" in first.out
    assert "there is  recent surgery or injury of the belly (surgery-belly)\n" in first.out
    assert not options(run("plan", "--points", "BL40", "--voice", "fake", "--json"))["answered"]
    kept = file.read_bytes()

    type_in("\n" * (len(QUESTIONS) + 5))
    again = run("profile")
    assert again.err.count("(y, n, Enter keeps yes, b for back, q to leave)") == 2, "the question, and the belly"
    assert again.err.count("(y, n, Enter skips, b for back, q to leave)") == 4, "the regions that were skipped"
    assert file.read_bytes() == kept

    type_in("\n" * (where + 2) + "n\n" * 4 + "\n" * len(QUESTIONS))
    last = run("profile")
    assert f"answered  {len(QUESTIONS)} of {len(QUESTIONS)} questions" in last.out
    assert "there is  recent surgery or injury of the belly (surgery-belly)\n" in last.out
    assert options(run("plan", "--points", "BL40", "--voice", "fake", "--json"))["answered"]


def test_a_clinician_who_has_agreed_to_a_point_has_not_agreed_in_spite_of_what_is_new(run, type_in, stored, file):
    stored('conditions = ["fragile-bones"]\nanswered = ["fragile-bones"]\ncleared = ["BL23", "CV6"]\n')
    type_in("n\n" * QUESTIONS.index(SURGERY) + "y\nn\nn\ny\nn\nn\n" + "\n" * len(QUESTIONS))
    result = run("profile")
    assert "Nobody has agreed to BL23 in spite of what is new" in result.err
    assert 'cleared = ["CV6"]' in file.read_text(encoding="utf-8")
    found = options(
        run("plan", "--condition", "pregnancy", "--cleared", "GV26", "--points", "GV26", "--voice", "fake", "--json")
    )
    assert found["cleared"] == ["GV26"]


def test_a_session_that_is_not_for_the_listener_is_told_as_such(run, type_in):
    type_in("y\n" + NO)
    assert "Backache is not for you now: because of pregnancy" in run("profile").out


def test_a_question_can_be_skipped_and_enter_keeps_an_earlier_answer(run, type_in, file):
    type_in("n\n\ny\n" + "\n" * len(QUESTIONS))
    first = run("profile")
    assert "(y, n, Enter skips, q to leave)" in first.err
    assert f"answered  2 of {len(QUESTIONS)} questions" in first.out
    kept = file.read_bytes()
    type_in("\n" * len(QUESTIONS))
    second = run("profile")
    assert second.err.count("Enter keeps yes") == second.err.count("Enter keeps no") == 1
    assert second.out == first.out
    assert file.read_bytes() == kept


@pytest.mark.parametrize("leaves", ["q\n", "", "n\nnonsense\n\u00e9\nquit\n"])
def test_whoever_leaves_has_stored_nothing(run, type_in, file, leaves):
    type_in("y\nn\n" + leaves)
    result = run("profile")
    assert (result.status, result.out) == (130, "")
    assert not file.exists()


def test_what_is_no_answer_is_asked_again(run, type_in):
    type_in("maybe\n" + NO)
    result = run("profile")
    assert "Please answer y for yes or n for no." in result.err
    assert f"answered  {len(QUESTIONS)} of {len(QUESTIONS)}" in result.out


def test_show_prints_what_is_stored_and_asks_nothing(run, stored, file):
    before = stored().read_bytes()
    result = run("profile", "--show")
    assert (result.status, result.err) == (0, "")
    assert "there is  easy bruising (blood-thinners)" in result.out
    assert "  CV6 is pressed lightly and for 60 seconds at most, because of easy bruising\n" in result.out
    assert file.read_bytes() == before


def test_list_names_every_condition_as_a_session_takes_it_with_its_question_and_needs_no_profile(run, stored):
    stored("what = that")
    result = run("profile", "--list")
    assert (result.status, result.err) == (0, "")
    told = dict(line.split(maxsplit=1) for line in result.out.splitlines())
    assert list(told) == list(ailments(library().safety))
    assert told["child"] == "Is the session for a child, or for anyone under 18?"
    assert told["surgery-left-leg"] == f"{SURGERY} The left leg?"
    assert "coach profile --list" in " ".join(run("plan", "--help").out.split())


@pytest.mark.parametrize("other", [("--show",), ("--clear",), ("--talk", "auto")])
def test_a_list_of_conditions_takes_no_other_option(run, stored, other):
    file = stored()
    result = run("profile", "--list", *other)
    assert (result.status, result.out) == (1, "")
    assert result.err == "coach: --list: it prints what can be asked for; leave other options out\n"
    assert file.exists()


@pytest.mark.parametrize("how", [("--plain",), ("--quiet",), ("--log", "coach.log")])
def test_what_all_commands_take_goes_with_a_list_and_with_deleting(run, stored, how, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    file = stored()
    assert run("profile", "--list", *how).out == run("profile", "--list").out
    assert run("profile", "--clear", *how).status == 0
    assert not file.exists()


def test_without_a_profile_show_says_how_to_make_one(run, file):
    result = run("profile", "--show")
    assert (result.status, result.out) == (0, "")
    assert "`coach profile` asks the questions" in result.err
    assert not file.exists()


def test_agreement_and_talk_are_stored_without_a_question_and_all_else_stays(run, stored):
    file = stored('# mine\nconditions = ["pregnancy"]\nanswered = ["pregnancy"] # all\ncleared = ["bl23"]\n')
    result = run("profile", "--cleared", "cv6,BL23", "--cleared", "bl60", "--talk", "brief")
    assert (result.status, result.err) == (0, "")
    assert "agreed    bl23, CV6, BL60" in result.out
    text = file.read_text(encoding="utf-8")
    assert text.startswith("schema = 1\n# mine\n")
    assert 'answered = ["pregnancy"] # all' in text
    assert 'talk = "brief"' in text


def test_agreement_can_be_taken_back_for_one_point_and_all_else_stays(run, stored):
    file = stored('conditions = ["pregnancy"]\ncleared = [\n  "bl23",  # since May\n  "CV6",\n  "BL60",\n]\n')
    result = run("profile", "--withdraw", "BL23", "--cleared", "BL40")
    assert (result.status, result.err) == (0, "")
    assert "agreed    CV6, BL60, BL40" in result.out
    text = file.read_text(encoding="utf-8")
    assert 'conditions = ["pregnancy"]' in text
    assert "bl23" not in text


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--withdraw", "CV9"], "unknown point 'CV9'"),
        (["--withdraw", "GV26"], "--withdraw GV26: no clinician has agreed to it; agreed are CV6"),
        (["--withdraw", "CV6", "--cleared", "cv6"], "--withdraw CV6: it is to be cleared, too; give one of the two"),
        (["--withdraw", "CV6", "--clear"], "leave other options out"),
    ],
)
def test_agreement_that_cannot_be_taken_back_is_told_in_a_line_and_nothing_is_lost(run, stored, options, message):
    file = stored('conditions = ["pregnancy"]\ncleared = ["CV6"]\n')
    before = file.read_bytes()
    result = run("profile", *options)
    assert result.status != 0
    assert message in result.err
    assert result.err.count("\n") == 1
    assert file.read_bytes() == before


def test_clear_deletes_it(run, stored, file):
    stored("what = that")
    assert "is deleted" in run("profile", "--clear").err
    assert not file.exists()
    assert "no profile is stored" in run("profile", "--clear").err


@pytest.mark.parametrize(
    "command", [("profile",), ("profile", "--talk", "auto"), ("plan", *SHORT), ("prepare", *SHORT)]
)
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("conditons = []", "unknown key 'conditons'; did you mean 'conditions'?"),
        ('conditions = ["pregnacy"]', "unknown condition 'pregnacy'"),
        ("conditions = [", "it is no valid TOML"),
    ],
)
def test_a_stored_profile_that_is_nonsense_is_one_clear_line_and_nothing_is_lost(run, stored, command, text, message):
    file = stored(text)
    before = file.read_bytes()
    result = run(*command)
    assert (result.status, result.out) == (1, "")
    (line,) = result.err.splitlines()
    assert line.startswith("coach: ")
    assert message in line
    assert str(file) in line
    assert file.read_bytes() == before


def test_a_profile_of_a_newer_coach_is_refused_and_never_overwritten(run, stored, file):
    stored()
    newer = file.read_text(encoding="utf-8").replace("schema = 1", 'schema = 2\nmoods = ["calm"]')
    file.write_text(newer, encoding="utf-8")
    for command in (("profile",), ("profile", "--cleared", "CV6"), ("plan", *SHORT), ("start", *SHORT)):
        result = run(*command)
        assert result.status == 1
        (line,) = result.err.splitlines()
        assert "a newer coach has written it (schema 2, and this one knows 1); update coach" in line
    assert run("plan", *SHORT, "--profile", "none").status == 0
    assert file.read_text(encoding="utf-8") == newer


def test_plan_and_prepare_take_the_stored_answers_and_say_what_they_change(run, stored):
    stored()
    plan = run("plan", *SHORT)
    assert (
        "CV6 is pressed lightly and for 60 seconds at most, because of easy bruising  [UMN-bruising, AKUD-bruising]"
        in plan.out
    )
    assert "Because of easy bruising, press only lightly on every point, for 1 minute at most." in plan.out
    assert (
        "coach: CV6 is pressed lightly and for 60 seconds at most, because of easy bruising\n"
        in run("prepare", *SHORT).err
    )


def test_export_leaves_the_stored_answers_out_and_says_so(run, stored, tmp_path):
    target = ("-o", tmp_path / "a.wav")
    assert "stored answers" not in run("export", *SHORT, *target).err
    without = (tmp_path / "a.wav").read_bytes()
    stored()
    result = run("export", *SHORT, *target)
    assert "coach: your stored answers do not shape this file; `--profile mine` has them do so\n" in result.err
    assert (tmp_path / "a.wav").read_bytes() == without
    assert "stored answers" not in run("export", *SHORT, *target, "--profile", "none").err


def test_export_takes_the_stored_answers_when_it_is_told_to(run, stored, tmp_path):
    file = stored()
    for profile in ("mine", file):
        result = run("export", *SHORT, "-o", tmp_path / "a.wav", "--profile", profile)
        assert result.status == 0
        assert "coach: CV6 is pressed lightly and for 60 seconds at most, because of easy bruising\n" in result.err
        assert "stored answers" not in result.err


def test_conditions_and_agreement_of_one_session_add_to_those_of_the_profile(run, stored):
    answered = [condition.id for condition in library().safety.conditions]
    file = stored(f'conditions = ["pregnancy"]\nanswered = {json.dumps(answered)}\ncleared = ["CV6"]\n')
    more = ("--condition", "child,hernia", "--condition", "child", "--cleared", "bl23", "--voice", "fake", "--json")
    found = options(run("plan", *more))
    assert (found["conditions"], found["cleared"]) == (["pregnancy", "child", "hernia"], ["BL23"])
    assert (found["agreed"], found["later"]) == (["CV6"], ["child", "hernia"])
    assert found["answered"]
    without = options(run("plan", *more, "--profile", "none"))
    assert (without["conditions"], without["cleared"], without["answered"]) == (["child", "hernia"], ["BL23"], False)
    assert 'conditions = ["pregnancy"]' in file.read_text(encoding="utf-8")


def test_cautions_are_said_in_few_words_only_once_every_question_is_answered(run, type_in):
    cautions = library().safety.en
    told = {}
    for answers in (NO[:-2] + "\n", NO):
        type_in(answers)
        assert run("profile").status == 0
        plan = json.loads(run("plan", *SHORT, "--talk", "brief", "--json").out)
        told[answers] = {clip.get("text") for clip in plan["clips"]}
    here = frozenset({"chair", "crossed", "for-back", *(f"on-{region}" for region in library().safety.regions)})
    opening, short = (
        [sentence for sentence in words if suits(sentence.only, sentence.unless, here)]
        for words in (cautions.opening, cautions.short)
    )
    assert {sentence.say for sentence in opening} <= told[NO[:-2] + "\n"]
    assert {sentence.brief or sentence.say for sentence in short if not sentence.asked} <= told[NO]


def test_what_the_questions_have_asked_for_is_unsaid_only_once_every_question_is_answered(run, type_in):
    cautions = library().safety.en
    asked = {sentence.say for sentence in (*cautions.opening, *cautions.short) if sentence.asked}
    for answers, due in (
        (NO[:-2] + "\n", {sentence.say for sentence in cautions.opening if sentence.asked}),
        (NO, set()),
    ):
        type_in(answers)
        assert run("profile").status == 0
        plan = json.loads(run("plan", *SHORT, "--talk", "full", "--json").out)
        assert {clip.get("text") for clip in plan["clips"]} & asked == due


def test_a_profile_without_an_answer_leaves_all_cautions_in_full(run, stored):
    stored('talk = "brief"\n')
    found = options(run("plan", *SHORT, "--json"))
    assert (found["answered"], found["talk"]) == (False, "brief")
    assert options(run("plan", *SHORT, "--talk", "full", "--json"))["talk"] == "full"


@pytest.fixture
def heard():
    """Three sessions in the journal in which CV6 was heard to its end, and one that is still playing."""
    journal = Journal()
    heading = Heading("backache", "Backache", "fake", ("fake", "1"), 120, "bowl", {})
    for _ in range(3):
        with journal.begin(Beginning(Choices(), Listener(), heading)) as record:
            record.stage_finished("CV6")
    with journal.begin(Beginning(Choices(), Listener(), heading)) as running:
        running.stage_finished("CV6")
        running.stage_finished("GV26")
        yield journal


def test_with_auto_what_was_finished_often_is_told_in_fewer_words_by_every_command(run, stored, heard, tmp_path):
    assert heard.finished() == (("CV6", 3),)
    auto = (*SHORT, "--talk", "auto")
    given = run("plan", *auto)
    assert "brief (--talk auto: finished 3 times)" in given.out
    stored('talk = "auto"\n')
    for profile in ("mine", tmp_path / "home" / "coach" / "profile.toml"):
        assert options(run("plan", *SHORT, "--profile", profile, "--json"))["finished"] == [["CV6", 3]]
    frames = json.loads(run("plan", *auto, "--json").out)["frames"]
    for more in (("--talk", "auto"), ("--profile", "mine")):
        exported = run("export", *SHORT, *more, "-o", tmp_path / "a.wav")
        assert exported.status == 0
        assert "--talk auto, of what was finished on this machine, told briefly: CV6\n" in exported.err
        assert (tmp_path / "a.wav").stat().st_size == pytest.approx(frames * 3, abs=100_000)
    assert options(run("plan", *SHORT, "--profile", "none", "--json"))["finished"] == []


@pytest.mark.usefixtures("heard")
def test_what_was_finished_on_this_machine_makes_nothing_brief_for_a_client(run, stored, tmp_path):
    stored('talk = "auto"\n')
    client = tmp_path / "client.toml"
    client.write_text('schema = 1\ntalk = "auto"\n', encoding="utf-8")
    plan = run("plan", *SHORT, "--profile", client)
    assert "--talk auto" not in plan.out
    given = json.loads(run("plan", *SHORT, "--profile", client, "--json").out)
    assert (given["options"]["talk"], given["options"]["finished"]) == ("auto", [])
    assert {stage["talk"] for stage in given["stages"]} == {"full"}
    assert run("export", *SHORT, "--profile", client, "-o", tmp_path / "a.wav").status == 0
    assert (tmp_path / "a.wav").stat().st_size == pytest.approx(given["frames"] * 3, abs=100_000)
    nobody = options(run("plan", *SHORT, "--profile", "none", "--talk", "auto", "--json"))
    assert nobody["finished"] == [["CV6", 3]]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
class TestOnATerminal:
    @pytest.fixture
    def coach(self, cache_home):
        import terminal as terminals

        kept = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"), str(cache_home))
        environment = {**os.environ, **kept, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"}

        @contextmanager
        def started(*arguments):
            with terminals.terminal([sys.executable, "-m", "coach", *arguments], environment) as terminal:
                yield terminal

        return started

    def test_the_questions_are_plain_lines_and_after_ctrl_c_nothing_is_stored_of_whoever_wants_that(self, coach, file):
        with coach("profile") as terminal:
            terminal.wait_for(QUESTIONS[0])
            terminal.type("y\n")
            terminal.wait_for(QUESTIONS[1])
            terminal.type("\x03")
            terminal.wait_for("Keep what you have answered so far?")
            terminal.type("n\n")
            terminal.wait_for("Nothing is stored.")
            assert terminal.finish() == 130
        assert not file.exists()
        assert "\x1b" not in terminal.shown
        assert "Traceback" not in terminal.shown

    def test_the_screen_stops_at_the_first_yes_says_what_to_do_and_stores_nothing(self, coach, cache_home):
        flags = library().safety.red_flags
        with coach("start", "--screen", *SHORT) as terminal:
            terminal.wait_for(flags[0].question[:60])
            terminal.type("\n")
            terminal.wait_for("Please answer y for yes or n for no.")
            terminal.type("n\n")
            terminal.wait_for(flags[1].question[:60])
            terminal.type("y\n")
            assert terminal.finish() == 1
        shown = " ".join(terminal.shown.split())
        assert f"coach: {flags[1].action} The session does not start. {flags[1].text} (sources: S83" in shown
        assert flags[2].question[:60] not in shown
        assert [path for path in cache_home.rglob("*") if path.is_file()] == []

    @pytest.mark.parametrize(("leaves", "status"), [("\x04", 1), ("q\n", 130), ("\x03", 130)])
    def test_a_screen_that_is_not_answered_to_its_end_does_not_start(self, coach, leaves, status):
        with coach("start", "--screen", *SHORT) as terminal:
            terminal.wait_for("y or n")
            terminal.type(leaves)
            assert terminal.finish() == status
        assert "Opening" not in terminal.shown
        assert "Traceback" not in terminal.shown
