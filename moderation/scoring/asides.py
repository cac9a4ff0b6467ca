"""The cues that colour an objection without saying where its expression stands.

Those of OUTRIGHT are rare unless a word is disputed; others, such as remarks on spelling, speak against it.
"""

from typing import Final

from moderation.scoring.wordcues import CLAUSE, FLAW, FLAWED, OUTLET, OUTLETS, WORDED, WORDING, Cue, cue

ASIDE: Final[tuple[Cue, ...]] = (
    cue(
        "headline_flawed",
        f"headline head title caption {FLAWED} + headline title caption head",
        rf"(?:head ?line|title|caption)\w*\b{CLAUSE}{{0,60}}\b{FLAW}|{FLAW}\w*(?: [\w,'-]+){{0,3}} "
        rf"(?:head ?line|title|caption)",
    ),
    cue(
        "asks_to_stop",
        "please could can will would i should must need time + stop quit refrain cease retire reconsider drop "
        "not don't",
        r"(?:please|could you|can you|can we|will you|would you|i wish|should|must|could \w+ \w+|need "
        r"to|time to) (?:\w+ ){0,4}"
        r"(?:stop|quit|refrain from|cease|retire|reconsider|drop|not|don't) (?:\w+ ){0,2}(?:call|stat|"
        r"describ|referr?|us|label|writ|the (?:word|term|phrase))",
    ),
    cue(
        "objects_to_word",
        "object take took quarrel protest tired sick dislike hate bother offended resent uncomfortable + "
        f"{WORDED} being called calling vocabular",
        rf"(?:object(?:ed|ion)?s? to|(?:take|took) (?:issue|exception)|quarrel|protest against|tired "
        rf"of|sick of|dislike|hate|bothers|offended|resent|"
        rf"uncomfortable)(?: [\w',-]+){{0,6}} (?:{WORDING}|being called|called|calling|vocabulary)\b",
    ),
    cue(
        "word_is_wrong",
        f"{WORDED} vocabulary wrong loaded misleading inaccurate incorrect inflammatory pejorative derogatory "
        "offensive biased "
        "weasel emotive sensational ridiculous awful terrible unfortunate odd strange funny poor lazy horror drug "
        f"+ {WORDED} vocabular choice_of way_to",
        rf"(?:{WORDING}|vocabulary)\b(?: of)?(?: [\"']?[\w'-]+[\"']?){{0,3}} (?:is|are|was|were|seems|"
        rf"sounds)(?: [\w-]+){{0,2}} {FLAW}|"
        rf"(?:wrong|loaded|misleading|inaccurate|incorrect|inflammatory|pejorative|derogatory|"
        rf"offensive|biased|weasel|emotive|sensational\w*|"
        rf"ridiculous|awful|terrible|unfortunate|odd|strange|funny|poor|lazy|horror film|drug) "
        rf"(?:{WORDING}|vocabulary|choice of|way to (?:say|spell|put))",
    ),
    cue(
        "calling_is_wrong",
        f"calling describing referring to using + {FLAWED} joke beneath shame disgrace cheap marketing irresponsible",
        rf"(?:calling|describing|referring to|to call|to describe|to refer to|"
        rf"using)\b[^.!?\n]{{3,90}}(?:is|was|seems|shows)(?: [\w-]+){{0,3}} "
        rf"(?:{FLAW}|wrong|joke|beneath|shame|disgrace|cheap|marketing|propaganda|irresponsible)",
    ),
    cue(
        "headline_is_wrong",
        f"headline head title caption {FLAWED} terrible awful + headline title caption head",
        rf"(?:head ?line|title|caption)\b(?: [\w'-]+){{0,2}} (?:is|was|are|seems)(?: [\w-]+){{0,2}} "
        rf"(?:{FLAW}|disgrace)|"
        rf"(?:{FLAW}|terrible|awful|ridiculous)\w*(?: [\w,'-]+){{0,3}} (?:head ?line|title|caption)|"
        rf"(?:head ?line|title|caption) should (?:be|read|say|have)|"
        r"(?:head ?line|title)\b[^.!?\n]{0,30}(?:makes it (?:sound|look)|implies|suggests|claims|calls|states)",
    ),
    cue(
        "right_word_is",
        "the a more would is say use try write prefer cost was + word term express name phrase accurate neutral "
        "fair honest correct right proper say use try write prefer cost invented",
        r"(?:the|a|more) (?:(?:correct|right|proper|neutral|accurate|better|appropriate|precise|"
        r"honest) )?(?:word|term|expression|name|phrase) "
        r"(?:you are looking for |you're looking for |for \w+ )?(?:is|was|would be|should be)|would "
        r"be (?:more |the )?(?:accurate|neutral|fair|honest|correct|right|proper)|"
        r"is the (?:word|term|expression)\b|(?:say|use|try|write|prefer) [\"'][^\"'\n]{1,40}[\"'](?: "
        r"instead)?|costs you|was invented for",
    ),
    cue(
        "asks_why_called",
        "why since",
        r"(?:why|since when) (?:do|does|did|is|are|was|were|can|must|would|has|have)?(?: [\w'&-]+){0,4} "
        r"(?:call|calls|called|calling|describe|described|refer to|referred to|label|labelled|use the "
        r"(?:word|term)|the (?:word|term|euphemism|scare)|write that|say)\b|why the (?:euphemism|quot|"
        r"scare)",
    ),
    cue("quoted_flawed", f'" + {FLAWED}', rf"[\"'](?=\w)[^\"\n]{{1,60}}[\"'][^\n.]{{0,60}}(?<!\w){FLAW}"),
    cue(
        "word_flawed",
        f"{WORDED} {FLAWED} + {WORDED}",
        rf"{WORDING}\b[^\n.]{{0,50}}(?<!\w){FLAW}|{FLAW}\w*(?: [\w,'-]+){{0,3}} {WORDING}\b",
    ),
    cue("somebody_calls", "calls uses refers describes", r"(?:calls|uses|refers to|describes)\b"),
    cue(
        "praises",
        "exactly precisely perfect very says well apt love great good best like funny excellent brilliant right "
        "better no would",
        r"(?:exactly|precisely|perfect(?:ly)?|very) (?:\w+ )?(?:the )?(?:right|correct|word|term|apt|"
        r"name)|says it all|well (?:said|put|chosen|named)|apt(?:ly)?\b|(?:love|great|good|best|like|"
        r"funny|excellent|brilliant) (?:the |this |that |your )?(?:headline|title|word|term|name|"
        r"phrase|expression)|(?:right|perfect|better|best|great) word(?:s)? (?:for|to)|no better word|"
        r"would be a better",
    ),
    cue(
        "journalism",
        "lazy sloppy shoddy irresponsible poor bad yellow half gutter terrible awful cheap tabloid + journalis "
        "reporting",
        r"(?:lazy|sloppy|shoddy|irresponsible|poor|bad|yellow|half-?ass\w*|gutter|terrible|awful|"
        r"cheap|tabloid)\b[^.!?\n]{0,30}\b(?:journalis|reporting)",
    ),
    cue(
        "outlet",
        OUTLETS.removeprefix("you "),
        rf"(?:{OUTLET[3:-1].replace('you|', '')})\b",
    ),
    cue(
        "flaw",
        f"{FLAWED} a an",
        FLAW,
    ),
    cue("definition", "define defin dictionary meaning", r"defin(?:e|es|ed|ition)|dictionar|meaning of|means\b"),
    cue(
        "spelling",
        "misspell spell typo gramma apostroph capital proofread",
        r"(?:mis)?spell|typo|gramma|apostroph|capital letter|proofread",
    ),
    cue("other_reader", "your you", r"@\w|your (?:comment|post|reply|argument)|you guys"),
    cue(
        "idiom",
        "better in word my last long short the same second first next full term a keep mark + word term mark",
        r"better word|better term|in (?:other|a|so many) words?|word for word|my word|last word|"
        r"(?:long|short|in|the same|second|first|next|full)[ -]terms?|word of|words of|terms of|a "
        r"term\b|keep (?:his|her|their|your) word|mark my",
    ),
    cue("fake", "fake rag propaganda fish", r"fake news|\brag\b|propaganda (?:outlet|rag|machine|site)|fish ?wrap"),
)
"""The cues that are looked for beside a quotation or a cue that isn't weak."""

OUTRIGHT: Final = (
    "asks_to_stop",
    "objects_to_word",
    "word_is_wrong",
    "calling_is_wrong",
    "headline_is_wrong",
    "right_word_is",
    "asks_why_called",
)
"""The cues that object outright; rare unless a word is disputed."""
