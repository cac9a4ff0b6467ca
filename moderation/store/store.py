"""The one door to a desk file.

`Store` only names what can be asked and done; each concern has its own module, with the statements it needs
and the one function that writes them.
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from moderation.comments import Article, Comment, InContext
from moderation.decisions import LogEntry
from moderation.filters import Filter
from moderation.orders import Order, Way
from moderation.people import GoingOn
from moderation.queue import (
    Basis,
    Card,
    Counts,
    Decided,
    QueueRow,
    Settlement,
    TakenBack,
)
from moderation.store import (
    arrivals,
    articles,
    cards,
    chain,
    check,
    comments,
    decisions,
    listing,
    log,
    undoing,
)
from moderation.store.alike import AlikeDesk
from moderation.store.connection import Connection
from moderation.store.correcting import CorrectionsKept
from moderation.store.counted import CountedDesk
from moderation.store.forgetting import ForgettingDesk
from moderation.store.listing import Place
from moderation.store.opening import connect
from moderation.store.regarding import Regarding
from moderation.store.rescoring import RescoringDesk
from moderation.store.schema import migrate
from moderation.store.served import ServedDesk
from moderation.store.shared import SharedDesk
from moderation.store.shelf import Shelf

if TYPE_CHECKING:
    from moderation.store.arrivals import Arrivals
    from moderation.store.chain import Seal

_EVERYTHING = Filter()
_SWEEPING_CACHE = 2048
"""In kB: a page that a sweep has passed isn't asked for again."""


