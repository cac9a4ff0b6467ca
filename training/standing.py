"""Comments under articles, for the second stage: where the contested expression stands.

No labelled comment has its article. So cases are written, also put under an article that lacks the word; labelled
comments get a stand-in article, made from their thread, that uses the word where they dispute one.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from msgspec.structs import replace

from moderation.comments import Article, Comment, InContext
from training.cases import Case
from training.labelled import Labelled, Rows, labelled_lines, sure_lines
from training.moved import globe, threads

_EVERY: Final = 2
"""Each second comment of the threads will do: some 4,000."""


def written(cases: Sequence[Case]) -> Rows:
    """Return the written cases as they are."""
    names = [case.posted.comment.article_id for case in cases]
    return Rows(
        [case.posted for case in cases],
        np.array([case.disputes for case in cases]),
        names,
        [case.term for case in cases],
    )


def displaced(cases: Sequence[Case], seed: int) -> Rows:
    """Return the cases under another article, where they dispute nothing; also in answer to one who uses the word."""
    rng = np.random.default_rng(seed)
    group, names = written(cases).group, [case.posted.comment.article_id for case in cases]
    articles = [case.posted.article for case in cases]
    posted: list[InContext] = []
    placed: list[str] = []
    for case, own, name in zip(cases, group.tolist(), names, strict=True):
        other = articles[rng.choice(np.flatnonzero(group != own))]
        posted.append(replace(case.posted, article=other))
        if case.disputes:
            posted.append(replace(case.posted, article=other, parent=Comment("", case.article_sentence)))
        placed += [name] * (len(posted) - len(placed))
    return Rows(posted, np.zeros(len(posted), np.bool_), placed, [""] * len(posted))


def stood_in(folder: Path, seed: int) -> list[InContext]:
    """Return the labelled comments under stand-in articles; one that disputes a word under an article that uses it."""
    rng = np.random.default_rng(seed)
    articles = threads(folder).articles
    return [
        InContext(Comment("", line.text), _using(line, articles[rng.integers(len(articles))]))
        for line in sure_lines(folder)
    ]


def _using(line: Labelled, article: Article) -> Article:
    """Return the article with a sentence that uses the disputed expression, or with a title where that is disputed."""
    title = article.text.split("\n", 1)[0][:80]
    return Article("", title, f"{article.text}\n{line.expression}." if line.disputes else article.text)


def in_the_wild(folder: Path) -> list[InContext]:
    """Return unread comments under their articles or stand-ins: at the base rate, nearly all dispute nothing."""
    read = {line.text for line in labelled_lines(folder)}
    return [
        InContext(comment, corpus.articles[number], parent)
        for corpus, step in ((globe(folder), 1), (threads(folder), _EVERY))
        for number, comment, parent in corpus.posted[::step]
        if comment.text not in read
    ]
