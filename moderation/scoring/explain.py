"""Why a comment is or isn't taken for abuse: which of its words moved the score, in the comment as it was written.

The heads are linear, which tells at once which words could matter; the trees over them are not, so that a word's weight
is what the score loses without it, told from whole sums of the text that was read. Made for the one comment shown.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from moderation.scoring.abuse import Abuse, why_unjudged
from moderation.scoring.calibration import Floats
from moderation.scoring.hashing import LOWER, words_of
from moderation.scoring.ngrams import DESK, HEADS, Readings, together
from moderation.scoring.normal import Copy, copied, scoring_copies, scoring_copy
from moderation.scoring.tally import Tally, read_one
from moderation.suggestions import Evidence, Span, likelihood

STRONG: Final = 0.35
"""Log-odds from which a word is marked: it multiplies the odds by 1.4."""

_TRIED: Final = 6
"""Words that are taken out to see what the score is without them: the trees are asked for each."""

_READ_AGAIN: Final = 1 << 14
"""Characters written out for that at most, whatever the comment's length, but for two words."""

_NAMED: Final = 4
_LONGEST_NAMED: Final = 40

_HATE: Final = 0.5
"""The share of the odds from which the reason names the hate head."""

_POSSIBLE: Final = 0.4
"""The score from which abuse is called possible without being suggested."""


@dataclass(frozen=True, slots=True, eq=False)
class _Words:
    """The words of one text."""

    text: str
    copy: Copy
    tally: Tally
    """What the text loses with each."""

    def place(self, one: int) -> tuple[int, int]:
        """Return where a word stands in the text as written."""
        begin, end = (self._character(int(edges[one])) for edges in (self.tally.words.starts, self.tally.words.ends))
        return self.copy.places[begin], max(self.copy.places[end], self.copy.places[begin] + 1)

    def _character(self, at: int) -> int:
        """Return which character of the copy begins at a byte of the block, which has a blank before it."""
        if self.copy.text.isascii():
            return at - 1
        return len(self.tally.block.blob[1:at].decode("utf-8", "surrogatepass"))

    def cut(self, group: Sequence[int]) -> str:
        """Return the text as written without some words."""
        text = self.text
        for begin, end in sorted(map(self.place, group), reverse=True):
            text = text[:begin] + text[end:]
        return text

    def is_exact(self, group: Sequence[int]) -> bool:
        """Whether it is known to the last digit what is left without some words."""
        return self.copy.text == self.text and self.tally.is_exact(group)


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


def explained(
    text: str, abuse: Abuse, threshold: float | None = None, read: tuple[Readings, Tally] | None = None
) -> tuple[float, Evidence]:
    """Return the abuse score of a text, NaN for "not judged", with the sentence of why and the words that move it.

    Places are counted in `text`. Without the threshold from which abuse is suggested, the sentence never calls abuse
    unlikely. `read` is what the heads say of this text, where they were asked before.
    """
    readings, tally = read or _read(text, abuse)
    if unjudged := why_unjudged(text, readings):
        return math.nan, Evidence(unjudged.value)
    shares = _shares(readings, abuse)
    words = _Words(text, _copy(text, tally), tally)
    moved = tally.moved(_worth(abuse, shares))
    tried = _strongest(np.abs(moved), len(text))
    singly = [[one] for one in tried]
    left = abuse.log_odds([text, *map(words.cut, singly)], together([readings, words.tally.without(singly)]))
    score, whole = float(abuse.chances(left[:1])[0]), float(left[0])
    weights = {one: whole - log_odds for one, log_odds in zip(tried, left[1:].tolist(), strict=True)}
    weights = {one: weight for one, weight in weights.items() if abs(weight) >= STRONG}
    if score >= _POSSIBLE and not any(weight > 0 for weight in weights.values()):
        weights |= _jointly(words, _strongest(moved, len(text)), whole, abuse)
    spans = _spans(words, weights, whole, abuse)
    suggested = None if threshold is None else score >= threshold
    return score, Evidence(_why(_Reason(score, shares[1], _named(text, spans), suggested)), spans)


