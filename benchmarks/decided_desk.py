"""Desks whose log holds labelled comments as a moderator's decisions, made one by one through the store's own door."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pandas as pd

from moderation.comments import Article, Comment, Status
from moderation.intake import score_unscored
from moderation.labels import Label
from moderation.queue import Settlement
from moderation.scoring.scorer import Scorer
from moderation.store.store import Store

SITE: Final = "bench.example"
WAITING: Final = 1_000
"""Comments that nobody has decided, which a candidate is compared on."""

_UNDER_ONE: Final = 40
"""Comments under one article, as under a newspaper's."""

_SOURCES: Final = ("civil", "civil_spans", "c3", "ucc", "impermium", "wiki_jigsaw", "wiki_cat")


def fill(path: Path, data: Path, decisions: int) -> None:
    """Make a desk of so many decisions on abuse; raises ValueError where the corpora hold fewer comments."""
    rows = _labelled(data).head(decisions + WAITING)
    if len(rows) < decisions + WAITING:
        raise ValueError(f"the corpora hold {len(rows):,} labelled comments")
    articles = pd.read_parquet(data / "context" / "haacked-articles.parquet")
    with Store.open(path, create=True) as store:
        source = store.put_source("bench", "jsonl", SITE)
        texts = articles.text.tolist()
        store.put_articles(
            SITE, [Article(str(n), texts[n % len(texts)][:80], texts[n % len(texts)]) for n in range(len(rows))]
        )
        store.put_comments(SITE, _posted(rows.text.tolist()), source)
        score_unscored(store, Scorer.shipped())
        for ref, abusive in enumerate(rows.label[:decisions] == 1, 1):
            decide(store, ref, abusive=bool(abusive))


def decide(store: Store, ref: int, *, abusive: bool) -> None:
    """Settle one comment: abuse as it was labelled, the other labels as not looked at."""
    (basis,) = store.bases([ref])
    labels = {Label.ABUSE: abusive, Label.OFF_TOPIC: None, Label.DISPUTED_TERMINOLOGY: None}
    store.settle([Settlement(ref, labels, basis.answers, basis.digest)], "kim", seconds=20.0)


def _labelled(data: Path) -> pd.DataFrame:
    """Return labelled comments of news sites and talk pages in an order that mixes them, always the same."""
    rows = pd.read_parquet(data / "abuse-train.parquet", columns=["text", "label", "source"])
    chosen = rows[rows.source.isin(_SOURCES) & rows.label.notna()]
    return chosen.sample(frac=1.0, random_state=1)


def _posted(texts: Sequence[str]) -> list[Comment]:
    return [
        Comment(str(n), text, str(n // _UNDER_ONE), "", f"reader {n % 5_000}", "2026-11-01T10:00:00Z", Status.PENDING)
        for n, text in enumerate(texts)
    ]
