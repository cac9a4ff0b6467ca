"""What sites call statuses, types and dates."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.comments import Status
from moderation.formats.terms import is_no_comment, iso_date, status_of

WORDS = {
    "approved": ["1", "approve"],
    "pending": ["0", "hold"],
    "spam": ["spam"],
    "removed": ["trash", "post-trashed", "Rejected "],
    "reported": ["flagged"],
    "unknown": ["weird", ""],
}


@pytest.mark.parametrize(("status", "word"), [(status, word) for status, words in WORDS.items() for word in words])
def test_a_sites_words_for_a_status_are_known(word: str, status: str):
    """A word nobody knows waits for a decision rather than vanishing."""
    assert status_of(word) is Status(status)


@pytest.mark.parametrize(
    ("kind", "skipped"), [("pingback", True), ("edd_payment_note", True), ("review", False), ("", False)]
)
def test_only_what_nobody_wrote_is_no_comment(kind: str, skipped: bool):
    """Unknown types are comments until somebody knows better."""
    assert is_no_comment(kind) is skipped


@pytest.mark.parametrize(
    ("raw", "iso"),
    [
        ("2026-03-03 08:14:00", "2026-03-03T08:14:00"),
        ("2026-03-03T08:14:00Z", "2026-03-03T08:14:00Z"),
        ("2026-03-03T10:14:00+02:00", "2026-03-03T08:14:00Z"),
        ("2015-09-29 10:50:41.987077+00", "2015-09-29T10:50:41.987077Z"),
        ("1700000000", "2023-11-14T22:13:20Z"),
        ("0000-00-00 00:00:00", ""),
        ("2026-13-03 08:14:00", ""),
        ("yesterday", ""),
        ("", ""),
    ],
)
def test_dates_become_iso_in_utc_where_the_zone_is_known(raw: str, iso: str):
    """The queue sorts by them as text."""
    assert iso_date(raw) == iso


def test_a_column_that_says_utc_is_believed():
    """WordPress writes `comment_date_gmt` without a zone."""
    assert iso_date("2026-03-03 08:14:00", utc=True) == "2026-03-03T08:14:00Z"


@given(st.text(max_size=30) | st.datetimes().map(str) | st.from_regex(r"[0-9T:+Z. -]{0,30}", fullmatch=True))
def test_no_date_raises(raw: str):
    """Nonsense is no date."""
    assert isinstance(iso_date(raw), str)
