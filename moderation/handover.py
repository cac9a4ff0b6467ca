"""What an editor is handed: corrections as a page to read, rows for a spreadsheet, documents for a program.

It stands by itself: whoever changes the article has neither the desk nor the comments before them.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO, Final, Literal, get_args

from moderation.contested_terms import occurrences
from moderation.corrections import complaints, left_out
from moderation.disputes import Complaint, Correction, Proposal, Stage, copies_in_words
from moderation.errors import WrongUse
from moderation.formats.writing.as_csv import csv_header, csv_lines
from moderation.formats.writing.markdown import address, escaped
from moderation.formats.writing.outputs import Output, naming, output_to
from moderation.personal import as_name
from moderation.store.store import Store
from moderation.text import plural

To = Literal["markdown", "csv", "json"]

FORMATS: Final[tuple[To, ...]] = get_args(To)

_ENDINGS: Final[dict[str, To]] = {".md": "markdown", ".markdown": "markdown", ".csv": "csv", ".json": "json"}

_QUOTED: Final = 20
"""Comments quoted of one correction; an editor has the picture after the first few."""

_QUOTED_CHARACTERS: Final = 1_000

COLUMNS: Final = (
    "site",
    "article_id",
    "article_title",
    "article_url",
    "term",
    "sentence",
    "readers",
    "comments",
    "new_since",
    "proposals",
    "state",
    "reason",
    "who",
    "when",
    "comment_ids",
    "example",
)
"""The columns of the CSV, in their order."""


def format_of(name: str) -> To:
    """Return the format that a file's name asks for.

    Raises:
        WrongUse: it ends in none of those there are.

    """
    found = _ENDINGS.get(Path(name).suffix.lower())
    if found is None:
        raise WrongUse(f"The name's ending chooses the format: {name or 'a name'} may end in {', '.join(_ENDINGS)}.")
    return found


def hand_over(store: Store, corrections: Sequence[Correction], target: Path | BinaryIO, to: To) -> None:
    """Write corrections for an editor; a file gets its name only when it is whole.

    Raises:
        WrongUse: the path is a folder, or can't be written.

    """
    if isinstance(target, Path):
        store.wrote(str(target.resolve()), "prose")  # it quotes readers, so an erasure has to find it again
    output = output_to(target) if isinstance(target, Path) else Output(target)
    with naming(output.partial), ExitStack() as on_failure:
        on_failure.callback(output.discard)
        _WRITERS[to](store, corrections, output.stream)
        output.keep()
        on_failure.pop_all()


def _write_markdown(store: Store, corrections: Sequence[Correction], stream: BinaryIO) -> None:
    for line in markdown(store, corrections):
        stream.write(f"{line}\n".encode())


def _write_csv(store: Store, corrections: Sequence[Correction], stream: BinaryIO) -> None:
    stream.write(csv_header(COLUMNS))
    for one in corrections:
        stream.write(csv_lines([row(store, one)], COLUMNS))


def _write_json(store: Store, corrections: Sequence[Correction], stream: BinaryIO) -> None:
    # ASCII, so that a control character in a comment stays an escape wherever the file is shown.
    stream.write(json.dumps([document(store, one) for one in corrections], indent=1).encode() + b"\n")


_WRITERS: Final = {"markdown": _write_markdown, "csv": _write_csv, "json": _write_json}


def document(store: Store, one: Correction) -> dict[str, object]:
    """Return a correction as a JSON value."""
    move = one.move
    return {
        "site": one.subject.site,
        "article": {"id": one.subject.article_id, "title": one.title, "url": one.url},
        "term": one.term or None,
        "stem": one.subject.stem,
        "sentence": one.sentence or None,
        "readers": one.readers,
        "comments": [complaint.id for complaint in store.complaints(one.refs, 0)],
        "new_since": one.new,
        "proposals": [{"text": each.text, "readers": each.readers} for each in one.proposals],
        "state": one.stage.value,
        "reason": (move.reason if move else "") or None,
        "who": move.who if move else None,
        "when": move.at if move else None,
    }


def row(store: Store, one: Correction) -> dict[str, object]:
    """Return a correction as COLUMNS of a spreadsheet."""
    move, example = one.move, complaints(store, one, 1, _QUOTED_CHARACTERS)
    return {
        "site": one.subject.site,
        "article_id": one.subject.article_id,
        "article_title": one.title,
        "article_url": one.url,
        "term": one.name,
        "sentence": one.sentence,
        "readers": one.readers,
        "comments": len(one.refs),
        "new_since": one.new,
        "proposals": "; ".join(map(counted, one.proposals)),
        "state": one.stage.value,
        "reason": move.reason if move else "",
        "who": move.who if move else "",
        "when": move.at if move else "",
        "comment_ids": [complaint.id for complaint in store.complaints(one.refs, 0)],
        "example": example[0].text if example else "",
    }


def counted(proposal: Proposal) -> str:
    """Return a proposal with how many readers make it: `occupation (3)`."""
    return f"{proposal.text} ({proposal.readers:,})"


def markdown(store: Store, corrections: Sequence[Correction]) -> Iterator[str]:
    """Yield the lines of a page for an editor: an article a section, a term a section within it."""
    yield "# Wording that readers ask to have corrected"
    yield ""
    yield f"{_summary(corrections)}."
    before: tuple[str, str] | None = None
    for one in corrections:
        article = one.subject.site, one.subject.article_id
        if article != before:
            yield from _article(one)
        before = article
        yield from _section(store, one)


def _summary(corrections: Sequence[Correction]) -> str:
    counts = {stage: sum(one.stage is stage for one in corrections) for stage in Stage}
    return ", ".join(f"{count:,} {stage}" for stage, count in counts.items() if count) or "Nothing"


def _article(one: Correction) -> Iterator[str]:
    yield ""
    yield f"## {escaped(one.title) or 'An article that did not come with the export'}"
    yield ""
    where = f"article {escaped(one.subject.article_id) or 'without an id'} of {escaped(one.subject.site)}"
    yield f"{address(one.url)} · {where}" if one.url else where.capitalize()


def _section(store: Store, one: Correction) -> Iterator[str]:
    name = f"“{escaped(one.term)}”" if one.term else one.name.capitalize()
    yield ""
    yield f"### {name}: {plural(one.readers, 'reader')}, {plural(len(one.refs), 'comment')}"
    yield ""
    yield _state(one)
    if one.sentence:
        yield from ("", "The article says:", "", f"> {_marked(one)}")
    if one.proposals:
        yield from ("", f"Readers propose: {'; '.join(escaped(counted(each)) for each in one.proposals)}.")
    yield ""
    told = complaints(store, one, _QUOTED, _QUOTED_CHARACTERS)
    yield from map(_item, told)
    if more := left_out(one, told):
        yield f"- … and {plural(more, 'more comment')}"


def _state(one: Correction) -> str:
    if one.move is None:
        return "**Open.**"
    said = f"**{one.stage.capitalize()}** by {escaped(one.move.who)} on {one.move.at[:10]}"
    reason = f": {escaped(one.move.reason)}" if one.move.reason else ""
    since = f" ({one.new:,} new since)" if one.new else ""
    return f"{said}{reason}{since}"


def _marked(one: Correction) -> str:
    """Return the article's sentence with the contested words in bold."""
    parts, place = [], 0
    for start, end in occurrences(one.subject, one.sentence):
        parts += [(one.sentence[place:start], False), (one.sentence[start:end], True)]
        place = end
    parts.append((one.sentence[place:], False))
    return "".join(f"**{escaped(text)}**" if bold else _spaced(text) for text, bold in parts)


def _spaced(text: str) -> str:
    """Return escaped text with a blank kept at either end, where the next part begins."""
    inside = escaped(text)
    before, after = (" " if text[:1].isspace() else ""), (" " if text[-1:].isspace() else "")
    return f"{before}{inside}{after}" if inside else before


def _item(complaint: Complaint) -> str:
    text = escaped(complaint.text) + ("…" if len(complaint.text) >= _QUOTED_CHARACTERS else "")
    author = escaped(as_name(complaint.author)) or "nobody named"
    by = f"{author}, {escaped(complaint.created_at[:10]) or 'time unknown'}"
    copies = f" ({copies_in_words(complaint.copies)})" if complaint.copies else ""
    return f"- {by}, comment {escaped(complaint.id)}: {text or '(no text)'}{copies}"
