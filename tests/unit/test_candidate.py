"""What a candidate is made of, on the sample data's decisions."""

from dataclasses import replace

import numpy as np
import pytest

from moderation.formats.opening import open_export
from moderation.labels import Label
from moderation.scoring.kin import KIN
from moderation.scoring.ngrams import DESK
from moderation.scoring.scorer import Scorer
from training.candidate import asked, learnt, lessons_until
from training.evaluate import scored
from training.examples import Examples, from_labelled, split


@pytest.fixture(scope="module")
def decisions(root) -> Examples:
    """Return the sample data's decisions."""
    return from_labelled(open_export(root / "sample_data" / "decisions.jsonl").items)


@pytest.fixture(scope="module")
def base():
    """Return the shipped model."""
    return Scorer.shipped().artefact


def moved(candidate, base) -> set[str]:
    """Return the names of the arrays that differ."""
    return {name for name, array in candidate.arrays.items() if not np.array_equal(array, base.arrays.get(name))}


def without(decisions: Examples, label: Label) -> Examples:
    """Return the decisions as they were if none carried a label."""
    truth = decisions.truth.copy()
    truth[:, list(Label).index(label)] *= 0
    return replace(decisions, truth=truth)


def test_each_label_moves_its_own_weights(decisions, base):
    """What is decided about abuse says nothing about wording."""
    found = learnt(base, split(without(decisions, Label.DISPUTED_TERMINOLOGY)))

    assert moved(found.artefact, base) <= {DESK, KIN, "relevance_coefficients"}
    assert "relevance_coefficients" in moved(found.artefact, base)
    assert found.artefact.calibration != base.calibration
    assert found.labels == {Label.ABUSE, Label.OFF_TOPIC}


def test_a_label_that_no_decision_carries_stays_as_it_was(decisions, base):
    """And why is said with the number that is missing."""
    parts = split(without(decisions, Label.ABUSE))
    found = learnt(base, parts)
    before, after = scored(parts.held_out, Scorer(base)), scored(parts.held_out, Scorer(found.artefact))

    assert found.kept[Label.ABUSE] == "0 judged decisions to learn from carry it, 5 are needed"
    assert np.array_equal(before[:, 0], after[:, 0], equal_nan=True)


def test_disputed_terminology_is_learnt_from_a_desk_too(decisions, base):
    """All three labels become the desk's own."""
    parts = split(decisions)
    found = learnt(base, parts)
    column = list(Label).index(Label.DISPUTED_TERMINOLOGY)
    before, after = scored(parts.taught, Scorer(base)), scored(parts.taught, Scorer(found.artefact))
    truth = parts.taught.truth[:, column] == 1

    assert Label.DISPUTED_TERMINOLOGY in found.labels
    assert (after - before)[truth, column].mean() > (after - before)[~truth, column].mean()


def test_a_version_names_its_lessons(decisions, base):
    """A decision more, or a comment erased, is another model; the same lessons are the same."""
    parts = split(decisions)
    one, again, fewer = (learnt(base, split(part)).artefact for part in (decisions, decisions, decisions[1:]))

    assert one.version == again.version != fewer.version
    assert one.version.startswith(one.created_at[:10])
    assert (one.parent, lessons_until(one)) == ("base", max(parts.taught.at.tolist()))


def test_what_was_held_out_has_taught_nothing(decisions, base):
    """Otherwise the measurement would be of memory."""
    parts = split(decisions)
    swapped = split(decisions)
    swapped.held_out.truth[:, 0] = 1 - swapped.held_out.truth[:, 0]

    one, other = learnt(base, parts).artefact, learnt(base, swapped).artefact
    assert all(np.array_equal(one.arrays[name], other.arrays[name]) for name in one.arrays)


def test_a_label_that_nobody_decided_is_not_scored_and_changes_nothing(decisions, base):
    """Scoring it would take longer than learning, and what abuse is judged from must not hang on it."""
    truth = decisions.truth.copy()
    truth[:, 1:] = np.nan
    taught = replace(decisions, truth=truth)
    few, all_three = scored(taught, Scorer(asked(base, taught))), scored(taught, Scorer(base))

    assert np.array_equal(few[:, 0], all_three[:, 0], equal_nan=True)
    assert np.isnan(few[:, 1:]).all()
