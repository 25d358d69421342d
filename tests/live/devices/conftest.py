"""A sound card for tests of what becomes of a session when its server is killed or frozen."""

from collections.abc import Iterator

import card as cards
import pytest


@pytest.fixture
def mortal(card: cards.Card) -> Iterator[cards.Card]:
    """A card of our own, whose server may be killed; skips where there can be none."""
    assert card
    with cards.virtual_card() as mortal:
        yield mortal
