"""A correction laid out: how far it has come, the sentence in its paragraph, what readers propose, and who asks."""

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from moderation.contested_terms import occurrences
from moderation.corrections import left_out
from moderation.disputes import Complaint, Correction, Stage, Subject, copies_in_words
from moderation.text import one_line, plural
from tui.desk.correcting import Opened
from tui.desk.page.body import Block
from tui.desk.text.lines import BLANK, Line, Piece, Role, clipped
from tui.desk.text.prose import Flow, Gap, Mark, Prose, Wrapped
from tui.desk.wording import called, state_in_words
from tui.desk.words import when

STATE_ROLES: Final = {
    Stage.OPEN: Role.PLAIN,
    Stage.FORWARDED: Role.TERM,
    Stage.CORRECTED: Role.GOOD,
    Stage.DECLINED: Role.DIM,
}

_BAR: Final[Line] = (Piece("┃ ", Role.FAINT),)
_CUT_BAR: Final[Line] = (Piece("┇ ", Role.FAINT),)
_SAID: Final[Line] = (Piece("▏ ", Role.FAINT),)

_PARAGRAPH_ROWS: Final = 7
_EXCERPT_ROWS: Final = 3
_BEFORE: Final = 60
"""Characters of a comment to see before the contested word, where that stands further down."""


def correction_flow(opened: Opened, width: int, *, titled: bool = True) -> Flow:
    """Return a correction with the beginning of each comment, at a width."""
    one = opened.correction
    blocks = [
        *(_title(one, width) if titled else ()),
        *_standing(one, width),
        *_sentence(opened, width, _PARAGRAPH_ROWS),
        *_proposals(opened, width),
        Gap((BLANK,)),
    ]
    for complaint in opened.complaints:
        excerpt = _excerpt(complaint, one.subject).wrapped(width)
        blocks += [Gap((_by(complaint),)), Gap(tuple(excerpt.first(_EXCERPT_ROWS, width)))]
    if more := left_out(one, opened.complaints):
        blocks.append(Gap((BLANK, (Piece(f"{plural(more, 'more comment')}; Enter shows them.", Role.DIM),))))
    return Flow(blocks)


def complaints_flow(opened: Opened, width: int) -> Flow:
    """Return the comments of a correction in full, after the article's sentence."""
    one = opened.correction
    blocks = [*_title(one, width), *_standing(one, width), *_sentence(opened, width)]
    for complaint in opened.complaints:
        text = complaint.text or "(no text)"
        blocks += [Gap((BLANK, _by(complaint)))]
        blocks.append(Prose(text, Role.PLAIN, _marks(one.subject, text), _SAID).wrapped(width))
    if more := left_out(one, opened.complaints):
        blocks.append(Gap((BLANK, (Piece(f"{plural(more, 'more comment')}: `triage corrections -o`.", Role.DIM),))))
    return Flow(blocks)


def _title(one: Correction, width: int) -> Iterator[Block]:
    yield Prose(one.title or "The article did not come with the export.", Role.STRONG).wrapped(width)
    if one.url:
        yield Gap((clipped([Piece(one_line(one.url), Role.FAINT)], width),))
    yield Gap((BLANK,))


def _standing(one: Correction, width: int) -> Iterator[Block]:
    asked = f" · {plural(one.readers, 'reader')}, {plural(len(one.refs), 'comment')}"
    yield Gap(((*clipped([Piece(called(one), Role.TERM)], width - len(asked)), Piece(asked)),))
    yield Prose(state_in_words(one), STATE_ROLES[one.stage]).wrapped(width)


class _Quoted(Struct, frozen=True):
    """The article's sentence where it stands, and why it is what is shown."""

    caption: str
    text: str
    """Its paragraph; the sentence alone where it has none."""
    start: int
    end: int


def _quoted(opened: Opened) -> _Quoted:
    sentence, article = opened.correction.sentence, opened.article
    start = article.find(sentence)
    if start < 0:
        is_title = sentence == opened.correction.title
        caption = "the headline says" if is_title else "the article said; this sentence is gone from it"
        return _Quoted(caption, sentence, 0, len(sentence))
    first, last = article.rfind("\n", 0, start) + 1, article.find("\n", start + len(sentence))
    paragraph = article[first : last if last >= 0 else len(article)]
    return _Quoted("the article says", paragraph, start - first, start - first + len(sentence))


