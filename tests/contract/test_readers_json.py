"""JSON Lines and JSON arrays: the interchange format, and what comes close to it."""

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.comments import Article, Status
from moderation.errors import UnreadableExport
from moderation.formats.opening import open_export
from moderation.formats.records import Found, Item, Reject, Repair
from moderation.labels import Label


def read(text: str | bytes) -> list[Item]:
    raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    return list(open_export(io.BytesIO(raw)).items)


def found(text: str | bytes) -> list[Found]:
    return [item for item in read(text) if isinstance(item, Found)]


def test_articles_and_comments_are_told_apart_by_kind():
    """The interchange format holds both, and `kind` may be left out for comments."""
    article, comment = read(
        '{"kind":"article","id":"a","title":"T","text":"One.\\r\\nTwo.","url":"u"}\n{"id":"1","article_id":"a","text":"x"}\n'
    )
    assert article == Article("a", "T", "One.\nTwo.", "u")
    assert (comment.comment.id, comment.comment.article_id, comment.place) == ("1", "a", "line 2")


@pytest.mark.parametrize("name", ["text", "body", "content", "comment_text", "comment_content"])
def test_the_text_goes_by_several_names(name: str):
    """Each of them is what some system calls it."""
    assert found(json.dumps({"id": 1, name: "hello"}))[0].comment.text == "hello"


def test_unknown_fields_are_carried_as_they_came():
    """Scripts hang their own columns on comments."""
    line = {"id": 1, "text": "x", "votes": {"up": [1, 2]}, "score": None}
    assert found(json.dumps(line))[0].fields == line


def test_labelled_lines_carry_labels_time_and_moderator():
    """Decisions travel between desks in this form."""
    line = {"id": "1", "text": "x", "labels": {"abuse": True, "off_topic": None}, "decided_at": "2026-03-03T08:14:00Z",
            "moderator": "mara", "bulk": True}  # fmt: skip
    (one,) = found(json.dumps(line))
    assert one.labels == {Label.ABUSE: True, Label.OFF_TOPIC: None, Label.DISPUTED_TERMINOLOGY: None}
    assert (one.decided_at, one.moderator, one.bulk) == ("2026-03-03T08:14:00Z", "mara", True)


def test_labels_without_a_time_were_decided_when_the_comment_was_made():
    """Training holds decisions out by time, so each needs one."""
    line = {"id": "1", "text": "x", "created_at": "2026-01-01T00:00:00Z", "labels": {"abuse": False}}
    assert found(json.dumps(line))[0].decided_at == "2026-01-01T00:00:00Z"


def test_long_ids_keep_every_digit():
    """Excel and some parsers round them, and decisions would go to another comment."""
    lines = '{"id":18446744073709551617,"text":"x"}\n{"id":108965218747268792,"text":"y"}\n{"id":3.0,"text":"z"}\n'
    assert [f.comment.id for f in found(lines)] == ["18446744073709551617", "108965218747268792", "3"]


def test_a_bad_line_is_rejected_and_the_ones_beside_it_go_in():
    """One truncated line must not cost a night's export."""
    items = read('{"id":1,"text":"a"}\n{"id":2,"text":\n[1]\n{"id":3,"text":"c"}\n')
    assert [item.place for item in items if isinstance(item, Reject)] == ["line 2", "line 3"]
    assert items[1].raw == '{"id":2,"text":'
    assert len(items) == 4


@pytest.mark.parametrize("value", ["null", '["a"]', '{"text":"t"}', None])
def test_a_text_that_is_no_string_is_rejected(value: str | None):
    """Scoring the word `None` would be a lie."""
    line = f'{{"id":1,"text":{value}}}' if value else '{"id":1}'
    assert [type(item) for item in read(f'{line}\n{{"id":2,"text":"x"}}')] == [Reject, Found]


def test_what_python_writes_beyond_json_is_read():
    """NaN, half surrogate pairs, NUL and two objects on a line all occur in exports."""
    lines = (
        '{"id":1,"text":"a\\ud83d b","s":NaN}\n{"id":2,"text":"a\\u0000b"} {"id":3,"text":"\\ud83d\\ude00 \\\\ud83d"}\n'
    )
    assert [f.comment.text for f in found(lines)] == ["a\ufffd b", "a\ufffdb", "😀 \\ud83d"]
    assert Repair("half surrogate pairs replaced", 1) in read(lines)


def test_stray_bytes_of_another_encoding_are_read_as_cp1252():
    """One line pasted from an old system must not end the import."""
    assert [f.comment.text for f in found(b'{"id":1,"text":"caf\xe9"}\n{"id":2,"text":"\xc3\xa9"}\n')] == ["café", "é"]


def test_parent_zero_is_a_parent_unless_wordpress_says_it():
    """In WordPress 0 is nobody; elsewhere it is the first comment."""
    lines = '{"id":1,"parent":0,"body":"x"}\n{"comment_ID":"1","comment_parent":"0","comment_content":"x"}\n'
    assert [f.comment.parent_id for f in found(lines)] == ["0", ""]


def test_an_array_is_read_value_by_value_behind_php_warnings():
    """WP-CLI prints the site's warnings in front of its JSON."""
    rows = [
        {
            "comment_ID": "1",
            "comment_content": "a<br>b",
            "comment_approved": "spam",
            "comment_date_gmt": "2026-03-03 08:14:00",
        }
    ]
    (one,) = found("PHP Warning:  foo [bar] in /x.php on line 3\n" + json.dumps(rows))
    assert (one.comment.text, one.comment.status, one.place) == ("a\nb", Status.SPAM, "record 1")
    assert one.comment.created_at == "2026-03-03T08:14:00Z"


