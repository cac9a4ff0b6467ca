"""Which comments are rows of the queue as it opens: of a group of near-copies, the first that waits."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from moderation.comments import Comment, Status
from moderation.labels import Label
from moderation.review import Review
from moderation.store.opening import connect
from moderation.store.standing import regroup
from moderation.store.store import Store
from moderation.unscored import NO_LABEL


@pytest.fixture
def store(desk: Path | str) -> Iterator[Store]:
    """Return a desk of eight comments, of which 2, 3, 5 and 6 are near-copies, and 7 and 8 of each other."""
    with Store.open(desk, create=True) as opened:
        source = opened.put_source("export.csv", "csv", "site")
        opened.put_comments("site", [Comment(str(n), f"text {n}") for n in range(1, 9)], source)
        group(opened, {2: 2, 3: 2, 5: 2, 6: 2, 7: 7, 8: 7})
        yield opened


def group(store: Store, groups: dict[int, int], also: tuple[int, ...] = ()) -> None:
    """Put comments into groups, as the search for near-copies does."""
    with closing(connect(store.address, create=False)) as db, db.writing():
        db.run_many("UPDATE standing SET likeness = ? WHERE ref = ?", [(lead, ref) for ref, lead in groups.items()])
        regroup(db, [*groups, *also])


def rows(store: Store) -> list[int]:
    """Return the rows of the queue as it opens, in the order of their numbers."""
    return sorted(Review(store, "").refs_between(0, 99))


def test_a_group_is_one_row_and_each_of_its_comments_waits(store):
    """Five hundred copies are looked at once, and counted as five hundred."""
    assert rows(store) == [1, 2, 4, 7]
    assert (store.listed(), store.waiting()) == (4, 8)
    assert store.queue_refs().tolist() == [1, 2, 3, 4, 5, 6, 7, 8]
    assert store.faults() == []


def test_the_next_that_waits_stands_for_a_group_whose_first_was_decided(store):
    """Deciding one alone must not hide the others; undo puts the first back."""
    review = Review(store, "ann")
    review.accept(2, named=NO_LABEL)
    assert rows(store) == [1, 3, 4, 7]
    review.accept_all([3, 6], frozenset({Label.ABUSE}))
    assert (rows(store), store.listed()) == ([1, 4, 5, 7], 4)
    review.undo(2)
    assert rows(store) == [1, 2, 4, 7]
    review.hold([2, 3, 5, 6])
    assert (rows(store), store.faults()) == ([1, 4, 7], [])


def test_a_comment_that_leaves_its_group_is_a_row_of_its_own(store):
    """An edit makes it another text; who stayed behind still has a row."""
    group(store, {7: 0}, also=(8,))
    assert rows(store) == [1, 2, 4, 7, 8]
    group(store, {1: 1, 4: 1, 8: 0})
    assert rows(store) == [1, 2, 7, 8]
    assert (store.listed(), store.faults()) == (4, [])


def test_two_groups_that_become_one_have_one_row(store):
    """A comment that resembles both joins them."""
    group(store, {7: 2, 8: 2})
    assert rows(store) == [1, 2, 4]
    assert store.faults() == []


def test_what_a_site_reports_moves_when_the_site_changes_it(store):
    """The status is the site's, and an import brings the present one."""
    for status in (Status.REPORTED, Status.PENDING, Status.APPROVED):
        source = store.put_source("export.csv", "csv", "site")
        store.put_comments("site", [Comment("3", "text 3", status=status)], source)
        assert store.faults() == []
    assert store.card(3).group == "2"
    assert (store.waiting(), store.listed()) == (7, 4)


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE standing SET listed = 1 WHERE ref = 3", "comment 3 is a row of the queue"),
        ("UPDATE standing SET listed = 0 WHERE ref = 4", "comment 4 is no row of the queue"),
        ("UPDATE tally SET count = 9 WHERE name = 'listed'", "the count of listed comments is kept as 9"),
        ("UPDATE standing SET reported = 1 WHERE ref = 1", "comment 1 stands as"),
    ],
)
def test_a_row_that_is_wrong_is_found_by_the_check(store, statement, fault):
    """What is kept for speed is worth nothing unless it can be told from what is true."""
    with closing(connect(store.address, create=False)) as db:
        db.run(statement)
    assert any(fault in said for said in store.faults())
