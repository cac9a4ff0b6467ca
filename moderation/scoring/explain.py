"""Why a comment is or isn't taken for abuse: which of its words moved the score, in the comment as it was written.

The heads are linear, which tells at once which words could matter; the trees over them are not, so that a word's weight
is what the score loses without it, read by the scorer itself. Made for the one comment that is shown.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from moderation.scoring.abuse import Abuse, why_unjudged
from moderation.scoring.calibration import Floats, head_log_odds, probability
from moderation.scoring.groups import unnamed
from moderation.scoring.hashing import Block, Words, gram_slots, joined, words_of
from moderation.scoring.ngrams import DESK, HEADS, Readings
from moderation.scoring.normal import Copy, scoring_copies, scoring_copy
from moderation.scoring.restoring import restored_copy
from moderation.suggestions import Evidence, Span, likelihood

STRONG: Final = 0.35
"""Log-odds from which a word is marked: it multiplies the odds by 1.4."""

_TRIED: Final = 6
"""Words that are taken out to see what the score is without them: each costs a reading of the comment."""

_READ_AGAIN: Final = 1 << 14
"""Characters read for that at most, whatever the comment's length, but for two words."""

_NAMED: Final = 4
_LONGEST_NAMED: Final = 40

_HATE: Final = 0.5
"""The share of the odds from which the reason names the hate head."""

_POSSIBLE: Final = 0.4
"""The score from which abuse is called possible without being suggested."""

_TOKEN: Final = re.compile(r"[\w']+|[^\w\s']+")


@dataclass(frozen=True, slots=True)
class _Reason:
    """What the sentence of why is made of."""

    score: float
    hate_share: float
    strong: tuple[str, ...]
    suggested: bool | None
    """None where the threshold isn't known."""

    @property
    def is_possible(self) -> bool:
        """Whether the sentence may speak of abuse as something that is there."""
        return bool(self.suggested) or self.score >= _POSSIBLE


def evidence(text: str, abuse: Abuse, threshold: float | None = None, readings: Readings | None = None) -> Evidence:
    """Return the sentence of why and the words that raise or lower the abuse score, places counted in `text`.

    Without the threshold from which abuse is suggested, the sentence never calls abuse unlikely. `readings` are what
    the heads say of this text, where they were asked before.
    """
    copy = restored_copy(scoring_copy(text), abuse.heads.vocabulary)
    readings = readings or abuse.heads.read([copy.text])
    if unjudged := why_unjudged(text, readings):
        return Evidence(unjudged.value)
    shares = _shares(head_log_odds(readings.logits, abuse.lines)[0])
    log_odds = abuse.log_odds([text], readings)
    spans = _weighed(text, _candidates(copy, contributions(copy.text, abuse, shares)), float(log_odds[0]), abuse)
    score = float(probability(log_odds)[0])
    suggested = None if threshold is None else score >= threshold
    return Evidence(_why(_Reason(score, float(shares[1]), _named(text, spans), suggested)), spans)


def _shares(log_odds: Floats) -> Floats:
    """Return each head's share of the odds, shape (2,)."""
    shares: Floats = np.exp(log_odds - np.logaddexp(*log_odds))
    return shares


def contributions(text: str, abuse: Abuse, shares: Floats) -> Floats:
    """Return what each character of a scoring copy adds to the log-odds, shape (len(text),).

    Near the present reading the odds of two heads move as their shares of it, so each head's weights count by its
    share; what a desk taught counts in full. Exact where a model has no trees, else it tells which words to try.
    """
    block = joined([text])
    worth = np.zeros(len(HEADS))
    for number, line in enumerate(abuse.lines):
        worth[number] = line.slope * shares[number] / block.roots[0]
    worth[HEADS.index(DESK)] = abuse.desk.slope / block.roots[0]
    block, words = unnamed(block, words_of(block))
    by_byte = _of_grams(block, abuse, worth) + _of_words(block, words, abuse, worth)
    widths = [1] * len(text) if text.isascii() else [len(letter.encode("utf-8", "surrogatepass")) for letter in text]
    begins = np.cumsum([1, *widths])[:-1]  # 1: the blank before the text
    return np.add.reduceat(by_byte, begins) if len(begins) else np.zeros(0)


