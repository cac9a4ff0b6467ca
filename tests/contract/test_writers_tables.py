"""Tables out: whole or not at all, safe in a spreadsheet, and readable again."""

import contextlib
import csv
import io
import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.errors import WrongUse
from moderation.formats.opening import open_export
from moderation.formats.records import Found
from moderation.formats.writing.table import open_table

ROOT = Path(__file__).resolve().parents[2]
COLUMNS = ("id", "text", "abuse", "off_topic", "suggested", "model")
ROW = {
    "id": "1",
    "text": "x",
    "abuse": 0.25,
    "off_topic": float("nan"),
    "suggested": ["abuse", "off_topic"],
    "model": None,
}


def written(to: str, rows: list[dict[str, object]], columns: tuple[str, ...] = COLUMNS) -> bytes:
    stream = io.BytesIO()
    with open_table(stream, to, columns) as table:
        table.write(rows)
    return stream.getvalue()


def test_csv_joins_lists_and_leaves_what_is_missing_empty():
    """A cell holds one thing; None, NaN and a missing field are nothing."""
    lines = list(csv.reader(io.StringIO(written("csv", [ROW, {"id": 2}]).decode())))
    assert lines == [list(COLUMNS), ["1", "x", "0.25", "", "abuse;off_topic", ""], ["2", "", "", "", "", ""]]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@bob", "\t1", "  =1", "＝1", "\n1"])
def test_csv_never_hands_a_spreadsheet_a_formula(text: str):
    """Opening a table of comments must run nothing."""
    lines = list(csv.reader(io.StringIO(written("csv", [{"id": "1", "text": text}]).decode())))
    assert lines[1][1] == f"'{text}"


@pytest.mark.parametrize("text", ["a;=1+1;b", "a\n=1+1", "a\t@bob", "a; -1"])
def test_csv_hands_no_formula_to_a_spreadsheet_that_parts_cells_at_semicolons(text: str):
    """There a quotation mark that doesn't begin a cell is a letter, and a line end ends the row."""
    content = written("csv", [{"id": "1", "text": text}]).decode()
    cells = [cell for line in content.splitlines() for cell in re.split("[;\t]", line)]
    assert not [cell for cell in cells if cell.lstrip(" ")[:1] in set("=+-@")]


def test_csv_quotes_every_cell():
    """A separator in a text must not start a cell in any program's dialect."""
    assert written("csv", [{"id": 1, "text": "a"}], ("id", "text")) == b'"id","text"\n"1","a"\n'


def test_flags_are_words_in_csv_and_booleans_in_json_lines():
    """Moderators read the one, programs the other."""
    assert b'"yes"' in written("csv", [{"abuse": True}], ("abuse",))
    assert json.loads(written("jsonl", [{"abuse": True}])) == {"abuse": True}


def test_json_lines_keep_every_field_as_it_came():
    """NaN is no JSON; everything else passes through, whatever its type."""
    row = {**ROW, "id": 2**70, "votes": {"up": [1]}, "half": "a\ud83d"}
    assert json.loads(written("jsonl", [row])) == {**row, "off_topic": None, "half": "a?"}


def test_scores_from_arrays_are_written_as_numbers():
    """The scorer hands out NumPy values."""
    row = {"id": "1", "abuse": np.float64(0.5), "off_topic": np.float64("nan")}
    assert json.loads(written("jsonl", [row])) == {"id": "1", "abuse": 0.5, "off_topic": None}
    assert b'"0.5",""' in written("csv", [row])


def test_parquet_holds_scores_as_numbers_and_the_rest_as_strings():
    """A warehouse needs one type a column, also when a first batch is all nulls."""
    table = pq.read_table(io.BytesIO(written("parquet", [{"id": 1}, ROW])))
    assert table.schema.field("abuse").type == "double"
    assert table.to_pylist()[1] == {**ROW, "off_topic": None, "suggested": "abuse;off_topic"}
    assert table.to_pylist()[0]["id"] == "1"


def test_rows_become_arrow_without_pandas():
    """Every worker would hold 57 MB of it, for nothing."""
    probe = "from moderation.formats.writing.arrowrows import arrow_stream as made; made([{'a': 'x'}], ['a', 'abuse'])"
    program = f"{probe}; import sys; print('pandas' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert answer.stdout == "False\n"


@pytest.mark.parametrize("to", ["csv", "jsonl", "parquet"])
def test_an_empty_table_is_a_table(to: str):
    """An export without comments is no error."""
    content = written(to, [])
    assert content.startswith({"csv": b'"id"', "jsonl": b"", "parquet": b"PAR1"}[to])