def _sentence(opened: Opened, width: int, rows: int | None = None) -> Iterator[Block]:
    """Yield the article's sentence in its paragraph, or in so many rows of it."""
    subject, quoted = opened.correction.subject, _quoted(opened)
    if not opened.correction.sentence:
        yield Gap((BLANK,))
        yield Prose("No sentence of the article was found for it.", Role.DIM).wrapped(width)
        return
    yield Gap((BLANK, (Piece(quoted.caption, Role.FAINT),)))
    wrapped = Prose(quoted.text, Role.DIM, _marked(quoted, subject), _BAR).wrapped(width)
    if rows is None or len(wrapped) <= rows:
        yield wrapped
        return
    shown = _with_term(wrapped.window(quoted.start, quoted.end, rows), wrapped)
    cut = [row for row, is_cut in ((shown[0], shown.start > 0), (shown[-1], shown.stop < len(wrapped))) if is_cut]
    yield Gap(tuple((*(_CUT_BAR if row in cut else _BAR), *wrapped.pieces(row)) for row in shown))


def _with_term(shown: range, wrapped: Wrapped) -> range:
    """Return the rows, moved down where a long sentence would keep its contested word out of them."""
    terms = (wrapped.row_of(mark.start) for mark in wrapped.prose.marks if mark.role is Role.TERM_MARK)
    missing = max(next(terms, 0) - shown.stop + 1, 0)
    return range(shown.start + missing, shown.stop + missing)


def _marked(quoted: _Quoted, subject: Subject) -> tuple[Mark, ...]:
    """Return the sentence in plain role between its contested words, which are marked, in a paragraph that is dim."""
    parts: list[Mark] = []
    place = quoted.start
    for start, end in occurrences(subject, quoted.text[quoted.start : quoted.end]):
        mark = Mark(quoted.start + start, quoted.start + end, Role.TERM_MARK)
        parts += [Mark(place, mark.start, Role.PLAIN), mark]
        place = mark.end
    return tuple(part for part in (*parts, Mark(place, quoted.end, Role.PLAIN)) if part.start < part.end)


def _marks(subject: Subject, text: str) -> tuple[Mark, ...]:
    return tuple(Mark(start, end, Role.TERM_MARK) for start, end in occurrences(subject, text))


def _proposals(opened: Opened, width: int) -> Iterator[Block]:
    counts = (each.readers for each in opened.correction.proposals)
    told = " · ".join(f"{one_line(text)} ({count:,})" for text, count in zip(opened.proposed, counts, strict=True))
    yield Gap((BLANK,))
    if told:
        yield Prose(f"instead: {told}", Role.PLAIN).wrapped(width)
    else:
        yield Prose("Nobody proposes another wording.", Role.DIM).wrapped(width)


def _by(complaint: Complaint) -> Line:
    name = one_line(complaint.author) or "nobody named"
    at = f" · {when(complaint.created_at)}" if complaint.created_at else ""
    settled = "settled" if complaint.is_settled else "waits"
    copies = f" · {copies_in_words(complaint.copies)}" if complaint.copies else ""
    return Piece(name, Role.STRONG), Piece(f"{one_line(at)} · {settled}{copies}", Role.FAINT)


def _excerpt(complaint: Complaint, subject: Subject) -> Prose:
    """Return a comment from a little before its first contested word on."""
    text = one_line(complaint.text) or "(no text)"
    marks = _marks(subject, text)
    begin = max(text.rfind(" ", 0, max(marks[0].start - _BEFORE, 0)) + 1, 0) if marks else 0
    lead = "… " if begin else ""
    by = len(lead) - begin
    moved = tuple(Mark(mark.start + by, mark.end + by, mark.role) for mark in marks if mark.start >= begin)
    return Prose(lead + text[begin:], Role.DIM, moved, _SAID)
