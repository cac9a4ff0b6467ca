"""What only a desk in PostgreSQL has to bear: a server that goes away, and texts that its columns don't hold."""

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from moderation.comments import Comment
from moderation.errors import NoDesk, UnusableDesk, WrongUse
from moderation.review import Review
from moderation.store.store import Store
from moderation.unscored import NO_LABEL

psycopg = pytest.importorskip("psycopg", reason="the extra `postgres` is not installed")


@pytest.fixture
def store(database):
    """Return a desk in PostgreSQL with two comments."""
    with Store.open(database) as opened:
        source = opened.put_source("export.csv", "csv", "site")
        opened.put_comments("site", [Comment("1", "one"), Comment("2", "two")], source)
        yield opened


def ended(store: Store, database: str) -> None:
    """End the connection of a desk, as a restarted server or a sleeping laptop does."""
    with psycopg.connect(database, autocommit=True) as keeper:
        keeper.execute(
            """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE pid <> pg_backend_pid() AND datname = current_database()"""
        )


def half_a_step(store: Store, database: str) -> None:
    """Write twice in one transaction, and lose the connection in between."""
    with store._db.writing():
        store._db.run("UPDATE tally SET count = 99 WHERE name = 'open'")
        ended(store, database)
        store._db.run("UPDATE tally SET count = 98 WHERE name = 'open'")


def settled(store: Store) -> int:
    """Settle the first comment, and return the row of the log."""
    review = Review(store, "ann")
    return review.accept(review.card(1), named=NO_LABEL).step


def test_a_connection_lost_between_two_steps_is_made_again(store, database):
    """A moderator whose laptop slept presses the next key."""
    ended(store, database)
    assert settled(store) == 1
    ended(store, database)
    assert store.waiting() == 1


def test_a_connection_lost_within_a_step_is_said_and_nothing_of_it_is_kept(store, database):
    """Half a step would be a decision that nobody made."""
    with pytest.raises(UnusableDesk, match="can't be reached"):
        half_a_step(store, database)
    assert store.waiting() == 2
    assert store.faults() == []


def test_the_log_can_not_be_changed_by_another_program(store, database):
    """The triggers bind whoever writes to the database."""
    settled(store)
    with psycopg.connect(database) as other, pytest.raises(psycopg.errors.IntegrityError, match="append-only"):
        other.execute("UPDATE triage.log SET who = 'bo'")
    with psycopg.connect(database) as other, pytest.raises(psycopg.errors.IntegrityError, match="append-only"):
        other.execute("DELETE FROM triage.log")


def test_a_database_without_a_desk_is_said(database):
    """`review` on a slip of the pen must not make one."""
    with psycopg.connect(database, autocommit=True) as keeper:
        keeper.execute("DROP SCHEMA triage CASCADE")
    with pytest.raises(NoDesk, match="There is no desk in postgresql://"):
        Store.open(database)


def test_a_server_that_is_not_there_is_said(tmp_path):
    """With what it says, and without a traceback."""
    with pytest.raises(UnusableDesk, match="can't be reached"):
        Store.open(f"postgresql:///desk?host={tmp_path}")


@pytest.mark.parametrize(
    "address", ["postgresql://ann:secret@localhost/desk", "postgresql:///desk?host=/tmp&password=secret"]
)
def test_a_password_in_an_address_is_refused(address):
    """The desk starts other processes with its address among their words, which anybody can read."""
    with pytest.raises(WrongUse, match="PGPASSWORD") as refused:
        Store.open(address)
    assert "secret" not in str(refused.value)


@drawn(st.text(st.characters(), max_size=40))
def test_a_text_comes_back_as_it_was_to_the_last_code_point(text):
    """NUL and half of a surrogate pair too, which PostgreSQL's text doesn't hold."""
    from moderation.store.converting import given, held

    assert given(held(text)) == text
    assert b"\0" not in held(text)


def test_a_hostile_text_is_kept_and_found(store):
    """Through the server and back."""
    text = "\ud800 half \0 nothing \U0010ffff mark"
    store.put_comments("site", [Comment("3", text)], store.put_source("export.csv", "csv", "site"))
    assert store.card(3).posted.comment.text == text
    assert list(store.queue_refs(filter=store.asked("nothing"))) == [3]
    assert store.faults() == []


def test_megabytes_in_one_step_are_no_reason_to_wait_for_ever(store):
    """A model's arrays, and a comment that somebody has made as long as they could."""
    files = {"a": b"1", "arrays.npz": b"x" * 4_000_000, "b": b"2", "c": b"3"}
    store.keep_model("large", files)
    long = [Comment(f"long {n}", "ferry " * 500_000) for n in range(4)]
    store.put_comments("site", long, store.put_source("export.csv", "csv", "site"))
    assert store.kept_model("large") == files
    assert store.waiting() == 6


def test_a_model_put_in_service_reaches_the_other_machines(store, tmp_path):
    """Each machine has a folder of its own; the files come out of the desk."""
    from moderation.shared_models import lay_down

    store.keep_model("m1", {"manifest.json": b"{}", "arrays.npz": b"\0\1"})
    store.keep_model("../m2", {"manifest.json": b"{}"})
    lay_down(store, tmp_path / "models")
    assert {path.name for path in (tmp_path / "models").iterdir()} == {"m1"}
    assert (tmp_path / "models" / "m1" / "arrays.npz").read_bytes() == b"\0\1"
