"""The corrections desk: what readers ask an article's wording to be changed to, and how far that has come.

Most of what readers object to is the comment's own affair; this isn't. A complaint about a word goes to whoever can
change the article, with its sentence, and what becomes of the comment is decided elsewhere.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Protocol

from moderation.comments import InContext, text_digest
from moderation.disputes import Complaint, Correction, Dispute, Move, Named, Progress, Proposal, Subject
from moderation.errors import WrongUse
from moderation.labels import LABELS, Label
from moderation.scoring.wordforms import WINDOW, WORD, folded, stem
from moderation.suggestions import Evidence

if TYPE_CHECKING:
    from moderation.scoring.scorer import Scorer  # numpy, which the first frame of the desk doesn't pay
    from moderation.store.store import Store
    from moderation.suggestions import Suggestions

_COLUMN: Final = LABELS.index(Label.DISPUTED_TERMINOLOGY)

_SMALL_WORDS: Final = frozenset(
    ("a", "an", "the", "of", "in", "on", "at", "to", "by", "for", "from", "as", "after", "before")
)
"""Words that make no other term: *after the annexation* is *annexation*."""

_PROPOSED: Final = re.compile(r"(?:(?:an?|the) )?(.*?)(?: instead)?", re.IGNORECASE | re.DOTALL)
"""A proposal between the words that make it no other: *an occupation instead*."""

_EXPLAINED_AT_ONCE: Final = 200
"""Decided comments that are read when the corrections are asked for: 1 ms each."""


_PAGE: Final = 100

_LOOKED_AT: Final = 1_000
"""Comments of a correction that are looked through for those that say something else than the others."""


class Explains(Protocol):
    """What explains why a label is suggested."""

    def explain(self, posted: InContext) -> Mapping[Label, Evidence]:
        """Return the evidence for each label."""
        ...


# Keeping what comments dispute


def keep_disputes(
    store: Store, scorer: Scorer, refs: Sequence[int], judged: Sequence[InContext], suggested: Suggestions
) -> None:
    """Record what freshly scored comments dispute: those suggested, or decided, as disputed terminology."""
    # About one comment in 150, so that evidence, which costs 100 times a score, costs scoring little.
    on = (suggested.scores[:, _COLUMN] >= suggested.thresholds[_COLUMN]).tolist()
    decided = store.decided_disputes(refs)
    wanted = [row for row, ref in enumerate(refs) if on[row] or ref in decided]
    named = [
        _named(refs[row], judged[row], scorer.explain_wording(judged[row], float(suggested.scores[row, _COLUMN])))
        for row in wanted
    ]
    kept = store.disputed_sentences([ref for ref in refs if ref in decided])
    # The article may have been corrected since: what was decided keeps the sentence it was decided on.
    named = [one for one in named if one.sentence or one.ref not in kept]
    store.put_disputes(named, suggested.model, [ref for row, ref in enumerate(refs) if row not in set(wanted)])


def explain_decided(store: Store, explains: Explains) -> int:
    """Record what comments dispute that a moderator decided as such against the suggestion; return how many."""
    refs = store.unexplained_disputes(_EXPLAINED_AT_ONCE)
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


def stem_of(term: str) -> str:
    """Return what the forms of an expression share: *annexed* and *the annexation* are one term."""
    return " ".join(stem(word) for word in _telling_words(term))


def _telling_words(text: str) -> list[str]:
    words = WORD.findall(folded(text))
    return [word for word in words if word not in _SMALL_WORDS] or words


def occurrences(subject: Subject, text: str) -> list[tuple[int, int]]:
    """Return where forms of the contested words stand in a text, in order."""
    # Only what is read of a comment: folding a megabyte for a few marks would take 20 ms.
    stems = set(subject.stem.split())
    found = WORD.finditer(folded(text[:WINDOW])) if stems else ()
    return [word.span() for word in found if stem(word.group()) in stems]


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
    made = [_correction(subject, groups.get(subject, ()), last.get(subject), titles) for subject in subjects]
    most: dict[tuple[str, str], int] = defaultdict(int)
    for one in made:
        key = one.subject.site, one.subject.article_id
        most[key] = max(most[key], one.readers)
    return sorted(made, key=lambda one: _place(one, most))


def _place(one: Correction, most: Mapping[tuple[str, str], int]) -> tuple[object, ...]:
    subject = one.subject
    return -most[subject.site, subject.article_id], subject.site, subject.article_id, -one.readers, subject.stem


def correction(store: Store, subject: Subject) -> Correction | None:
    """Return one correction, None where no comment asks for it and nobody has moved it."""
    disputes, moves = store.disputes(subject), store.correction_moves(subject)
    if not disputes and not moves:
        return None
    return _correction(subject, disputes, moves[-1] if moves else None, store.titles([subject]))


def correction_of(store: Store, ref: int) -> Correction | None:
    """Return the correction that a comment asks for, None where it counts for none."""
    subject = store.subject_of(ref)
    found = correction(store, subject) if subject else None
    return found if found and ref in found.refs else None


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
    groups: dict[Subject, list[Dispute]] = defaultdict(list)
    for one in disputes:
        groups[one.subject].append(one)
    return dict(groups)


def _correction(
    subject: Subject,
    disputes: Sequence[Dispute],
    move: Move | None,
    titles: Mapping[tuple[str, str], tuple[str, str]],
) -> Correction:
    title, url = titles.get((subject.site, subject.article_id), ("", ""))
    readers = _readers(disputes)
    # The headline is shown anyway; a sentence of the text says more.
    sentence = _commonest(one.sentence for one in disputes if one.sentence not in ("", title))
    if not sentence and any(one.sentence for one in disputes):
        sentence = title
    return Correction(
        subject=subject,
        title=title,
        url=url,
        term=_spelt(_commonest(one.term for one in disputes), sentence) or subject.stem,
        sentence=sentence,
        readers=len(set(readers)),
        refs=tuple(one.ref for one in disputes),
        proposals=_proposals(disputes, readers, subject.stem),
        new=sum(one.after >= move.n for one in disputes) if move and move.progress.is_closed else 0,
        move=move,
    )


def _readers(disputes: Sequence[Dispute]) -> list[int]:
    """Return for each comment the number of its reader: one name is one reader, and so are all who copy one text."""
    if len(disputes) < 2:
        return [0] * len(disputes)
    # Each comment points at another of the same reader, or at itself (union-find, paths halved on the way).
    leads = list(range(len(disputes)))

    def lead(place: int) -> int:
        while leads[place] != place:
            leads[place] = place = leads[leads[place]]
        return place

    first: dict[object, int] = {}
    for place, one in enumerate(disputes):
        name = one.author.strip().casefold()
        for key in (("name", name) if name else None, ("copies", one.likeness) if one.likeness else None):
            if key is not None:
                leads[lead(place)] = lead(first.setdefault(key, place))
    return [lead(place) for place in range(len(disputes))]


def _proposals(disputes: Sequence[Dispute], readers: Sequence[int], contested: str) -> tuple[Proposal, ...]:
    """Return what readers propose; articles, capitals and a closing *instead* make no other proposal."""
    forms: dict[str, list[str]] = defaultdict(list)
    who: dict[str, set[int]] = defaultdict(set)
    for one, reader in zip(disputes, readers, strict=True):
        proposed, key = _proposal(one.replacement, contested) if one.replacement else ("", "")
        if key:
            forms[key].append(proposed)
            who[key].add(reader)
    ranked = sorted(forms, key=lambda key: (-len(who[key]), key))
    return tuple(Proposal(_commonest(forms[key]), len(who[key])) for key in ranked)


@lru_cache(maxsize=1 << 14)
def _proposal(written: str, contested: str) -> tuple[str, str]:
    """Return a proposal and what its forms share; nothing for the contested word itself."""
    found = _PROPOSED.fullmatch(written.strip())
    proposed = found[1].strip() if found else ""
    return ("", "") if stem_of(proposed) == contested else (proposed, " ".join(WORD.findall(folded(proposed))))


def _spelt(term: str, sentence: str) -> str:
    """Return an expression as the article spells it, where a reader has begun a sentence with it."""
    small = term[:1].lower() + term[1:]
    return small if small in sentence and term not in sentence else term


def _commonest(texts: Iterable[str]) -> str:
    """Return the text that stands most often, the first of several; empty for none."""
    counted = Counter(texts)
    return max(counted, key=counted.__getitem__, default="")


# Moving them on


def move(
    store: Store, subject: Subject, progress: Progress, who: str, reason: str = "", seen: int | None = None
) -> Correction:
    """Record how far a correction has come and return it as it is then.

    Raises WrongUse for one that is declined without a reason or that nobody asks for, DecidedMeanwhile where
    somebody else has moved it since it was `seen`.
    """
    if progress is Progress.DECLINED and not reason.strip():
        raise WrongUse("A correction is declined with a reason: the next who reads it wants to know why.")
    if correction(store, subject) is None:
        raise WrongUse("No comment that counts asks for this correction; `triage corrections` lists those there are.")
    store.move_correction(subject, progress, who, reason.strip(), seen)
    moved = correction(store, subject)
    assert moved is not None, "a correction that was moved is there"  # noqa: S101
    return moved


def subject_named(store: Store, article: str, term: str) -> Subject:
    """Return the correction that an article's id (`ID` or `SITE:ID`) and any form of a term name.

    Raises WrongUse where there is none, or several sites have one.
    """
    wanted = stem_of(term)
    subjects = [one.subject for one in corrections(store) if one.subject.stem == wanted]
    found = [one for one in subjects if article in (one.article_id, f"{one.site}:{one.article_id}")]
    if len(found) == 1:
        return found[0]
    if found:
        raise WrongUse(f"Several sites have an article {article}; write SITE:ID.")
    raise WrongUse(
        f'No reader disputes "{term}" in article {article}; `triage corrections` lists what they dispute, and where.'
    )
