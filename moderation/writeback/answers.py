"""What a site answered, before anybody believes it.

A page for people, a wish for patience and an answer that is no JSON look alike until they are told apart here.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

import msgspec
from msgspec import Struct

PATIENCE: Final = 30.0
"""Seconds to wait where a site asks for patience and does not say for how long."""
_LONGEST_PATIENCE: Final = 3_600.0  # a date in a wrong century must not end in a sleep of years
_HTML: Final = re.compile(rb"\s*(?:<!doctype\s+html|<html|<\?xml|<!--|<head|<body|<script|<br)", re.I)


class Answer(Struct, frozen=True):
    """What a site answered."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes

    @property
    def kind(self) -> str:
        """The kind of content it says it is: `application/json`."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def is_page(self) -> bool:
        """Whether it is a page for people: a login, a firewall's question, a host's notice."""
        return "html" in self.kind or bool(_HTML.match(self.body))

    @property
    def patience(self) -> float | None:
        """How many seconds the site asks us to wait; None where it says nothing about it."""
        stated = self.headers.get("retry-after", "").strip()
        if not stated:
            return None
        return min(max(_seconds(stated), 0.0), _LONGEST_PATIENCE)

    @property
    def json(self) -> Any:
        """What it holds; None where it is not JSON."""
        try:
            return msgspec.json.decode(self.body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None

    @property
    def message(self) -> str:
        """What the site says about itself, wherever its API puts that; empty where it says nothing."""
        told = self.json
        if not isinstance(told, dict):
            return ""
        errors = told.get("errors")
        first = errors[0] if isinstance(errors, list) and errors else None
        first = first.get("message") if isinstance(first, dict) else first
        # WordPress and hosts; Discourse and GraphQL; Lemmy; Disqus.
        found = (told.get("message"), first, told.get("error"), told.get("response"))
        return next((words for words in found if isinstance(words, str)), "")


def _seconds(stated: str) -> float:
    if stated.isdigit():
        return float(stated)
    try:
        return (parsedate_to_datetime(stated) - datetime.now(UTC)).total_seconds()
    except (ValueError, TypeError):
        return PATIENCE
