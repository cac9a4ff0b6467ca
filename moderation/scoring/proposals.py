"""The wording a reader proposes instead: `it should read 'X'`, `X is the right word`, `X, not Y`.

Found before the contested expression is chosen, so that the proposal isn't taken for what is contested.
"""

import re
from typing import Final

_QUOTED: Final = r"(?:\"[^\"\n]{1,80}\"|'(?=\w)[^\n\"]{1,80}?'(?!\w))"
_BARE: Final = r"[\w'-]+(?: [\w'-]+){0,3}"
_TERM: Final = rf"(?P<term>{_QUOTED}|{_BARE}?(?=\s*(?:[.,;:!?\n)]|\Z)))"
_WORD: Final = r"(?:word|term|expression|name|phrase|verb|label|adjective|wording)"
_FIT: Final = (
    r"(?:correct|right|proper|neutral|accurate|honest|better|real|precise|appropriate|preferred|"
    r"usual|simple|plain|modern)"
)

# Surest first: the first that matches names the proposal.
_PROPOSALS: Final = tuple(
    re.compile(rf"(?<!\w)(?:{pattern})")
    for pattern in (
        rf"(?P<term>{_QUOTED}|[\w-]+) would (?:do(?=[ .!?]|\Z)|"
        rf"be (?:the |an? |more |much )*{_FIT}(?!\w| (?:word|term)))",
        rf"(?:you|they) mean (?:an? |the )?{_TERM}",
        rf"(?:should|ought to|could|would|must|why not|let's|try|please)(?: \w+){{0,3}}? (?:say|read|"
        rf"be called|call (?:it|them|him|"
        rf"her|this|that)|use|write|print|put|have (?:said|read|been(?: called)?)|be|say that)[: ]+{_TERM}",
        rf"the (?:{_FIT} )?{_WORD}(?: (?:you are|you're|we are) looking for)?(?: for \w+)?(?: here)? "
        rf"(?:is|was|would be|should be)[: ]+{_TERM}",
        rf"(?P<term>{_QUOTED}|[\w-]+(?: [\w-]+){{0,2}}) (?:is|was|would be|would have been) (?:the|a|"
        rf"an|more|much) (?:more )?"
        rf"(?:{_FIT}|{_WORD} (?:you|we|they|for))",
        rf"(?P<term>{_QUOTED}) (?:would have|costs|will do|would do|is what|is the)",
        rf"(?:use|try|say|write|mean|prefer|make it|call it|calls? (?:it|that|this|them)|known as|"
        rf"called|word is|term is) "
        rf"(?:an? |the )?(?P<term>{_QUOTED})",
        rf"(?:\A|(?<=[.!?\n] ))(?:it(?:'s| is| was) |an? |the )?(?P<term>{_QUOTED}|[\w-]+(?: "
        rf"[\w-]+){{0,2}}),? (?:and )?not (?:an? |the )?"
        rf"[\w\"'-]+(?: [\w\"'-]+){{0,2}}(?=\s*(?:[.!?\n]|\Z))",
        rf"(?:i would|i'd|we|doctors|scholars|people here|locals) (?:call|say|write|prefer)(?: it| "
        rf"that| this| them|) (?:an? |the )?{_TERM}",
        rf"not (?:an? |the )?[\w\"'-]+(?: [\w\"'-]+)? but (?:an? |the |rather )?{_TERM}",
        rf"(?:that's|that is|it's|it is|they're|they are|you mean|they mean|is called|are called) "
        rf"(?:an? |the |called )?"
        rf"(?P<term>{_QUOTED})",
    )
)

_HINTS: Final = (
    "should",
    "ought",
    "could",
    "would",
    "must",
    "why not",
    "let's",
    "try",
    "please",
    "word",
    "term",
    "expression",
)
_MORE_HINTS: Final = (
    *_HINTS,
    " not ",
    "call",
    "use ",
    "say",
    "mean",
    "known as",
    "prefer",
    "that's",
    "it's",
    " is ",
    "are ",
)


# Words that begin a clause rather than a proposal: `it did not`, `she is not`.
_CLAUSE: Final = re.compile(
    r"(?:it|he|she|they|we|i|you|this|that|there|no|not|nobody|what|who|told|point|my|your)(?!\w)"
)


def proposal(small: str) -> tuple[int, int] | None:
    """Return where in a folded comment the proposed wording stands, quotation marks left out; None without one."""
    if not any(hint in small for hint in _MORE_HINTS):
        return None
    for pattern in _PROPOSALS:
        found = pattern.search(small)
        if found and not _CLAUSE.match(small, *found.span("term")):
            return _inside(small, *found.span("term"))
    return None


def _inside(small: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the span without quotation marks, blanks and stops at its ends; None when nothing is left."""
    inside = small[start:end]
    start += len(inside) - len(inside.lstrip(" \"'.,;:"))
    end = start + len(small[start:end].rstrip(" \"'.,;:!?"))
    end -= 4 if small[start:end].endswith(" and") else 0
    return (start, end) if end > start else None
