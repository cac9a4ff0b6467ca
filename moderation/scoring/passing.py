"""Cues that a comment advertises, talks of the site itself, or talks of the article as a piece of writing.

No corpus here labels these, so they are words and phrases of our own, weighed by hand in the off-topic head. They are
read off the words of a whole block; a pattern, 30 us a comment, is tried only on what is full of a seller's words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moderation.scoring.bags import BUCKETS, Whole, buckets_of, firsts_of, sums
from moderation.scoring.hashing import SLOTS, Words, joined, words_of
from moderation.scoring.wordforms import WINDOW, folded


def _any_of(*patterns: str) -> re.Pattern[str]:
    """Return a pattern that begins at a word and matches any of these."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})")


_LINK: Final = _any_of(
    r"https?://", r"www\.", r"[a-z0-9-]{3,}\.(?:com|net|org|biz|info|shop|xyz|top|click|online|store|io|co|example)\b"
)

_SELLING: Final = _any_of(
    r"click (?:here|the link|on the link|below)",
    r"(?:earn|make|made|making|earning|paid|won) (?:up to |over |about )?(?:[$€£]\s?\d|"
    r"\d[\d,.]*\s?(?:[$€£k]\b|weekly|an? ))",
    r"\d[\d,.]*k? ?[$€£]? ?\w{0,6} (?:weekly|(?:a|per|every|each|last) (?:day|hour|week|month))\b",
    r"turn \d+ into",
    r"(?:work(?:ing)?|income|jobs?) (?:from|at) home\b",
    r"(?:get|got) rich\b|passive income|side hustles?|on autopilot|signal group|financial freedom",
    r"ask me how",
    r"(?:buy|order|sign ?up|join|watch|call) (?:now|today|tonight|before)\b",
    r"ships? worldwide|free (?:shipping|delivery|spins|trial|reading|webinar|booklet|quote|consultation|samples?)",
    r"(?:first|your) (?:\w+ )?(?:ride|order|reading|month|session) (?:is )?free",
    r"(?:promo|discount|with|use|my|coupon) (?:my )?code\b|code [a-z]*\d+\b",
    r"\d+ ?% (?:off|discount|with code|free|guaranteed|legit|registered)|discount (?:for|all)|"
    r"student (?:price|discount)",
    r"limited (?:time |seats|spots|offer)",
    r"no (?:deposit|obligation|papers|prescription|credit check)\b|without exam",
    r"private lender|payday loans?|loans? (?:at|with) low|debt relief",
    r"casino|betting tips|jackpot",
    r"viagra|cialis|weight ?loss (?:pill|secret|tea)|miracle cure|doctors (?:don't|do not|can't|hate)",
    r"spell ?caster|psychic|fortune teller",
    r"whats ?app|telegram",
    r"(?:dm|inbox|text|contact|message|write|reach|email) (?:me|him|her|us|them) (?:on|at|via|to|for|today|now)\b",
    r"thanks to (?:mr|mrs|dr|prophet)\b",
    r"(?:visit|check out|subscribe to) my (?:\w+ ){0,2}(?:site|website|page|channel|blog|profile|shop|store|bio)\b",
    r"(?:trades?|trading|invest\w*)(?: in)? (?:bit ?coins?|cryptos?|forex|stocks) for|(?:bitcoin|"
    r"crypto|forex)\b[^.!?]{0,40}(?:profit|mentor|expert)",
    r"(?:best|fixed|lowest|fair) prices?\b|(?:we|i) (?:fix|repair|sell|deliver|buy) (?:all|any|"
    r"your)\b|walk.?ins welcome",
    r"for sale\b|selling (?:a|my|an)\b|hardly used|as good as new",
    r"follow (?:me|us) (?:on|at)\b|insta\b",
    r"(?:native|professional) writers|plagiarism free|essays from",
)

