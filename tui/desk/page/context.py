"""The whole article and the thread around a comment, and a comment's whole history: pages to read."""

from collections.abc import Iterable

from moderation.comments import Article
from moderation.labels import LABELS, Label
from moderation.queue import Card
from moderation.suggestions import likelihood
from moderation.text import one_line
from tui.desk.page.body import Block, logged, said_by, section
from tui.desk.page.looks import evidence_marks, score_digits
from tui.desk.page.quotation import article_marks, quoted, spaced
from tui.desk.page.verdict import reason
from tui.desk.text.lines import Line, Piece, Role
from tui.desk.text.prose import Flow, Gap, Prose

_TEXT: Line = (Piece("▌ ", Role.KEY),)
_LEAD = 6
"""Lines of the article to see above the quoted sentence."""
_INDENT: Line = (Piece("  "),)


def context_flow(card: Card, width: int) -> Flow:
    """Return the article, then the thread with the comment in its place; it opens at the article's quoted sentence."""
    posted = card.posted
    suggested = {label: label in card.answers.suggested for label in LABELS}
    marks = evidence_marks(card.evidence, suggested, len(posted.comment.text))
    comment = Prose(posted.comment.text, Role.PLAIN, marks, _TEXT)
    above, sentence = _article(card, posted.article, width)
    blocks = [*above]
    if posted.parent is not None:
        blocks += section("the comment it answers", [said_by(posted.parent)], width)
    blocks += section(f"the comment, by {one_line(posted.comment.author) or 'nobody named'}", [comment], width)
    blocks += section("answers to it", map(said_by, card.replies), width)
    blocks += section("other answers beside it", map(said_by, card.siblings), width)
    return Flow(blocks, opens_at=sentence - _LEAD)


def _article(card: Card, article: Article | None, width: int) -> tuple[list[Block], int]:
    """Return the blocks of the article, and the line at which its quoted sentence begins."""
    if article is None:
        return [Gap(((Piece("The article did not come with the export.", Role.DIM),),))], 0
    title = Prose(article.title or "(article without a title)", Role.STRONG).wrapped(width)
    link = [Prose(article.url, Role.FAINT).wrapped(width)] if article.url else []
    if not article.text.strip():
        return [title, *link, Gap(((Piece("Its text did not come with the export.", Role.DIM),),))], 0
    loose = spaced(article)
    quotation = quoted(card, loose)
    text = Prose(loose.text, Role.DIM, article_marks(loose.text, quotation)).wrapped(width)
    above: list[Block] = [title, *link, Gap()]
    return [*above, text], sum(map(len, above)) + text.row_of(quotation.start)


def history_flow(card: Card, width: int, sent: Iterable[Prose] = ()) -> Flow:
    """Return every row of the log about a comment, what was `sent` of it, and what became of the same text."""
    nothing = Prose("Nothing yet: it waits for its first decision.", Role.DIM, gutter=_INDENT)
    rows = [logged(entry, card.history) for entry in card.history] or [nothing]
    blocks = section("what was decided about it", rows, width)
    blocks += section("what was sent to the site", sent, width)
    blocks += section("what the model says now", [_scores(card)], width)
    return Flow(blocks + section("what was decided about the same text elsewhere", map(logged, card.same_text), width))


def _scores(card: Card) -> Prose:
    scores, suggested = card.answers.scores, card.answers.suggested
    words = {label: likelihood(scores[label], label in suggested) for label in LABELS}
    told = [
        f"{label.title}: {words[label]} {score_digits(scores[label]).strip()}{_why(card, label)}" for label in LABELS
    ]
    return Prose("\n".join([*told, f"model {card.answers.model or '–, not scored yet'}"]), Role.DIM, gutter=_INDENT)


def _why(card: Card, label: Label) -> str:
    why = reason(card, label)
    return f" · {why}" if why else ""
