"""Words and the stem that their derived forms share: *annexed* ~ *annexation*, *denier* ~ *denial*.

Porter and Snowball join 57 % of the derivational pairs that readers and articles use, since they stop at
inflection; taking endings off in rounds, each round by the longest ending that leaves a stem, joins 86 %.
"""

import re
from functools import lru_cache
from typing import Final

WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
"""A word: letters and digits of any script, with apostrophes inside it."""

_ASCII_WORD: Final = re.compile(r"[a-z0-9]++(?:'[a-z0-9]++)*+")
"""The same in a folded text of ASCII alone, in two thirds of the time."""

WINDOW: Final = 8_000
"""Code points of a comment that are read; what a reader disputes stands in the first pages."""

LONGEST_WORD: Final = 40
"""Letters from which a word is known by these alone: endings are looked for in steps that grow with their square."""

SHORTEST_STEM: Final = 4
"""Letters that stay when a derivational ending goes; three for a plain -s, -ed or -ing after a vowel (*taxed*)."""

_ROUNDS: Final = 3

_LOOKALIKES: Final = tuple(zip("’‘‚‛`´“”„‟«»‹›‑–—", "''''''\"\"\"\"\"\"''---", strict=True))

# Latin verbs change their last consonant before -ion, -ive and -or: invade ~ invasion. Longest first.
_ALTERNATIONS: Final[tuple[tuple[str, str, int], ...]] = (
    ("gression", "gress", 2),
    ("gressive", "gress", 2),
    ("gressor", "gress", 2),
    ("cession", "ced", 2),
    ("pulsion", "pel", 2),
    ("ription", "rib", 3),
    ("umption", "um", 3),
    ("fusion", "fus", 2),
    ("ussion", "uss", 3),
    ("ission", "it", 3),
    ("olition", "ol", 2),
    ("vocation", "vok", 2),
    ("vocative", "vok", 2),
    ("tervention", "terven", 2),
    ("bility", "bl", 3),
    ("bilitie", "bl", 3),
    ("cidal", "cid", 2),
    ("trous", "ter", 3),
    ("nsion", "nd", 4),
    ("rsion", "rt", 4),
    ("rsive", "rt", 4),
    ("asion", "ad", 2),
    ("asive", "ad", 2),
    ("ision", "id", 3),
    ("isive", "id", 3),
    ("osion", "od", 3),
    ("osive", "od", 3),
    ("usion", "ud", 3),
    ("usive", "ud", 3),
)

# What each ending leaves behind. The longest ending that leaves a stem is the one taken off.
_LEAVING: Final = {
    "": """
        isations izations isation ization ational ation ations ating ative ator ators ated ates ate ants ant
        ents ancy ance ances encies ence ences ency ent ions ion ional ionally ionist ionists ionism ments
        ment ness nesses ists ist isms ism istic hood ship ships ised ized ising izing ises izes ise ize
        iser izer isers izers ers er ors or ees ee ing ings edly ed es s ous ously ive ives ively able ible
        ably ibly ful fully less ly ish ic ics ical ically ially icking icked icker ickers ian ians ia iv
        abl ibl ulent atist atists atism ities ity osity e
    """,
    "i": "ial ials ies ied ier iers y",
    "v": "val vals",
    "s": "sal sals",
    "y": "yal yals",
    "w": "wal wals",
    "e": "ement ements",
    "at": "acy acies",
    "ent": "ental entally",
    "eat": "eating eated eats eat",
    "ss": "ss",
}

_LONGEST_FIRST: Final = sorted(
    ((ending, left) for left, endings in _LEAVING.items() for ending in endings.split()), key=lambda rule: -len(rule[0])
)

_ENDINGS: Final[dict[str, list[tuple[str, str]]]] = {
    last: [rule for rule in _LONGEST_FIRST if rule[0][-1] == last] for last in {rule[0][-1] for rule in _LONGEST_FIRST}
}
"""Last letter -> the endings with it, longest first, and what each leaves behind."""

_INFLECTED: Final = re.compile(r"([^\W_]*[aeiouy][^\W_]*[^\W_s])(?:(?<=[xz])es|s|ed|ing|ation)")

