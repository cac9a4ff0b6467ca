"""The lines of a saved page that nobody wrote: donation bars, share buttons, the comment form of wpDiscuz.

A text has nothing but words to go by: English and the languages of `words`. A page in another one is read from its
saved HTML, where the structure says the same.
"""

import re
from typing import Final

from moderation.formats.pages.words import all_comments, any_word, more_comments, spans_ago

_COMMENTS: Final = any_word("comments")
_SORTING: Final = any_word("sorting")

# Words of two languages, or of one, can be the same: without possessive repeats thirty of them in a row and then
# another sign would be tried in a billion ways.
_SORTED: Final = rf"(?:(?:{_SORTING})\s*+)"

_FORM: Final = (
    r"subscribe|login|log in|notify of|\d[\d,. ]* comments?|inline feedbacks|view all comments|"
    r"(?:(?:oldest|newest|most voted)\s*)+|be the first to comment!?|(?:start|join) the discussion|"
    r"please login to comment|new follow-up comments|new replies to my comments|\{\}|\[\+\]|label|"
    r"you are logged in as.*|log out|post comment|name\*?|email\*?|website|"
    rf"\d[\d,. ]* (?:{_COMMENTS})|{all_comments()}|{_SORTED}++"
)
COMMENT_FORM: Final = re.compile(rf"(?:{_FORM})$", re.I)
"""A line of the form that stands between an article and its comments."""

FORM_CERTAIN: Final = re.compile(
    r"(?:notify of|inline feedbacks|view all comments|(?:(?:oldest|newest|most voted)\s*){2,}|"
    rf"{all_comments()}|{_SORTED}{{2,}}+)$",
    re.I,
)
"""A line that hardly stands anywhere else."""

AFTER_COMMENTS: Final = re.compile(
    r"(?:would love your thoughts, please comment\.?.*|load (?:more|rest of) comments.*|insert|wpdiscuz|"
    rf"{more_comments()}|.{{0,120}}\b(?:{_COMMENTS})\b[^.!?]{{0,120}}[.!?]\s{{0,9}}x)$",
    re.I,
)
"""The first line behind the last comment: the chat bubble of wpDiscuz, or its button for more.

Bounded, as a line can be as long as the file: a megabyte of the word for comments would take hours.
"""

LABEL: Final = re.compile(
    r"(?:guest|member|admin|administrator|editor|author|active member|trusted member|noble member|famed member|"
    r"moderator|contributor|subscriber|support|reader|famed|noble|trusted|active|new|post author|"
    rf"{any_word('labels')})$",
    re.I,
)
AWAITING: Final = re.compile(
    rf"(?:awaiting (?:for )?(?:approval|moderation)|(?:\w+ (?:{_COMMENTS}) )?(?:{any_word('awaiting')}))\.?$", re.I
)
_NAME: Final = r"(?=\S[^!?:]{0,59}$)(?!.*\w\w[.,])"
"""What can be one, where a sentence may begin with the same words."""

REPLY_TO: Final = re.compile(rf"(?:reply to\s+(?=\S)|(?:{any_word('answers')})\s+{_NAME})(.*)$", re.I)
BUTTON: Final = re.compile(rf"(?:reply|{any_word('reply')})$", re.I)
REPLY_BUTTON: Final = re.compile(
    rf"(?:reply|(?:hide|view|show) replies(?:\s*\(\d+\))?|last edited .* by .*|{any_word('reply')})$", re.I
)
VOTES: Final = re.compile(r"[+\-−]?\d{1,6}$")
READ_MORE: Final = re.compile(rf"(?:…|\.\.\.)?[ \xa0]?(?:read more|{any_word('read_on')})\s*»\s*$", re.I)

_UNIT: Final = r"(?:second|minute|hour|day|week|month|year)s?"
_MONTH: Final = rf"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|{any_word('months')})[^\W\d_]*\.?"
_CLOCK: Final = r"(?:,?(?: at)? \d{1,2}:\d\d(?: ?[ap]\.?m\.?)?)?"
COMMENT_DATE: Final = re.compile(
    rf"(?:(?:\d+|an?) {_UNIT}(?: (?:and )?\d+ {_UNIT})? ago|right now|just now|{spans_ago()}|"
    rf"{_MONTH} \d{{1,2}},? \d{{4}}{_CLOCK}|\d{{1,2}}\.? {_MONTH} \d{{4}}{_CLOCK}|\d{{4}}-\d\d-\d\d{_CLOCK})$",
    re.I,
)

_SHARE: Final = (
    r"(?:share|tweet|pin|print|email|e-mail|facebook|twitter|x|telegram|whatsapp|linkedin|reddit|vk|copy link)"
    r"(?: (?:this|on|it|via|to|article)\b.*)?"
)
PAGE_FURNITURE: Final = re.compile(
    rf"(?:{_SHARE}|[\d.,]+ ?[$€£¥₽%]|[$€£¥₽] ?[\d.,]+|click to (?:see|view|enlarge|open).*|advertisement|"
    r"(?:support|donate|donation)\b.{0,60}|read also:?.*|related (?:posts|articles).*|more on (?:the|this) topic:?|"
    r"home|menu|search|skip to content)$",
    re.I,
)
BYLINE: Final = re.compile(
    rf"by \S.{{0,80}}$|(?:posted|published|updated)\b.{{0,60}}\d{{4}}.*$|{_MONTH} \d{{1,2}},? \d{{4}}.*$", re.I
)
