"""What covers slurs and threats: the one door through which readers' texts reach the session.

Whatever the desk shows of a comment comes from a row or a card that went through here, so no page, preview or status
line can forget it. A cover is as many code points long as what it covers: evidence and searches keep their places.
"""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from moderation.comments import Comment, InContext
from moderation.labels import Label
from moderation.queue import Card, QueueRow
from moderation.review import Review
from moderation.suggestions import Evidence, Suggestion
from moderation.text import masked
from moderation.watching import Cue


class Veil:
    """Covers strong words in what the desk shows, unless the settings say not to."""

    def __init__(self, review: Review, is_on: bool = True) -> None:
        self._review = review
        self.is_on = is_on

    def text(self, text: str, is_abuse: bool | None = None) -> str:
        """Return a reader's text with its strong words covered; `is_abuse` says what it was taken for, where known."""
        return self.texts([(text, is_abuse)])[0]

    def texts(self, asked: Sequence[tuple[str, bool | None]]) -> list[str]:
        """Return several readers' texts with their strong words covered."""
        if not self.is_on:
            return [text for text, _ in asked]
        found = self._review.strong_stretches(asked)
        return [masked(text, stretches) for (text, _), stretches in zip(asked, found, strict=True)]

    def row(self, row: QueueRow) -> QueueRow:
        """Return a line of the queue, its preview and author covered where they have to be."""
        return self.rows([row])[0]

    def rows(self, rows: Sequence[QueueRow]) -> list[QueueRow]:
        """Return lines of the queue, covered where they have to be."""
        if not self.is_on:
            return list(rows)
        # Asked for together: the model answers from a process of its own, 0.8 ms a question and 0.1 ms a line.
        previews = self.texts([(row.preview, taken_for_abuse(row.suggestion)) for row in rows])
        authors = self.texts([(row.author, False) for row in rows])
        return list(map(_as_covered, rows, previews, authors))

    def card(self, card: Card) -> Card:
        """Return a card with everything readers wrote on it covered where it has to be."""
        if not self.is_on:
            return card
        taken = taken_for_abuse(card.suggestion)
        around = [*([card.posted.parent] if card.posted.parent else []), *card.siblings, *card.replies]
        text, decided, *others = self.texts(
            [(card.posted.comment.text, taken), (card.decided_text or "", taken), *((one.text, None) for one in around)]
        )
        parent, siblings, replies = _parted(list(map(_with_text, around, others)), card)
        return replace(
            card,
            posted=InContext(_with_text(card.posted.comment, text), card.posted.article, parent),
            decided_text=None if card.decided_text is None else decided,
            siblings=siblings,
            replies=replies,
            evidence=self._evidence(card.evidence, taken),
            cues=self._cues(card.cues) if card.cues else (),
        )

    def _evidence(self, evidence: Mapping[Label, Evidence], taken: bool) -> Mapping[Label, Evidence]:
        """Return evidence with the strong words that its sentences quote covered; the desk's own words stay."""
        parts = [_around_quotation(one.why) for one in evidence.values()]
        quoted = self.texts([(quotation, taken) for _, quotation, _ in parts])
        said = [f"{before}{shown}{after}" for (before, _, after), shown in zip(parts, quoted, strict=True)]
        return {label: replace(one, why=why) for (label, one), why in zip(evidence.items(), said, strict=True)}

    def _cues(self, cues: Sequence[Cue]) -> tuple[Cue, ...]:
        """Return what the desk's own list says with its strong words covered: a colleague had to write them out."""
        patterns = self.texts([(cue.entry.pattern, None) for cue in cues])
        reasons = self.texts([(cue.entry.why, None) for cue in cues])
        return tuple(
            replace(cue, entry=replace(cue.entry, pattern=pattern, why=why))
            for cue, pattern, why in zip(cues, patterns, reasons, strict=True)
        )


def taken_for_abuse(suggestion: Suggestion | None) -> bool:
    """Whether the model suggests abuse."""
    return suggestion is not None and Label.ABUSE in suggestion.suggested


def is_covered(shown: Card, written: Card) -> bool:
    """Whether anything of a comment is covered."""
    return shown.posted != written.posted or shown.decided_text != written.decided_text


def _around_quotation(sentence: str) -> tuple[str, str, str]:
    """Return a sentence in three: up to its first quotation mark, to its last one, and the rest."""
    # Not mark by mark: a reader's words may hold quotation marks of their own.
    start, end = sentence.find("“") + 1, sentence.rfind("”")
    return (sentence[:start], sentence[start:end], sentence[end:]) if 0 < start < end else (sentence, "", "")


def _as_covered(row: QueueRow, preview: str, author: str) -> QueueRow:
    return row if (preview, author) == (row.preview, row.author) else replace(row, preview=preview, author=author)


def _with_text(comment: Comment, text: str) -> Comment:
    return comment if comment.text == text else replace(comment, text=text)


def _parted(around: list[Comment], card: Card) -> tuple[Comment | None, tuple[Comment, ...], tuple[Comment, ...]]:
    """Return the parent, the siblings and the answers of a card out of one list of them."""
    parent = around.pop(0) if card.posted.parent else None
    return parent, tuple(around[: len(card.siblings)]), tuple(around[len(card.siblings) :])
