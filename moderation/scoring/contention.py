"""What a comment contests, and where the article says it: the evidence for disputed terminology.

The corrections desk acts on it, so it names the reader's expression, the article's own sentence and the proposal.
"""

from typing import Final

from moderation.comments import InContext
from moderation.scoring.contested import Contested
from moderation.scoring.objection import Objection, objection
from moderation.scoring.proposals import proposal
from moderation.scoring.terminology import Terminology
from moderation.scoring.whereabouts import Place
from moderation.scoring.wordforms import WORD, folded, stem
from moderation.suggestions import Evidence, Span

_LIKELY: Final = 0.03
"""The probability, five times the base rate, from which a sentence says that the comment objects."""

_MOST_SPANS: Final = 6


def evidence(head: Terminology, posted: InContext, score: float) -> Evidence:
    """Return the contested expression, the article's sentence, the proposal and why, given the comment's score."""
    read = objection(posted)
    if read.term is None:
        why = "It does not take up a word of the article." if read.has_article else "It names no word that it rejects."
        return Evidence(why)
    sentence = _sentence(read, read.term, posted)
    text = posted.comment.text
    proposed = _proposal(read, read.term, posted)
    return Evidence(
        _why(read.term, posted, score, sentence, proposed),
        _spans(head, read, read.term),
        text[read.term.start : read.term.end],
        sentence,
        proposed,
    )


def _why(term: Contested, posted: InContext, score: float, sentence: str | None, proposed: str | None) -> str:
    """Return why the comment disputes a word of the article, or doesn't, in one sentence."""
    word = posted.comment.text[term.start : term.end].replace("\n", " ")
    if term.place is Place.UNKNOWN:
        return f"Unsure: it may object to “{word}”, but without the article nobody can tell whose word that is."
    if term.place is Place.NOWHERE:
        return f"“{word}” is not a word of the article."
    if term.place is Place.PARENT:
        return f"“{word}” is the word of the comment it answers, not of the article."
    if term.place is Place.ATTRIBUTED:
        return f"“{word}” stands in the article only in the words of somebody it quotes."
    if score < _LIKELY:
        return f"It takes up “{word}”, which the article uses, but hardly objects to the wording."
    instead = f", and proposes “{proposed}”" if proposed else ""
    return f"It objects to {_named(term, word, sentence)}{instead}."


def _named(term: Contested, word: str, sentence: str | None) -> str:
    """Return the expression as the objection names it, with the form the article uses where it is another."""
    if term.itself:
        return "the wording of the headline"
    if term.place is Place.HEADLINE:
        return f"“{word}”, a word of the headline"
    used = _form_used(word, sentence or "")
    return f"“{word}”, which the article uses as “{used}”" if used else f"“{word}”, which the article uses"


def _form_used(word: str, sentence: str) -> str | None:
    """Return the form of a single word that the sentence uses, where it is another than the comment's."""
    small = folded(word)
    if not WORD.fullmatch(small):
        return None
    forms = [found.group() for found in WORD.finditer(folded(sentence)) if stem(found.group()) == stem(small)]
    return None if not forms or small in forms else forms[0]


def _sentence(read: Objection, term: Contested, posted: InContext) -> str | None:
    """Return the article's sentence that uses the expression, verbatim; the title where the headline is spoken of."""
    article = posted.article
    if article is None:
        return None
    if term.place is Place.HEADLINE and (term.sentence is None or "headline" in read.cues):
        return article.title
    return article.text[slice(*term.sentence)] if term.sentence else None


def _proposal(read: Objection, term: Contested, posted: InContext) -> str | None:
    """Return the wording that the reader proposes, unless it is the contested expression itself."""
    proposed = proposal(read.small)
    if proposed is None or (proposed[0] < term.end and term.start < proposed[1]):
        return None
    return posted.comment.text[slice(*proposed)]


def _spans(head: Terminology, read: Objection, term: Contested) -> tuple[Span, ...]:
    """Return the expression and the cues that speak of it, each with what it weighs, in the order of the text."""
    weighed = {(term.start, term.end): head.weight_of_place(term)}
    for name, places in read.cues.items():
        for place in places:
            weighed.setdefault(place, head.weight_of_cue(name, term))
    strongest = sorted(weighed.items(), key=lambda pair: -abs(pair[1]))[:_MOST_SPANS]
    return tuple(Span(start, end, weight) for (start, end), weight in sorted(strongest) if weight and end > start)
