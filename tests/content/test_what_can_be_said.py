"""What a listener can say stands in a file, and a wording that would not be heard or asks for two things is named."""

import shutil
from itertools import combinations
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from coach.content.commands import Spoken, Wordings
from coach.content.load import commands
from coach.errors import CoachError
from coach.storage import resources


@pytest.fixture
def file(tmp_path) -> Path:
    """The English commands in a folder of one's own, to be broken."""
    shutil.copytree(resources.folder("scripts") / "commands", tmp_path / "commands")
    return tmp_path / "commands" / "en.toml"


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def complaint(file: Path, **options) -> str:
    with pytest.raises(CoachError) as caught:
        commands(root=file.parents[1], **options)
    message = str(caught.value)
    assert "\n" not in message
    return message


def sounds() -> "dict[str, tuple[Spoken, str]]":
    """Return the wordings with what they ask for and how they sound, as the usual voice would say them."""
    from hibari.g2p import G2P

    phonemes = G2P(oov=False)
    shipped = commands()
    return {
        text: (spoken, "".join(sign for sign in phonemes(text) if sign not in "ˈˌ "))
        for listed in (shipped.phrases, shipped.called)
        for spoken, texts in listed.items()
        for text in texts
    }


def apart(one: str, other: str) -> int:
    """Return how many sounds must be added, left out or changed to make one of the other."""
    row = list(range(len(other) + 1))
    for number, sound in enumerate(one, start=1):
        before, row[0] = row[0], number
        for place, heard in enumerate(other, start=1):
            before, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, before + (sound != heard))
    return row[-1]


def test_each_command_has_wordings_of_which_the_first_is_its_name():
    shipped = commands()
    assert set(shipped.phrases) == set(get_args(Spoken)) == set(shipped.told)
    assert {field.encode_name for field in msgspec.structs.fields(Wordings)} == set(get_args(Spoken))
    assert all(texts[0] == spoken.replace("-", " ") for spoken, texts in shipped.phrases.items())
    assert all(told in shipped.phrases["stop" if spoken == "ow" else spoken] for spoken, told in shipped.told.items())


def test_what_asks_for_different_things_sounds_different():
    asked = sounds()
    for one, other in combinations(asked, 2):
        (spoken, heard), (meant, sounded) = asked[one], asked[other]
        if spoken != meant and {spoken, meant} != {"stop", "ow"}:
            parts = apart(heard, sounded) / max(len(heard), len(sounded))
            assert parts >= 1 / 4, f"{one} ({spoken}) and {other} ({meant})"


@pytest.mark.parametrize("said", ["hold", "hold on", "wait", "one moment", "move on", "end", "okay", "thank you"])
def test_what_is_said_all_day_or_by_the_coach_itself_is_no_command_alone(said):
    assert all(said not in texts for texts in commands().phrases.values())


def test_a_language_without_commands_is_named_with_those_that_there_are(file):
    with pytest.raises(CoachError, match=r"^unknown language 'de' in commands; there is: en$"):
        commands("de")
    with pytest.raises(CoachError, match=r"^unknown language '\.\./phrases/en' in commands; "):
        commands("../phrases/en")
    file.rename(file.with_name("de.toml"))
    assert complaint(file) == "unknown language 'en' in commands; there is: de"
    shutil.rmtree(file.parent)
    assert complaint(file) == "unknown language 'en' in commands; there is: none"


def test_a_folder_of_ones_own_has_commands_of_its_own(file):
    assert commands(root=file.parents[1]) == commands()
    change(file, 'said = ["pause", ', 'said = ["pause", "breathe", ')
    assert "breathe" in commands(root=file.parents[1]).phrases["pause"]


