"""How a comment talks about words: cues that a reader objects to an expression, and where it must stand.

No cue is a rule (the best is .38 precise), so each is a feature; those that name an expression also open a window in
which it is looked for. Every pattern has plain words that must occur before it is tried, which spares most comments.
"""

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Final


class Looks(IntEnum):
    """On which side of a cue the contested expression stands."""

    NOWHERE = 0
    AFTER = 1
    BEFORE = 2
    INSIDE = 4
    """In the cue's own match."""
    AROUND = 3
    """On either side, in quotation marks; unquoted only right after the cue."""


class Strength(IntEnum):
    """How surely a cue is about words."""

    NONE = 0
    WEAK = 1
    """It may deny a fact as well as a word: `it was not a riot`."""
    ECHO = 2
    """A word thrown back, alone in its sentence: `Massacre?`"""
    QUOTED = 3
    """An expression held up in quotation marks."""
    STRONG = 4
    """It speaks of calling, words or headlines."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One way to talk about words."""

    name: str
    heads: frozenset[str]
    """First four letters of words, one of which must occur, or the pattern isn't tried; empty: always tried."""
    pattern: re.Pattern[str]
    looks: Looks = Looks.NOWHERE
    strength: Strength = Strength.NONE


QUOTATION: Final = "quotation"

ANYWHERE: Final = "anywhere"
"""The window of a comment in which no cue points at a word of the article."""


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of the comment in which a contested expression is looked for."""

    cue: str
    """The name of the cue it belongs to; QUOTATION for a quotation by itself."""
    start: int
    end: int
    strength: Strength
    quoted_only: bool = False
    near: int = 0
    """The edge at the cue."""


HEAD: Final = 4
"""Letters of a word that say which cues to try."""

CALL: Final = r"(?:call|stat|say|describ|referr?|us|label|writ|claim|nam|term|portray|brand|dub|characteri[sz]|insist)"
CALLS: Final = r"(?:call|describe|refer to|label|term|dub|brand|portray|characteri[sz]e|paint|depict|name|bill|cast)"
CALLED: Final = (
    rf"(?:{CALLS}s?|call(?:ed|ing)|describ(?:ed|ing)|referr(?:ed|ing) to|label?led|label?ling|"
    rf"termed|dubbed|branded|branding|portray(?:ed|ing|s)|characteri[sz](?:ed|ing)|paint(?:ed|ing|"
    rf"s)|depict(?:ed|ing|s)|billed)"
)
WORDING: Final = (
    r"(?:words?|terms?|phrases?|phrasing|expressions?|labels?|euphemisms?|wording|adjectives?|"
    r"moniker|terminology|descriptions?|descriptors?|verbs?|nouns?|nomenclature|epithets?|"
    r"language|characteri[sz]ations?)"
)
OUTLET: Final = (
    r"(?:you|author|writer|articles?|papers?|newspapers?|journalists?|reporters?|media|press|"
    r"columnists?|editors?|editorial|outlets?|headlines?|piece|story|news|channel|broadcaster|bbc|"
    r"cnn|g&m|globe|caption|column)"
)
FLAW: Final = (
    r"(?:mislead|loaded|wrong|incorrect|inaccura|inappropriate|offensive|pejorative|derogatory|"
    r"insult|euphemis|propagand|biased|one-sided|sensational|inflammatory|ridiculous|absurd|laugh|"
    r"nonsens|meaningless|lazy|unfair|dishonest|deceptive|slander|slur|disgust|tendentious|a lie|"
    r"a stretch|an? misnomer|hardly|demean|condescend|patroni[sz]|stigma|dehumani|false|too "
    r"(?:kind|mild|soft|strong|generous|gentle|neutral|harsh)|rich|weasel|clickbait|click-bait|"
    r"overstate|understate|exaggerat)"
)


def cue(
    name: str,
    needs: str,
    pattern: str,
    looks: Looks = Looks.NOWHERE,
    strength: Strength = Strength.NONE,
) -> Cue:
    """Return a cue that is tried where a word begins like one that it needs, beside quotations where it needs `"`."""
    heads = frozenset(word.split("_")[0][:HEAD] for word in needs.split())
    # a pattern that begins with a class of letters is found by it, three times as fast as one that looks behind
    whole = pattern if pattern.startswith("[") else rf"\W(?:{pattern})"
    return Cue(name, heads, re.compile(whole), looks, strength)


ECHO: Final = (
    r"(?:so |an? |the |oh |and |why (?:is it |are they |is she |is he )?|since when is )?"
    r"[\w'-]+(?: [\w'-]+){0,2} ?(?:[?!]+|\.(?=\s)|\.{3}| -+ |: )"
)
CLAUSE: Final = r"[^.;!?\n]"


def occurrences(cue: Cue, led: str) -> list[tuple[int, int]]:
    """Return where a cue occurs in a folded comment, given the comment with a line end before it.

    A pattern takes in the mark before it; what it returns is the span in the comment itself, without that mark.
    """
    return [(found.start(), found.end() - 1) for found in cue.pattern.finditer(led)]
