"""A small desk for a moderator's session: one article, a thread, scores that are known beforehand."""

import os
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import numpy as np
import pytest
from textual.pilot import Pilot

from moderation.comments import Article, Comment, InContext, Status
from moderation.labels import Label
from moderation.review import Review
from moderation.store.store import Store
from moderation.suggestions import Evidence, Span, Suggestions
from tui.desk.app import ReviewDesk
from tui.desk.settings import Settings

ARTICLE = Article(
    "a1",
    "Ferry returns to Varn island two years after its annexation",
    "The white ferry left the mole at seven, with nine passengers and a goat.\n"
    "The line had been closed since the annexation of the island, when soldiers took over the lighthouse and the "
    "post office in one night. Four states have recognised it.\n"
    "Tickets cost eleven crowns. The kiosk sold out before noon.",
    "https://harbour.example/ferry",
)

COMMENTS = (
    ("c1", "", "Bo Sand", "You people are vermin and your goat too."),
    (
        "c2",
        "",
        "Ines Holm",
        "Stop writing that the island was annexed. It was not, and this paper knows better than most.",
    ),
    ("c3", "c2", "Old Salt", "Annexed or not, the coffee on board is awful."),
    ("c4", "", "Click Me", "Earn 5,000 a week from home, ask me how!"),
    ("c5", "", "Mira", "Nine passengers and a goat. I was one of the nine."),
    ("c6", "", "", "Nice."),
)

SCORES = (
    (0.96, 0.1, 0.02),
    (0.06, 0.04, 0.91),
    (0.1, 0.42, 0.3),
    (0.05, 0.88, 0.01),
    (0.02, 0.05, 0.02),
    (0.01, np.nan, 0.0),
)

AtDesk = Callable[..., AbstractAsyncContextManager[Pilot[None]]]


class MarkedWords:
    """Explains by looking words up: what the real scorer says, without its model."""

    def explain(self, posted: InContext) -> Mapping[Label, Evidence]:
        """Return evidence for each label."""
        text = posted.comment.text
        vermin, annexed = text.find("vermin"), text.find("annexed")
        sentence = ARTICLE.text.split("\n")[1].split(". ")[0] + "."
        disputed = Evidence("No word of the article is disputed.")
        if annexed >= 0:
            span = Span(annexed, annexed + 7, 1.0)
            disputed = Evidence("Rejects “annexed”; the article says “annexation”.", (span,), "annexed", sentence)
        return {
            Label.ABUSE: Evidence(
                "Because of “vermin”." if vermin >= 0 else "No strong word.",
                (Span(vermin, vermin + 6, 2.0),) if vermin >= 0 else (),
            ),
            Label.OFF_TOPIC: Evidence("Shares “island” with the article.", article_sentence=sentence),
            Label.DISPUTED_TERMINOLOGY: disputed,
        }


def fill(store: Store, comments: tuple[tuple[str, str, str, str], ...] = COMMENTS, scores: object = SCORES) -> None:
    """Take in comments (id, parent, author, text) under the article, with their scores."""
    source = store.put_source("desk.jsonl", "jsonl", "harbour")
    store.put_articles("harbour", [ARTICLE])
    store.put_comments(
        "harbour",
        [
            Comment(id, text, "a1", parent, author, f"2026-03-0{n % 9 + 1}T08:14:00Z", Status.PENDING)
            for n, (id, parent, author, text) in enumerate(comments)
        ],
        source,
    )
    refs = [ref for ref, _ in store.unscored("base", 10_000)]
    store.put_suggestions(refs, Suggestions(np.resize(np.array(scores), (len(refs), 3)), np.full(3, 0.5), "base"))


@pytest.fixture(autouse=True)
def _in_utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Seat every moderator in Greenwich, since times are shown in their own zone."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Return a desk with the comments above."""
    with Store.open(tmp_path / "desk.sqlite", create=True) as opened:
        fill(opened)
        yield opened


@pytest.fixture
def many(tmp_path: Path) -> Iterator[Store]:
    """Return a desk with sixty comments."""
    with Store.open(tmp_path / "many.sqlite", create=True) as opened:
        comments = tuple((f"m{n}", "", f"Reader {n}", f"Comment number {n} about the ferry.") for n in range(60))
        fill(opened, comments, [(0.9 - n / 100, 0.1, 0.1) for n in range(60)])
        yield opened


@pytest.fixture
def at_desk() -> AtDesk:
    """Return a function that seats a moderator at a store's desk and yields the pilot, evidence loaded."""

    @asynccontextmanager
    async def seated(store: Store, *, who: str = "kim", size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[None]]:
        app = ReviewDesk(Review(store, who, MarkedWords))
        async with app.run_test(size=size) as pilot:
            await app.workers.wait_for_complete()
            await pilot.pause()
            yield pilot

    return seated


@pytest.fixture
def refill() -> Callable[..., None]:
    """Return the function that puts comments into a store."""
    return fill


class StrongWords:
    """Explains and covers by one word: what the real scorer does by its weights."""

    def explain(self, posted: InContext) -> dict[Label, Evidence]:
        """Return evidence that quotes the word."""
        at = posted.comment.text.find("vermin")
        spans = (Span(at, at + 6, 2.0),) if at >= 0 else ()
        return {Label.ABUSE: Evidence("Because of “vermin”." if spans else "No strong word.", spans)}

    def stretches(self, asked):
        """Return where the word stands."""
        return [((text.find("vermin"), text.find("vermin") + 6),) if "vermin" in text else () for text, _ in asked]


@pytest.fixture
def strong_words():
    """Return a scorer that covers one word."""
    return StrongWords


@pytest.fixture
def seated(store):
    """Return a function that makes a desk for kim at the small store, some settings made."""

    def desk(settings=None, *, greets=False, scorer=StrongWords, **more):
        return ReviewDesk(Review(store, "kim", scorer), settings=settings or Settings(**more), greets=greets)

    return desk


@pytest.fixture
def golden(root):
    """Return a function that holds a screen to the one that was looked at; `GOLDEN=write` takes it as the new one."""

    def compare(name, screen):
        path = root / "tests" / "golden" / name
        if os.environ.get("GOLDEN") == "write":
            path.write_text(screen + "\n", encoding="utf-8")
        assert screen + "\n" == path.read_text(encoding="utf-8")

    return compare