# A selling phrase has one of these words; one of six letters or more stands for all that begin with its first six.
_SELLING_WORDS: Final = """
    click earn earned earning make made making paid won weekly day hour week month turn home rich passive income
    hustle hustles autopilot signal financial ask buy order sign signup join watch call ships free promo
    discount coupon code off guaranteed legit registered student limited deposit obligation papers prescription credit
    exam lender payday loan loans debt casino betting jackpot viagra cialis weight miracle doctors spell spellcaster
    psychic fortune whats whatsapp telegram dm inbox text contact message write reach email mr mrs dr prophet visit
    check subscribe trade trades trading invest investing bitcoin bit crypto cryptos forex price prices fix repair sell
    deliver walk sale selling hardly good follow insta writers plagiarism essays
"""
_LINK_WORDS: Final = "http https www com net org biz info shop xyz top click online store io co example"
_SITE_WORDS: Final = """
    paywall login moderator moderators moderation unsubscribe newsletter crossword popup popups
"""
_SITE_PHRASES: Final = (
    ("comment comments", "section box closed disabled deleted removed off"),
    ("can't cannot", "comment"),
    ("ban banned", "me"),
    ("censored censoring", "my our"),
    ("deleted", "my"),
    ("my last other first", "comment comments post posts"),
    ("post", "this"),
    ("your the this", "website app homepage search login"),
    ("your web", "site"),
    ("home", "page"),
    ("log logs logged logging", "me in out"),
    ("won't doesn't not", "load"),
    ("pop", "up ups"),
    ("cookie", "banner wall"),
    ("my your", "subscription"),
)
_SUBJECT_WORDS: Final = "offtopic apropos"
_SUBJECT_PHRASES: Final = (
    ("off", "topic"),
    ("one single", "word"),
    ("never", "mind"),
    ("speaking", "of"),
    ("anyone anybody somebody", "know see seen saw tell recommend"),
    ("please pls", "share"),
    ("share", "everywhere before this"),
    ("give", "permission"),
    ("and", "paste"),
    ("the", "chain"),
)
_ASKING_WORDS: Final = "why when"
_ASKING_PHRASES: Final = (("you", "never finally not ever"),)
_COVERING_WORDS: Final = "cover write report print"
_ARTICLE_WORDS: Final = "article piece column editorial journalist reporter columnist word term phrase"
_WRITING_WORDS: Final = "journalism headline headlines misleading wording"
_DETERMINERS: Final = "this the your"

_LISTED: Final = (
    *(_SELLING_WORDS, _LINK_WORDS, _SITE_WORDS, _SUBJECT_WORDS, _COVERING_WORDS, _ASKING_WORDS, _ARTICLE_WORDS),
    *(_WRITING_WORDS, _DETERMINERS),
)
_SELLING_HINT, _LINK_HINT, _SITE_HINT, _SUBJECT_HINT, _COVERING, _ASKING, _ARTICLE_HINT, _WRITING_HINT, _DETERMINER = (
    np.uint16(1 << bit) for bit in range(len(_LISTED))
)
_PHRASED: Final = ((_SITE_HINT, _SITE_PHRASES), (_SUBJECT_HINT, _SUBJECT_PHRASES), (_ASKING, _ASKING_PHRASES))
_COMPLAINT: Final = _COVERING | _ASKING
_SPEAKS: Final = np.uint16(1 << len(_LISTED) + 1)
"""Of the article as writing; no word's own hint."""

_BEGINS: Final = np.uint16(1 << len(_LISTED))
"""The word may begin a phrase: only then is the pair looked up, so that a chance hash of a pair hardly ever counts."""

_DENSE: Final = 10
"""Words a selling one may stand among: an advertisement is full of them, a long comment has a few by chance."""


def _word_hints() -> NDArray[np.uint16]:
    """Return for each bucket of words what it hints at, a bit each."""
    hints = np.zeros(BUCKETS, np.uint16)
    begins = " ".join(first for _, phrases in _PHRASED for first, _ in phrases)
    for bit, listed in enumerate((*_LISTED, begins)):
        block = joined([listed])
        hints[buckets_of(block, words_of(block))] |= np.uint16(1 << bit)
    return hints