def _read(text: str, abuse: Abuse) -> tuple[Readings, Tally]:
    """Return what the heads say of a text."""
    block = copied([text])
    return read_one(abuse.heads, block, words_of(block))


def _shares(readings: Readings, abuse: Abuse) -> tuple[float, ...]:
    """Return each head's share of the odds."""
    logits: list[float] = readings.logits[0].tolist()
    odds = [line.slope * logit + line.intercept for line, logit in zip(abuse.lines, logits, strict=False)]
    most = max(odds)
    shares = [math.exp(log_odds - most) for log_odds in odds]
    return tuple(share / sum(shares) for share in shares)


def _worth(abuse: Abuse, shares: Sequence[float]) -> Floats:
    """Return what the log-odds move with each head's logit, shape (len(HEADS),).

    Near the present reading the odds of two heads move as their shares of it; what a desk taught counts in full. Exact
    where a model has no trees, else it tells which words to try.
    """
    worth = np.zeros(len(HEADS))
    for number, line in enumerate(abuse.lines):
        worth[number] = line.slope * shares[number]
    worth[HEADS.index(DESK)] = abuse.desk.slope
    return worth


def _copy(text: str, tally: Tally) -> Copy:
    """Return the scoring copy of a text with its map back; most are their own copy, which their bytes tell."""
    block = tally.block
    if tally.as_copied and text.isascii() and block.blob[1 : block.size] == text.encode().translate(LOWER):
        return Copy(text, range(len(text) + 1))
    return scoring_copy(text)


def _strongest(strengths: Floats, length: int) -> list[int]:
    """Return the words that could matter most, the strongest first, of a text of this many characters."""
    most = max(2, min(_TRIED, _READ_AGAIN // max(length, 1)))
    order: list[int] = (-strengths).argsort(kind="stable")[:most].tolist()
    return [one for one in order if strengths[one] > 0]


def _jointly(words: _Words, strongest: Sequence[int], whole: float, abuse: Abuse) -> dict[int, float]:
    """Return the fewest of the strongest words that raise the score together though none does alone, and how far each.

    An insult said twice is one insult to the trees, which then lose nothing with either.
    """
    groups = [strongest[:count] for count in range(2, len(strongest) + 1)]
    left = abuse.log_odds(list(map(words.cut, groups)), words.tally.without(groups)).tolist()
    for group, log_odds in zip(groups, left, strict=True):
        each = (whole - log_odds) / len(group)
        if each >= STRONG:
            return dict.fromkeys(group, each)
    return {}


def _spans(words: _Words, weights: Mapping[int, float], whole: float, abuse: Abuse) -> tuple[Span, ...]:
    """Return the words to mark, in the order of the text, given those that weigh enough.

    Two words may say the same, and the score stay high without both: then only the strongest is marked.
    """
    raising = [one for one, weight in weights.items() if weight > 0]
    kept = _borne_out(words, [raising, [max(raising, key=weights.__getitem__)]], whole, abuse) if raising else []
    marked = [one for one, weight in weights.items() if weight < 0 or one in kept]
    return tuple(Span(*words.place(one), round(weights[one], 4)) for one in sorted(marked))


def _borne_out(words: _Words, groups: Sequence[list[int]], whole: float, abuse: Abuse) -> list[int]:
    """Return the first group of words without which the log-odds are less than `whole`; none where none is.

    The text is read anew only where words that are taken out leave others joined, or were written in disguise.
    """
    is_exact = words.is_exact(groups[0])
    if is_exact and len(groups[0]) == 1:
        return groups[0]
    cuts = list(map(words.cut, groups))
    readings = words.tally.without(groups) if is_exact else abuse.heads.read(scoring_copies(cuts))
    left = abuse.log_odds(cuts, readings).tolist()
    return next((group for group, log_odds in zip(groups, left, strict=True) if log_odds < whole), [])


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