@pytest.mark.parametrize("to", ["csv", "jsonl", "parquet"])
def test_a_file_has_its_name_only_when_it_is_whole(to: str, tmp_path: Path):
    """Half a table under the right name would be taken for all of it."""
    path = tmp_path / "out"
    table = open_table(path, to, COLUMNS)
    table.write([ROW])
    assert [p.suffix for p in tmp_path.iterdir()] == [".partial"]
    table.close()
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_two_processes_at_one_file_leave_a_whole_one(tmp_path: Path):
    """Of two who wrote under one name beside it, one gave its name to the other's half and the other found nothing."""
    ours = open_table(tmp_path / "out", "jsonl", COLUMNS)
    ours.write([ROW])
    words = "from tests.contract.test_writers_tables import *; t = open_table(Path(sys.argv[1]), 'jsonl', COLUMNS)"
    run = [sys.executable, "-c", f"{words}; t.write([ROW] * 2); t.close()", str(tmp_path / "out")]
    subprocess.run(run, cwd=ROOT, check=True)
    assert (tmp_path / "out").read_bytes().count(b"\n") == 2
    ours.close()
    assert (tmp_path / "out").read_bytes().count(b"\n") == 1


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path):
    """The last good table is better than none."""
    path = tmp_path / "out.csv"
    path.write_text("old")
    with contextlib.suppress(KeyError), open_table(path, "csv", COLUMNS) as table:
        table.write([ROW])
        raise KeyError
    assert [p.name for p in tmp_path.iterdir()] == ["out.csv"]
    assert path.read_text() == "old"


def test_a_file_that_cant_be_given_its_name_leaves_nothing(tmp_path: Path):
    """A leftover beside the table would be taken for one that is still being written."""
    path = tmp_path / "out.csv"
    table = open_table(path, "csv", COLUMNS)
    path.mkdir()
    with pytest.raises(OSError, match=r"out\.csv"):
        table.close()
    assert [p.name for p in tmp_path.iterdir()] == ["out.csv"]


@pytest.mark.parametrize("name", ["", "missing/out.csv", "file/out.csv"])
def test_a_target_that_cant_be_written_is_refused_by_its_own_name(name: str, tmp_path: Path):
    """Whoever typed OUT has never heard of the name it has until it is whole."""
    (tmp_path / "file").touch()
    with pytest.raises(WrongUse, match=re.escape(str(tmp_path / name))) as refused:
        open_table(tmp_path / name, "csv", COLUMNS)
    assert "partial" not in str(refused.value)
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_a_link_stays_and_its_target_is_replaced(tmp_path: Path):
    """`latest.csv` points into another folder for a reason."""
    (tmp_path / "tables").mkdir()
    (tmp_path / "latest.csv").symlink_to("tables/today.csv")
    with open_table(tmp_path / "latest.csv", "csv", ("id",)) as table:
        table.write([ROW])
    assert (tmp_path / "latest.csv").is_symlink()
    assert (tmp_path / "tables" / "today.csv").read_text() == '"id"\n"1"\n'
    assert len(list((tmp_path / "tables").iterdir())) == 1


@pytest.mark.parametrize("to", ["csv", "jsonl", "parquet"])
def test_a_pipe_is_written_through(to: str, tmp_path: Path):
    """A rename would put an ordinary file in its place, and its reader would wait for ever."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor() as threads:
        read = threads.submit(pipe.read_bytes)
        with open_table(pipe, to, COLUMNS) as table:
            table.write([ROW])
    assert read.result() == written(to, [ROW])
    assert [p.is_fifo() for p in tmp_path.iterdir()] == [True]


@pytest.mark.parametrize("to", ["csv", "jsonl", "parquet"])
def test_a_stream_of_the_callers_stays_open(to: str):
    """Standard output is not ours to close."""
    stream = io.BytesIO()
    with open_table(stream, to, COLUMNS) as table:
        table.write([ROW])
    assert not stream.closed


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=40)


@given(st.lists(TEXTS, min_size=1, max_size=5), st.sampled_from(["csv", "jsonl", "parquet"]))
def test_what_is_written_is_read_again_to_the_character(texts: list[str], to: str):
    """Tables travel from desk to desk."""
    rows = [{"id": str(at), "text": text} for at, text in enumerate(texts)]
    export = open_export(io.BytesIO(written(to, rows, ("id", "text"))))
    assert [item.comment.text for item in export.items if isinstance(item, Found)] == texts


def test_what_a_killed_run_left_goes_with_the_next(tmp_path: Path):
    """It holds what readers wrote; what another process is writing, or wrote of another table, stays."""
    over = subprocess.Popen([sys.executable, "-c", ""])
    over.wait()
    stays = {f"out.csv.{os.getppid()}.partial", f"other.csv.{over.pid}.partial", "out.csv.partial"}
    for name in (*stays, f"out.csv.{over.pid}.partial"):
        (tmp_path / name).touch()
    open_table(tmp_path / "out.csv", "csv", COLUMNS).close()

    assert {path.name for path in tmp_path.iterdir()} == stays | {"out.csv"}
