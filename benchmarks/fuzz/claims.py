"""What has to hold whatever comes in: the claims that every target of the fuzzer and every hostile file is held to."""

from typing import Final

from moderation.comments import Article, Comment
from moderation.formats.cells import LONGEST_TEXT
from moderation.formats.records import RAW_KEPT, Found, Item, Reject, Repair, Skipped

_UNFIT: Final = ("\0", "\r")
"""What no text of the desk holds: a NUL ends a string in databases, and there is one sort of line end."""


class Broken(AssertionError):
    """A claim that does not hold."""


def claim(holds: object, what: str) -> None:
    """Raise Broken, with what was claimed, where it does not hold."""
    if not holds:
        raise Broken(what)


def claim_sentence(refusal: Exception) -> None:
    """Claim that a refusal is a sentence."""
    said = str(refusal)
    claim(said.endswith(".") and len(said) > len("Not this."), f"a refusal is a sentence: {said[-80:]!r}")


def claim_fit(item: Item) -> None:
    """Claim that what a reader yields is fit for every room."""
    match item:
        case Found():
            _claim_comment(item.comment)
            claim(item.place, "a comment has its place")
        case Article():
            claim(all(isinstance(part, str) for part in (item.id, item.title, item.text, item.url)), "texts are str")
            claim(len(item.text) <= LONGEST_TEXT, "an article is not endless")
        case Reject():
            claim(item.place is not None and item.reason, "a reject has its place and its reason")
            claim(len(item.raw) <= RAW_KEPT, "a reject is not endless")
        case Skipped():
            claim(item.kind, "what is left out has a kind")
        case Repair():
            claim(item.what and item.count > 0, "a repair is named and counted")


def _claim_comment(comment: Comment) -> None:
    parts = (comment.id, comment.text, comment.article_id, comment.parent_id, comment.author, comment.created_at)
    claim(all(isinstance(part, str) for part in parts), "parts of a comment are str")
    claim(comment.id, "a comment has an id")
    claim(not any(sign in part for part in parts for sign in _UNFIT), "no NUL and no other line end than a newline")
    claim(len(comment.text) <= LONGEST_TEXT, "a text is not endless")
    claim(comment.parent_id != comment.id, "no comment answers itself")
