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
    needs: tuple[str, ...]
    """One of these must occur, or the pattern isn't tried."""
    pattern: re.Pattern[str]
    looks: Looks = Looks.NOWHERE
    strength: Strength = Strength.NONE


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of the comment in which a contested expression is looked for."""

    start: int
    end: int
    strength: Strength
    quoted_only: bool = False
    near: int = 0
    """The edge at the cue."""


_CALL = r"(?:call|stat|say|describ|referr?|us|label|writ|claim|nam|term|portray|brand|dub|characteri[sz]|insist)"
_CALLS = r"(?:call|describe|refer to|label|term|dub|brand|portray|characteri[sz]e|paint|depict|name|bill|cast)"
_CALLED = rf"(?:{_CALLS}s?|call(?:ed|ing)|describ(?:ed|ing)|referr(?:ed|ing) to|label?led|label?ling|termed|dubbed|branded|branding|portray(?:ed|ing|s)|characteri[sz](?:ed|ing)|paint(?:ed|ing|s)|depict(?:ed|ing|s)|billed)"
_WORDING = r"(?:words?|terms?|phrases?|phrasing|expressions?|labels?|euphemisms?|wording|adjectives?|moniker|terminology|descriptions?|descriptors?|verbs?|nouns?|nomenclature|epithets?|language|characteri[sz]ations?)"
_OUTLET = r"(?:you|author|writer|articles?|papers?|newspapers?|journalists?|reporters?|media|press|columnists?|editors?|editorial|outlets?|headlines?|piece|story|news|channel|broadcaster|bbc|cnn|g&m|globe|caption|column)"
_FLAW = r"(?:mislead|loaded|wrong|incorrect|inaccura|inappropriate|offensive|pejorative|derogatory|insult|euphemis|propagand|biased|one-sided|sensational|inflammatory|ridiculous|absurd|laugh|nonsens|meaningless|lazy|unfair|dishonest|deceptive|slander|slur|disgust|tendentious|a lie|a stretch|an? misnomer|hardly|demean|condescend|patroni[sz]|stigma|dehumani|false|too (?:kind|mild|soft|strong|generous|gentle|neutral|harsh)|rich|weasel|clickbait|click-bait|overstate|understate|exaggerat)"


def _cue(name: str, needs: str, pattern: str, looks: Looks = Looks.NOWHERE, strength: Strength = Strength.NONE) -> Cue:
    """Return a cue; `needs` is a list of words, `_` standing for a blank."""
    wanted = tuple(word.replace("_", " ") for word in needs.split())
    return Cue(name, wanted, re.compile(rf"(?<!\w)(?:{pattern})"), looks, strength)


_CLAUSE = r"[^.;!?\n]"

CUES: Final[tuple[Cue, ...]] = (
    _cue(
        "stop_saying",
        "stop quit cease enough don't do_not please refrain avoid",
        rf"(?:stop|quit|cease|enough (?:with|of)|refrain from|avoid|(?:please|can you|would you|you should|you must)"
        rf" (?:stop|don't|do not|not)|don't|do not|please) (?:\w+ ){{0,2}}{_CALL}(?:ing|e|l|y|s|)\b(?: (?:it|them|this|that|the|to))?",
        Looks.AFTER,
        Strength.STRONG,
    ),
    _cue(
        "word_named",
        "word term phras expression label euphemism adjective moniker descri verb noun nomencl epithet language characteri",
        rf"(?:the|this|that|your|his|her|their|its|such|of|using|uses?|with|by|as|loaded|these|those|an?)(?: [\w'-]+){{0,2}} {_WORDING}\b",
        Looks.AROUND,
        Strength.STRONG,
    ),
    _cue(
        "right_word",
        "word term phras name descri express label language headline title way_to noun verb",
        r"(?:correct|right|proper|accurate|better|appropriate|precise|honest|wrong|incorrect|inaccurate|loaded|misleading|neutral|poor|"
        r"weasel|biased|offensive|emotive|sensational\w*|inflammatory|pejorative|derogatory|odd|strange|curious|interesting|generous|"
        rf"funny|mild|polite|fancy|new|outdated|lazy|other|another|different|nicer?) (?:{_WORDING}|name|headline|title|choice of words|"
        r"way (?:to|of) (?:describ|say|put|call|refer|spell)\w*)",
        Looks.AROUND,
        Strength.STRONG,
    ),
    _cue(
        "should_say",
        "should ought must would_be could_be need",
        rf"(?:should|ought to|must|would|could|needs? to) (?:\w+ ){{0,2}}(?:be (?:called|described|referred|label|named|termed|titled|"
        r"more accurate|better)|have (?:said|read|been (?:called|titled|described))|say|read|{_WORDING}|call|use|write)\b",
        Looks.BEFORE,
        Strength.STRONG,
    ),
    _cue("headline", "headline title caption", r"(?:head ?lines?|title|caption|sub-?head\w*)\b", Looks.AROUND, Strength.STRONG),
    _cue(
        "headline_flawed",
        "headline title caption",
        rf"(?:head ?line|title|caption)\w*\b{_CLAUSE}{{0,60}}\b{_FLAW}|{_FLAW}\w*(?: [\w,'-]+){{0,3}} (?:head ?line|title|caption)",
    ),
    _cue(
        "headline_says",
        "headline title caption",
        r"(?:head ?line|title|caption)\w*\b(?: \w+){0,3} (?:says?|reads?|claims?|implies|suggests?|calls?|refers?|uses?|states?|screams?|"
        r"makes it|should|ought|needs|must|would|could)\b",
        Looks.AROUND,
        Strength.STRONG,
    ),
    _cue(
        "word_is",
        "word what how slur when who term suggest impl means sounds thing insult euphemism",
        rf"(?:is|are|was|were) (?:an? |the |hardly |not |also )?(?:word|term|slur|insult|euphemism|thing you|what|how|when|somebody who|someone who|one way)"
        rf"|(?:suggests?|implies|impl(?:y|ying)|sounds?|means)\b",
        Looks.BEFORE,
        Strength.WEAK,
    ),
    _cue(
        "drop_it",
        "reconsider retire drop ban ditch replace swap dismiss choice_of choose lose",
        r"(?:reconsider|retire|drop|ditch|replace|swap|dismiss(?:ed|es)?)\b(?: the|)",
        Looks.AFTER,
        Strength.WEAK,
    ),
    _cue("choose_words", "word vocabular wording language verbs", r"(?:choose|choice of|pick|mind|change|your|those|better|other|loaded|neutral|honest) (?:\w+ )?(?:words?|vocabulary|wording|language|verbs)\b|(?:find|use) (?:an?other|a neutral|a better|a different)"),
    _cue(
        "echo",
        "? ! .",
        r"(?:(?:\A|(?<=[.!?\n] )|(?<=\n))(?:so |an? |the |oh |and |why (?:is it |are they |is she |is he )?|since when is )?[\w'-]+(?: [\w'-]+){0,2} ?(?:[?!]+|\.(?=\s)|\.{3}| -+ |: ))",
        Looks.INSIDE,
        Strength.ECHO,
    ),
    _cue(
        "nobody",
        "nobody no_one did_not didn't cannot can't never does_not doesn't do_not there_is_no there's_no it's_no not_one",
        r"(?:nobody|no one|(?:did|does|do|can)(?: not|n't)|cannot|never|there(?: i|')s no|it(?: i|')s no|not one) ",
        Looks.AFTER,
        Strength.WEAK,
    ),
    _cue("so_called", "so-called so_called", r"so[- ]called\b", Looks.AFTER, Strength.WEAK),
    _cue(
        "outlet_calls",
        "call descri refer label term dub brand portray characteri paint depict bill cast",
        rf"{_OUTLET}\b{_CLAUSE}{{0,40}}\b{_CALLED}\b",
        Looks.AFTER,
        Strength.STRONG,
    ),
    _cue(
        "calling",
        "calling describing referring labelling labeling branding lumping to_call to_describe to_refer to_label",
        r"(?:(?:by|for|on|of|in|with|from|is|are|was|keep|keeps|kept|continue|continues|insists?) |^|[.!?] *)(?:\w+ )?(?:calling|"
        r"describing|referring to|label?ling|branding|lumping)\b|to (?:call|describe|refer to|label)\b",
        Looks.AFTER,
        Strength.STRONG,
    ),
    _cue(
        "called",
        "called termed described_as referred labelled labeled dubbed branded",
        r"(?:(?:is|are|was|were|be|been|being|gets?|got) (?:\w+ )?(?:called|termed|labell?ed|dubbed|branded)|described as|referred to as)\b",
        Looks.AFTER,
        Strength.STRONG,
    ),
    _cue(
        "keep_saying",
        "keep continu insist again repeat",
        rf"(?:keeps?|kept|continues?|continuing|insists?|insisting|repeatedly|constantly|always)(?: on| to|) "
        rf"(?:\w+ )?{_CALL}(?:ing|e|l|y|s|)\b",
        Looks.AFTER,
        Strength.STRONG,
    ),
    _cue(
        "why_called",
        "why since_when how_is how_can how_come what_makes in_what who_decided",
        rf"(?:why|since when|how (?:is|are|was|were|can|does|do|come)|what makes|in what (?:world|universe|way)|who decided)\b"
        rf"(?: [\w'&-]+){{0,5}} (?:{_CALL}(?:ed|led|es|ing|e|l|s|y|)|{_WORDING}|quot\w+|an? [\w-]+)\b",
        Looks.AFTER,
        Strength.STRONG,
    ),
    _cue(
        "not_a",
        "not n't hardly never nothing far_from anything_but no_such",
        r"(?:(?:is|are|was|were|be|been|am|'s|'re) (?:simply |certainly |clearly |definitely |really |absolutely |just )?(?:not|hardly|never|"
        r"nothing like|far from|in no way|anything but|no)|(?:is|are|was|were|ai)n't|did not|didn't|no such thing as|not)"
        r" (?:an? |the |any |really |actually |even )*",
        Looks.AFTER,
        Strength.WEAK,
    ),
    _cue(
        "instead_of",
        "instead_of rather_than as_opposed not_'  not_\"",
        r"(?:instead of|rather than|as opposed to|not(?= [\"']))(?: an?| the|)",
        Looks.AFTER,
        Strength.WEAK,
    ),
    _cue("terse_not", ",_not ;_not ._not -_not", r"[\w\"')]+[,;.]?(?: -+)? not (?:an? |the )?(?=[\w\"'])", Looks.AFTER, Strength.WEAK),
    _cue(
        "name_it",
        "call_it call_them call_him call_her call_this call_a call_that a_spade let's",
        r"(?:let's|lets|just|please|why not|can we|simply|to|and|or|i'd|we|would|should|don't) call (?:it|them|him|her|this|that|things)\b"
        r"|call (?:it|them|things) (?:what|by)|call(?:ing)? a spade",
    ),
    _cue(
        "scare_quotes",
        "scare quotation inverted in_quotes quote_marks quotes_around speech_marks",
        r"(?:scare|quotation|inverted|speech|quote)[ -]?(?:quotes?|marks?|commas)|in quotes\b|(?:quotes|marks) (?:around|on|round)",
        Looks.AROUND,
        Strength.STRONG,
    ),
    _cue(
        "what_you_call",
        "what_you what_the what_this what_they what_he what_she",
        rf"what (?:you|they|he|she|(?:the|this) \w+)(?: \w+)? {_CALLED}\b",
        Looks.AFTER,
        Strength.STRONG,
    ),
    _cue(
        "euphemism",
        "euphemis doublespeak newspeak orwell weasel sugarcoat sugar-coat whitewash saniti loaded spin semantic misnomer",
        r"euphemis|doublespeak|newspeak|orwell|weasel|sugar-?coat|whitewash|saniti[sz]|loaded|spin\b|semantic|misnomer",
        Looks.AROUND,
        Strength.STRONG,
    ),
    _cue(
        "journalism",
        "journalis reporting",
        r"(?:lazy|sloppy|shoddy|irresponsible|poor|bad|yellow|half-?ass\w*|gutter|terrible|awful|cheap|tabloid)\b[^.!?\n]{0,30}\b(?:journalis|reporting)",
    ),
    _cue("outlet", "article author writer editor column headline paper journalis reporter media piece", rf"(?:{_OUTLET[3:-1].replace('you|', '')})\b"),
    _cue("flaw", "", rf"(?:\w+ly )?{_FLAW}"),
    _cue("definition", "defin dictionar meaning means", r"defin(?:e|es|ed|ition)|dictionar|meaning of|means\b"),
    _cue("spelling", "spell typo gramma apostroph capital proofread", r"(?:mis)?spell|typo|gramma|apostroph|capital letter|proofread"),
    _cue("i_call", "i_ we_", r"(?:i|we)(?:'d|'ll| would| will| like to| prefer to| always)? (?:call|say|use|used|mean|meant|put)\b|my (?:word|term)"),
    _cue("other_reader", "@ your_comment your_post you_guys", r"@\w|your (?:comment|post|reply|argument)|you guys"),
    _cue("idiom", "word term", r"better word|better term|in (?:other|a|so many) words?|word for word|my word|last word|(?:long|short|in|the same|second|first|next|full)[ -]terms?|word of|words of|terms of|a term\b|keep (?:his|her|their|your) word|mark my"),
    _cue("fake", "fake rag_ propaganda fish", r"fake news|\brag\b|propaganda (?:outlet|rag|machine|site)|fish ?wrap"),
    _cue("names_commenter", "", r"\A@?[A-Za-z_]\w+(?: \w+)?[,:.]{1,2} "),
)

NAMING: Final = tuple(cue for cue in CUES if cue.strength is not Strength.NONE)
"""The cues that open a window; a comment without any and without a quotation is left at once."""

ASIDE: Final = tuple(cue for cue in CUES if cue.strength is Strength.NONE)
"""The cues that colour the others."""
