"""Spans of time as people type them: `2026-03`, `today`, `7d`, `2026-03-01..2026-03-15`.

They stay words until they are asked about a moment, so that a saved filter for `7d` means the last seven days on
whatever day it is used; days begin at midnight where the moderator is.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

Span = tuple[datetime | None, datetime | None]
"""The first moment and the first one after; None where a side is open."""

_BACK: Final = re.compile(r"(\d{1,4})([hdw])")
_DATE: Final = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
_UNITS: Final = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_NAMED: Final = {"today": 0, "yesterday": 1}


def is_span(written: str) -> bool:
    """Return whether words name a span of time."""
    return span(written, datetime(2026, 1, 1)) is not None


def span(written: str, now: datetime) -> Span | None:
    """Return the span that words name at a moment, in the moment's own zone; None where they name none.

    `7d` begins seven days ago, at the beginning of that day, and has no end; `12h` begins to the hour.
    """
    first, dots, last = written.partition("..")
    if not dots:
        return _single(first, now)
    begun, ended = _single(first, now) if first else (None, None), _single(last, now) if last else (None, None)
    return (begun[0], ended[1]) if begun and ended and (first or last) else None


def _single(written: str, now: datetime) -> Span | None:
    for shape, read in _SHAPES:
        match = shape.fullmatch(written)
        if match:
            try:
                return read(match, now)
            except (ValueError, OverflowError):  # the thirtieth of February, the year 0
                return None
    return None


def _back(match: re.Match[str], now: datetime) -> Span:
    then = now - int(match[1]) * _UNITS[match[2]]
    return (then if match[2] == "h" else _midnight(then)), None


def _named(match: re.Match[str], now: datetime) -> Span:
    day = _midnight(now) - timedelta(days=_NAMED[match[0]])
    return day, day + timedelta(days=1)


def _date(match: re.Match[str], now: datetime) -> Span:
    year, month, day = (int(part) if part else None for part in match.groups())
    first = _midnight(now).replace(year=year or 1, month=month or 1, day=day or 1)
    if day:
        return first, first + timedelta(days=1)
    if month:
        return first, first.replace(year=first.year + month // 12, month=month % 12 + 1)
    return first, first.replace(year=first.year + 1)


_SHAPES: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str], datetime], Span]], ...]] = (
    (_BACK, _back),
    (re.compile("|".join(_NAMED)), _named),
    (_DATE, _date),
)


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)
