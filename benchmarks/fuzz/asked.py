"""Targets that take what people type and keep: filters, a search over a real desk, settings, plans and journals."""

import tempfile
from functools import cache
from pathlib import Path
from typing import Final

from benchmarks.fuzz.claims import claim, claim_sentence
from benchmarks.fuzz.texts import PLAIN, text_of
from moderation.comments import Article, Comment, Status
from moderation.errors import TriageError
from moderation.filters import parse_filter, written
from moderation.orders import Order
from moderation.policy import Action
from moderation.searching import first_of
from moderation.store.store import Store
from moderation.writeback.changes import Change, Outcome
from moderation.writeback.journal import Journal, JournalHeader, read_journal, traces
from moderation.writeback.planfile import read_plan
from tui.desk.settings import read_settings

_HEADER: Final = JournalHeader("p", "wordpress", "https://a.example")
_CHANGE: Final = Change("1", "s", "d", Status.PENDING, Status.REMOVED, Action.REMOVE)


@cache
def folder() -> Path:
    """Return a folder for the files of this process."""
    return Path(tempfile.mkdtemp(prefix="fuzzed"))


@cache
def desk() -> Store:
    """Return a desk of a few comments, one of them settled by nobody."""
    store = Store.open(folder() / "desk.sqlite", create=True)
    store.put_articles("site", [Article("a", "Ferry of the goats", PLAIN)])
    texts = (PLAIN, "goat goat 🙂 don't", "记者 so-called \x00x", 'Ä\u0301 \u202e()*" NEAR AND', "")
    comments = [Comment(str(n), text, "a", author=f"Ann {text[:3]}") for n, text in enumerate(texts)]
    store.put_comments("site", comments, store.put_source("it", "csv", "site"))
    return store


def filtered(given: bytes) -> bool:
    """Read a query, and write it again: the same filter."""
    try:
        found = parse_filter(text_of(given))
    except TriageError as refused:
        claim(str(refused), "a refusal says something")
        return True
    claim(parse_filter(written(found)) == found, "a filter that is written down asks for the same")
    return True


def sought(given: bytes) -> bool:
    """Ask a real desk for whatever somebody types."""
    if not given:
        return False
    try:
        found = parse_filter(text_of(given[1:]))
    except TriageError:
        return False
    order = tuple(Order)[given[0] % len(Order)]
    refs = first_of(desk(), order, found)
    claim(len(set(refs)) == len(refs), "nothing is found twice")
    claim(set(refs) == set(desk().queue_refs(order, found).tolist()), "both ways find the same")
    return True


def settled(given: bytes) -> bool:
    """Read a settings file."""
    try:
        settings = read_settings(_laid_down(given), named=True)
    except TriageError as refused:
        claim_sentence(refused)
    else:
        claim(0 <= settings.severe <= 1 and settings.pause_after >= 0, "settings are what they have to be")
    return True


def planned(given: bytes) -> bool:
    """Read a plan for a live site."""
    try:
        plan = read_plan(_laid_down(given))
    except TriageError as refused:
        claim_sentence(refused)
        return True
    claim(plan.header.count == len(plan.changes), "a plan is whole")
    claim(len({change.id for change in plan.changes}) == len(plan.changes), "a plan names a comment once")
    claim(0 <= plan.taken_from_view <= len(plan.changes), "what is taken from view is among the changes")
    return True


def journalled(given: bytes) -> bool:
    """Read a journal, and go on with it."""
    path = _laid_down(given)
    try:
        header, lines = read_journal(path)
        for trace in traces(lines).values():
            claim(not (trace.was_done and not trace.is_final), "what was done is never sent again")
        _go_on(path, header)
    except TriageError as refused:
        claim_sentence(refused)
    return True


def _go_on(path: Path, header: JournalHeader) -> None:
    with Journal.open(path, header, lambda: "2026-03-03T08:14:00Z") as journal:
        known = len(journal.known)
        journal.end(_CHANGE, Outcome.SKIPPED, "it")
        claim(len(journal.known) in (known, known + 1), "a line is added and nothing else changes")
    claim(read_journal(path)[1][-1].key == _CHANGE.key, "what was written can be read")


def _laid_down(content: bytes) -> Path:
    path = folder() / "it"
    path.write_bytes(content)
    return path
