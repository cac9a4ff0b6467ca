"""Targets that take a text as readers write it: the scorer, the doors for screens and spreadsheets, cells, markup."""

import json
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.fuzz.claims import claim
from moderation.comments import Article, Comment, InContext
from moderation.formats import cells, markup
from moderation.formats.sources import Repairs
from moderation.formats.terms import iso_date
from moderation.scoring.scorer import Scorer
from moderation.text import FORMULA_STARTS, from_spreadsheet_cell, masked, one_line, spreadsheet_cell, visible

PLAIN: Final = "Stop calling it an annexation. It was a reunification, and your headline should say so, you lazy hacks."
_WAYS: Final = (
    ("utf-8", "surrogateescape"),
    ("utf-8", "replace"),
    ("latin-1", "strict"),
    ("utf-16-le", "surrogatepass"),
    ("utf-32-le", "replace"),
    ("utf-7", "replace"),
)
_HARMFUL: Final = {
    *(chr(code) for code in (*range(10), *range(11, 32), *range(0x7F, 0xA0), *range(0xD800, 0xE000))),
    *"\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
}
"""What acts on a terminal, or turns the direction of what stands beside it."""


@cache
def scorer() -> Scorer:
    """Return the shipped model."""
    return Scorer.shipped()


def text_of(given: bytes) -> str:
    """Return bytes as a text, decoded in the way that their first byte names."""
    encoding, errors = _WAYS[given[0] % len(_WAYS)] if given else _WAYS[0]
    content = given[1:]
    if errors == "surrogatepass":
        content = content[: len(content) // 2 * 2]
    return content.decode(encoding, errors)


def judged(given: bytes) -> bool:
    """Score and explain a text as comment, article or parent: sound, and in a batch as alone."""
    if len(given) < 2:
        return False
    text, plain, article = text_of(given[1:]), Comment("c", PLAIN), Article("a", "Annexation", PLAIN)
    hostile, about = Comment("h", text), Article("h", text[:200], text)
    ways = (
        InContext(hostile),
        InContext(hostile, article, plain),
        InContext(plain, about, hostile),
        InContext(hostile, about, hostile),
    )
    posted = ways[given[0] % len(ways)]
    neighbour = InContext(plain, article)
    alone = claim_judged(posted)
    batch = scorer().score([neighbour, posted, neighbour]).scores
    turned = scorer().score([posted, neighbour]).scores
    claim(batch[1].tobytes() == alone.tobytes() == turned[0].tobytes(), "a batch scores a comment as it is alone")
    claim(batch[0].tobytes() == batch[2].tobytes() == turned[1].tobytes(), "neighbours change no score")
    return True


def claim_judged(posted: InContext) -> NDArray[np.float64]:
    """Claim that scores lie in [0, 1] or are none, and evidence lies within its texts; return the scores."""
    text, article = posted.comment.text, posted.article
    scores: NDArray[np.float64] = scorer().score([posted]).scores[0]
    claim(bool(np.all(np.isnan(scores) | ((scores >= 0) & (scores <= 1)))), "a score lies in [0, 1] or is none")
    for evidence in scorer().explain(posted).values():
        claim(evidence.why, "evidence says why")
        claim(all(0 <= span.start < span.end <= len(text) for span in evidence.spans), "spans lie within the text")
        claim(not evidence.term or evidence.term in text, "the term stands in the text")
        sentence = evidence.article_sentence
        claim(not sentence or (article and (sentence in article.text or sentence in article.title)), "it stands there")
    for stretches in scorer().stretches([(text, None), (text, True)]):
        claim(all(0 <= start < end <= len(text) for start, end in stretches), "what is covered lies within the text")
    return scores


def doors(given: bytes) -> bool:
    """Take a text through the doors for screens and spreadsheets."""
    text = text_of(given)
    shown = visible(text)
    claim(len(shown) == len(text), "one code point to one code point")
    claim(_HARMFUL.isdisjoint(shown), "nothing that acts on a terminal goes out")
    claim(visible(shown) == shown, "what was made visible stays as it is")
    claim("\n" not in one_line(text) and len(one_line(text)) == len(text), "one line is one line")
    cell = spreadsheet_cell(text)
    claim(cell.lstrip(" ")[:1] not in FORMULA_STARTS or not cell.strip(" "), "no cell begins a formula")
    claim(from_spreadsheet_cell(cell) == text or cell == text, "a cell comes back as it was")
    covered = masked(shown, [(len(text) // 3, len(text) // 2), (len(text) // 4, len(text) - 1)])
    claim(len(covered) == len(shown), "covering moves nothing")
    return True


def celled(given: bytes) -> bool:
    """Read cells of any sort as words, ids, dates and flags."""
    text = text_of(given)
    try:
        stated: object = json.loads(text)
    except (ValueError, RecursionError):
        stated = text
    for cell in (text, stated):
        row = {"it": cell}
        for said in (cells.word(row, "it"), cells.reference(row, "it")):
            claim("\0" not in said and "\r" not in said, "a word holds no NUL")
        claim(cells.as_flag(cell) in (True, False, None), "a flag is one")
    date = cells.date_of(text, Repairs())
    claim(iso_date(date) == date, "a date that was read stays as it is")
    kept, cut = cells.kept_text(text, Repairs())
    claim(cells.kept_text(kept, Repairs()) == (kept, False) or cut, "a text made fit stays as it is")
    return True


def marked_up(given: bytes) -> bool:
    """Read HTML as the text that a reader wrote."""
    text = text_of(given)
    for read in (markup.plain_text(text), markup.rendered_text(text), markup.line_of_text(text)):
        claim("\r" not in read or "&" in text, "there is one sort of line end")
    claim("\n" not in markup.line_of_text(text), "a line is one line")
    claim(markup.depth_of(text) >= 0, "a depth is one")
    return True
