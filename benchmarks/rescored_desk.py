"""A desk of any number of waiting comments under their articles, and models that differ from the shipped one."""

from collections.abc import Iterator
from dataclasses import replace as replaced
from itertools import cycle, islice
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from benchmarks.kept_desk import kept
from benchmarks.texts import in_context
from moderation.comments import Comment, Status
from moderation.locations import models_folder
from moderation.registry import install
from moderation.scoring.artefact import Artefact, with_delta
from moderation.scoring.bags import BUCKETS, DIMENSIONS
from moderation.scoring.hashing import SLOTS
from moderation.scoring.kin import KIN
from moderation.scoring.ngrams import DESK
from moderation.scoring.scorer import Scorer
from moderation.store.store import Store
from moderation.suggestions import Suggestions

SITE: Final = "bench.example"

_BLOCK: Final = 20_000
_UNDER_ONE: Final = 40
"""Comments under one article, as under a newspaper's."""

_TAUGHT_SLOTS: Final = 60_000
"""Features that 1,000 comments touch."""

_TAUGHT: Final = (
    "relevance_idf",
    "relevance_mean",
    "relevance_coefficients",
    "terminology_speech",
    "terminology_standing",
    "terminology_alone",
)


def made(folder: Path, data: Path, count: int) -> Path:
    """Return a desk of so many comments, all scored by the shipped model, made where it isn't there yet."""
    return kept(folder / f"scored-{count}.sqlite", f"{count:,} comments", lambda half: _fill(half, data, count))


def promoted(desk: Path, seed: int) -> str:
    """Lay down a model in which all that a retraining changes is changed by chance, and return its version."""
    chance = np.random.default_rng(seed)
    base = Scorer.shipped().artefact
    words = np.zeros(SLOTS)
    words[chance.integers(0, SLOTS, _TAUGHT_SLOTS)] = chance.normal(0.0, 0.02, _TAUGHT_SLOTS)
    moved = {name: base.arrays[name] * chance.normal(1.0, 0.02, base.arrays[name].shape) for name in _TAUGHT}
    taught: Artefact = replaced(
        base,
        version=f"bench-{seed}",
        parent=base.version,
        arrays={**base.arrays, **{name: one.astype(base.arrays[name].dtype) for name, one in moved.items()}},
    )
    has_kin = base.arrays["relevance_vectors"].reshape(BUCKETS, DIMENSIONS).any(axis=1)
    kin = np.where(has_kin, chance.normal(0.0, 0.1, BUCKETS), 0.0).astype(np.float32)
    own = with_delta(taught, {DESK: words})
    install(replaced(own, arrays={**own.arrays, KIN: kin}), models_folder(desk))
    return taught.version


def folder_of(desk: Path, version: str) -> Path:
    """Return where a model of a desk lies."""
    return models_folder(desk) / version


def _fill(path: Path, data: Path, count: int) -> None:
    posted = in_context(data)
    with Store.open(path, create=True) as store:
        source = store.put_source("bench", "jsonl", SITE)
        store.put_articles(SITE, {one.article.id: one.article for one in posted if one.article}.values())
        scored = Scorer.shipped().score(posted)
        articles = list(dict.fromkeys(one.article.id for one in posted if one.article))
        comments = _comments([one.comment for one in posted], articles)
        for first in range(0, count, _BLOCK):
            size = min(_BLOCK, count - first)
            store.put_comments(SITE, islice(comments, size), source)
            rows = np.arange(first, first + size) % len(posted)
            refs = range(first + 1, first + size + 1)
            store.put_suggestions(refs, Suggestions(scored.scores[rows], scored.thresholds, scored.model))


def _comments(posted: list[Comment], articles: list[str]) -> Iterator[Comment]:
    """Yield comments over and over, each time under new ids, article by article."""
    for number, comment in enumerate(cycle(posted)):
        article = articles[number // _UNDER_ONE % len(articles)]
        yield msgspec.structs.replace(
            comment, id=str(number), article_id=article, parent_id="", status=Status.PENDING, author=f"r {number}"
        )
