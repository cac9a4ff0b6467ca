"""What the store asks of the full-text indexes, whichever database keeps them.

Words stand in the index `search`; what it takes for no word, such as emoji, punctuation and the letters of scripts
without blanks, stands in the index `signs`, a token a sign, so that nothing asked for is a sweep. Both are tables with
a column `rowid`, the row number of a comment, and both are asked by `TABLE MATCH ?` with an expression of `search.py`.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence


class Words(ABC):
    """The indexes over texts and authors, kept in step by whoever writes a comment, in the caller's transaction."""

    @abstractmethod
    def create_first(self) -> None:
        """Make the index as the first desks had it; part of a migration."""

    @abstractmethod
    def create(self) -> None:
        """Make both indexes over all comments, in the place of the first; part of a migration."""

    @abstractmethod
    def add_from(self, first_ref: int) -> None:
        """Index all comments from this row number on."""

    @abstractmethod
    def add(self, refs: Sequence[int]) -> None:
        """Index comments that are not in the index."""

    @abstractmethod
    def forget(self, refs: Sequence[int]) -> None:
        """Take comments out of the index while they still read as they were indexed."""

    @abstractmethod
    def merge(self) -> None:
        """Take what was forgotten out of the indexes for good."""

    @abstractmethod
    def put_to_probe(self, refs: Sequence[int]) -> None:
        """Put the words of a few comments into the table `probe`, in place of those that stood there."""

    @abstractmethod
    def terms_like(self, patterns: Sequence[str], most: int) -> list[str]:
        """Return up to `most` words of the index that are like one of these patterns, as LIKE takes them."""

    @abstractmethod
    def faults(self) -> list[str]:
        """Return what is wrong with the indexes; empty when they find each comment by the words it has now."""
