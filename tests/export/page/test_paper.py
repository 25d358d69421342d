"""The paper of a sheet is that of the country, unless another is asked for."""

import pytest

from coach.errors import UnknownName
from coach.export.page.paper import paper_of


@pytest.mark.parametrize(
    ("variables", "paper"),
    [
        ({"LANG": "en_US.UTF-8"}, "letter"),
        ({"LANG": "fr_CA"}, "letter"),
        ({"LANG": "de_DE.UTF-8@euro"}, "a4"),
        ({"LANG": "en_US.UTF-8", "LC_PAPER": "de_DE.UTF-8"}, "a4"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "es_MX.UTF-8"}, "letter"),
        ({"LANG": "C"}, "a4"),
        ({}, "a4"),
    ],
)
def test_paper_is_as_is_usual_where_somebody_lives(monkeypatch, variables, paper):
    for name in ("LC_ALL", "LC_PAPER", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert paper_of(None) == paper


def test_a_paper_is_named_in_any_letters_and_another_is_refused():
    assert paper_of(" Letter ") == "letter"
    assert paper_of("A4") == "a4"
    with pytest.raises(UnknownName):
        paper_of("a3")
