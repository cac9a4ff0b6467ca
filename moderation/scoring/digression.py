"""What a comment talks about instead: the evidence for off-topic, in a moderator's words.

It is worded as a hint everywhere, since people agree poorly on what is off-topic.
"""

import math
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from moderation.comments import InContext
from moderation.scoring import passing
from moderation.scoring.bags import TELLING, buckets_of
from moderation.scoring.hashing import LOWER, joined, words_of
from moderation.scoring.relevance import FEWEST_WORDS, Reading, Relevance
from moderation.scoring.wordforms import WINDOW, WORD, folded
from moderation.suggestions import Evidence, Span
from moderation.text import plural

_SHOWN: Final = 4
"""Words named in a sentence of why."""

_LIKELY: Final = 0.12
"""The probability, twice that of any comment, from which the sentence names what the comment talks about instead."""

_SURE: Final = 30
"""Words from which own and moved comments are told apart well (.94 AUC and more); under it the sentence says less."""

_AN_ADVERT: Final = 5.0
"""The signed weight shown for a selling phrase, about what the cue adds to the log-odds."""


class _Telling(NamedTuple):
    """A word of the comment that says something about its subject; a quarter of the time of a dataclass to make."""

    start: int
    end: int
    word: str
    idf: float
    in_article: bool
    in_parent: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Judged:
    """One comment, what was measured of it, and what there is to show."""

    text: str
    reading: Reading
    score: float
    is_judged: bool
    telling: list[_Telling]
    selling: tuple[int, int] | None
    """Where a plain advertisement sells."""


def explained(head: Relevance, posted: InContext, reading: Reading) -> tuple[float, Evidence]:
    """Return the score of a comment, NaN for "not judged", the sentence of why, its words and the closest sentence.

    `reading` is of this comment alone.
    """
    text = posted.comment.text
    score, is_judged = float(head.probabilities(reading)[0]), bool(reading.judged[0])
    selling = passing.selling_span(text) if reading.cues.advertising[0] else None
    telling = _telling_words(text, reading) if is_judged else []
    judged = _Judged(text, reading, score, is_judged, telling, selling)
    found = Evidence(_why(judged), _spans(judged), article_sentence=_closest(head, posted, reading))
    return score if is_judged else math.nan, found


_Placed = list[tuple[int, int, int]]
"""Where each word begins and ends in the text as written, and its bucket."""


def _placed(text: str, reading: Reading) -> _Placed:
    """Return the words of a text; where it is its own scoring copy, its characters are the bytes after one blank."""
    if not (text.isascii() and reading.block.blob[1 : reading.block.size] == text.encode().translate(LOWER)):
        return _as_written(text)
    starts, ends = (reading.words.starts - 1).tolist(), (reading.words.ends - 1).tolist()
    return list(zip(starts, ends, reading.places.tolist(), strict=True))


def _as_written(text: str) -> _Placed:
    """Return the words of a text as written."""
    found = [one.span() for one in WORD.finditer(folded(text[:WINDOW]))]
    block = joined([text[start:end] for start, end in found])
    words = words_of(block)
    has_word = (words.firsts[1:] > words.firsts[:-1]).tolist()
    places = np.append(buckets_of(block, words), 0)[words.firsts[:-1]].tolist()
    return [(*span, place) for span, place, is_word in zip(found, places, has_word, strict=True) if is_word]


def _telling_words(text: str, reading: Reading) -> list[_Telling]:
    """Return the comment's telling words, each stem once, in order of the text as written."""
    bags = reading.bags
    telling = (bags.idf >= TELLING).nonzero()[0]
    columns = (bags.idf, reading.with_article.shared, reading.with_parent.shared)
    said = zip(*(column.take(telling).tolist() for column in columns), strict=True)
    known = dict(zip(bags.places.take(telling).tolist(), said, strict=True))
    shown: dict[int, _Telling] = {}
    for start, end, place in _placed(text, reading):
        # what is not known here is plain, or reads otherwise once its disguise is undone
        if place in known and place not in shown and end - start > 2:
            shown[place] = _Telling(start, end, text[start:end], *known[place])
    return list(shown.values())


def _why(judged: _Judged) -> str:
    """Return why the comment is judged so, or why it isn't."""
    if not judged.is_judged:
        return _why_not_judged(judged.reading)
    if judged.selling:
        return f"Plainly advertising: “{judged.text[slice(*judged.selling)]}”."
    shared = [word for word in judged.telling if word.in_article]
    answering = [word for word in judged.telling if word.in_parent]
    if judged.score >= _LIKELY:
        return _why_off(judged, shared)
    if shared:
        return f"Shares {_named(shared)} with the article."
    if answering:
        return f"Answers the comment before it: both speak of {_named(answering)}."
    if judged.reading.cues.of_the_article[0]:
        return "Speaks of the article itself."
    return "A hint only: few words in common with the article, which is not unusual for a comment like this."


def _why_off(judged: _Judged, shared: list[_Telling]) -> str:
    """Return what the comment talks about instead, and how far that can be trusted."""
    elsewhere = [word for word in judged.telling if not (word.in_article or word.in_parent)]
    context = "the article" if judged.reading.has_article[0] else "the comment it answers"
    subject = f"talks about {_named(elsewhere)}" if elsewhere else "says little that can be placed"
    common = f"shares only {_named(shared)} with {context}" if shared else f"shares no telling word with {context}"
    hint = "A hint" if judged.reading.bags.words[0] >= _SURE else "A weak hint, the comment is short"
    return f"{hint}: {subject}, and {common}."


def _why_not_judged(reading: Reading) -> str:
    """Return why a comment can't be judged."""
    if not (reading.has_article[0] or reading.has_parent[0]):
        return "Not judged: neither the article nor the comment it answers is known."
    count = int(reading.bags.words[0])
    if count < FEWEST_WORDS:
        return f"Not judged: too short to tell ({plural(count, 'word')}, no rare one shared with its context)."
    return "Not judged: the model does not know this language."


def _named(words: list[_Telling]) -> str:
    """Return the rarest few words, quoted, in the order of the comment."""
    rarest = sorted(words, key=lambda word: -word.idf)[:_SHOWN]
    return ", ".join(f"“{word.word}”" for word in sorted(rarest, key=lambda word: word.start))


def _spans(judged: _Judged) -> tuple[Span, ...]:
    """Return the words the judgement rests on: foreign ones raise it, shared ones lower it."""
    if not judged.is_judged:
        return ()
    if judged.selling:
        return (Span(*judged.selling, _AN_ADVERT),)
    signed = [(word, word.idf * (-1.0 if word.in_article or word.in_parent else 1.0) / 10.0) for word in judged.telling]
    strongest = sorted(signed, key=lambda pair: -abs(pair[1]))[: 2 * _SHOWN]
    return tuple(
        Span(word.start, word.end, weight) for word, weight in sorted(strongest, key=lambda pair: pair[0].start)
    )


def _closest(head: Relevance, posted: InContext, reading: Reading) -> str | None:
    """Return the article's closest sentence, verbatim."""
    if posted.article is None or not reading.has_article[0]:
        return None
    sentences = head.library.sentences(posted.article.text)
    span = sentences.closest(reading.bags) if sentences else None
    return posted.article.text[slice(*span)] if span else None
