"""Tables that take their columns from the first rows."""

import csv
import json
from functools import partial
from pathlib import Path

import pytest

from moderation.formats.writing import open_table
from moderation.tables import FittedTable


def fitted(target: Path, *, alone: bool = True) -> FittedTable:
    return FittedTable(partial(open_table, target, "csv"), ("abuse", "model"), alone=alone)


def read(target: Path) -> list[dict[str, str]]:
    with target.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_added_columns_stand_at_the_end(tmp_path: Path):
    """The input's own columns keep their order and come first."""
    with fitted(tmp_path / "out.csv") as table:
        table.write([{"id": "1", "abuse": 0.5, "text": "a", "model": "base"}], ("id", "text"))

    assert list(read(tmp_path / "out.csv")[0]) == ["id", "text", "abuse", "model"]


def test_a_later_field_is_kept_as_json(tmp_path: Path):
    """JSON records may name new fields at any line, a CSV header is written once."""
    with fitted(tmp_path / "out.csv") as table:
        table.write([{"id": "1"}])
        table.write([{"id": "2", "votes": 3}])

    assert json.loads(read(tmp_path / "out.csv")[1]["other_fields"]) == {"votes": 3}


def test_columns_of_a_second_export_are_kept_as_json(tmp_path: Path):
    """Two tables scored into one need not have the same header."""
    with fitted(tmp_path / "out.csv", alone=False) as table:
        table.write([{"id": "1", "model": "base"}], ("id",))
        table.write([{"id": "2", "votes": "3", "model": "base"}], ("id", "votes"))

    first, second = read(tmp_path / "out.csv")
    assert list(first) == ["id", "other_fields", "model"]
    assert json.loads(second["other_fields"]) == {"votes": "3"}


def test_a_column_of_the_inputs_own_called_other_fields_is_one_with_ours(tmp_path: Path):
    """Such a table comes from scoring before; two columns of one name would lose one of them to most readers."""
    with fitted(tmp_path / "out.csv") as table:
        table.write([{"id": "1", "other_fields": '{"votes": 3}'}])
        table.write([{"id": "2", "other_fields": '{"votes": 4}', "rank": 5}])
        table.write([{"id": "3", "other_fields": "a remark", "rank": 6}])

    rows = read(tmp_path / "out.csv")
    assert list(rows[0]) == ["id", "other_fields"]
    assert [json.loads(row["other_fields"]) for row in rows] == [
        {"votes": 3},
        {"votes": 4, "rank": 5},
        {"other_fields": "a remark", "rank": 6},
    ]


def test_no_rows_make_a_table_of_headings(tmp_path: Path):
    """Whoever waits for the file finds it."""
    with fitted(tmp_path / "out.csv"):
        pass

    assert read(tmp_path / "out.csv") == []


def test_a_table_that_was_broken_off_is_not_there(tmp_path: Path):
    """Half a table must never be taken for the whole one."""

    def broken_off() -> None:
        with fitted(tmp_path / "out.csv") as table:
            table.write([{"id": "1"}])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken_off()

    assert list(tmp_path.iterdir()) == []
