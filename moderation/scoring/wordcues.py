"""How a comment talks about words: cues that a reader objects to an expression, and where it must stand.

No cue is a rule (the best is .38 precise), so each is a feature; those that name an expression also open a window in
which it is looked for. Every pattern has plain words that must occur before it is tried, which spares most comments.
"""

import re
from collections.abc import Sequence
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
    """First letters of words at which the pattern is tried; none where it is always tried."""
    also: frozenset[str]
    """First letters of other words, one of which must occur besides; any or none where empty."""
    parts: tuple[str, ...]
    """What must occur besides, any of it: to look for ten words takes less than to try a pattern at ten places."""
    anywhere: bool
    """Whether the pattern is looked for anywhere once it is tried: it begins with the mark before it."""
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


_FEW_PARTS: Final = 24
"""Words up to which it pays to look whether any of them occurs as it is written."""

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

FLAWED: Final = (
    "misleading loaded wrong incorrect inaccurate inappropriate offensive pejorative derogatory insult euphemism "
    "propaganda biased one sensational inflammatory ridiculous absurd laugh nonsense meaningless lazy unfair "
    "dishonest deceptive slander slur disgust tendentious lie stretch misnomer hardly demean condescend patroni "
    "stigma dehumani false too rich weasel clickbait click overstate understate exaggerat"
)
"""How the words of FLAW begin."""
WORDED: Final = (
    "word term phras expression label euphemism adjective moniker descri verb noun nomencl epithet language characteri"
)
"""How the words of WORDING begin."""
OUTLETS: Final = (
    "you author writer article paper newspaper journalist reporter media press columnist editor editorial outlet "
    "headline piece story news channel broadcaster bbc cnn g globe caption column"
)
"""How the words of OUTLET begin."""


def cue(
    name: str,
    needs: str,
    pattern: str,
    looks: Looks = Looks.NOWHERE,
    strength: Strength = Strength.NONE,
) -> Cue:
    """Return a cue that is tried at words that begin like one of `needs`.

    After a `+` stand other words, any of which must occur as well, as far as they are written; a low line is a blank.
    A pattern that begins with a class of letters is looked for anywhere once a word begins so, or `"` opens.
    """
    first, _, second = needs.partition("+")
    heads, also = (frozenset(word.split("_")[0][:HEAD] for word in half.split()) for half in (first, second))
    parts = tuple(word.replace("_", " ") for word in second.split())
    anywhere = pattern.startswith("[")
    return Cue(
        name, heads, also, parts if len(parts) <= _FEW_PARTS else (), anywhere, re.compile(pattern), looks, strength
    )


ECHO: Final = (
    r"(?:so |an? |the |oh |and |why (?:is it |are they |is she |is he )?|since when is )?"
    r"[\w'-]+(?: [\w'-]+){0,2} ?(?:[?!]+|\.(?=\s)|\.{3}| -+ |: )"
)
CLAUSE: Final = r"[^.;!?\n]"


def occurrences(cue: Cue, small: str, tried: Sequence[int]) -> list[tuple[int, int]]:
    """Return where a cue occurs in a folded comment, given where words begin that it may begin with."""
    if cue.anywhere:  # the mark before it is no part of it
        return [(found.start(), found.end() - 1) for found in cue.pattern.finditer("\n" + small)]
    match = cue.pattern.match
    places: list[tuple[int, int]] = []
    read = 0
    for place in sorted(tried):
        if place >= read and (found := match(small, place)):
            read = found.end()
            places.append((place, read))
    return places
