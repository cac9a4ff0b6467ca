"""What people look for at a desk: searches, the ones with names, and the list of what is looked out for."""

from collections.abc import Iterator, Sequence
from functools import cached_property

from moderation.filters import Filter, parse_filter
from moderation.orders import Way
from moderation.sought import SavedFilter
from moderation.store import saved, seeking
from moderation.store.connection import Connection
from moderation.store.listing import Place
from moderation.watching import Entry, Watch, Watched


class Shelf:
    """The part of the store that searches, and keeps what is searched for again."""

    _db: Connection

    @cached_property
    def _lookout(self) -> saved.Lookout:
        return saved.Lookout(self._db)

    def asked(self, query: str) -> Filter:
        """Return the filter that a query asks for; `@NAME` stands for a saved one. Raises WrongUse."""
        return parse_filter(query, lambda name: saved.query_named(self._db, name))

    def first_places(self, order: Way, filter: Filter, count: int) -> list[Place]:
        """Return the places of the first `count` comments that a filter finds."""
        return seeking.first_places(self._db, order, filter, count)

    def first_places_by(self, ways: Sequence[Way], filter: Filter, count: int) -> list[list[Place]]:
        """Return the same in each of several orders."""
        return seeking.first_places_by(self._db, ways, filter, count)

    def places_after(self, order: Way, filter: Filter, after: Place) -> Iterator[list[Place]]:
        """Yield the places of what a filter finds after one, by pieces; for a worker, beside everything else."""
        return seeking.places_after(self._db, order, filter, after)

    def saved_filters(self) -> list[SavedFilter]:
        """Return the queries with names, by name."""
        return saved.filters(self._db)

    def save_filter(self, name: str, query: str, who: str) -> SavedFilter | None:
        """Keep a query under a name and return what stood there before, if anything; raises WrongUse."""
        self.asked(query)
        return saved.save_filter(self._db, name, query, who)

    def remove_filter(self, name: str) -> SavedFilter:
        """Remove a saved filter and return it; raises WrongUse where there is none."""
        return saved.remove_filter(self._db, name)

    def found_beside(self, query: str) -> int:
        """Return how many comments a query finds; for a worker, since it keeps nothing else waiting."""
        return seeking.found_beside(self._db, self.asked(query))

    def watched(self) -> list[Entry]:
        """Return the words and authors that the desk looks out for, the expired ones too, oldest first."""
        return saved.watched(self._db)

    def watch(self, entry: Entry) -> Entry:
        """Look out for a word or an author, in place of what was said of it before; raises WrongUse."""
        kept = saved.watch(self._db, entry)
        self._lookout.look_again()
        return kept

    def unwatch(self, kind: Watched, pattern: str) -> Entry:
        """Take a word or an author off the list and return what it said; raises WrongUse where it is not there."""
        removed = saved.unwatch(self._db, kind, pattern)
        self._lookout.look_again()
        return removed

    def look_out(self) -> Watch:
        """Return the list as it counts today, made anew only when somebody changed it."""
        return self._lookout.watch()

    def words_of(self, refs: Sequence[int]) -> dict[int, tuple[str, str]]:
        """Return the text and the author of comments, by row number."""
        return saved.texts(self._db, refs)
