"""Every sample of the systems that are read: what the program makes of it, beside a count that knows nothing of it.

The other count is as simple as it can be: elements in the bytes, lines, rows of a library. Comments, rejects and what
is left out must add up to it; a file that is no export must be refused. What has no simple count is stated by hand.

    python benchmarks/samples.py ../shared/samples
"""

import codecs
import gzip
import re
import sqlite3
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from moderation.errors import UnreadableExport
from moderation.formats.opening import open_export
from moderation.inspection import Inspected, inspect
from moderation.text import one_line

Count = Callable[[Path], int]

_GZIP: Final = b"\x1f\x8b"
_ABOUT: Final = ("SOURCE.txt", "README.txt", "README.md")
"""What is said of the samples is none."""


def matches(pattern: str) -> Count:
    """Return what counts a pattern in the bytes of a file."""
    return lambda path: len(re.findall(pattern.encode(), content(path)))


def lines(without: int = 0) -> Count:
    """Return what counts the lines of a file that hold anything, less those of a header."""
    return lambda path: sum(bool(line.strip()) for line in content(path).splitlines()) - without


def stated(count: int) -> Count:
    """Return a count made by hand."""
    return lambda _: count


def content(path: Path) -> bytes:
    """Return the bytes of a file, unpacked and in UTF-8."""
    whole = path.read_bytes()
    whole = gzip.decompress(whole) if whole.startswith(_GZIP) else whole
    return whole.decode("utf-16").encode() if whole.startswith(codecs.BOM_UTF16_LE) else whole


def rows_of_parquet(path: Path) -> int:
    """Return what the library says."""
    import pyarrow.parquet as pq

    return int(pq.ParquetFile(path).metadata.num_rows)


def rows_of_sheet(path: Path) -> int:
    """Return the rows of a workbook's first sheet, less the header."""
    with zipfile.ZipFile(path) as workbook:
        return len(re.findall(rb"<row[ >]", workbook.read("xl/worksheets/sheet1.xml"))) - 1


def rows_of_database(path: Path) -> int:
    """Return the rows of Isso's table of comments."""
    db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        return int(db.execute("SELECT count(*) FROM comments").fetchone()[0])
    finally:
        db.close()


WAYS: Final[tuple[tuple[str, str, Count | None], ...]] = (
    (r"hostile/wxr-(billion|external|parameter|quadratic|utf16|xxe|only)", "refused", None),
    (r"hostile/(html-login|misnamed-html|json-deep|csv-mysql|gz-ratio|zip-ratio)", "refused", None),
    (r"hostile/wxr-fake-comment-inside-cdata", "by hand", stated(2)),
    (r"hostile/texts.csv", "by hand", stated(54)),
    (r"hostile/zip-slip", "by hand", stated(3)),
    (r"hostile/json-", '"id"', matches('"id":')),
    (r"hostile/.*(jsonl|jsonl.gz)$", "lines", lines()),
    (r"hostile/.*csv$", "ids", matches(r'(?m)(?:^|\r)"?\d+\b')),
    (r"(wordpress|hostile)/.*xml$", "<wp:comment>", matches(r"<(?:\w+:)?comment[ >]")),
    (r"disqus/disqus-custom-import", "<wp:comment>", matches("<wp:comment>")),
    (r"disqus/", "<post>", matches(r"<post[ >]")),
    (r"coral/(mongoexport|importer)", "lines", lines()),
    (r"civil/", "lines", lines(1)),
    (r"commento/", '"commentHex"', matches('"commentHex":')),
    (r"discourse/", '"raw"', matches('"raw":')),
    (r"facebook/", '"comment": "', matches('"comment": "')),
    (r"isso/.*db$", "rows", rows_of_database),
    (r"isso/", '"text"', matches('"text":')),
    (r"lemmy/", "both texts", matches('"(?:original_comment_text|content)":')),
    (r"mastodon/", '"content"', matches('"content":')),
    (r"perspective/utf16-span", '"text"', matches('"text":')),
    (r"reddit/", "lines", lines()),
    (r"remark42/native", "lines", lines()),
    (r"remark42/", '"pid"', matches('"pid":')),
    (r"seed/", "by hand", stated(2)),
    (r"tabular/.*parquet$", "rows", rows_of_parquet),
    (r"tabular/.*xlsx$", "<row>", rows_of_sheet),
    (r"wordpress/rest", '"content"', matches('"content":')),
    (r"wordpress/.*json$", '"comment_ID"', matches('"comment_ID":')),
    (r"wordpress/.*csv$", "by hand", stated(5)),
    (r"wpdiscuz/.*html$", "wpd-comm-N_N", matches(r"""id=["']wpd-comm-\d+_\d+""")),
    (r"wpdiscuz/.*txt$", "SOURCE.txt", stated(9)),
    (r"youtube/", "lines", lines(1)),
    (r"", "refused", None),
)
"""A path -> how it is counted and what counts it, the first that matches; None is a file that must be refused."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A sample, what was made of it, and what a simple count says."""

    name: str
    answer: Inspected | str
    way: str
    counted: int | None

    @property
    def agrees(self) -> bool:
        """Whether both say the same."""
        if isinstance(self.answer, str):
            return self.counted is None
        return self.counted == self.records

    @property
    def records(self) -> int:
        """How many records were read, kept or not."""
        if isinstance(self.answer, str):
            return 0
        return self.answer.taken.comments + self.answer.taken.rejected + sum(self.answer.taken.skipped.values())

    def line(self) -> str:
        """Return the row of the table."""
        counts: tuple[object, ...] = ("refused", "-", "-", "-", "-")
        if isinstance(self.answer, Inspected):
            taken = self.answer.taken
            counts = (taken.format, taken.articles, taken.comments, taken.rejected, sum(taken.skipped.values()))
        counted = "-" if self.counted is None else str(self.counted)
        return _line(self.name, *counts, counted, self.way, "yes" if self.agrees else "NO")


def _line(*cells: object) -> str:
    """Return cells in columns, the numbers to the right."""
    name, kind, *numbers, way, agrees = cells
    return f"{name:<60}  {kind:<16}" + "".join(f"{number:>9}" for number in numbers) + f"  {way:<13}  {agrees}"


def checked(folder: Path) -> Iterator[Checked]:
    """Yield each sample of a folder, read and counted."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name not in _ABOUT:
            name = path.relative_to(folder).as_posix()
            _, way, count = next(row for row in WAYS if re.match(row[0], name))
            yield Checked(name, _read(path), way, count(path) if count else None)


def _read(path: Path) -> Inspected | str:
    try:
        return inspect(str(path), open_export(path), lambda _: None)
    except UnreadableExport as refused:
        return one_line(str(refused))


def main() -> int:
    """Print the table; return 1 where a count differs, 2 where there are no samples."""
    folder = Path(sys.argv[1]) if len(sys.argv) == 2 else None
    if folder is None or not folder.is_dir():
        sys.stderr.write("Name the folder of samples, which is not part of this repository.\n")
        return 2
    heads = ("file", "format", "articles", "comments", "rejected", "left out", "counted", "by", "agrees")
    sys.stdout.write(_line(*heads) + "\n")
    found = list(checked(folder))
    sys.stdout.writelines(one.line() + "\n" for one in found)
    differing = [one.name for one in found if not one.agrees]
    sys.stdout.write(f"{len(found)} files, {len(found) - len(differing)} agree\n")
    return 1 if differing or not found else 0


if __name__ == "__main__":
    sys.exit(main())