def test_a_command_that_is_missing_unknown_or_empty_is_named(file):
    change(file, "[commands.louder]", "[commands.loudr]")
    assert complaint(file) == "commands/en.toml, commands: unknown key 'loudr'; did you mean 'louder'?"
    change(file, "[commands.loudr]", "[commands.louder]")
    change(file, 'said = ["louder", "turn it up", "volume up", "speak up"]', "said = []")
    assert complaint(file).startswith(
        "commands/en.toml, commands.louder.said: expected a list with a length of at least 1"
    )
    text = file.read_text(encoding="utf-8")
    file.write_text(text[: text.index("[commands.no]")], encoding="utf-8")
    change(file, "said = []", 'said = ["louder"]')
    assert complaint(file) == "commands/en.toml, commands: the key 'no' is missing"


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("", "expected a text with a length of at least 1, found ''"),
        ("  ", "there is no word in it"),
        ("go  away", "there are too many spaces in 'go away'; write one between words"),
        (" rest", "there are too many spaces in ' rest'; write one between words"),
        ("'tis", 'an apostrophe in "\'tis" is in no word'),
        ("Rest", "write 'Rest' in small letters"),
        ("rest 2", "'2' in 'rest 2' is nothing that can be heard; write numbers in words"),
        ("rest, now", "',' in 'rest, now' is nothing that can be heard; write words with the letters a to z alone"),
        (
            "ruhe für mich",
            "'ü' in 'ruhe für mich' is nothing that can be heard; write words with the letters a to z alone",
        ),
        ("a b c d e f g", "'a b c d e f g' has 7 words; more than 6 are not said at once"),
        ("coach rest", "leave 'coach' out of 'coach rest': the name may be said with every command"),
        ("necks", "'necks' stands at commands.next.heard_as, entry 1 already; it can ask for one thing"),
        ("pause", "'pause' stands at commands.pause.said, entry 1 already; it can ask for one thing"),
        ("please", "'please' stands at fillers, entry 1 already; it can ask for one thing"),
        ("couch", "'couch' stands at name_heard_as, entry 1 already; it can ask for one thing"),
    ],
)
def test_a_wording_that_cannot_be_heard_or_has_another_sense_is_named_with_its_place(file, written, told):
    change(file, 'said = ["no", "nope", ', f'said = ["no", "{written}", ')
    assert complaint(file) == f"commands/en.toml, commands.no.said, entry 2: {told}"


def test_a_wording_that_is_too_long_is_named_with_its_place(file):
    change(file, '"nope"', f'"n{"o" * 40}pe"')
    assert complaint(file).startswith(
        "commands/en.toml, commands.no.said, entry 2: expected a text with a length of at most"
    )


def test_what_the_coach_says_of_a_command_can_be_said_again(file):
    change(file, 'told = "how long"', 'told = "how long?"')
    assert complaint(file) == (
        "commands/en.toml, commands.how-long.told: "
        "'?' in 'how long?' is nothing that can be heard; write words with the letters a to z alone"
    )


def test_the_name_is_one_word(file):
    change(file, 'name = "coach"', 'name = "my coach"')
    assert complaint(file) == "commands/en.toml, name: the name is one word"


def test_a_word_that_the_recogniser_does_not_know_is_named_with_the_nearest_of_those_that_it_knows(file):
    known = {word for _, text in commands().places() for word in text.split()}
    commands(knows=known.__contains__)
    change(file, '"continue"', '"contineu"')
    told = complaint(file, knows=(known - {"contineu"}).__contains__)
    assert told == (
        "commands/en.toml, commands.go-on.said, entry 2: "
        "the recogniser does not know the word 'contineu'; take a more usual one"
    )
    change(file, '"keep going"', '"keep going", "continue"')
    told = complaint(file, knows=known.__contains__)
    assert told.endswith("the recogniser does not know the word 'contineu'; did you mean 'continue'?")


def test_words_that_nobody_says_need_not_be_known_to_the_recogniser():
    said = {word for where, text in commands().places() if "heard_as" not in where for word in text.split()}
    assert commands(knows=said.__contains__) == commands()
