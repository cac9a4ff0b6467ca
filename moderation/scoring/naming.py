"""The cues that name what a reader rejects, and so say where to look for it.

`the word X`, `stop calling it X`, `X?`: each opens a window. Weak ones deny a fact as often as a word.
"""

from typing import Final

from moderation.scoring.wordcues import (
    CALL,
    CALLED,
    CLAUSE,
    ECHO,
    OUTLET,
    OUTLETS,
    WORDED,
    WORDING,
    Cue,
    Looks,
    Strength,
    cue,
)

NAMING: Final[tuple[Cue, ...]] = (
    cue(
        "stop_saying",
        "stop quit cease enough refrain avoid please can would you don't do",
        rf"(?:stop|quit|cease|enough (?:with|of)|refrain from|avoid|(?:please|can you|would you|you should|you must)"
        rf" (?:stop|don't|do not|not)|don't|do not|please) (?:\w+ ){{0,2}}{CALL}(?:ing|e|l|y|s|)\b(?: "
        rf"(?:it|them|this|that|the|to))?",
        Looks.AFTER,
        Strength.STRONG,
    ),
    cue(
        "word_named",
        f"the this that your his her their its such of using use uses with by as loaded these those a an + {WORDED}",
        rf"(?:the|this|that|your|his|her|their|its|such|of|using|uses?|with|by|as|loaded|these|those|"
        rf"an?)(?: [\w'-]+){{0,2}} {WORDING}\b",
        Looks.AROUND,
        Strength.STRONG,
    ),
    cue(
        "right_word",
        "correct right proper accurate better appropriate precise honest wrong incorrect inaccurate loaded "
        "misleading neutral "
        "poor weasel biased offensive emotive sensational inflammatory pejorative derogatory odd strange curious "
        "interesting "
        "generous funny mild polite fancy new outdated lazy other another different nice "
        f"+ {WORDED} name headline title choice_of way_to way_of",
        r"(?:correct|right|proper|accurate|better|appropriate|precise|honest|wrong|incorrect|"
        r"inaccurate|loaded|misleading|neutral|poor|"
        r"weasel|biased|offensive|emotive|sensational\w*|inflammatory|pejorative|derogatory|odd|"
        r"strange|curious|interesting|generous|"
        rf"funny|mild|polite|fancy|new|outdated|lazy|other|another|different|nicer?) (?:{WORDING}|name|"
        rf"headline|title|choice of words|"
        r"way (?:to|of) (?:describ|say|put|call|refer|spell)\w*)",
        Looks.AROUND,
        Strength.STRONG,
    ),
    cue(
        "should_say",
        f"should ought must would could need + be have say said read reads call use write {WORDED}",
        r"(?:should|ought to|must|would|could|needs? to) (?:\w+ ){0,2}(?:be (?:called|described|"
        r"referred|label|named|termed|titled|"
        r"more accurate|better)|have (?:said|read|been (?:called|titled|described))|say|read|"
        r"{WORDING}|call|use|write)\b",
        Looks.BEFORE,
        Strength.STRONG,
    ),
    cue(
        "headline",
        "headline head title caption sub-head subhead",
        r"(?:head ?lines?|title|caption|sub-?head\w*)\b",
        Looks.AROUND,
        Strength.STRONG,
    ),
    cue(
        "headline_says",
        "headline head title caption",
        r"(?:head ?line|title|caption)\w*\b(?: \w+){0,3} (?:says?|reads?|claims?|implies|suggests?|"
        r"calls?|refers?|uses?|states?|screams?|"
        r"makes it|should|ought|needs|must|would|could)\b",
        Looks.AROUND,
        Strength.STRONG,
    ),
    cue(
        "word_is",
        "is are was were suggest imply implies sound means",
        r"(?:is|are|was|were) (?:(?:\w+ ){0,3}(?:words?|terms?|slur|insult|euphemism|cliché|"
        r"expression)|(?:an? |not )?(?:thing you|what|how|when|somebody who|someone who|one way))\b"
        r"|(?:suggests?|implies|impl(?:y|ying)|sounds?|means)\b",
        Looks.BEFORE,
        Strength.WEAK,
    ),
    cue(
        "drop_it",
        "reconsider retire drop ditch replace swap dismiss",
        r"(?:reconsider|retire|drop|ditch|replace|swap|dismiss(?:ed|es)?)\b(?: the|)",
        Looks.AFTER,
        Strength.WEAK,
    ),
    cue(
        "why_is",
        "why what",
        r"why (?:is|are|was|were) (?:it|he|she|they|this|that)\b|what(?:'s| is| are|s) (?:so "
        r")?(?=[\w'-]+ about)|what makes\b",
        Looks.AFTER,
        Strength.WEAK,
    ),
    cue("echo", "", rf"[.!?\n] ?{ECHO}", Looks.INSIDE, Strength.ECHO),
    cue(
        "nobody",
        "nobody no did didn't does doesn't do don't cannot can can't never there it it's not",
        r"(?:nobody|no one|(?:did|does|do)(?: not|n't)|can(?:not|'t| not)|never|there(?: i|')s no|"
        r"it(?: i|')s no|not one) ",
        Looks.AFTER,
        Strength.WEAK,
    ),
    cue("so_called", "so", r"so[- ]called\b", Looks.AFTER, Strength.WEAK),
    cue(
        "outlet_calls",
        f"{OUTLETS} + call descri refer label term dub brand portray characteri paint depict bill cast name",
        rf"{OUTLET}\b{CLAUSE}{{0,40}}\b{CALLED}\b",
        Looks.AFTER,
        Strength.STRONG,
    ),
    cue(
        "calling",
        "calling describing referring label branding lumping to + calling describing referring labelling "
        "labeling branding lumping to_call to_describe to_refer to_label",
        r"(?:calling|describing|referring to|label?ling|branding|lumping)\b|to (?:call|describe|refer to|label)\b",
        Looks.AFTER,
        Strength.STRONG,
    ),
    cue(
        "called",
        "is are was were be been being get got gets described referred + called termed labelled labeled dubbed "
        "branded described referred",
        r"(?:(?:is|are|was|were|be|been|being|gets?|got) (?:\w+ )?(?:called|termed|labell?ed|dubbed|"
        r"branded)|described as|referred to as)\b",
        Looks.AFTER,
        Strength.STRONG,
    ),
    cue(
        "keep_saying",
        "keep kept continue insist repeatedly constantly always",
        rf"(?:keeps?|kept|continues?|continuing|insists?|insisting|repeatedly|constantly|always)(?: on| to|) "
        rf"(?:\w+ )?{CALL}(?:ing|e|l|y|s|)\b",
        Looks.AFTER,
        Strength.STRONG,
    ),
    cue(
        "why_called",
        "why since who",
        rf"(?:why|since when|who decided)\b"
        rf"(?: [\w'&-]+){{0,5}} (?:{CALL}(?:ed|led|es|ing|e|l|s|y|)|{WORDING}|quot\w+|an? [\w-]+)\b",
        Looks.AFTER,
        Strength.STRONG,
    ),
    cue(
        "not_a",
        "is isn't are aren't was wasn't were be been am did didn't no not ain't",
        r"(?:(?:is|are|was|were|be|been|am|'s|'re) (?:simply |certainly |clearly |definitely |really |"
        r"absolutely |just )?(?:not|hardly|never|"
        r"nothing like|far from|in no way|anything but|no)|(?:is|are|was|were|ai)n't|did not|didn't|"
        r"no such thing as|not)"
        r" (?:an? |the |any |really |actually |even )*",
        Looks.AFTER,
        Strength.WEAK,
    ),
    cue(
        "instead_of",
        "instead rather as not",
        r"(?:instead of|rather than|as opposed to|not(?= [\"']))(?: an?| the|)",
        Looks.AFTER,
        Strength.WEAK,
    ),
    cue("terse_not", "not", r"[,;.-] not (?:an? |the )?(?=[\w\"'])", Looks.AFTER, Strength.WEAK),
    cue(
        "scare_quotes",
        "scare quote inverted speech in marks + quot mark comma",
        r"(?:scare|quotation|inverted|speech|quote)[ -]?(?:quotes?|marks?|commas)|in quotes\b|"
        r"(?:quotes|marks) (?:around|on|round)",
        Looks.AROUND,
        Strength.STRONG,
    ),
    cue(
        "what_you_call",
        "what + call descri refer label term dub brand portray characteri paint depict bill cast name",
        rf"what (?:you|they|he|she|(?:the|this) \w+)(?: \w+)? {CALLED}\b",
        Looks.AFTER,
        Strength.STRONG,
    ),
    cue(
        "uses_word",
        f"use uses used using usage employ choice trot throw toss band coin invent object hate hating dislike "
        "tired sick lump "
        f"put adopt avoid + {WORDED} line suffix",
        rf"(?:us(?:e[sd]?|ing|age)|employ\w*|choice|trots? out|throw\w*|toss\w*|band(?:y|ies|ied)|"
        rf"coin\w*|invent\w*|object\w* to|hat(?:e|es|ing)|dislike|tired of|sick of|"
        rf"lump\w*|put|adopt\w*|avoid\w*)(?: of| out| around|)(?: [\w']+){{0,3}} (?:{WORDING}|line|suffix)\b",
        Looks.AROUND,
        Strength.STRONG,
    ),
    cue(
        "word_quoted",
        f'" + {WORDED}',
        rf"[\W](?:{WORDING},?(?: of| like| such as| as| is|:|) ?[\"']|[\"'],? (?:is|was|are|as|being|seems) "
        rf"(?:\w+ ){{0,3}}{WORDING}\b)",
        Looks.AROUND,
        Strength.STRONG,
    ),
    cue(
        "euphemism",
        "euphemis doublespeak newspeak orwell weasel sugar whitewash saniti loaded spin semantic misnomer",
        r"euphemis|doublespeak|newspeak|orwell|weasel|sugar-?coat|whitewash|saniti[sz]|loaded|spin\b|semantic|misnomer",
        Looks.AROUND,
        Strength.STRONG,
    ),
)
"""The cues that open a window; a comment without any and without a quotation is left at once."""
