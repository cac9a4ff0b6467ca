"""Cues that a comment advertises, talks of the site itself, or talks of the article as a piece of writing.

No corpus here labels these, so they are found by patterns of our own and weighed by hand in the off-topic head.
"""

import re
from typing import Final


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

_CHANGES_SUBJECT: Final = _any_of(
    r"off.?topic\b",
    r"(?:why|when) (?:do|will|did|don't|are) you (?:never|finally|not|ever|going to) (?:\w+ "
    r")?(?:cover|write|report|print)",
    r"(?:not|never) (?:one|a single) word (?:from|about)",
    r"never mind (?:the|all|this|that|\w+,)",
    r"(?:speaking of|apropos|by the way,? (?:does|did|has|is))\b",
    r"(?:does|did|has|do|can) (?:anyone|anybody|somebody) (?:else )?(?:know|see|seen|saw|tell|recommend|have)\b",
    r"(?:please|pls) share\b|share (?:everywhere|before|this)",
    r"i (?:do )?not give (?:this|permission)|copy and paste|broke the chain|send (?:this|her|it) to \d+",
)

_OF_THE_SITE: Final = _any_of(
    r"paywall",
    r"log(?:ged|s|ging)? (?:me )?(?:in|out)\b|login\b",
    r"comments? (?:section|box|are|is|were|was|keeps?|gets?) ?(?:closed|deleted|removed|off|here)?\b",
    r"(?:cannot|can not|can't) comment\b",
    r"moderators?\b|moderation\b|ban me\b|banned me\b",
    r"censor(?:ed|ing) (?:my|our)\b",
    r"deleted my\b|my (?:last|other|first) (?:comment|post)\b|(?:time )?i post this\b",
    r"(?:your|the|this|changed the) (?:web ?site|app|home ?page|search|log-?in)\b",
    r"(?:will not|won't|doesn't|does not) load\b|pop-?ups?\b|cookie (?:banner|wall)",
    r"(?:my|your) subscription\b|unsubscribe|newsletter\b|crossword\b",
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
_FIGURE: Final = re.compile(r"[\d$€£%]")
"""Advertisers name a price, a date or a number; those who don't are told by a word."""

_SELLING_HINTS: Final = (
    *(
        "http",
        "www.",
        ".com",
        ".example",
        "click",
        "subscribe",
        "whats",
        "telegram",
        "crypto",
        "coin",
        "forex",
        "casino",
    ),
    *("loan", "lender", "viagra", "cialis", "psychic", "spell", "discount", "for sale", "selling", "free ", "insta"),
)
_SITE_HINTS: Final = (
    *("paywall", "log", "comment", "moderat", "censor", "my ", "site", "app", "page", "load", "subscri", "ban", "post"),
    *("search", "pop", "cookie", "newsletter", "crossword"),
)
_SUBJECT_HINTS: Final = (
    *(
        "off",
        "you ",
        " word",
        "never mind",
        "speaking",
        "apropos",
        "by the way",
        "any",
        "somebody",
        "share",
        "permission",
    ),
    *("copy", "chain", "send "),
)
_ARTICLE_HINTS: Final = ("article", "head", "piece", "column", "edito", "story", "report", "title", "journal")
_WRITING_HINTS: Final = (*_ARTICLE_HINTS, "author", "writer", "misleading", "word", "term", "phrase")


def selling_span(folded_text: str) -> tuple[int, int] | None:
    """Return where the first selling phrase of a plain advertisement stands; None for any other comment."""
    found = _SELLING.search(folded_text) if is_advertising(folded_text) else None
    return found.span() if found else None


def is_advertising(folded_text: str) -> bool:
    """Whether the comment is plainly advertising: two selling phrases, or one beside a link."""
    if not (_FIGURE.search(folded_text) or _hinted(_SELLING_HINTS, folded_text)):
        return False
    selling = len(_SELLING.findall(folded_text))
    return selling >= 2 or (selling == 1 and _LINK.search(folded_text) is not None)


def changes_the_subject(folded_text: str) -> bool:
    """Whether the comment announces another subject: `off topic but`, `does anyone know`, `why do you never cover`."""
    return _hinted(_SUBJECT_HINTS, folded_text) and _CHANGES_SUBJECT.search(folded_text) is not None


def speaks_of_the_site(folded_text: str) -> bool:
    """Whether the comment is about logging in, moderation, the comment section."""
    return _hinted(_SITE_HINTS, folded_text) and _OF_THE_SITE.search(folded_text) is not None


def speaks_of_the_article(folded_text: str) -> bool:
    """Whether the comment speaks of the article as a piece of writing: its headline, author or wording."""
    return _hinted(_WRITING_HINTS, folded_text) and _OF_THE_ARTICLE.search(folded_text) is not None


def _hinted(hints: tuple[str, ...], folded_text: str) -> bool:
    """Whether any of the words occurs."""
    return any(hint in folded_text for hint in hints)
