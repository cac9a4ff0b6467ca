"""The lines of a saved page that nobody wrote: donation bars, share buttons, the comment form of wpDiscuz.

English only: a text has nothing but words to go by. A page in another language is read from its saved HTML,
where the structure says the same.
"""

import re
from typing import Final

_FORM: Final = (
    r"subscribe|login|log in|notify of|\d[\d,. ]* comments?|inline feedbacks|view all comments|"
    r"(?:(?:oldest|newest|most voted)\s*)+|be the first to comment!?|(?:start|join) the discussion|"
    r"please login to comment|new follow-up comments|new replies to my comments|\{\}|\[\+\]|label|"
    r"you are logged in as.*|log out|post comment|name\*?|email\*?|website"
)
COMMENT_FORM: Final = re.compile(rf"(?:{_FORM})$", re.I)
"""A line of the form that stands between an article and its comments."""

FORM_CERTAIN: Final = re.compile(
    r"(?:notify of|inline feedbacks|view all comments|(?:(?:oldest|newest|most voted)\s*){2,})$", re.I
)
"""A line that hardly stands anywhere else."""

AFTER_COMMENTS: Final = re.compile(
    r"(?:would love your thoughts, please comment\.?.*|load (?:more|rest of) comments.*|insert|wpdiscuz)$", re.I
)
"""The first line behind the last comment: the chat bubble of wpDiscuz, or its button for more."""

LABEL: Final = re.compile(
    r"(?:guest|member|admin|administrator|editor|author|active member|trusted member|noble member|famed member|"
    r"moderator|contributor|subscriber|support|reader|famed|noble|trusted|active|new|post author)$",
    re.I,
)
AWAITING: Final = re.compile(r"awaiting (?:for )?(?:approval|moderation)\.?$", re.I)
REPLY_TO: Final = re.compile(r"reply to\s+(\S.*)$", re.I)
REPLY_BUTTON: Final = re.compile(r"(?:reply|(?:hide|view|show) replies(?:\s*\(\d+\))?|last edited .* by .*)$", re.I)
VOTES: Final = re.compile(r"[+\-−]?\d{1,6}$")
READ_MORE: Final = re.compile(r"(?:…|\.\.\.)?[ \xa0]?read more\s*»\s*$", re.I)

_UNIT: Final = r"(?:second|minute|hour|day|week|month|year)s?"
_MONTH: Final = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_CLOCK: Final = r"(?:,?(?: at)? \d{1,2}:\d\d(?: ?[ap]\.?m\.?)?)?"
COMMENT_DATE: Final = re.compile(
    rf"(?:(?:\d+|an?) {_UNIT}(?: (?:and )?\d+ {_UNIT})? ago|right now|just now|"
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
