"""JSON that is no export of comments, told by its fields, with what to do instead.

Requests to scoring services hold a comment's text too: taking those for comments would fill a desk with what nobody
can answer to.
"""

from collections.abc import Callable
from typing import Final

from moderation.formats.json.fields import Record, first_of, inner, name_of
from moderation.text import one_line

_NAMES_SHOWN: Final = 5


def _is_answer_of_a_service(record: Record) -> bool:
    return "attributeScores" in record or "category_scores" in first_of(record, "results")


def _asks_for_a_score(record: Record) -> bool:
    comment = isinstance(record.get("comment"), dict)
    if comment and ("requestedAttributes" in record or "attributeScores" in record):
        return True
    return {"input", "model"} == record.keys() or (comment and {"action", "story"} <= record.keys())


def _is_without_texts(record: Record) -> bool:
    return "comment_ID" in record and "comment_content" not in record


def _is_error(record: Record) -> bool:
    fault = inner(record, "error")
    of_wordpress = {"code", "message"} <= record.keys() and "status" in inner(record, "data")
    return of_wordpress or ("code" in fault and "message" in fault)


def _is_api_description(record: Record) -> bool:
    return "discoveryVersion" in record or "openapi" in record or "swagger" in record


def _is_plan(record: Record) -> bool:
    return {"system", "address", "made_at", "count"} <= record.keys()


def _is_journal(record: Record) -> bool:
    return record.get("line") == "journal" and "plan" in record


_FOREIGN: Final[tuple[tuple[Callable[[Record], bool], str], ...]] = (
    (
        _is_without_texts,
        "lists comments without their texts, as wp comment list does by default: add comment_content to its --fields",
    ),
    (_is_error, "is a site's answer that it could not do what it was asked ({message}): export the comments again"),
    (_asks_for_a_score, "is a request to score a comment, not an export of comments: export them from the site"),
    (
        _is_answer_of_a_service,
        "holds what a service has said of comments, not the comments themselves: import what it was asked about",
    ),
    (_is_plan, "is a plan of triage export, not an export of comments: triage export --apply PLAN sends its changes"),
    (
        _is_journal,
        "is a journal of what triage sent to a site, not an export of comments: triage export --undo JOURNAL takes "
        "that back",
    ),
    (_is_api_description, "describes a programming interface and holds no comments: export them from the site"),
)


def refusal(record: Record) -> str:
    """Return why a file that begins with this record is no export, as the end of a sentence; empty if it may be one."""
    said = next((said for is_it, said in _FOREIGN if is_it(record)), "")
    message = name_of(inner(record, "error"), "message") or name_of(record, "message")
    return said.replace("{message}", one_line(message)[:200])


def without_comments(record: Record) -> str:
    """Return what to say of a file that is one object in which nothing is known, by its first names."""
    names = ", ".join(one_line(name)[:40] for name in list(record)[:_NAMES_SHOWN]) or "none at all"
    more = ", …" if len(record) > _NAMES_SHOWN else ""
    return (
        f"is a JSON document in which triage finds no comments (its names are {names}{more}): export the comments, "
        "or save them as a list of objects with the names id, author and text"
    )
