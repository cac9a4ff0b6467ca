"""The corrections desk: what readers ask an article's wording to be changed to, and how far that has come.

Most of what readers object to is the comment's own affair; this isn't. A complaint about a word goes to whoever can
change the article, with its sentence, and what becomes of the comment is decided elsewhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from moderation.asked import Explains
from moderation.comments import InContext, text_digest
from moderation.contested_terms import stem_of
from moderation.disputes import NO_TERM, Complaint, Correction, Dispute, Move, Named, Stage, Subject
from moderation.errors import WrongUse
from moderation.labels import LABELS, Label
from moderation.readers import commonest, proposals_of, reader_numbers, spelt
from moderation.suggestions import Evidence

if TYPE_CHECKING:
    from moderation.queue import Card
    from moderation.scoring.scorer import Scorer  # numpy, which the first frame of the desk doesn't pay
    from moderation.store.store import Store
    from moderation.suggestions import Suggestions

_COLUMN: Final = LABELS.index(Label.DISPUTED_TERMINOLOGY)

_EXPLAINED_AT_ONCE: Final = 200
"""Decided comments that are read when somebody waits for the corrections: 1 ms each."""


_PAGE: Final = 100

_LOOKED_AT: Final = 1_000
"""Comments of a correction that are looked through for those that say something else than the others."""


# Keeping what comments dispute


def keep_disputes(
    store: Store, scorer: Scorer, refs: Sequence[int], judged: Sequence[InContext], suggested: Suggestions
) -> None:
    """Record what freshly scored comments dispute: those suggested, or decided, as disputed terminology."""
    store.put_disputes(*named_disputes(store, scorer, refs, judged, suggested))


def named_disputes(
    store: Store,
    scorer: Scorer,
    refs: Sequence[int],
    judged: Sequence[InContext],
    suggested: Suggestions,
    named_before: Collection[int] = frozenset(),
) -> tuple[list[Named], str, list[int]]:
    """Return what `Store.put_disputes` records of freshly scored comments; nothing is written.

    What a comment names rests on its words and on no weight, so those whose words were `named_before` need no look.
    """
    # About one comment in 150, so that evidence, at four times the cost of a score, costs scoring little.
    on = (suggested.scores[:, _COLUMN] >= suggested.thresholds[_COLUMN]).tolist()
    decided = store.decided_disputes(refs)
    wanted = [row for row, ref in enumerate(refs) if on[row] or ref in decided]
    named = [
        _named(refs[row], judged[row], scorer.explain_wording(judged[row], float(suggested.scores[row, _COLUMN])))
        for row in wanted
        if refs[row] not in named_before
    ]
    kept = store.disputed_sentences([ref for ref in refs if ref in decided])
    # The article may have been corrected since: what was decided keeps the sentence it was decided on.
    named = [one for one in named if one.sentence or one.ref not in kept]
    left = set(wanted)
    return named, suggested.model, [ref for row, ref in enumerate(refs) if row not in left]


def explain_decided(
    store: Store, explains: Explains, among: Sequence[int] | None = None, limit: int = _EXPLAINED_AT_ONCE
) -> int:
    """Record what comments dispute that a moderator decided as such against the suggestion; return how many.

    All such comments are looked at, or those `among` some.
    """
    refs = store.unexplained_disputes(limit, among)
    if not refs:
        return 0
    named = []
    for ref in refs:
        posted = store.in_context(ref)
        named.append(_named(ref, posted, explains.explain(posted)[Label.DISPUTED_TERMINOLOGY]))
    store.put_disputes(named, store.model_in_service())
    return len(refs)


def _named(ref: int, posted: InContext, evidence: Evidence) -> Named:
    term = evidence.term or ""
    sentence, replacement = evidence.article_sentence or "", evidence.replacement or ""
    return Named(ref, text_digest(posted.comment.text), stem_of(term), term, sentence, replacement)


# Grouping them


def corrections(store: Store) -> list[Correction]:
    """Return all corrections: articles by how many readers complain, and within an article its terms likewise.

    One that was moved stays, whatever became of its comments. The order doesn't depend on how far each has come,
    so that moving one on moves nothing on screen.
    """
    groups = _grouped(store.disputes())
    last = {move.subject: move for move in store.correction_moves()}
    subjects = [*groups, *(subject for subject in last if subject not in groups)]
    titles = store.titles(subjects)
    made = [_correction(store, subject, groups.get(subject, ()), last.get(subject), titles) for subject in subjects]
    most: dict[tuple[str, str], int] = defaultdict(int)
    for one in made:
        key = one.subject.site, one.subject.article_id
        most[key] = max(most[key], one.readers)
    return sorted(made, key=lambda one: _place(one, most))


def _place(one: Correction, most: Mapping[tuple[str, str], int]) -> tuple[object, ...]:
    subject = one.subject
    article = (-most[subject.site, subject.article_id], subject.site, subject.article_id)
    # What no term was found for comes last: an editor can do least about it.
    return *article, not subject.stem, -one.readers, subject.stem


def correction(store: Store, subject: Subject) -> Correction | None:
    """Return one correction, None where no comment asks for it and nobody has moved it."""
    disputes, moves = store.disputes(subject), store.correction_moves(subject)
    if not disputes and not moves:
        return None
    return _correction(store, subject, disputes, moves[-1] if moves else None, store.titles([subject]))


def correction_of(store: Store, ref: int) -> Correction | None:
    """Return the correction that a comment asks for, None where it counts for none."""
    subject = store.subject_of(ref)
    found = correction(store, subject) if subject else None
    return found if found and ref in found.refs else None


def with_correction(store: Store, card: Card) -> Card:
    """Return a comment's card with the correction it asks for, where it counts as disputed terminology."""
    labels = card.in_effect.labels if card.in_effect else None
    suggested = card.suggestion is not None and Label.DISPUTED_TERMINOLOGY in card.suggestion.suggested
    counts = suggested if labels is None else bool(labels[Label.DISPUTED_TERMINOLOGY])
    return replace(card, correction=correction_of(store, card.ref)) if counts else card


