"""Public comments as a desk's decisions: drawn anew each time, articles of one side never on the other."""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from benchmarks.table import Figure
from moderation.comments import Comment, InContext
from moderation.labels import LABELS, Label
from moderation.scoring.artefact import Artefact
from moderation.scoring.scorer import Scorer
from training import relevance
from training.candidate import learnt
from training.evaluate import Metrics, measured, scored
from training.examples import Example, Examples, Split, gathered
from training.moved import Corpus, globe, nearest, pairs, replies

HELD_OUT: Final = 0.3
"""Share of the articles that only measure."""

MOST_HELD_OUT: Final = 2_000

_OFF_TOPIC_RATE: Final = relevance.BASE_RATE


@dataclass(frozen=True, slots=True, eq=False)
class Desk:
    """A desk's comments, decided, in an order drawn by chance."""

    decided: Examples
    measured: Examples

    def split(self, count: int) -> Split:
        """Return the first decisions to learn from, and those on other articles to measure on."""
        return Split(self.decided[:count], self.measured, other_articles=True)


@dataclass(frozen=True, slots=True)
class Trial:
    """What a desk's decisions did for one label."""

    before: Metrics
    after: Metrics
    as_scored: Metrics
    """The same candidate, its scores not read anew."""


def tried(base: Artefact, desk: Desk, count: int, label: Label) -> Trial:
    """Return a label before and after so many decisions, on the comments that it is judged for both times."""
    parts = desk.split(count)
    found = learnt(base, parts).artefact
    unread = replace(found, arrays={name: one for name, one in found.arrays.items() if "recalibrated" not in name})
    models = [Scorer(one) for one in (base, found, unread)]
    scores = [scored(parts.held_out, one) for one in models]
    judged = np.flatnonzero(~np.isnan(sum(one[:, LABELS.index(label)] for one in scores)))
    held_out = parts.held_out[judged]
    return Trial(
        *(measured(held_out, one[judged], model.thresholds)[label] for model, one in zip(models, scores, strict=True))
    )


def draws_of(written: str) -> int:
    """Return a number of draws; an interval of the mean takes two."""
    if not written.isdecimal() or int(written) < 2:
        raise argparse.ArgumentTypeError(f"{written}: write a whole number from 2 on")
    return int(written)


def over_draws(values: Sequence[float]) -> Figure:
    """Return a mean over draws and the 95 % interval of that mean."""
    mean, spread = float(np.mean(values)), float(np.std(values, ddof=1))
    reach = 1.96 * spread / len(values) ** 0.5
    return Figure(mean, mean - reach, mean + reach)


def blind_to_blog(base: Artefact, data: Path) -> Artefact:
    """Return the shipped model with an off-topic head that never saw the blog."""
    papers, shipped = globe(data), relevance.shipped_texts(data)
    mined = relevance.mined(data, "civil")
    arrays = relevance.corpora_background([papers], [*mined, *shipped], shipped, 0)
    arrays["relevance_coefficients"] = relevance.coefficients(arrays, [pairs(papers, 0), pairs(replies(data), 0)])
    return replace(base, arrays={**base.arrays, **arrays})


def blog_desk(blog: Corpus, seed: int, *, marks: bool = True) -> Desk:
    """Return a blog whose moderators mark what was moved there from other articles, one comment in 17.

    Half of what is moved comes to a random article, half to the most similar one. With `marks=False` they mark nothing
    that is off-topic, and decide only on comments under their own article.
    """
    rng = np.random.default_rng(seed)
    is_held = rng.random(len(blog.articles)) < HELD_OUT
    desk = (_decided(blog.under(chosen), rng) for chosen in (~is_held, is_held))
    decided, held_out = (list(side) for side in desk)
    own = [example for example in decided if marks or not example.labels[Label.OFF_TOPIC]]
    return Desk(gathered(own), gathered(held_out[:MOST_HELD_OUT]))


def _decided(blog: Corpus, rng: np.random.Generator) -> Iterator[Example]:
    """Yield comments in a random order, each with whether it was moved."""
    near = nearest(blog.articles)
    for row in rng.permutation(len(blog.posted)).tolist():
        number, comment, parent = blog.posted[row]
        is_moved = bool(rng.random() < _OFF_TOPIC_RATE)
        other = near[number] if rng.random() < 0.5 else (number + 1 + rng.integers(len(blog.articles) - 1))
        article = blog.articles[int(other) % len(blog.articles) if is_moved else number]
        posted = InContext(Comment(comment.id, comment.text, article.id), article, parent)
        yield Example(posted, {Label.OFF_TOPIC: is_moved})


def news_desk(data: Path, source: str, seed: int) -> Desk:
    """Return labelled news comments of one source as decisions on abuse, by article."""
    rows = pd.read_parquet(data / "abuse-train.parquet", filters=[("source", "==", source)])
    rows = rows[rows.label.notna()].sample(frac=1.0, random_state=seed)
    names = rows.group.unique()
    held = set(np.random.default_rng(seed).choice(names, round(HELD_OUT * len(names)), replace=False))
    is_held = rows.group.isin(held).to_numpy()
    return Desk(_of_rows(rows[~is_held]), _of_rows(rows[is_held][:MOST_HELD_OUT]))


def _of_rows(rows: pd.DataFrame) -> Examples:
    """Return labelled rows as decisions on abuse."""
    return gathered(
        Example(InContext(Comment(row.id, row.text, row.group)), {Label.ABUSE: row.label == 1})
        for row in rows.itertuples()
    )