def _phrase_hints() -> NDArray[np.uint16]:
    """Return for each slot of a pair of words what it hints at."""
    hints = np.zeros(SLOTS, np.uint16)
    for hint, phrases in _PHRASED:
        pairs = [f"{one} {two}" for first, second in phrases for one in first.split() for two in second.split()]
        words = words_of(joined(pairs))
        hints[words.pairs[words.firsts[:-1]]] |= hint
    return hints


_HINTS: Final = _word_hints()
_PHRASE_HINTS: Final = _phrase_hints()

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Cues:
    """What n comments show beside their subject, each of shape (n,)."""

    advertising: Flags
    of_the_site: Flags
    """Logging in, moderation, the comment section."""
    of_the_article: Flags
    changes_subject: Flags
    """`Off topic but`, `does anyone know`, `why do you never cover`."""


def cues_of(texts: Sequence[str], words: Words, places: Whole) -> Cues:
    """Return the cues of a block's comments, given as written and as the buckets of their words."""
    hints = _HINTS.take(places)
    at = hints.nonzero()[0]
    owners = words.firsts.searchsorted(at, "right") - 1
    found, count = hints.take(at), len(texts)
    begins = ((found & _BEGINS) > 0).nonzero()[0]
    phrases = np.zeros(len(at), np.uint16)
    phrases[begins] = _PHRASE_HINTS.take(words.pairs.take(at.take(begins)))
    any_word, any_phrase = np.zeros(count, np.uint16), np.zeros(count, np.uint16)
    if len(at):
        first = firsts_of(owners)
        any_word[owners[first]] = np.bitwise_or.reduceat(found | _of_the_article(at, owners, found), first)
        any_phrase[owners[first]] = np.bitwise_or.reduceat(phrases, first)
    selling = sums(owners, (found & _SELLING_HINT) > 0, count)
    may_sell = (selling > 0) & (selling + ((any_word & _LINK_HINT) > 0) >= 2)
    may_sell &= selling * _DENSE >= words.firsts[1:] - words.firsts[:-1]
    complains = (any_word & _COMPLAINT == _COMPLAINT) & ((any_phrase & _ASKING) > 0)
    either = any_word | any_phrase
    return Cues(
        _advertising(texts, may_sell),
        (either & _SITE_HINT) > 0,
        (any_word & _SPEAKS) > 0,
        complains | ((either & _SUBJECT_HINT) > 0),
    )


def _of_the_article(at: Whole, owners: Whole, found: NDArray[np.uint16]) -> NDArray[np.uint16]:
    """Return _SPEAKS for words that speak of the article as writing: a headline, a wording, `this one-sided piece`."""
    determined = np.zeros(len(at), np.bool_)
    is_determiner = (found & _DETERMINER) > 0
    for step in (1, 2):  # entries are hinted words alone, so a word two before may be the entry before
        near = (at[step:] - at[:-step] <= 2) & (owners[step:] == owners[:-step])
        determined[step:] |= near & is_determiner[:-step]
    speaks = ((found & _WRITING_HINT) > 0) | (determined & ((found & _ARTICLE_HINT) > 0))
    return speaks * _SPEAKS


def _advertising(texts: Sequence[str], likely: Flags) -> Flags:
    """Return which of the likely texts plainly advertise."""
    confirmed = np.zeros(len(texts), np.bool_)
    for row in likely.nonzero()[0].tolist():
        confirmed[row] = is_advertising(folded(texts[row][:WINDOW]))
    return confirmed


def selling_span(text: str) -> tuple[int, int] | None:
    """Return where the first selling phrase of a comment stands; None where there is none."""
    found = _SELLING.search(folded(text[:WINDOW]))
    return found.span() if found else None


def is_advertising(folded_text: str) -> bool:
    """Whether the comment is plainly advertising: two selling phrases, or one beside a link."""
    selling = len(_SELLING.findall(folded_text))
    return selling >= 2 or (selling == 1 and _LINK.search(folded_text) is not None)
