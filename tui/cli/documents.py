"""Values of the domain as the JSON documents that scripts read."""

from collections.abc import Mapping

from moderation.decisions import LogEntry
from moderation.labels import LABELS, Label, Labels
from moderation.queue import Card
from moderation.suggestions import Evidence
from moderation.watching import Cue

Document = dict[str, object]


def labels_document(labels: Labels) -> Document:
    """Return labels by key."""
    return {label.value: labels.get(label) for label in LABELS}


def evidence_document(evidence: Mapping[Label, Evidence]) -> Document:
    """Return evidence by label key; spans count code points of the comment's text."""
    return {
        label.value: {
            "why": each.why,
            "spans": [{"start": s.start, "end": s.end, "weight": round(s.weight, 4)} for s in each.spans],
            "term": each.term,
            "article_sentence": each.article_sentence,
            "replacement": each.replacement,
        }
        for label, each in evidence.items()
    }


def log_document(entry: LogEntry) -> Document:
    """Return a row of the log."""
    answers = entry.answers and {
        "model": entry.answers.model,
        "scores": labels_scores(entry.answers.scores),
        "thresholds": labels_scores(entry.answers.thresholds),
    }
    return {
        "n": entry.n,
        "at": entry.at,
        "who": entry.who,
        "id": entry.id,
        "kind": entry.kind.value,
        "labels": labels_document(entry.labels) if entry.labels is not None else None,
        "answers": answers,
        "undoes": entry.undoes,
        "step": entry.step,
        "note": entry.note,
        "detail": entry.detail,
    }


def labels_scores(scores: Mapping[Label, float | None]) -> Document:
    """Return scores by label key; null is "not judged"."""
    return {label.value: scores.get(label) for label in LABELS}


def watched_document(cue: Cue) -> Document:
    """Return an entry of the desk's own list that a comment meets; spans count code points of its text."""
    entry = cue.entry
    spans = [{"start": start, "end": end} for start, end in cue.spans]
    return {"kind": entry.kind.value, "pattern": entry.pattern, "why": entry.why, "who": entry.who, "spans": spans}


def comment_document(card: Card) -> Document:
    """Return one comment with context, suggestions, evidence and decisions."""
    comment, article, suggestion = card.posted.comment, card.posted.article, card.suggestion
    return {
        "id": card.id,
        "site": card.site,
        "article": {"id": article.id, "title": article.title, "url": article.url} if article else None,
        "parent_id": comment.parent_id or None,
        "author": comment.author,
        "created_at": comment.created_at or None,
        "text": comment.text,
        "status": comment.status.value,
        "state": card.state.value,
        "group": card.group or None,
        "scores": labels_scores(suggestion.scores if suggestion else {}),
        "suggested": [label.value for label in LABELS if suggestion and label in suggestion.suggested],
        "evidence": evidence_document(card.evidence),
        "model": suggestion.model if suggestion else None,
        "recheck": {label.value: suspicion for label, suspicion in card.suspected.items()},
        "watched": [watched_document(cue) for cue in card.cues],
        "decisions": [log_document(entry) for entry in card.history],
    }
