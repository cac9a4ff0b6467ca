"""Why a comment is or isn't taken for abuse: which of its words moved the score, in the comment as it was written.

The head is linear, so that each feature's share of the log-odds is exact; it is spread over the letters the feature
stands on, and added up by word. Made for the one comment that is shown.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from moderation.scoring.abuse import Abuse, why_unjudged
from moderation.scoring.calibration import Floats, combined, head_log_odds, probability
from moderation.scoring.hashing import Block, gram_slots, joined, words_of
from moderation.scoring.ngrams import HEADS
from moderation.scoring.normal import Copy, scoring_copy
from moderation.suggestions import Evidence, Span, likelihood

STRONG: Final = 0.35
"""Log-odds from which a word is marked: it multiplies the odds by 1.4."""

_MARKED: Final = 8
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


def evidence(text: str, abuse: Abuse, threshold: float | None = None) -> Evidence:
    """Return the sentence of why and the words that raise or lower the abuse score, places counted in `text`.

    Without the threshold from which abuse is suggested, the sentence never calls abuse unlikely.
    """
    copy = scoring_copy(text)
    readings = abuse.heads.read([copy.text])
    if unjudged := why_unjudged(text, readings):
        return Evidence(unjudged.value)
    log_odds = head_log_odds(readings.logits, abuse.lines)
    whole = combined(log_odds)
    shares = np.exp(log_odds[0] - whole[0])
    spans = _spans(copy, contributions(copy.text, abuse, shares))
    score = float(probability(whole)[0])
    suggested = None if threshold is None else score >= threshold
    return Evidence(_why(_Reason(score, float(shares[1]), _named(text, spans), suggested)), spans)


def contributions(text: str, abuse: Abuse, shares: Floats) -> Floats:
    """Return what each character of a scoring copy adds to the log-odds, shape (len(text),).

    Near the present score the odds of two heads move as their shares of it, so each head's weights count by its share.
    """
    block = joined([text])
    worth = np.zeros(len(HEADS))
    for number, line in enumerate(abuse.lines):
        worth[number] = line.slope * shares[number] / block.roots[0]
    by_byte = _of_grams(block, abuse, worth) + _of_words(block, abuse, worth)
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


def _of_words(block: Block, abuse: Abuse, worth: Floats) -> Floats:
    """Return what words and pairs add, spread evenly over a word's bytes, a pair's weight halved between its words."""
    words = words_of(block)
    each = abuse.heads.weights_at(words.singles) @ worth
    pairs = abuse.heads.weights_at(words.pairs) @ worth / 2.0
    each += pairs
    each[1:] += pairs[:-1]
    lengths = words.ends - words.starts
    added = np.zeros(block.size)
    places = np.arange(int(lengths.sum())) + np.repeat(words.starts - np.cumsum(lengths) + lengths, lengths)
    added[places] = np.repeat(each / np.maximum(lengths, 1), lengths)
    return added


def _spans(copy: Copy, by_letter: Floats) -> tuple[Span, ...]:
    """Return the strongest words as places in the original text, in order; neighbours that pull alike are one span."""
    total = np.concatenate([[0.0], np.cumsum(by_letter)])
    found: list[Span] = []
    for token in _TOKEN.finditer(copy.text):
        weight = float(total[token.end()] - total[token.start()])
        if abs(weight) >= STRONG:
            begin, end = copy.places[token.start()], copy.places[token.end()]
            found.append(Span(begin, max(end, begin + 1), round(weight, 4)))
    strongest = sorted(found, key=lambda span: -abs(span.weight))[:_MARKED]
    return tuple(sorted(strongest, key=lambda span: span.start))


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
