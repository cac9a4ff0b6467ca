"""What the store asks of a database, whichever it is: statements in the SQL that SQLite and PostgreSQL share.

A desk of one machine is a SQLite file (`sqlite.py`); one shared by several machines lies in PostgreSQL (`postgres.py`).
What the two do differently (full-text search, waiting for a turn to write, what is on disk) is a method here; all else
is written once, in SQLite's spelling, which `translation.py` spells anew for PostgreSQL.
"""

from abc import ABC, abstractmethod
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from moderation.store.words import Words

Row = tuple[Any, ...]

BUSY_SECONDS: Final = 30.0
"""How long a writer waits for its turn."""

READERS_SECONDS: Final = 3.0
"""How long `write_anew` waits for readers: nobody can decide meanwhile, so less than a writer would be waited for."""

MAX_VARIABLES: Final = 500
"""Values bound in one `IN (...)`: SQLite before 3.32 allows 999."""


class Connection(ABC):
    """A desk opened by one process; its threads take turns, a transaction at a time."""

    path: Path
    """The desk file; of a desk on a server, the name that its models and journals have on this machine."""
    address: str
    """What `--desk` takes."""
    is_shared: bool
    """Whether several machines can have it open."""
    words: "Words"
    """The full-text indexes."""

    @abstractmethod
    def all(self, statement: str, values: Sequence[object] = ()) -> list[Row]:
        """Return every row that a statement gives."""

    @abstractmethod
    def one(self, statement: str, values: Sequence[object] = ()) -> Row | None:
        """Return the first row, None where there is none."""

    @abstractmethod
    def row_numbers(self, statement: str, values: Sequence[object] = ()) -> "array[int]":
        """Return the first column of all rows, four bytes a row."""

    @abstractmethod
    def pages(self, statement: str, values: Sequence[object], size: int) -> Iterator[list[Row]]:
        """Yield the rows of a statement, `size` at a time; what is asked meanwhile has its turn in between."""

    @abstractmethod
    def run(self, statement: str, values: Sequence[object] = ()) -> None:
        """Carry out a statement."""

    @abstractmethod
    def run_many(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        """Carry out a statement once for each row of values."""

    @abstractmethod
    def changed(self, statement: str, rows: Iterable[Sequence[object]]) -> int:
        """Carry out a statement once for each row of values; return how many rows of the table it changed."""

    @abstractmethod
    def log_ahead(self) -> None:
        """Have nobody who reads wait for those who write; a file says so from then on, so only for one of ours."""

    @abstractmethod
    def version(self) -> object:
        """Return a value that stays equal while nobody writes to the desk."""

    @abstractmethod
    def writing(self) -> AbstractContextManager[None]:
        """Make everything inside one transaction, on disk when the block ends, or not done at all."""

    @abstractmethod
    def reading(self) -> AbstractContextManager[None]:
        """Let several statements see one moment of the desk, whoever writes in between."""

    @abstractmethod
    def alone(self) -> AbstractContextManager[None]:
        """Keep other threads from statements in between, where a table of this connection's own is filled and read."""

    @abstractmethod
    def beside(self) -> "Connection":
        """Open the same desk once more."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the desk."""

    @abstractmethod
    def hold_in_memory(self, kilobytes: int) -> None:
        """Keep no more than so much of the desk in this process."""

    @abstractmethod
    def sort_on_disk(self) -> None:
        """Sort in small runs on disk: a million keys in memory are 200 MB, and no faster."""

    @abstractmethod
    def overwrite_deleted(self) -> None:
        """Have the bytes of what is deleted from now on overwritten, where the database can do that."""

    @abstractmethod
    def write_anew(self) -> bool:
        """Write the desk anew, without what was deleted from it; return whether none of that is left anywhere.

        It is not while another program reads what stood there before. Takes as much disk again while it works.
        """

    @abstractmethod
    def copy_to(self, path: Path) -> None:
        """Write a copy of the desk as of one moment; raises UnusableDesk where there is a file already."""

    @abstractmethod
    def table_names(self) -> set[str]:
        """Return the names of the tables."""

    @abstractmethod
    def column_names(self, table: str) -> set[str]:
        """Return the names of a table's columns."""

    @abstractmethod
    def index_statements(self, table: str) -> Mapping[str, str]:
        """Return the statements that made a table's indexes, by name."""

    @abstractmethod
    def trigger_names(self) -> set[str]:
        """Return the names of the triggers, whoever made them."""

    @abstractmethod
    def last_number(self, table: str) -> int:
        """Return the last number `n` given in a table that gives them by itself."""

    @abstractmethod
    def refuse(self, event: str, table: str, trigger: str, unless: str = "") -> None:
        """Have an event (`UPDATE`, `DELETE`) on a table refused by a trigger, unless a condition on OLD and NEW holds.

        The trigger binds whoever opens the desk with another program as well.
        """

    @abstractmethod
    def file_faults(self) -> Iterator[str]:
        """Yield what the database itself finds wrong with the desk, a sentence each."""

    def count(self, statement: str, values: Sequence[object] = ()) -> int:
        """Return the first column of the first row as a number; 0 for no row and for null."""
        row = self.one(statement, values)
        return int(row[0] or 0) if row else 0

    def all_in(self, statement: str, wanted: Sequence[object], *before: object) -> list[Row]:
        """Return the rows of a statement with `IN ({})` for any number of wanted values, a few hundred at a time.

        `before` are the values of the placeholders in front of the list.
        """
        rows: list[Row] = []
        for start in range(0, len(wanted), MAX_VARIABLES):
            part = wanted[start : start + MAX_VARIABLES]
            rows += self.all(statement.format(", ".join("?" * len(part))), (*before, *part))
        return rows
