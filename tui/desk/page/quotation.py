"""What the comment answers: the article's title, the sentence it contests or comes closest to, and the parent."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from moderation.comments import Article, Comment
from moderation.labels import Label
from moderation.queue import Card
from moderation.scoring.wordforms import WORD, folded, stem
from moderation.text import one_line
from tui.desk.text.lines import Line, Piece, Role, clipped, spread
from tui.desk.text.prose import Mark, Prose, Wrapped
from tui.desk.wording import hint

_BAR = (Piece("┃ ", Role.FAINT),)
_CUT_BAR = (Piece("┇ ", Role.FAINT),)

_CAPTIONED = 3
"""Rows of the article from which a line may be spent on saying why these are shown."""


class Quotation(Struct, frozen=True):
    """A stretch of the article's text, and why it is the one shown."""

    caption: str
    start: int
    end: int
    term: str | None = None


def quoted(card: Card, article: Article) -> Quotation:
    """Return the stretch of the article to show: the contested sentence, else the closest, else the beginning."""
    disputed, topic = (card.evidence.get(label) for label in (Label.DISPUTED_TERMINOLOGY, Label.OFF_TOPIC))
    candidates = (
        (disputed and disputed.term and disputed.article_sentence, "the article's wording", disputed and disputed.term),
        (topic and topic.article_sentence, "closest in the article", None),
    )
    for sentence, caption, term in candidates:
        start = article.text.find(sentence) if sentence else -1
        if sentence and start >= 0:
            return Quotation(caption, start, start + len(sentence), term or None)
    return Quotation("the article begins", 0, _line_end(article.text, 0))


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return end if end >= 0 else len(text)


def term_marks(text: str, quotation: Quotation) -> tuple[Mark, ...]:
    """Return the words of the quoted stretch that are forms of the contested term."""
    if not quotation.term:
        return ()
    # Found through stems (annexed ~ annexation): the evidence names the comment's word, not the article's.
    stems = {stem(word) for word in WORD.findall(folded(quotation.term))}
    found = WORD.finditer(folded(text[: quotation.end]), quotation.start)
    return tuple(Mark(word.start(), word.end(), Role.TERM_MARK) for word in found if stem(word.group()) in stems)


def article_marks(text: str, quotation: Quotation) -> tuple[Mark, ...]:
    """Return the quoted stretch in plain role between the words that are marked in it."""
    marks: list[Mark] = []
    place = quotation.start
    for mark in term_marks(text, quotation):
        marks += [Mark(place, mark.start, Role.PLAIN), mark]
        place = mark.end
    return tuple(mark for mark in (*marks, Mark(place, quotation.end, Role.PLAIN)) if mark.start < mark.end)


def spaced(article: Article) -> Article:
    """Return an article with a blank line between its paragraphs."""
    return replace(article, text=article.text.replace("\n", "\n\n"))


def article_lines(card: Card, width: int, height: int, key: str = "d") -> list[Line]:
    """Return the title, a caption, and up to `height` rows of the article around the quoted sentence.

    The caption says how many readers ask for the same correction, and by which `key` they are looked up.
    """
    if card.posted.article is None:
        return [(Piece("The article did not come with the export.", Role.DIM),)]
    article = spaced(card.posted.article)
    title = clipped([Piece(one_line(article.title) or "(article without a title)", Role.STRONG)], width)
    if not article.text.strip() or height < 1:
        return [title]
    quotation = quoted(card, article)
    said = (Piece(quotation.caption, Role.TERM if quotation.term else Role.FAINT),)
    readers = f"{key}: {hint(card.correction)}" if card.correction else ""
    caption = spread(said, (Piece(readers, Role.DIM),) if readers else (), width)
    return [title, *([caption] if height >= _CAPTIONED else []), *_excerpt(article.text, quotation, width, height)]


def _excerpt(text: str, quotation: Quotation, width: int, height: int) -> list[Line]:
    wrapped = Prose(text, Role.DIM, article_marks(text, quotation)).wrapped(width - 2)
    shown = _with_term(wrapped.window(quotation.start, quotation.end, height), wrapped, term_marks(text, quotation))
    bars = dict.fromkeys(shown, _BAR)
    if shown.start > 0:
        bars[shown.start] = _CUT_BAR
    if shown.stop < len(wrapped):
        bars[shown.stop - 1] = _CUT_BAR
    return [(*bars[row], *wrapped.line(row)) for row in shown]


def _with_term(shown: range, wrapped: Wrapped, terms: Sequence[Mark]) -> range:
    """Return the rows, moved down where a long sentence would keep its contested term out of them."""
    missing = wrapped.row_of(terms[0].start) - shown.stop + 1 if terms else 0
    return range(shown.start + missing, shown.stop + missing) if missing > 0 else shown


def parent_lines(parent: Comment | None, width: int, height: int) -> list[Line]:
    """Return the comment that is answered, in up to `height` rows."""
    if parent is None:
        return []
    said = f"answers {one_line(parent.author) or 'somebody'}: {one_line(parent.text[: width * (height + 1)])}"
    return (
        Prose(said, Role.DIM, gutter=(Piece("  "),), lead=(Piece("↳ ", Role.FAINT),))
        .wrapped(width)
        .first(height, width)
    )
