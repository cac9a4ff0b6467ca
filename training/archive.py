"""Own-or-moved pairs from a desk's own archive: its comments under their own articles and under others of the desk.

Nobody needs to decide anything for them: what was written under an article, and not decided to be off its topic, is
about it. They are made of decided comments alone, so that the log says which comments a model has learnt from and the
same log gives the same pairs.
"""

from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from moderation.comments import Article
from moderation.labels import LABELS, Label
from moderation.scoring.bags import BUCKETS, Background, bags_of_texts
from training.background import written
from training.examples import Examples
from training.own_or_moved import Pairs

FEWEST_ARTICLES: Final = 10
FEWEST_OWN: Final = 50
"""Comments under their own articles; with fewer, a desk's pairs say less than those the base was fitted on."""

MOST_OWN: Final = 1_500
"""Comments that are moved, evenly over the archive: they settle two dozen coefficients in a second."""

_OFF_TOPIC: Final = LABELS.index(Label.OFF_TOPIC)


def archived(taught: Examples) -> Examples:
    """Return decisions on comments under a known article that were not decided to be off its topic, oldest first."""
    # a reader who posts one text under ten articles has written it under none
    first = {one.comment.text: place for place, one in enumerate(taught.posted)}
    once = taught[np.array(sorted(first.values()), np.int64)]
    under = np.array([one.article is not None and bool(one.article.text) for one in once.posted], np.bool_)
    own = once[under & (once.truth[:, _OFF_TOPIC] != 1)]
    count = min(len(own), MOST_OWN)
    return own[np.linspace(0, max(len(own) - 1, 0), count).round().astype(np.int64)]


def desk_pairs(own: Examples, background: Background) -> Pairs | None:
    """Return comments under their own article, under a random other and under the most similar other.

    None where the archive is too small. Deterministic: the seed is a constant.
    """
    articles = list(dict.fromkeys(one.article for one in own.posted))  # two sites may number theirs alike
    if len(articles) < FEWEST_ARTICLES or len(own) < FEWEST_OWN:
        return None
    number = {article: place for place, article in enumerate(articles)}
    under = np.array([number[one.article] for one in own.posted])
    rng = np.random.default_rng(0)
    elsewhere = (under + 1 + rng.integers(len(articles) - 1, size=len(own))) % len(articles)
    near = _nearest(articles, background)[under]
    answered = [one.parent for one in own.posted if one.parent]
    strangers = [answered[rng.integers(len(answered))] if one.parent else None for one in own.posted]
    moved = [
        msgspec.structs.replace(one, article=articles[place], parent=stranger)
        for places in (elsewhere, near)
        for one, place, stranger in zip(own.posted, places.tolist(), strangers, strict=True)
    ]
    kinds = np.repeat([0, 1, 2], len(own))
    order = np.argsort(np.concatenate([under, elsewhere, near]), kind="stable")  # each article is profiled once
    posted = [*own.posted, *moved]
    return Pairs([posted[row] for row in order], kinds[order] > 0, kinds[order] == 2, np.tile(own.article, 3)[order])


def _nearest(articles: list[Article], background: Background) -> NDArray[np.int64]:
    """Return for each article the number of the one that shares most of its words' weight."""
    bags = bags_of_texts([written(article) for article in articles], background)
    weights = bags.weights / bags.lengths[bags.owners]
    rows = csr_matrix((weights, (bags.owners, bags.places)), shape=(len(articles), BUCKETS))
    alike = (rows @ rows.T).toarray()
    np.fill_diagonal(alike, -1.0)
    return np.asarray(alike.argmax(axis=1))