def complaints(store: Store, one: Correction, most: int, characters: int) -> tuple[Complaint, ...]:
    """Return the first comments of a correction to read, each text once with how many copies it has."""
    first: dict[object, Complaint] = {}
    for start in range(0, min(len(one.refs), _LOOKED_AT), _PAGE):
        for complaint in store.complaints(one.refs[start : start + _PAGE], characters):
            key = complaint.likeness or " ".join(complaint.text.casefold().split())
            before = first.get(key)
            first[key] = replace(before, copies=before.copies + 1) if before else complaint
        if len(first) >= most:
            break
    return tuple(first.values())[:most]


def left_out(one: Correction, told: Sequence[Complaint]) -> int:
    """Return how many comments of a correction are neither told nor copies of one that is."""
    return len(one.refs) - sum(1 + complaint.copies for complaint in told)


def _grouped(disputes: Iterable[Dispute]) -> dict[Subject, list[Dispute]]:
    groups: defaultdict[Subject, list[Dispute]] = defaultdict(list)
    for one in disputes:
        groups[one.subject].append(one)
    return groups


def _correction(
    store: Store,
    subject: Subject,
    disputes: Sequence[Dispute],
    move: Move | None,
    titles: Mapping[tuple[str, str], tuple[str, str]],
) -> Correction:
    title, url = titles.get((subject.site, subject.article_id), ("", ""))
    readers = reader_numbers(disputes)
    # Where no comment counts any more, what was disputed is still what somebody moved on.
    told = [(one.term, one.sentence) for one in disputes] or store.former_words(subject)
    # The headline is shown anyway; a sentence of the text says more.
    sentence = commonest(sentence for _, sentence in told if sentence not in ("", title))
    if not sentence and any(sentence for _, sentence in told):
        sentence = title
    return Correction(
        subject=subject,
        title=title,
        url=url,
        term=spelt(commonest(term for term, _ in told), sentence) or subject.stem,
        sentence=sentence,
        readers=len(set(readers)),
        refs=tuple(one.ref for one in disputes),
        proposals=proposals_of(disputes, readers, subject.stem),
        new=sum(one.after >= move.n for one in disputes) if move and move.stage.is_closed else 0,
        move=move,
    )


# Moving them on


def move(
    store: Store, subject: Subject, stage: Stage, who: str, reason: str = "", seen: int | None = None
) -> Correction:
    """Record how far a correction has come and return it as it is then.

    Raises WrongUse for one that is declined without a reason or that nobody asks for, DecidedMeanwhile where
    somebody else has moved it since it was `seen`.
    """
    if stage is Stage.DECLINED and not reason.strip():
        raise WrongUse("A correction is declined with a reason: the next who reads it wants to know why.")
    if correction(store, subject) is None:
        raise WrongUse("No comment that counts asks for this correction; `triage corrections` lists those there are.")
    store.move_correction(subject, stage, who, reason.strip(), seen)
    moved = correction(store, subject)
    assert moved is not None, "a correction that was moved is there"  # noqa: S101
    return moved


def subject_named(store: Store, article: str, term: str) -> Subject:
    """Return the correction that an article's id (`ID` or `SITE:ID`) and any form of a term name.

    Raises WrongUse where there is none, or several sites have one.
    """
    wanted = "" if term == NO_TERM else stem_of(term)
    subjects = [one.subject for one in corrections(store) if one.subject.stem == wanted]
    found = [one for one in subjects if article in (one.article_id, f"{one.site}:{one.article_id}")]
    if len(found) == 1:
        return found[0]
    if found:
        raise WrongUse(f"Several sites have an article {article}; write SITE:ID.")
    raise WrongUse(
        f'No reader disputes "{term}" in article {article}; `triage corrections` lists what they dispute, and where.'
    )
