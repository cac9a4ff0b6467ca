"""An article's page saved or copied as text: the article without the page around it, and its wpDiscuz comments.

Such a text has no ids, so they are made from author, text and place, and nothing can be written back by them.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from moderation.comments import Article, Comment, Status
from moderation.errors import UnreadableExport
from moderation.formats.carrying import COLUMNS, carried
from moderation.formats.cells import LONGEST_TEXT, clean_text, kept_text, made_up_id
from moderation.formats.encodings import decoded
from moderation.formats.pages.furniture import AFTER_COMMENTS, BYLINE, COMMENT_FORM, FORM_CERTAIN, PAGE_FURNITURE
from moderation.formats.pages.threads import Line, Said, comments_of
from moderation.formats.records import NO_IDS, Export, Item
from moderation.formats.sources import Repairs, Source, first_bytes

_MOST_BYTES: Final = 16 << 20
_MOST_LINES: Final = 300_000
"""Lines of a page with some 40,000 comments; blank lines alone, packed into 6 KB, took 800 MB."""

_UNKNOWN: Final = (NO_IDS, "comments that were not loaded when it was saved")
_SENTENCE: Final = re.compile(r"""[.!?…]["”’»)]*$""")
_STRAIGHT: Final = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})
_LONG_PARAGRAPH: Final = 80
_SHORT_LINE: Final = 8


def looks_like_saved_page(head: bytes) -> bool:
    """Return whether a text holds the lines of a wpDiscuz comment form."""
    text = decoded(head, Repairs())
    return any(
        FORM_CERTAIN.match(line.strip()) or line.strip().startswith("Would love your thoughts")
        for line in text.splitlines()
    )


def open_saved_page(source: Source) -> Export:
    """Return the export of a page saved as text."""
    return Export("saved-page", _read(source), columns=COLUMNS, unknown=_UNKNOWN)


def _read(source: Source) -> Iterator[Item]:
    text = clean_text(decoded(first_bytes(source.stream, _MOST_BYTES), source.repairs), source.repairs)
    if text.count("\n") >= _MOST_LINES:
        raise UnreadableExport(f"{source.name} has more lines than the {_MOST_LINES:,} that a page has: save it again.")
    lines = [Line(line.strip(), number) for number, line in enumerate(text.split("\n"), 1)]
    begin, end = _form(lines)
    article = article_of(lines[:begin])
    yield article
    yield from _comments(comments_of(_up_to_foot(lines[end:])), article, source.repairs)


def article_of(lines: Sequence[Line]) -> Article:
    """Return the article of the lines above the comments: its headline and its paragraphs, one a line."""
    texts = [line.text for line in lines if line.text]
    body = next((at for at, text in enumerate(texts) if _is_paragraph(text)), len(texts))
    title = _title(texts[:body])
    headline = _plain(title)
    # Pages show the headline once for the browser and once for the reader.
    begin = max((at + 1 for at in range(body) if _plain(texts[at]) == headline), default=0)
    lead = [text for text in texts[begin:body] if len(text.split()) >= _SHORT_LINE and _SENTENCE.search(text)]
    repeated = {text for text, count in Counter(texts).items() if count > 1 and not _is_paragraph(text)}
    paragraphs = [
        text
        for text in (*lead, *_without_tail(texts[body:]))
        if text not in repeated and not PAGE_FURNITURE.match(text) and not BYLINE.match(text)
    ]
    return Article(made_up_id("page", headline), title, "\n".join(paragraphs)[:LONGEST_TEXT])


def _title(above: Sequence[str]) -> str:
    """Return the headline: a line that stands twice above the text, else the last one above it that could be one."""
    lines = [text for text in above if not (PAGE_FURNITURE.match(text) or BYLINE.match(text))]
    counts = Counter(map(_plain, lines))
    twice = [text for text in lines if counts[_plain(text)] > 1]
    headlines = [text for text in lines if len(text.split()) > 2 and not text.endswith(".")]
    return max(twice, key=len) if twice else headlines[-1] if headlines else lines[-1] if lines else ""


def _is_paragraph(text: str) -> bool:
    return len(text) >= _LONG_PARAGRAPH and bool(_SENTENCE.search(text))


def _without_tail(texts: Sequence[str]) -> list[str]:
    """Return the text without the tags, teasers and links below it, none of which end like a sentence."""
    kept = list(texts)
    while kept and not _SENTENCE.search(kept[-1]):
        kept.pop()
    return kept


def _plain(text: str) -> str:
    return " ".join(text.translate(_STRAIGHT).casefold().split())


def _form(lines: Sequence[Line]) -> tuple[int, int]:
    """Return where the comment form begins and ends; the end of the page twice where there is none."""
    certain = next((at for at, line in enumerate(lines) if FORM_CERTAIN.match(line.text)), None)
    if certain is None:
        return len(lines), len(lines)
    begin = end = certain
    while begin > 0 and _is_form(lines[begin - 1]):
        begin -= 1
    while end < len(lines) and _is_form(lines[end]):
        end += 1
    return begin, end


def _is_form(line: Line) -> bool:
    return not line.text or bool(COMMENT_FORM.match(line.text))


def _up_to_foot(lines: Sequence[Line]) -> Sequence[Line]:
    foot = next((at for at, line in enumerate(lines) if AFTER_COMMENTS.match(line.text)), len(lines))
    return lines[:foot]


def _comments(page: Sequence[Said], article: Article, repairs: Repairs) -> Iterator[Item]:
    """Yield the comments; one that answers somebody answers that person's last comment above."""
    latest: dict[str, str] = {}
    seen: Counter[tuple[str, str]] = Counter()
    for said in page:
        # The place is counted among equals, not from the top: newer comments push the others down.
        nth = seen[said.author, said.text]
        seen[said.author, said.text] += 1
        text, cut = kept_text(said.text, repairs)
        comment = Comment(
            id=made_up_id(article.id, said.author, said.text, str(nth)),
            text=text,
            article_id=article.id,
            parent_id=latest.get(said.answers.casefold(), ""),
            author=said.author,
            status=Status.PENDING if said.pending else Status.UNKNOWN,
            writable=False,
            truncated=said.truncated or cut,
        )
        latest[said.author.casefold()] = comment.id
        yield carried(comment, article, f"line {said.line:,}")
