"""Cues that a comment advertises, talks of the site itself, or talks of the article as a piece of writing.

No corpus here labels these, so they are found by patterns of our own and weighed by hand in the off-topic head.
"""

import re
from typing import Final


def _any_of(*patterns: str) -> re.Pattern[str]:
    """Return a pattern that begins at a word and matches any of these."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})")


_LINK: Final = _any_of(r"https?://", r"www\.", r"[a-z0-9-]{3,}\.(?:com|net|biz|info|shop|xyz|top|click|online|store)\b")

_SELLING: Final = _any_of(
    r"click (?:here|the link|on the link|below)",
    r"(?:earn|make|made|making|earning|paid) (?:up to |over |about )?(?:[$€£]\s?\d|\d[\d,.]*\s?[$€£k]\b)",
    r"\d[\d,.]*[$€£]? (?:a|per|every|each) (?:day|hour|week|month)\b[^.!?]{0,40}\b(?:home|online|laptop|part.?time)",
    r"work(?:ing)? (?:from|at) home\b[^.!?]{0,60}[$€£]\s?\d",
    r"ask me how",
    r"(?:buy|order|sign ?up) (?:now|today)\b",
    r"free shipping",
    r"(?:promo|discount) code",
    r"use (?:my )?code\b",
    r"limited (?:time )?offer",
    r"casino",
    r"betting tips",
    r"viagra|cialis",
    r"payday loans?|loans? (?:at|with) low",
    r"spell ?caster",
    r"whats ?app|telegram",
    r"(?:dm|inbox|text|contact) me\b",
    r"(?:visit|check out|subscribe to) my (?:\w+ ){0,2}(?:site|website|page|channel|blog|profile|shop|store|bio)\b",
    r"(?:bitcoin|crypto|forex)\b[^.!?]{0,60}\b(?:invest|profit|trader|recover|mentor|expert)",
    r"weight ?loss (?:pill|secret|tea)",
    r"best prices?\b",
    r"for sale\b",
    r"follow (?:me|us) (?:on|at)\b",
    r"100 ?% (?:free|guaranteed|legit)",
)

_OF_THE_SITE: Final = _any_of(
    r"paywall",
    r"log(?:ged)? ?in\b",
    r"comments? (?:section|are|is|were|was|keeps?|gets?) ?(?:closed|deleted|removed|off|here)?",
    r"(?:cannot|can not|can't) comment\b",
    r"moderators?\b|moderation\b",
    r"censor(?:ed|ing) (?:my|our)\b",
    r"deleted my\b|my (?:last|other) (?:comment|post)\b",
    r"(?:this|your|the) (?:web ?site|site|app|page) (?:is|does|has|won't|keeps|crash)",
    r"never (?:cover|write|report)\b",
    r"(?:my|your) subscription\b|unsubscribe|newsletter\b",
)

_OF_THE_ARTICLE: Final = _any_of(
    r"(?:this|the|your|that|such an?|an?) (?:\w+ )?(?:article|piece|column|editorial|story|report(?:ing)?|title)\b",
    r"journalism\b",
    r"headlines?\b",
    r"the (?:author|writer|journalist|reporter|columnist|editors?)\b",
    r"misleading\b",
    r"(?:word|term|phrase|wording)\b",
)

# A search for a plain word costs 0.05 us, a pattern of thirty branches 10 us: the words say whether to try.
_SELLING_HINTS: Final = (
    *("$", "€", "£", "http", "www.", "click", "earn", " home", "ask me", " now", "today", "ship", "code", "offer"),
    *("casino", "betting", "viagra", "cialis", "loan", "spell", "whats", "telegram", " me", "my ", "coin", "crypto"),
    *("forex", "weight", "best price", "sale", "follow", "100", "online"),
)
_SITE_HINTS: Final = (
    "paywall",
    "log",
    "comment",
    "moderat",
    "censor",
    "my ",
    "site",
    "app",
    "page",
    "never",
    "subscri",
)
_ARTICLE_HINTS: Final = ("article", "head", "piece", "column", "edito", "story", "report", "title", "journal")
_WRITING_HINTS: Final = (*_ARTICLE_HINTS, "author", "writer", "misleading", "word", "term", "phrase")


def selling_span(folded_text: str) -> tuple[int, int] | None:
    """Return where the first selling phrase of a plain advertisement stands; None for any other comment."""
    found = _SELLING.search(folded_text) if is_advertising(folded_text) else None
    return found.span() if found else None


def is_advertising(folded_text: str) -> bool:
    """Whether the comment is plainly advertising: two selling phrases, or one beside a link."""
    if not _hinted(_SELLING_HINTS, folded_text):
        return False
    selling = len(_SELLING.findall(folded_text))
    return selling >= 2 or (selling == 1 and _LINK.search(folded_text) is not None)


def speaks_of_the_site(folded_text: str) -> bool:
    """Whether the comment is about logging in, moderation, the comment section."""
    return _hinted(_SITE_HINTS, folded_text) and _OF_THE_SITE.search(folded_text) is not None


def speaks_of_the_article(folded_text: str) -> bool:
    """Whether the comment speaks of the article as a piece of writing: its headline, author or wording."""
    return _hinted(_WRITING_HINTS, folded_text) and _OF_THE_ARTICLE.search(folded_text) is not None


def _hinted(hints: tuple[str, ...], folded_text: str) -> bool:
    """Whether any of the words occurs."""
    return any(hint in folded_text for hint in hints)
