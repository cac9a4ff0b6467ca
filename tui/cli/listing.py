"""A comment as lines for people, for `triage queue` and `triage show`."""

from collections.abc import Iterator
from datetime import datetime

from moderation.decisions import Kind, LogEntry
from moderation.labels import LABELS, Label, Labels
from moderation.queue import Card, QueueRow
from moderation.suggestions import Suggestion
from moderation.text import one_line, visible
from moderation.watching import cue_in_words

_YES_NO = {True: "yes", False: "no", None: "not judged"}


def score_text(score: float | None) -> str:
    """Return a score in four characters, or a dash for "not judged"."""
    return "   -" if score is None else f"{score:.2f}"


def queue_line(row: QueueRow, width: int) -> str:
    """Return one line of the queue, at most `width` long: id, three scores, suggested labels, author, text."""
    scores = " ".join(score_text(row.suggestion.scores[label] if row.suggestion else None) for label in LABELS)
    suggested = (suggested_titles(row.suggestion) or "-") if row.suggestion else "not scored"
    author = one_line(row.author)[:16] or "-"
    return f"{one_line(row.id):<10} {scores}  {suggested:<20} {author:<16} {one_line(row.preview)}"[:width]


def suggested_titles(suggestion: Suggestion | None) -> str:
    """Return the suggested labels by name, or an empty string."""
    return ", ".join(label.title for label in LABELS if suggestion and label in suggestion.suggested)


def labels_text(labels: Labels) -> str:
    """Return decided labels as words: `abuse, off-topic not judged`, or `no label`."""
    on = [label.title for label in LABELS if labels.get(label)]
    open_ = [f"{label.title} not judged" for label in LABELS if labels.get(label) is None]
    return ", ".join([*on, *open_]) or "no label"


def card_lines(card: Card) -> Iterator[str]:
    """Yield everything about one comment, as `triage show` prints it."""
    comment, article = card.posted.comment, card.posted.article
    author, time = one_line(comment.author) or "nobody named", one_line(comment.created_at) or "time unknown"
    yield f"comment {one_line(card.id)} by {author}, {time}"
    yield f"site {one_line(card.site)}, status {comment.status}, {card.state}"
    if article is not None:
        yield f"under: {one_line(article.title or article.id)}"
    if card.posted.parent is not None:
        yield f"answers {one_line(card.posted.parent.author)}: {one_line(card.posted.parent.text[:300])}"
    yield ""
    yield from quoted(comment.text)
    if card.decided_text is not None:
        yield ""
        yield "edited since it was settled; then it read:"
        yield from quoted(card.decided_text)
    yield ""
    for label in LABELS:
        yield from _label_lines(card, label)
    for label, suspicion in card.suspected.items():
        yield f"worth a second look: {label.title}; by what other decisions teach, {suspicion:.2f} against this one"
    for cue in card.cues:
        yield cue_in_words(cue, datetime.now().astimezone().date())
    for entry in card.history:
        yield log_line(entry)


def quoted(text: str) -> Iterator[str]:
    """Yield a reader's text, every line of it marked as one: none can look like a score or a row of the log."""
    return (f"> {line}" for line in visible(text).split("\n"))


def _label_lines(card: Card, label: Label) -> Iterator[str]:
    score = card.suggestion.scores[label] if card.suggestion else None
    mark = "suggested" if card.suggestion and label in card.suggestion.suggested else "not suggested"
    unknown = "not judged" if card.suggestion else "not scored"
    said = unknown if score is None else f"{score:.2f}, {mark}"
    yield f"{label.title}: {said}"
    evidence = card.evidence.get(label)
    if evidence is not None:
        yield f"  {evidence.why}"
        if evidence.term and evidence.article_sentence:
            yield f"  the article: {one_line(evidence.article_sentence)}"


def log_line(entry: LogEntry) -> str:
    """Return a row of the log as one line."""
    detail = "" if entry.kind is Kind.NOTE else entry.detail
    said = labels_text(entry.labels) if entry.labels is not None else detail
    about = entry.detail if entry.kind is Kind.NOTE else entry.undoes
    kind = f"{entry.kind} of {about}" if about else entry.kind.value
    note = f" ({one_line(entry.note)})" if entry.note else ""
    return f"{entry.n:>6} {entry.at} {one_line(entry.who):<10} {kind:<12} {one_line(entry.id):<10} {said}{note}"
