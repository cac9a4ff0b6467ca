"""Names of groups of people, which the heads of abuse read as one: *Muslims*, *gay* and *Poles* are the same feature.

Corpora mention some groups mostly where they are attacked, so that a name alone came to tell of abuse. Read as one, no
group weighs more than another, and what is learnt about attacks on one holds for all. Slurs are not names.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from zlib import crc32

import numpy as np

from moderation.scoring.hashing import (
    SLOTS,
    SPACE,
    U64,
    Block,
    Slots,
    Words,
    joined,
    pairs_of,
    slots_of,
    words_of,
)

_OF_SEX: Final = """
    gay gays lesbian lesbians bisexual bisexuals bi trans transgender transgendered transsexual transsexuals queer
    straight homosexual homosexuals heterosexual heterosexuals hetero nonbinary intersex asexual asexuals pansexual
    cisgender lgbt lgbtq lgbtqia male males female females men women woman feminist feminists
"""

_OF_ORIGIN: Final = """
    black blacks white whites brown asian asians latino latinos latina latinas latinx hispanic hispanics mexican
    mexicans rican ricans cuban cubans haitian haitians jamaican jamaicans brazilian brazilians colombian colombians
    venezuelan venezuelans african africans somali somalis nigerian nigerians kenyan kenyans ethiopian ethiopians
    chinese korean koreans vietnamese filipino filipinos filipina japanese thai indian indians pakistani pakistanis
    bangladeshi bangladeshis tamil tamils arab arabs arabic syrian syrians afghan afghans iranian iranians persian
    persians iraqi iraqis kurdish kurd kurds israeli israelis palestinian palestinians lebanese egyptian egyptians
    moroccan moroccans algerian algerians tunisian tunisians libyan libyans saudi saudis eastern easterner easterners
    european europeans american americans canadian canadians australian australians russian russians ukrainian
    ukrainians polish poles romanian romanians bulgarian bulgarians albanian albanians serbian serbs croatian croats
    hungarian hungarians czech czechs slovak slovaks turkish turks english british brits irish scottish scots welsh
    german germans austrian austrians french dutch belgian belgians italian italians greek greeks spanish spaniards
    portuguese swedish swedes norwegian norwegians danish danes finnish finns roma romani traveller travellers
    indigenous aboriginal aboriginals inuit immigrant immigrants migrant migrants refugee refugees foreigner
    foreigners expat expats caucasian caucasians biracial
"""

_OF_FAITH: Final = """
    muslim muslims moslem moslems islamic christian christians catholic catholics protestant protestants evangelical
    evangelicals mormon mormons orthodox jewish jew jews buddhist buddhists hindu hindus sikh sikhs taoist taoists
    atheist atheists amish quaker quakers sunni sunnis shia shiite shiites baptist baptists
"""

_OF_BODY_AND_AGE: Final = """
    old older young younger elderly aged teenage teenager teenagers millennial millennials millenial millenials
    pensioner pensioners boomer boomers blind deaf disabled disabilities disability paralyzed paralysed autistic
    dyslexic dyslexics wheelchair homeless
"""

GROUPS: Final = frozenset(" ".join((_OF_SEX, _OF_ORIGIN, _OF_FAITH, _OF_BODY_AND_AGE)).split())
"""Names of groups in their scoring copy, in every form that is read as one; with *'s* too."""

GROUP: Final = np.uint64(0x6D2B79F59E3779B1)
"""The hash that stands for any group: a figure of our own, which no word of the language has."""

NAMED: Final = int(slots_of(np.array([GROUP]))[0])
"""The feature that any group's name is read as."""


def fingerprint() -> int:
    """Return a figure that changes with the names, for a model to agree with."""
    return crc32(" ".join(sorted(GROUPS)).encode())


def _hashes(names: Sequence[str]) -> U64:
    """Return the hashes of names, sorted."""
    return np.sort(words_of(joined(names)).hashes)


_NAMES: Final = _hashes([form for name in sorted(GROUPS) for form in (name, f"{name}'s")])
_MAY_NAME: Final = np.zeros(SLOTS, np.bool_)
_MAY_NAME[slots_of(_NAMES)] = True


def unnamed(block: Block, words: Words) -> tuple[Block, Words]:
    """Return a block whose names of groups are blanked out, and its words with one feature for any of them.

    All places stay. Several names in a row count as one: "gay Muslim" names nobody twice.
    """
    hashes = words.hashes
    rows = _MAY_NAME.take(words.singles).nonzero()[0]
    rows = rows[_NAMES[np.minimum(_NAMES.searchsorted(hashes[rows]), len(_NAMES) - 1)] == hashes[rows]]
    if not len(rows):
        return block, words
    hashes = hashes.copy()
    hashes[rows] = GROUP
    return _blanked(block, words.starts[rows], words.ends[rows]), _read_as_one(words, hashes, rows)


def _blanked(block: Block, starts: Slots, ends: Slots) -> Block:
    """Return a block without some words, so that no run of letters tells them."""
    blob = bytearray(block.blob)
    codes = np.frombuffer(blob, np.uint8)
    lengths = ends - starts
    places = np.arange(int(lengths.sum())) + np.repeat(starts - np.cumsum(lengths) + lengths, lengths)
    codes[places] = SPACE
    return Block(bytes(blob), block.starts)


def _read_as_one(words: Words, hashes: U64, rows: Slots) -> Words:
    """Return the words with one feature for any name, and for the pairs a name is part of."""
    opens = np.zeros(len(hashes) + 1, np.bool_)
    opens[words.firsts] = True  # the place after the last word as well
    goes_on = ~opens[rows] & (hashes[rows - 1] == GROUP)
    singles, pairs = words.singles.copy(), words.pairs.copy()
    singles[rows] = np.where(goes_on, 0, NAMED)
    begins = np.concatenate([rows, rows[~opens[rows]] - 1])
    begins = begins[~opens[begins + 1]]
    first, second = hashes[begins], hashes[begins + 1]
    pairs[begins] = np.where((first == GROUP) & (second == GROUP), 0, pairs_of(first, second))
    return replace(words, singles=singles, pairs=pairs, hashes=hashes)
