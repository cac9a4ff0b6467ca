"""Which language a comment is in, as far as its letters and its commonest words tell.

Enough to see whether a model is weaker on comments that are not in its own language; a real detector would be a
model of 1 MB and more, for one row of a table.
"""

import re
from collections import Counter
from typing import Final

UNCLEAR: Final = "too short to tell"

FEWEST_WORDS: Final = 2
"""Of a language's commonest words; one alone is as often a name or a quotation."""

_SCRIPTS: Final = {
    "Cyrillic": "\u0400-\u052f",
    "Greek": "\u0370-\u03ff\u1f00-\u1fff",
    "Arabic": "\u0600-\u06ff\u0750-\u077f",
    "Hebrew": "\u0590-\u05ff",
    "Devanagari": "\u0900-\u097f",
    "Thai": "\u0e00-\u0e7f",
    "Japanese": "\u3040-\u30ff",
    "Korean": "\u1100-\u11ff\uac00-\ud7af",
    "Chinese": "\u4e00-\u9fff",
}

_OF_SCRIPT: Final = {name: re.compile(f"[{span}]") for name, span in _SCRIPTS.items()}

_COMMONEST: Final = {
    "English": "the and of to is that you it for this are was with have not they but what your be if who just don't",
    "German": "der die und das ist nicht sie ich ein eine den zu mit auf für sind wir auch dass wie von haben aber",
    "French": "le les des est et une pas que pour dans qui vous sur avec nous ce sont mais plus cette aux c'est",
    "Spanish": "el los las que por una con para no es como pero del se más todo esta son muy hay",
    "Portuguese": "o os as não que uma com para é como mas do da em se mais isso são muito dos",
    "Italian": "il che non di per una con sono ma gli della è si anche come questo più del nella",
    "Dutch": "de het een van niet dat en ik is zijn voor met ook maar wat er aan deze wij heeft",
    "Polish": "nie się jest to na że jak do za ale po tak są czy przez już",
}

_WORDS: Final = {language: frozenset(words.split()) for language, words in _COMMONEST.items()}

_WORD: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")

_LOOKED_AT: Final = 2_000
"""Characters; a longer text is in one language by then."""


def language_of(text: str) -> str:
    """Return a language's name, or a script's, or that it can't be told."""
    beginning = text[:_LOOKED_AT].lower().replace("’", "'")
    if not beginning.isascii():
        letters = {name: len(pattern.findall(beginning)) for name, pattern in _OF_SCRIPT.items()}
        script = max(letters, key=letters.__getitem__)
        # a page of Japanese has more Chinese signs than its own
        if letters["Japanese"] and script == "Chinese":
            script = "Japanese"
        if letters[script] * 2 >= sum(sign.isalpha() for sign in beginning) > 0:
            return script
    return _of_words(beginning)


def _of_words(text: str) -> str:
    """Return the language whose commonest words stand most often in a text, in the Latin script."""
    counted = Counter(_WORD.findall(text))
    hits = {language: sum(counted[word] for word in words) for language, words in _WORDS.items()}
    best = max(hits, key=hits.__getitem__)
    is_tied = sorted(hits.values())[-2] == hits[best]
    return UNCLEAR if hits[best] < FEWEST_WORDS or is_tied else best
