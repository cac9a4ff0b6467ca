"""A desk's own archive takes the place of the shipped background as it grows."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from msgspec import structs
from numpy.typing import NDArray

from moderation.comments import Article, Comment, InContext
from moderation.formats.opening import open_export
from moderation.scoring.bags import BUCKETS, buckets_of
from moderation.scoring.fitting import fitting
from moderation.scoring.hashing import joined, words_of
from moderation.scoring.relevance import Relevance
from moderation.scoring.scorer import Scorer
from training.background import background, desk_background
from training.candidate import learnt
from training.examples import from_labelled, split

SHIPPED = Scorer.shipped().artefact.arrays
HARBOUR = [
    Article(str(number), "Harbour news", f"The harbour, notice {number}: quay {number} is swept.")
    for number in range(60)
]


@pytest.fixture(scope="module")
def archive(root: Path) -> tuple[list[Article], list[str]]:
    """Return the sample site's articles and comments."""
    lines = map(json.loads, (root / "sample_data" / "source.jsonl").read_text("utf-8").splitlines())
    rows = list(lines)
    articles = [Article(row["id"], row["title"], row["text"]) for row in rows if row["kind"] == "article"]
    return articles, [row["text"] for row in rows if row["kind"] == "comment"]


def idf(arrays: Mapping[str, NDArray[Any]], word: str) -> float:
    """Return the weight of a word in a background."""
    block = joined([word])
    return float(arrays["relevance_idf"][buckets_of(block, words_of(block))[0]])


def test_a_word_that_every_article_of_a_desk_has_weighs_less(archive: tuple[list[Article], list[str]]) -> None:
    """On a harbour's own site "harbour" says nothing about what an article is about."""
    assert idf(desk_background(HARBOUR, [], SHIPPED), "harbour") < idf(SHIPPED, "harbour") - 1.0


def test_a_small_archive_changes_little(archive: tuple[list[Article], list[str]]) -> None:
    """Three articles must not outvote a hundred thousand texts."""
    articles, comments = archive
    own = desk_background(articles, comments, SHIPPED)
    common = SHIPPED["relevance_idf"] < 6
    assert np.abs(own["relevance_idf"] - SHIPPED["relevance_idf"])[common].max() < 1.5


def test_the_same_archive_gives_the_same_bytes_and_leaves_the_base_alone(
    archive: tuple[list[Article], list[str]],
) -> None:
    """A candidate is named by a digest of what it was made of."""
    before = {name: array.copy() for name, array in SHIPPED.items()}
    first, second = desk_background(*archive, SHIPPED), desk_background(*archive, SHIPPED)
    assert all(np.array_equal(first[name], second[name]) for name in first)
    assert all(np.array_equal(before[name], SHIPPED[name]) for name in before)


def test_a_blended_model_has_the_arrays_of_the_shipped_one_and_serves(archive: tuple[list[Article], list[str]]) -> None:
    """The registry stores it like any other model."""
    own = desk_background(*archive, SHIPPED)
    assert {name: (array.dtype, array.shape) for name, array in own.items()} == {
        name: (array.dtype, array.shape) for name, array in SHIPPED.items()
    }
    posted = InContext(Comment("c", "The quay is swept more often than my street."), HARBOUR[0])
    assert Relevance.of(own).scores([posted])[0] < 0.2


def test_decisions_on_many_articles_bring_the_desks_background_and_those_on_few_do_not(root: Path) -> None:
    """Fifty articles tell what is usual at a desk; five would make their own subjects look plain."""
    decided = from_labelled(open_export(root / "sample_data" / "decisions.jsonl").items)
    base = Scorer.shipped().artefact
    few = learnt(base, split(decided)).artefact
    posted = decided.posted.copy()
    for number, one in enumerate(decided.posted):
        article = one.article or HARBOUR[0]
        posted[number] = structs.replace(
            one, article=structs.replace(article, text=f"{article.text} Edition {number % 60}.")
        )
    many = learnt(base, split(replace(decided, posted=posted))).artefact
    assert np.array_equal(few.arrays["relevance_idf"], base.arrays["relevance_idf"])
    assert not np.array_equal(many.arrays["relevance_idf"], base.arrays["relevance_idf"])
    assert fitting(many) is many


def test_a_handful_of_texts_makes_a_background_without_kin() -> None:
    """Nothing is told of a word's company from four sentences, and nothing breaks."""
    arrays = background(["a quay", "a gull", "a ferry"], ["a quay and a gull"], ["a quay", "a gull"], seed=0)
    assert not arrays["relevance_vectors"].any()
    assert arrays["relevance_idf"].shape == (BUCKETS,)
