"""The columns of a table that takes them from its first rows."""

import json

from moderation.bulk.columns import columns_of, fitted

ADDED = ("abuse", "off_topic", "disputed_terminology", "suggested", "model")


def test_added_columns_stand_at_the_end():
    """The input's own columns keep their order and come first."""
    columns = columns_of([{"id": "1", "text": "a"}], ("id", "text"), explain=False, alone=True)

    assert columns == ("id", "text", *ADDED)


def test_the_reason_is_a_column_where_it_is_asked_for():
    """Whoever asks for no reasons finds no empty column of them."""
    assert columns_of([], (), explain=True, alone=True) == (*ADDED[:-1], "why", "model")


def test_a_column_of_the_inputs_own_with_an_added_name_keeps_a_place():
    """What was scored before has scores already."""
    assert columns_of([{"abuse": "1"}], ("abuse",), explain=False, alone=True) == ("input_abuse", *ADDED)


def test_a_later_field_is_kept_as_json():
    """JSON records may name new fields at any line, a CSV header is written once."""
    columns = columns_of([{"id": "1"}], (), explain=False, alone=True)

    assert columns == ("id", "other_fields", *ADDED)
    assert fitted({"id": "2", "votes": 3}, columns) == {"id": "2", "other_fields": '{"votes": 3}'}


def test_columns_of_a_second_export_are_kept_as_json():
    """Two tables scored into one need not have the same header."""
    assert columns_of([{"id": "1"}], ("id",), explain=False, alone=False) == ("id", "other_fields", *ADDED)


def test_a_column_of_the_inputs_own_called_other_fields_is_one_with_ours():
    """Such a table comes from scoring before; two columns of one name would lose one of them to most readers."""
    columns = columns_of([{"id": "1", "other_fields": '{"votes": 3}'}], (), explain=False, alone=True)
    others = [
        fitted({"id": "2", "other_fields": own, "rank": 5}, columns)["other_fields"] for own in ('{"votes": 4}', "a")
    ]

    assert columns == ("id", "other_fields", *ADDED)
    assert list(map(json.loads, others)) == [{"votes": 4, "rank": 5}, {"other_fields": "a", "rank": 5}]


def test_no_rows_make_a_table_of_headings():
    """An export without comments has a header all the same."""
    assert columns_of([], ("id", "text"), explain=False, alone=True) == ("id", "text", *ADDED)
