"""Own-or-moved pairs: each comment under its own article, under a random other one and under the most similar other.

They teach relatedness without a label: what was written under an article is taken to be about it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from moderation.comments import Article, Comment, InContext
from training.own_or_moved import Pairs

_STAND_IN: Final = 6_000
"""Code points of a stand-in for an article, the length of an op-ed."""


@dataclass(frozen=True, slots=True, eq=False)
class Corpus:
    """Articles with their comments: article number -> comments and what they answer."""

    articles: list[Article]
    posted: list[tuple[int, Comment, Comment | None]]

    def under(self, chosen: NDArray[np.bool_]) -> "Corpus":
        """Return the chosen articles, numbered anew, and the comments under them."""
        number = {int(place): count for count, place in enumerate(np.flatnonzero(chosen))}
        return Corpus(
            [self.articles[place] for place in number],
            [(number[place], comment, parent) for place, comment, parent in self.posted if place in number],
        )


def haacked(data: Path) -> Corpus:
    """Return the blog's articles and comments."""
    articles = pd.read_parquet(data / "context" / "haacked-articles.parquet").drop_duplicates("slug")
    comments = pd.read_parquet(data / "context" / "haacked-comments.parquet")
    number = {slug: place for place, slug in enumerate(articles.slug)}
    return Corpus(
        [Article(row.slug, row.title or "", row.text or "") for row in articles.itertuples()],
        [(number[row.slug], Comment(row.id, row.text), None) for row in comments.itertuples() if row.slug in number],
    )


def globe(data: Path) -> Corpus:
    """Return the op-eds and the comments on some of them, with parents."""
    articles = pd.read_parquet(data / "context" / "globe-articles.parquet")
    comments = pd.read_parquet(data / "context" / "globe-comments.parquet")
    comments = comments[~comments.text.str.startswith("This comment ")]
    number = {identity: place for place, identity in enumerate(articles.article_id)}
    return Corpus(
        [Article(str(row.article_id), row.title or "", row.text or "") for row in articles.itertuples()],
        [
            (number[row.article_id], Comment(row.id, row.text), _parent(row.parent_text))
            for row in comments.itertuples()
            if row.article_id in number
        ],
    )


def threads(folder: Path) -> Corpus:
    """Return news comments under a stand-in for their article, which isn't known: every other comment of the thread."""
    mined = pd.read_parquet(folder / "context" / "mining-comments.parquet")
    mined = mined[(mined.source == "c3") | (mined.source == "socc_sample")]
    articles: list[Article] = []
    posted: list[tuple[int, Comment, Comment | None]] = []
    for identity, thread in mined.groupby("article_id").text:
        standing_in, judged = thread.iloc[::2], thread.iloc[1::2]
        posted += [(len(articles), Comment("", text), None) for text in judged]
        articles.append(Article(str(identity), "", "\n".join(standing_in)[:_STAND_IN]))
    return Corpus(articles, posted)


def replies(data: Path) -> Corpus:
    """Return talk-page replies with what they answer, and no article."""
    talk = pd.read_parquet(data / "abuse-train.parquet", filters=[("source", "==", "wiki_cat")])
    return Corpus(
        [],
        [
            (-1 - place, Comment(str(place), row.text), _parent(row.parent))
            for place, row in enumerate(talk[talk.parent.str.strip() != ""].itertuples())
        ],
    )


def _parent(text: object) -> Comment | None:
    """Return the parent comment, where there is one."""
    return Comment("parent", text) if isinstance(text, str) and text.strip() else None


def pairs(corpus: Corpus, seed: int) -> Pairs:
    """Return each comment under its own article, under a random other and under the most similar other."""
    rng = np.random.default_rng(seed)
    alike = nearest(corpus.articles)
    posted: list[InContext] = []
    kinds: list[tuple[bool, bool, int]] = []
    parents = [parent for _, _, parent in corpus.posted if parent]
    for number, comment, parent in corpus.posted:
        others = [-1, -1] if number < 0 else [_another(number, len(corpus.articles), rng), int(alike[number])]
        moved_parent = parents[rng.integers(len(parents))] if parent else None
        for place, stranger, is_moved, is_near in (
            (number, parent, False, False),
            (others[0], moved_parent, True, False),
            (others[1], moved_parent, True, True),
        ):
            article = corpus.articles[place] if place >= 0 else None
            posted.append(InContext(comment, article, stranger))
            kinds.append((is_moved, is_near, number))
    # by article, so that each is profiled once: 188 s against 20 s
    order = sorted(range(len(posted)), key=lambda row: _article_id(posted[row]))
    moved, near, group = (np.array(column)[order] for column in zip(*kinds, strict=True))
    return Pairs([posted[row] for row in order], moved, near, group)


def _article_id(posted: InContext) -> str:
    """Return the id of the article a comment was put under; empty when none."""
    return posted.article.id if posted.article else ""


def _another(number: int, count: int, rng: np.random.Generator) -> int:
    """Return a random article's number, never the one given."""
    return int((number + 1 + rng.integers(count - 1)) % count)


def nearest(articles: Sequence[Article]) -> NDArray[np.int64]:
    """Return for each article the number of the most similar other one."""
    if not articles:
        return np.zeros(0, dtype=np.int64)
    vectors = TfidfVectorizer(sublinear_tf=True, stop_words="english").fit_transform(
        [f"{article.title} {article.text}" for article in articles]
    )
    similar = (vectors @ vectors.T).toarray()
    np.fill_diagonal(similar, -1.0)
    return np.asarray(similar.argmax(axis=1))
