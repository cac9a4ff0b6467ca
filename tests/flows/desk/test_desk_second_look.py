"""A second look at the desk: what retraining suspects is a search, says why it is there, and empties key by key."""

import pytest

from moderation.labels import LABELS, Label
from moderation.queue import Settlement
from moderation.suspects import Suspect


@pytest.fixture
def suspected(store):
    """Return a desk where bo decided the first three comments, and a retraining would look at two of them again."""
    rows = {}
    for ref in (1, 2, 3):
        (basis,) = store.bases([ref])
        rows[ref] = store.settle([Settlement(ref, dict.fromkeys(LABELS, False), basis.answers, basis.digest)], "bo")
    store.put_suspects([Suspect(1, rows[1], Label.ABUSE, 0.7), Suspect(3, rows[3], Label.OFF_TOPIC, 0.9)])
    return store


async def test_a_second_look_is_a_search_that_runs_dry(suspected, at_desk, screen_text):
    """Most suspicious first, with the label in doubt; a decision takes it out, an undo brings it back."""
    async with at_desk(suspected) as pilot:
        await pilot.press("slash", *"recheck", "colon", *"yes", "enter")
        review = pilot.app.session.review
        assert (len(review), pilot.app.session.shown.card.ref) == (2, 3)
        assert "worth a second look: off-topic" in screen_text(pilot.app)
        await pilot.press("a")
        assert (len(review), pilot.app.session.shown.card.ref) == (1, 1)
        assert "worth a second look: abuse" in screen_text(pilot.app)
        await pilot.press("u")
        assert (len(review), pilot.app.session.shown.card.ref) == (2, 3)