@pytest.mark.parametrize(
    ("array", "expected"), [("[]", 0), ('[{"id":1,"body":"a"},]', 1), ('[\n {"id":1,\n "body":"a"}\n]', 1)]
)
def test_arrays_empty_trailing_and_pretty_printed_are_read(array: str, expected: int):
    """People edit JSON by hand."""
    assert len(found(array)) == expected


def test_a_broken_value_in_an_array_costs_that_value():
    """The same promise as for lines."""
    items = read('[{"id":1,"body":"a"},{"id":2,"body":oops},{"id":3,"body":"c"}]')
    assert [type(item) for item in items] == [Found, Reject, Found]


def test_a_pretty_printed_object_is_one_record():
    """One comment saved from a browser's console."""
    assert [f.comment.text for f in found('{\n  "id": 1,\n  "body": "a"\n}\n')] == ["a"]


def test_an_array_larger_than_the_window_is_read_whole():
    """Values cut by the edge of what was read so far are no faults."""
    rows = [{"id": at, "body": "é\\u20ac😀" * 3000, "more": [{"a": 1}, {"b": 2}]} for at in range(60)]
    assert [f.comment.id for f in found(json.dumps(rows))] == [str(at) for at in range(60)]


@pytest.mark.parametrize("opening", ['{"id":1,"text":', '[{"id":1,"text":'])
def test_deep_nesting_is_a_reject_and_no_crash(opening: str):
    """A hundred thousand brackets end other programs."""
    items = read(opening + "[" * 100_000 + "\n" + '{"id":2,"text":"x"}')
    assert isinstance(items[0], Reject)


@pytest.mark.parametrize("around", ["%s\n%s", "[%s,%s]"])
def test_a_number_of_thousands_of_digits_is_a_reject(around: str):
    """Python refuses to print it, and no site has such an id."""
    items = read(around % ('{"id":' + "1" * 5000 + ',"text":"x"}', '{"id":2,"text":"y"}'))
    assert [type(item) for item in items] == [Reject, Found]


def test_a_rest_comment_gives_the_text_as_it_is_stored():
    """The rendered one has other quotes and smileys."""
    line = {"id": 2, "post": 1, "parent": 0, "author": 0, "author_name": "@bob", "date_gmt": "2026-03-03T08:20:00",
            "content": {"rendered": "<p>&#8220;no&#8221;</p>", "raw": '"no"'}, "status": "hold"}  # fmt: skip
    comment = found(json.dumps([line]))[0].comment
    assert (comment.text, comment.author, comment.parent_id, comment.article_id) == ('"no"', "@bob", "", "1")
    assert comment.created_at == "2026-03-03T08:20:00Z"


@pytest.mark.parametrize("text", ["[" * 1000, "[1,2]", '["a"]'])
def test_json_that_is_no_list_of_records_is_refused(text: str):
    """There is nothing to review in it."""
    with pytest.raises(UnreadableExport):
        open_export(io.BytesIO(text.encode()))


NAMES = st.sampled_from(["id", "text", "kind", "labels", "parent_id", "article_title", "created_at", "bulk", "status"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8) | NAMES, inner, max_size=5),
    max_leaves=12,
)


@given(st.lists(st.dictionaries(NAMES, JSON, max_size=6), min_size=1, max_size=6), st.booleans())
@settings(max_examples=300)
def test_any_values_under_the_known_names_are_found_or_rejected(records: list[dict[str, object]], as_array: bool):
    """Fields of the wrong type are the rule in hand-made files."""
    records = [{"text": "one that is right"}, *records]
    text = json.dumps(records) if as_array else "\n".join(map(json.dumps, records))
    items = [item for item in read(text) if isinstance(item, Found | Reject)]
    articles = sum(record.get("kind") == "article" for record in records)
    assert len(items) == len(records) - articles


STRINGS = ["", "7", "12.0", "null", " 8 ", "a\0b", "x\ry", "2026-03-03T08:14:00Z", "0000-00-00T00:00:00Z", "hold"]
CELLS = st.none() | st.sampled_from([*STRINGS, 7, 0, 1.5, True]) | st.text(max_size=4)
PARTS = ["id", "text", "article_id", "parent_id", "author", "created_at", "status"]


@given(
    st.fixed_dictionaries({}, optional=dict.fromkeys(PARTS, CELLS)) | st.fixed_dictionaries(dict.fromkeys(PARTS, CELLS))
)
@settings(max_examples=500)
def test_a_row_read_in_one_go_reads_as_it_does_cell_by_cell(row: dict[str, object]):
    """Labels make a row be looked at cell by cell, and change nothing else of it."""
    lines = [json.dumps(row | more) for more in ({}, {"labels": None})]
    first, other = (read(f'{{"id":"0","text":"x"}}\n{line}\n')[1] for line in lines)
    assert type(first) is type(other)
    assert not isinstance(first, Found) or first.comment == other.comment


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r")), min_size=1, max_size=5))
def test_texts_come_back_to_the_character(texts: list[str]):
    """Spans of evidence count them."""
    lines = "\n".join(json.dumps({"id": at, "text": text}) for at, text in enumerate(texts))
    assert [f.comment.text for f in found(lines)] == texts


@given(st.binary(max_size=120))
@settings(max_examples=300)
def test_bytes_under_a_good_line_never_raise(rubble: bytes):
    """Disks and networks make these."""
    read(b'{"id":1,"text":"x"}\n{"id":2,"text":"' + rubble + b'"}\n' + rubble)


@given(st.text(alphabet='{}[]",:\\ud8\n 1aé', max_size=120))
@settings(max_examples=300)
def test_rubble_that_begins_like_json_never_raises(rubble: str):
    """Truncation and hand-editing make all of it."""
    read('{"id":1,"text":"x"}\n' + rubble)
    read('[{"id":1,"text":"x"}' + rubble)
