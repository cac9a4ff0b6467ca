"""What a comment talks about instead: the evidence for off-topic, in a moderator's words.

It is worded as a hint everywhere, since people agree poorly on what is off-topic.
"""

import math
from dataclasses import dataclass
from typing import Final

from moderation.comments import InContext
from moderation.scoring import passing
from moderation.scoring.overlap import TELLING, bucket
from moderation.scoring.relevance import FEWEST_WORDS, Reading, Relevance
from moderation.scoring.wordforms import WORD
from moderation.suggestions import Evidence, Span
from moderation.text import plural

_SHOWN: Final = 4
"""Words named in a sentence of why."""

_LIKELY: Final = 0.25
"""The probability from which the sentence names what the comment talks about instead."""


@dataclass(frozen=True, slots=True)
class _Telling:
    """A word of the comment that says something about its subject."""

    start: int
    end: int
    word: str
    idf: float
    in_article: bool
    in_parent: bool


def evidence(head: Relevance, posted: InContext) -> Evidence:
    """Return the sentence of why, the words it rests on and the article's closest sentence."""
    reading = head.reading(posted)
    telling = _telling_words(head, posted, reading)
    score = head.score(reading)
    return Evidence(
        _why(reading, telling, score),
        _spans(reading, telling, score),
        article_sentence=_closest(posted, reading),
    )


def _telling_words(head: Relevance, posted: InContext, reading: Reading) -> list[_Telling]:
    """Return the comment's telling words, each stem once, in order."""
    idf = head.background.idf
    answered = head.parent_weights(posted)
    seen: dict[int, _Telling] = {}
    for found in WORD.finditer(reading.folded):
        place = bucket(found.group())
        if idf[place] >= TELLING and place not in seen and len(found.group()) > 2:
            in_article = reading.article is not None and place in reading.article.whole
            word = posted.comment.text[found.start() : found.end()]
            seen[place] = _Telling(*found.span(), word, idf[place], in_article, place in answered)
    return list(seen.values())


def _why(reading: Reading, telling: list[_Telling], score: float) -> str:
    """Return why the comment is judged so, or why it isn't."""
    if math.isnan(score):
        return _why_not_judged(reading)
    if found := passing.selling_span(reading.folded):
        return f"Plainly advertising: “{reading.folded[slice(*found)]}”."
    shared = [word for word in telling if word.in_article]
    answering = [word for word in telling if word.in_parent]
    if score >= _LIKELY:
        return _why_off(reading, [word for word in telling if not (word.in_article or word.in_parent)], shared)
    if shared:
        return f"Shares {_named(shared)} with the article."
    if answering:
        return f"Answers the comment before it: both speak of {_named(answering)}."
    if passing.speaks_of_the_article(reading.folded):
        return "Speaks of the article itself."
    return "A hint only: few words in common with the article, which is not unusual for a comment like this."


def _why_off(reading: Reading, elsewhere: list[_Telling], shared: list[_Telling]) -> str:
    """Return what the comment talks about instead."""
    context = "the article" if reading.article else "the comment it answers"
    subject = f"talks about {_named(elsewhere)}" if elsewhere else "says little that can be placed"
    common = f"shares only {_named(shared)} with {context}" if shared else f"shares no telling word with {context}"
    return f"A hint: {subject}, and {common}."


def _why_not_judged(reading: Reading) -> str:
    """Return why a comment can't be judged."""
    if reading.article is None and not reading.has_parent:
        return "Not judged: neither the article nor the comment it answers is known."
    if reading.words < FEWEST_WORDS:
        return f"Not judged: too short to tell ({plural(reading.words, 'word')}, none shared with its context)."
    return "Not judged: the model does not know this language."


def _named(words: list[_Telling]) -> str:
    """Return the rarest few words, quoted, in the order of the comment."""
    rarest = sorted(words, key=lambda word: -word.idf)[:_SHOWN]
    return ", ".join(f"“{word.word}”" for word in sorted(rarest, key=lambda word: word.start))


def _spans(reading: Reading, telling: list[_Telling], score: float) -> tuple[Span, ...]:
    """Return the words the judgement rests on: foreign ones raise it, shared ones lower it."""
    if math.isnan(score):
        return ()
    if found := passing.selling_span(reading.folded):
        return (Span(*found, 5.0),)
    signed = [(word, word.idf * (-1.0 if word.in_article or word.in_parent else 1.0) / 10.0) for word in telling]
    strongest = sorted(signed, key=lambda pair: -abs(pair[1]))[: 2 * _SHOWN]
    return tuple(
        Span(word.start, word.end, weight) for word, weight in sorted(strongest, key=lambda pair: pair[0].start)
    )


def _closest(posted: InContext, reading: Reading) -> str | None:
    """Return the article's closest sentence, verbatim."""
    if posted.article is None or reading.article is None or reading.best[1] < 0:
        return None
    begin, end = reading.article.places[reading.best[1]]
    return posted.article.text[begin:end]