def _of_grams(block: Block, abuse: Abuse, worth: Floats) -> Floats:
    """Return what character grams add, each spread evenly over its bytes that are not blank."""
    solid = (np.frombuffer(block.blob, np.uint8) != 32).astype(np.float64)
    added = np.zeros(len(solid))
    size = block.size
    for order, slots in gram_slots(block):
        covered = sum(solid[offset : size + offset] for offset in range(order))
        each = abuse.heads.weights_at(slots) @ worth / np.maximum(covered, 1.0)
        for offset in range(order):
            added[offset : size + offset] += each * solid[offset : size + offset]
    return added[:size]


def _of_words(block: Block, words: Words, abuse: Abuse, worth: Floats) -> Floats:
    """Return what words and pairs add, spread evenly over a word's bytes, a pair's weight halved between its words."""
    each = abuse.heads.weights_at(words.singles) @ worth
    pairs = abuse.heads.weights_at(words.pairs) @ worth / 2.0
    each += pairs
    each[1:] += pairs[:-1]
    lengths = words.ends - words.starts
    added = np.zeros(block.size)
    places = np.arange(int(lengths.sum())) + np.repeat(words.starts - np.cumsum(lengths) + lengths, lengths)
    added[places] = np.repeat(each / np.maximum(lengths, 1), lengths)
    return added


def _candidates(copy: Copy, by_letter: Floats) -> list[tuple[int, int]]:
    """Return where the words that could matter most stand in the original text, the strongest first."""
    total = np.concatenate([[0.0], np.cumsum(by_letter)])
    found: list[tuple[float, int, int]] = []
    for token in _TOKEN.finditer(copy.text):
        begin, end = copy.places[token.start()], copy.places[token.end()]
        found.append((-abs(float(total[token.end()] - total[token.start()])), begin, max(end, begin + 1)))
    most = max(2, min(_TRIED, _READ_AGAIN // max(len(copy.text), 1)))
    return [(begin, end) for _, begin, end in sorted(found)[:most]]


def _weighed(text: str, candidates: Sequence[tuple[int, int]], whole: float, abuse: Abuse) -> tuple[Span, ...]:
    """Return the words without which the log-odds are not `whole`, by how much, in the order of the text.

    Two words may say the same, and the score stay high without both: then only the strongest is marked.
    """
    without = _read(abuse, [_cut(text, [place]) for place in candidates])
    weights = [whole - float(log_odds) for log_odds in without]
    spans = [
        Span(begin, end, round(weight, 4))
        for (begin, end), weight in zip(candidates, weights, strict=True)
        if abs(weight) >= STRONG
    ]
    raising = [span for span in spans if span.weight > 0]
    if len(raising) > 1 and _read(abuse, [_cut(text, [(span.start, span.end) for span in raising])])[0] >= whole:
        strongest = max(raising, key=lambda span: span.weight)
        spans = [span for span in spans if span.weight < 0 or span is strongest]
    return tuple(sorted(spans, key=lambda span: span.start))


def _read(abuse: Abuse, texts: list[str]) -> Floats:
    """Return the log-odds of texts as written."""
    return abuse.log_odds(texts, abuse.heads.read(scoring_copies(texts)))


def _cut(text: str, places: Sequence[tuple[int, int]]) -> str:
    """Return a text without what stands at some places."""
    for begin, end in sorted(places, reverse=True):
        text = text[:begin] + text[end:]
    return text


def _named(text: str, spans: Sequence[Span]) -> tuple[str, ...]:
    """Return the words that raise the score most, as written, each once, in the order of the text."""
    raising = sorted((span for span in spans if span.weight > 0), key=lambda span: -span.weight)[:_NAMED]
    words = (text[span.start : span.end].strip() for span in sorted(raising, key=lambda span: span.start))
    return tuple(dict.fromkeys(word if len(word) <= _LONGEST_NAMED else word[:_LONGEST_NAMED] + "…" for word in words))


def _likely(reason: _Reason) -> str:
    """Return how likely abuse is; a low score says nothing of it while the threshold isn't known."""
    if reason.suggested is None and not reason.is_possible:
        return "signs of"
    return likelihood(reason.score, reason.is_possible if reason.suggested is None else reason.suggested)


def _why(reason: _Reason) -> str:
    """Return the reason as a moderator would say it."""
    said = _likely(reason).capitalize()
    kind = "abuse, hateful to a group" if reason.hate_share >= _HATE and reason.is_possible else "abuse"
    if not reason.strong:
        whole = "by its wording as a whole, " if reason.is_possible else ""
        return f"{said} {kind}: {whole}no strong word."
    quoted = ", ".join(f"“{word}”" for word in reason.strong)
    return f"{said} {kind}: {quoted}." if reason.is_possible else f"{said} {kind}; strongest: {quoted}."