class Store(
    Regarding, CountedDesk, SharedDesk, AlikeDesk, CorrectionsKept, ServedDesk, RescoringDesk, ForgettingDesk, Shelf
):
    """A desk: its comments, suggestions and decisions. `ref` is a comment's row number, the same for life."""

    def __init__(self, db: Connection) -> None:
        super().__init__(db)
        self._arrivals: dict[int, Arrivals] = {}
        self._articles = {}

    @classmethod
    def open(cls, address: Path | str, create: bool = False) -> Self:
        """Open a desk by its file, or by the address of its database; made where there is none if `create` says so.

        Raises NoDesk, UnusableDesk, DeskTooNew.
        """
        with ExitStack() as on_failure:
            db = connect(address, create=create)
            on_failure.callback(db.close)
            migrate(db)
            on_failure.pop_all()
        return cls(db)

    def beside(self) -> Self:
        """Open the same desk once more, for a thread that sweeps it while this one goes on deciding."""
        db = self._db.beside()
        db.hold_in_memory(_SWEEPING_CACHE)
        return type(self)(db)

    @property
    def path(self) -> Path:
        """The desk file; of a desk on a server, the name that its models and journals have on this machine."""
        return self._db.path

    @property
    def address(self) -> str:
        """What `--desk` takes, and `open` too."""
        return self._db.address

    @property
    def is_shared(self) -> bool:
        """Whether several machines can have the desk open, each with models of its own beside it."""
        return self._db.is_shared

    def copy_to(self, path: Path) -> None:
        """Write a copy of the desk as it is now, whoever writes meanwhile; raises UnusableDesk where a file is there.

        The copy is a whole desk, decisions and all.
        """
        self._db.copy_to(path)

    def spare_memory(self) -> None:
        """Hold 4 MB of the file in memory instead of 64, for who looks at a page at a time and stays for hours."""
        self._db.hold_in_memory(4096)

    def close(self) -> None:
        """Let go of the file; all that was done is on disk already."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # What exports bring

    def put_source(self, name: str, format: str, site: str) -> int:
        """Say that an export is about to be taken in, and return the number of its source."""
        source = articles.put_source(self._db, name, format, site)
        self._arrivals[source] = arrivals.Arrivals(self._db, source)
        return source

    def put_articles(self, site: str, arrived: Iterable[Article]) -> None:
        """Take in articles, new or changed; an article known already stays as it is."""
        articles.put_articles(self._db, site, arrived)

    def put_comments(self, site: str, arrived: Iterable[Comment], source: int) -> Counts:
        """Take in comments of a source, all at once or in any number of calls since `put_source`.

        Decisions are never touched; a settled comment whose text has changed waits again.
        """
        if source not in self._arrivals:
            self._arrivals[source] = arrivals.Arrivals(self._db, source)
        return self._arrivals[source].put(site, arrived)

    def comments_of(self, site: str, ids: Sequence[str]) -> dict[str, Comment]:
        """Return a site's comments of these ids by their id; those the desk doesn't have are left out."""
        return arrivals.comments_of(self._db, site, ids)

    def sites(self) -> list[str]:
        """Return the names of the sites that comments came from, in the order they came."""
        return articles.sites(self._db)

    def formats(self, site: str) -> list[str]:
        """Return the formats of the exports that a site's comments came in."""
        return articles.formats(self._db, site)

    # Looking

    def find(self, id: str) -> int:
        """Return the row number of `ID` or `SITE:ID`; raises UnknownComment, AmbiguousComment."""
        return comments.find(self._db, id)

    def in_context(self, ref: int) -> InContext:
        """Return a comment with its article and parent; raises UnknownComment."""
        return comments.contexts(self._db, [ref])[0]

    def card(self, ref: int) -> Card:
        """Return a comment with everything it is judged by; raises UnknownComment."""
        return cards.card(self._db, ref)

    def bases(self, refs: Sequence[int]) -> list[Basis]:
        """Return what decisions about comments start from, in their order; raises UnknownComment."""
        return cards.bases(self._db, refs)

    def queue_refs(self, order: Way = Order.RISK, filter: Filter = _EVERYTHING) -> "array[int]":
        """Return the row numbers of all comments asked for, in order, near-copies each by itself."""
        return listing.queue_refs(self._db, order, filter)

    def queue_page(self, order: Way, after: Place, count: int) -> list[Place]:
        """Return the places of up to `count` rows of the queue as it opens, from after a place on."""
        return listing.page(self._db, order, after, count)

    def places(self, order: Way, refs: Sequence[int]) -> dict[int, Place]:
        """Return where comments stand in an order, whether they wait or not."""
        return listing.places(self._db, order, refs)

    def rows(self, refs: Sequence[int]) -> list[QueueRow]:
        """Return comments as lines of the queue, in the order given."""
        return listing.rows(self._db, refs)

    def waiting(self, filter: Filter = _EVERYTHING) -> int:
        """Return how many comments a filter finds."""
        return listing.waiting(self._db, filter)

    def held(self) -> int:
        """Return how many comments are set aside."""
        return listing.held(self._db)

    def unscored_waiting(self, most: int) -> int:
        """Return how many comments that no model has scored wait in the queue as it opens, counted up to a number."""
        return listing.unscored_waiting(self._db, most)

    def listed(self) -> int:
        """Return how many rows the queue has as it opens: a group of near-copies is one."""
        return listing.listed(self._db)

    def among(self, refs: Sequence[int], filter: Filter = _EVERYTHING) -> set[int]:
        """Return which of these comments a filter finds."""
        return listing.among(self._db, refs, filter)

    def listed_among(self, refs: Sequence[int]) -> set[int]:
        """Return which of these comments are rows of the queue as it opens."""
        return listing.listed_among(self._db, refs)

    # Deciding

    def settle(self, settlements: Sequence[Settlement], who: str, note: str = "", seconds: float | None = None) -> int:
        """Record decisions as one step, all or none, and return the step's number; raises DecidedMeanwhile."""
        return decisions.settle(self._db, settlements, who, note, seconds).step

    def hold(
        self,
        refs: Sequence[int],
        who: str,
        note: str = "",
        seen: Mapping[int, int] | None = None,
        copies: Mapping[int, int] | None = None,
    ) -> int:
        """Set comments aside for a colleague and return the step's number.

        `seen` maps comments to the row of the log shown as in effect; raises DecidedMeanwhile where it is another.
        `copies` maps near-copies to the comment they go along with.
        """
        return decisions.hold(self._db, refs, who, note, seen, copies)

    def release(self, refs: Sequence[int], who: str, note: str = "") -> int:
        """Put held comments back to where they were and return the step's number."""
        return decisions.release(self._db, refs, who, note)

    def undo(self, who: str, steps: int = 1, on: GoingOn | None = None) -> TakenBack:
        """Take back this person's latest steps, however old; other people's decisions are never touched.

        `on` has a sitting claim the first comment taken back in the same transaction.
        """
        return undoing.undo(self._db, who, steps, on)

    def redo(self, who: str, steps: int = 1) -> TakenBack:
        """Put back what this person undid last, unless they have decided anew since."""
        return undoing.redo(self._db, who, steps)

    def log(self, after: int = 0) -> Iterator[LogEntry]:
        """Yield the rows of the log later than row `after`, oldest first."""
        return log.entries_after(self._db, after)

    def last_row(self, before: str = "") -> int:
        """Return the number of the latest row of the log, or of the latest before a time; 0 where there is none."""
        return log.last_row(self._db, before)

    def knows(self, who: str) -> bool:
        """Whether somebody of this name ever did anything on this desk."""
        return log.has_rows(self._db, who)

    def decided(self, since: str = "") -> Iterator[Decided]:
        """Yield the settlements in effect made at `since` (UTC, ISO 8601) or later, oldest first."""
        return decisions.decided(self._db, since)

    # Faults

    def faults(self) -> list[str]:
        """Return what is wrong with the file, a sentence each; empty when all is well."""
        return check.faults(self._db)

    def seal(self) -> "Seal":
        """Return how far the log goes and what seals all of it."""
        return chain.present_seal(self._db)

    def seal_at(self, n: int) -> str:
        """Return what seals the log up to row `n`; empty where there is no such row."""
        return chain.seal_at(self._db, n)
