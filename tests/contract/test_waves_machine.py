"""Two people, waves that arrive and are edited under their hands: the queue is always what the file says."""

import tempfile
from pathlib import Path

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from moderation.comments import Comment, Status
from moderation.errors import TriageError
from moderation.review import Review
from moderation.store.store import Store
from moderation.suggestions import Suggestions
from moderation.unscored import NO_LABEL

SAID = (
    "The harbour office closes at four every single day of the week",
    "the HARBOUR office closes at four every single day of the week!",
    "Really, the harbour office closes at four every single day of the week",
    "The harbour office never closes at four every single day of the week",
    "Nine passengers and a goat went to the island with the white ferry",
    "nine passengers and a goat went to the island with a white ferry!!",
    "Yes.",
)
IDS = st.sampled_from([f"c{n}" for n in range(8)])


class Waves(RuleBasedStateMachine):
    """Import, edit, decide, pick, hold and take back, by two people who both look at the queue."""

    @initialize()
    def open(self) -> None:
        """Begin with an empty desk at which two people sit."""
        self.folder = tempfile.TemporaryDirectory()
        self.store = Store.open(Path(self.folder.name) / "desk.sqlite", create=True)
        self.reviews = [Review(self.store, who) for who in ("ann", "bo")]

    @rule(id=IDS, text=st.sampled_from(SAID), article=st.sampled_from(["a1", "a2"]), following=st.booleans())
    def arrive(self, id, text, article, following):
        """Let a comment arrive, or be edited where the desk has it."""
        source = self.store.put_source("e", "csv", "site")
        self.store.put_comments("site", [Comment(id, text, article, "", "", "", Status.PENDING)], source)
        while self.store.gather(3, following=following).read:
            pass

    @rule(abuse=st.sampled_from([0.2, 0.9]))
    def score(self, abuse):
        """Score what is new."""
        if refs := [ref for ref, _ in self.store.unscored("base", 10)]:
            scores = np.array([[abuse, 0.1, 0.1]] * len(refs))
            self.store.put_suggestions(refs, Suggestions(scores, np.full(3, 0.5), "base"))

    @rule(who=st.integers(0, 1), place=st.integers(0, 5), alone=st.booleans(), hold=st.booleans())
    def decide(self, who, place, alone, hold):
        """Press a key at a row of one's queue."""
        review = self.reviews[who]
        ref = review.ref_at(place)
        if ref is None:
            return
        card = review.card(ref)
        before = {other: self.store.card(other).in_effect for other in range(1, self.store.stats().comments + 1)}
        try:
            if hold:
                review.hold([card], along={} if alone else None)
            else:
                recorded = review.accept(card, along={} if alone else None, named=NO_LABEL)
                assert not any(before[other] for other in recorded.refs if other != ref), "decided twice"
        except TriageError:
            assert before[ref] is not None, "refused though nobody had decided"

    @rule(who=st.integers(0, 1), back=st.booleans())
    def take_back(self, who, back):
        """Undo or redo."""
        (self.reviews[who].undo if back else self.reviews[who].redo)()

    @invariant()
    def what_is_kept_is_what_the_log_says(self) -> None:
        """Every cached standing, count and row of the queue is a recount away."""
        assert self.store.faults() == []

    @invariant()
    def both_see_the_queue_as_it_is(self) -> None:
        """Whoever did it, and however the row that stands for a wave changed."""
        fresh = [row.id for row in Review(self.store, "cy").rows(0, 20)]
        for review in self.reviews:
            review.follow()
            assert sorted(row.id for row in review.rows(0, 20)) == sorted(fresh)

    def teardown(self) -> None:
        """Close the desk."""
        self.store.close()
        self.folder.cleanup()


TestWaves = Waves.TestCase
TestWaves.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
