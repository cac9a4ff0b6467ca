"""Exports written to be timed on: what was written is what is read, in every form."""

from pathlib import Path

import pytest

from benchmarks import exports
from moderation.formats.opening import open_export
from moderation.formats.records import Found, Reject, Repair

MEGABYTE = 1_000_000


@pytest.mark.parametrize("form", exports.FORMS)
def test_an_export_written_to_size_is_read_whole(form: str, tmp_path: Path):
    """A figure measured on a file that is mended or half read is none."""
    target = tmp_path / f"export.{form}"
    count = exports.write(target, form, 2 * MEGABYTE)
    export = open_export(target)
    items = list(export.items)
    ids = [item.comment.id for item in items if isinstance(item, Found)]
    assert (export.format, len(ids), len(set(ids))) == (form, count, count)
    assert not [item for item in items if isinstance(item, Reject | Repair)]
    assert abs(target.stat().st_size - 2 * MEGABYTE) < MEGABYTE


def test_no_text_comes_twice(tmp_path: Path):
    """Repeating one text over and over would flatter every cache."""
    exports.write(tmp_path / "export.jsonl", "jsonl", 2 * MEGABYTE)
    texts = [item.comment.text for item in open_export(tmp_path / "export.jsonl").items if isinstance(item, Found)]
    assert len(set(texts)) == len(texts)
