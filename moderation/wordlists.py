"""The word lists by which comments are compared: what carries no sense, denies, sells, or looks like a slip."""

from collections.abc import Mapping
from typing import Final


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


FILLERS: Final = _listed(
    "the a an please pls plz very really actually basically literally honestly btw um uh er hmm oh ok okay"
)
"""Set aside wherever they stand."""

STRENGTHENING: Final = _listed("very really actually literally")
"""Of these, those that weaken a denial before them and are no fillers then."""

DENYING: Final = _listed("not no never nobody nothing none nor neither hardly without")

OPENERS: Final = _listed("hi hello hey dear greetings well so and ok okay yo")
ADDRESSED: Final = _listed("all everyone everybody folks friends guys there sir madam admin")
CLOSERS: Final = _listed("thanks thx cheers regards")

AMOUNTS: Final = _listed("few little lot bit")
"""Before these an article is no filler: "a few" praise what "few" regrets."""

NEGATED: Final[Mapping[str, tuple[str, str]]] = {
    **{f"{verb}nt": (verb, "not") for verb in _listed("do does did is are was were has have had")},
    **{f"{verb}nt": (verb, "not") for verb in _listed("would should could must need might")},
    **{"cant": ("can", "not"), "cannot": ("can", "not"), "wont": ("will", "not"), "aint": ("is", "not")},
}
"""A negation is a word of its own, however it is written."""

APOSTROPHE_COUNTS: Final = _listed("we're we'll i'll she'll he'll i'd we'd she'd")
"""Without it they would be other words: were, well, ill, shell, hell, id, wed, shed."""

NO_SLIPS: Final = _listed(
    "indicted indicting predicted predicting patently reminder reminders unfunded deprecated deprecating deprecation "
    "complaint complaints compiled compiling insulted insulting scraping alexandra politics citizens injures specialty "
    "manifests countries counties causally maritally mcdonald mckenzie mckinnon paterson kavanagh "
    "counts niger tyranny scared lying hated baiting failed failing trail chose loses later"
)
"""Words that others look like slips of: indicated, predicated, patiently, remainder ... The last line is shorter
words, which only advertisements may misspell."""

BOTH_WAYS: Final = _listed("god to lose shot hop bet met fed of as cop rot los ben bed nig")
"""Words that mean another thing with one letter doubled."""

GOODS: Final = _listed(
    "earn earned earning earnings buy cheap sale free offer offers deal deals bonus income profit profits loan "
    "loans invest invested investing investment investor trading trader forex crypto bitcoin casino betting lottery "
    "winner weekly daily hourly monthly week month hour day home online job jobs paid payout paycheck salary cash "
    "money dollars euros pounds crowns bucks lend lends lending borrow credit discount promo coupon code subscribe "
    "channel followers viagra cialis pills herbal cure spell dating singles escort massage replica watches shoes "
    "guaranteed prize gift click visit shop store delivery"
)
"""What is sold, and what is paid for it."""
