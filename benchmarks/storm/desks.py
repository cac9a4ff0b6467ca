"""Desks that storms fall upon, and what stands in one, to compare it with another."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeVar

import numpy as np

from moderation.comments import Article, Comment, Status
from moderation.intake import score_unscored
from moderation.locations import models_folder
from moderation.registry import install
from moderation.scoring.artefact import with_delta
from moderation.scoring.hashing import SLOTS
from moderation.scoring.ngrams import DESK
from moderation.scoring.scorer import Scorer
from moderation.store.connection import Row
from moderation.store.opening import connect
from moderation.store.store import Store

# ruff: noqa: S608  statements are put together from constants alone

SITE: Final = "harbour-courier.example"
ARTICLES: Final = 40
_COPIED: Final = 50
"""One comment in so many is a copy of one before it."""

_Address = TypeVar("_Address", Path, str)

Contents = dict[str, list[Row]]
"""What stands in a desk: table -> rows."""

_TEXT: Final = """
    you idiot ferry mob women liar killed article thanks never harbour council winter school trains money health
    street market annexed liberated pipeline border fishermen tide bridge mayor tax vote paper editor"""
_WORDS: Final = _TEXT.split()

_COMPARED: Final = {
    "site": "*",
    "article": "*",
    "comment": "*",
    "comment_version": "ref, digest, text",
    "standing": "*",
    "tally": "*",
    "likeness_key": "*",
    "likeness_due": "*",
    "dispute": "*",
    "model_threshold": "*",
    "reading": "*",
    "log": "n, who, kind, comment, abuse, off_topic, disputed_terminology, model, undoes, step, note, detail",
}
"""Tables and their columns that the same work leaves the same, whatever happened on the way; no times."""


def comments(count: int) -> Iterator[Comment]:
    """Yield comments under articles, some of them copies of others."""
    chance = np.random.default_rng(7)
    texts: list[str] = []
    for number in range(count):
        is_copy = number % _COPIED == _COPIED - 1
        text = texts[number - _COPIED + 10] if is_copy else " ".join(chance.choice(_WORDS, int(chance.integers(6, 40))))
        texts.append(text)
        yield Comment(str(number), text, str(number % ARTICLES), "", f"reader {number % 400}", "", Status.PENDING)


def articles() -> list[Article]:
    """Return the articles that the comments stand under."""
    chance = np.random.default_rng(8)
    return [Article(str(n), f"Article {n}", " ".join(chance.choice(_WORDS, 120))) for n in range(ARTICLES)]


def fill(desk: _Address, count: int, *, scored: bool = True) -> _Address:
    """Make a desk with so many waiting comments and return its address."""
    with Store.open(desk, create=True) as store:
        source = store.put_source("export.jsonl", "jsonl", SITE)
        store.put_articles(SITE, articles())
        store.put_comments(SITE, comments(count), source)
        while store.gather(2_000, following=False).read:
            pass
        if scored:
            score_unscored(store, Scorer.shipped())
    return desk


def cleared_away(desk: Path) -> None:
    """Leave no desk, and nothing of one."""
    for file in desk.parent.glob(f"{desk.name}*"):
        shutil.rmtree(file) if file.is_dir() else file.unlink()


def copied(desk: Path, to: Path) -> Path:
    """Return a copy of a desk that nobody has open, with its models, in the place of whatever is there."""
    cleared_away(to)
    shutil.copy(desk, to)
    if models_folder(desk).is_dir():
        shutil.copytree(models_folder(desk), models_folder(to))
    return to


def lay_down(desk: Path, version: str, seed: int) -> Scorer:
    """Lay a model beside those of a desk, its abuse score moved by chance, and return it at work."""
    base, chance = Scorer.shipped().artefact, np.random.default_rng(seed)
    own = with_delta(replace(base, version=version, parent="base"), {DESK: chance.normal(0, 0.05, SLOTS)})
    return Scorer.load(install(own, models_folder(desk)))


def contents(desk: Path) -> Contents:
    """Return what stands in a desk, table by table, without times."""
    db = connect(desk, create=False)
    try:
        return {
            table: sorted(db.all(f"SELECT {columns} FROM {table}"), key=repr) for table, columns in _COMPARED.items()
        }
    finally:
        db.close()


@dataclass(slots=True)
class Undisturbed:
    """What the first run that nobody disturbs leaves, to hold later ones against."""

    whole: Contents | None = None

    def differences(self, desk: Path) -> list[str]:
        """Return the tables in which a desk differs from the first one, a sentence each."""
        found = contents(desk)
        self.whole = self.whole or found
        return [
            f"the table {name} differs from that of an undisturbed run"
            for name, rows in self.whole.items()
            if rows != found[name]
        ]