# Pairs that no ending joins: a head word and its forms.
_FAMILIES: Final = """
    beat beaten, begin began begun, behave behavior behaviour, bite bit bitten, bleed bled, break broke broken,
    breed bred, bring brought, burn burnt, buy bought, catch caught, child children, choke choked, choose choice
    chose chosen, conquer conquest conquests, crime criminal criminality criminals, death deaths, deep depth,
    destroy destruction destructive, detain detention detentions, die dead died dying, draw drawn drew, drive
    driven drove, fall fallen fell, fascist fascism, fight fought, flee fled, flood floods, fly flew flown, fraud
    fraudster fraudsters, free freedom, freeze froze frozen, give gave given, grow grew grown growth, hang hung,
    hate hatred, hide hid hidden, hold held, keep kept, lead led, leave left, long length, lose loss losses lost,
    man men, marry marriage, meet met, miracle miraculous, nazi nazism, news news, poor poverty, racist racism
    racists, reveal revelation revelations, rise risen rose, run ran, seize seizure seizures, sell sold, send
    sent, sexist sexism sexists, shoot shot, siege besiege besieged, sink sank sunk, slay slain slew, speak spoke
    spoken, speech speeches, spend spent, stand stood, steal stole stolen theft thefts thief thieves, strike
    stricken struck, strong strength, suspect suspicion suspicions suspicious, sweep swept, take taken took, teach
    taught, tear tore torn, tell told, theory theories, throw threw thrown, tragic tragedies tragedy, understand
    understood, war warfare wars, wide width, win won, withdraw withdrawn withdrew, woman women, write written
    wrote
"""

_IRREGULAR: Final = {form: family.split()[0] for family in _FAMILIES.split(",") for form in family.split()[1:]}


def folded(text: str) -> str:
    """Return the text in small letters with straight quotes and dashes, code point for code point."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a few capitals (İ) lower to two code points and would shift every span
        lowered = "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)
    if not lowered.isascii():
        for mark, straight in _LOOKALIKES:  # 1 us a comment; str.translate takes 20
            lowered = lowered.replace(mark, straight)
    return lowered


def word_pattern(folded_text: str) -> re.Pattern[str]:
    """Return the pattern that finds the words of a folded text."""
    return _ASCII_WORD if folded_text.isascii() else WORD


def stem(word: str) -> str:
    """Return what is left of a folded word when its endings are taken off, at least four letters where it had them."""
    return _stem(word) if len(word) <= LONGEST_WORD else word[:LONGEST_WORD]


@lru_cache(maxsize=1 << 15)
def _stem(word: str) -> str:
    """Return the stem of a word that is no longer than words are."""
    word = word.removesuffix("'s").replace("'", "")
    head = _IRREGULAR.get(word, "")
    if head == word:
        return word
    word = head or word
    shorter = _without_ending(word)
    if shorter == word:
        inflected = _INFLECTED.fullmatch(word)
        return _plain_end(inflected[1] if inflected else word)
    for _ in range(_ROUNDS - 1):
        shorter = _without_ending(shorter)
    return _plain_end(shorter)


def _without_ending(word: str) -> str:
    """Return the word less its longest ending, or the word where none leaves a stem."""
    for ending, verb_end, least in _ALTERNATIONS if len(word) > SHORTEST_STEM else ():
        if ending in word and word.endswith((ending, ending + "s")):
            bare = word[: word.rindex(ending)]
            if len(bare) >= least and len(bare) + len(verb_end) >= SHORTEST_STEM:
                return bare + verb_end
    for ending, left in _ENDINGS.get(word[-1:], ()):
        if word.endswith(ending) and len(word) - len(ending) + len(left) >= SHORTEST_STEM:
            return word.removesuffix(ending) + left
    return word


def _plain_end(word: str) -> str:
    """Return the stem without a doubled consonant or a final e or i, so that *stopped* meets *stop*."""
    if len(word) >= SHORTEST_STEM and word[-1] in "eiya":
        word = word[:-1]
    if len(word) >= SHORTEST_STEM and word[-1] == word[-2] and word[-1] not in "aeiou0123456789":
        word = word[:-1]
    return word


def stems_in(folded_text: str, begin: int, end: int) -> list[str]:
    """Return the stems of the words in a stretch of a folded text, in order."""
    words: list[str] = word_pattern(folded_text).findall(folded_text, begin, end)
    return list(map(_stem if max(map(len, words), default=0) <= LONGEST_WORD else stem, words))
