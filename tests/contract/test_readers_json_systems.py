"""The table of systems whose exports are JSON: who is known by what, and what is refused."""

import io
import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.comments import Article, Status, text_digest
from moderation.errors import NoExport, UnreadableExport
from moderation.formats.json.lines import LONGEST_LINE
from moderation.formats.json.systems import SYSTEMS
from moderation.formats.json.wordpress_rest import text_of
from moderation.formats.opening import open_export
from moderation.formats.records import Export, Found, Item, Reject, Skipped

ONE_OF_EACH: dict[str, dict[str, object]] = {
    "wp-cli-json": {
        "comment_ID": "1",
        "comment_post_ID": "2",
        "comment_content": "x",
        "comment_parent": "0",
        "comment_approved": "0",
        "comment_type": "comment",
        "comment_date_gmt": "2026-03-03 08:14:00",
    },
    "wordpress-rest": {
        "id": 1,
        "post": 2,
        "parent": 0,
        "content": {"rendered": "<p>x</p>"},
        "status": "hold",
        "type": "comment",
        "link": "https://n.example/a/#comment-1",
        "date_gmt": "2026-03-03T08:14:00",
    },
    "coral": {"id": "1", "storyID": "2", "authorID": "3", "revisions": [{"body": "x"}], "createdAt": {"$date": 1}},
    "remark42": {"id": "1", "pid": "", "text": "x", "user": {"name": "m"}, "locator": {"url": "u"}, "time": "t"},
    "isso-json": {"id": "/a/", "title": "A", "comments": [{"id": 0, "text": "x", "author": "m", "created": "t"}]},
    "commento": {
        "version": 1,
        "comments": [{"commentHex": "1", "markdown": "x", "parentHex": "root"}],
        "commenters": [],
    },
    "discourse": {
        "reviewables": [{"id": 1, "type": "ReviewableFlaggedPost", "raw": "x", "status": 0}],
        "users": [{"id": 1}],
    },
    "mastodon": {"id": "1", "target_account": {"username": "m"}, "statuses": [{"id": "2", "content": "x"}]},
    "lemmy": {
        "comment_reports": [
            {
                "comment": {"id": 1, "content": "x", "path": "0.1"},
                "comment_report": {"id": 2},
                "post": {"id": 3, "name": "P"},
            }
        ]
    },
    "reddit": {"id": "1", "body": "x", "link_id": "t3_2", "parent_id": "t3_2", "created_utc": 1772525640},
    "youtube-api": {
        "kind": "youtube#commentThreadListResponse",
        "items": [
            {
                "id": "1",
                "snippet": {"videoId": "v", "topLevelComment": {"id": "1", "snippet": {"textOriginal": "x"}}},
                "replies": {"comments": []},
            }
        ],
    },
    "json": {"page": 1, "entries": [{"id": 1, "text": "x", "author": "m"}]},
    "facebook": {
        "comments_v2": [{"timestamp": 1, "data": [{"comment": {"comment": "x", "author": "m"}}], "title": "t"}]
    },
}


def opened(text: str) -> tuple[Export, list[Item]]:
    export = open_export(io.BytesIO(text.encode("utf-8", "surrogatepass")))
    return export, list(export.items)


def test_anybodys_document_with_a_list_of_comments_is_read():
    """Most interfaces answer so, and nobody has to learn a tool to take it apart."""
    document = {
        "meta": {"n": 2},
        "comments": [{"id": 1, "body": "x", "post_id": 5}, {"id": 2, "body": None}],
        "tags": [{}],
    }
    export, (one, reject) = opened(json.dumps(document, indent=1))
    assert (export.format, one.comment.id, one.comment.article_id) == ("json", "1", "5")
    assert (one.place, reject.place, reject.reason) == ("record 1, entry 1", "record 1, entry 2", "no text")


def test_every_system_has_an_example():
    """A new one without it would go untested below."""
    assert ONE_OF_EACH.keys() == {system.name for system in SYSTEMS}


@pytest.mark.parametrize("name", ONE_OF_EACH)
@pytest.mark.parametrize("around", ["{}", "{}\n{}", "[{},\n{}]", " [\n{}]\n"])
def test_a_system_is_known_as_lines_as_an_array_and_alone(name: str, around: str):
    """How records are strung together says nothing of whose they are."""
    record = json.dumps(ONE_OF_EACH[name])
    export, items = opened(around.replace("{}", record))
    assert export.format == name
    assert {item.comment.text for item in items if isinstance(item, Found)} == {"x"}
    assert not any(isinstance(item, Reject) for item in items)


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_a_system_is_known_by_a_record_whose_end_is_far_away(name: str):
    """A document can be larger than what is looked at, and so can a comment."""
    record = ONE_OF_EACH[name] | {"more": "y" * 400_000}
    assert opened(json.dumps(record, indent=1))[0].format == name


def test_our_own_records_are_nobody_elses():
    """A desk's own export may carry any of their names."""
    own = {"kind": "comment", "id": "1", "text": "x", "body": "y", "link_id": "t3_2", "parent_id": ""}
    export, (one,) = opened(json.dumps(own))
    assert (export.format, one.comment.text) == ("jsonl", "x")


def test_labelled_records_are_examples_whoever_they_are_from():
    """Training reads them by the names of the interchange format."""
    export, (one,) = opened(json.dumps(ONE_OF_EACH["reddit"] | {"labels": {"abuse": True}}))
    assert export.format == "jsonl"
    assert one.labels


@pytest.mark.parametrize("name", ["wp-cli-json", "wordpress-rest", "coral", "remark42", "reddit"])
def test_a_line_that_is_a_comment_is_handed_on_as_it_came(name: str):
    """`triage score` writes it back to the byte, with the scores behind."""
    line = json.dumps(ONE_OF_EACH[name])
    as_line, as_array = (next(i for i in opened(text)[1] if isinstance(i, Found)) for text in (line, f"[{line}]"))
    assert (as_line.line, as_array.line) == (line.encode(), b"")
    assert as_line.fields == as_array.fields
    assert as_line.fields.items() >= ONE_OF_EACH[name].items()


@pytest.mark.parametrize("name", ["wordpress-rest", "coral", "reddit"])
def test_a_table_made_of_nested_records_can_be_read_again(name: str):
    """It would show nobody a text otherwise."""
    (first,) = (item for item in opened(json.dumps(ONE_OF_EACH[name]))[1] if isinstance(item, Found))
    assert {"id", "article_id", "parent_id", "text", "created_at"} <= first.fields.keys()
    assert first.fields["text"] == first.comment.text


def test_records_of_others_between_a_systems_own_are_read_as_theirs():
    """`triage score` writes several exports into one file, and people add the texts of articles."""
    article = {"kind": "article", "id": "2", "title": "A"}
    scored = {"id": "7", "article_id": "", "text": "mine"}
    lines = [ONE_OF_EACH["coral"], article, scored, ONE_OF_EACH["mastodon"]]
    _, items = opened("\n".join(map(json.dumps, lines)))
    assert items[1] == Article("2", "A")
    assert [item.comment.id for item in items if isinstance(item, Found)] == ["1", "7", "2"]


@pytest.mark.parametrize(
    ("name", "within", "stated", "site"),
    [
        ("wordpress-rest", (), {}, "https://n.example"),
        ("commento", ("comments", 0), {"domain": "n.example"}, "n.example"),
        ("discourse", ("reviewables", 0), {"target_url": "https://f.example/t/x/1/2"}, "https://f.example"),
        ("mastodon", ("statuses", 0), {"url": "https://m.example/@x/1"}, "https://m.example"),
        ("mastodon", ("statuses", 0), {"url": "javascript:1"}, ""),
    ],
)
def test_a_site_is_known_by_the_addresses_in_its_records(
    name: str, within: tuple[object, ...], stated: dict[str, object], site: str
):
    """Pages of one site have to meet in a desk, and so do its other exports."""
    record = json.loads(json.dumps(ONE_OF_EACH[name]))
    inner = record
    for step in within:
        inner = inner[step]
    inner |= stated
    assert opened(json.dumps(record))[0].site == site


def test_records_without_an_id_say_that_nothing_can_be_written_back():
    """It is said once, before anybody decides."""
    assert "ids" in opened('{"text":"x"}\n{"text":"y"}')[0].unknown[0]
    assert not opened('{"id":1,"text":"x"}\n')[0].unknown


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


def _paths(value: object, here: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [here] * bool(here) + [path for step, inner in steps for path in _paths(inner, (*here, step))]


def _changed(value: object, path: tuple[object, ...], new: object) -> object:
    if not path:
        return new
    step, *rest = path
    if isinstance(value, list):
        return [_changed(each, tuple(rest), new) if at == step else each for at, each in enumerate(value)]
    return {name: _changed(each, tuple(rest), new) if name == step else each for name, each in value.items()}


@pytest.mark.parametrize("name", ONE_OF_EACH)
@given(drawn=st.data(), new=VALUES)
@settings(max_examples=40)
def test_anything_in_the_place_of_any_field_is_read_rejected_or_refused(name: str, drawn: st.DataObject, new: object):
    """Versions differ, and hands edit."""
    record = ONE_OF_EACH[name]
    changed = _changed(record, drawn.draw(st.sampled_from(_paths(record))), new)
    opened(json.dumps(record) + "\n" + json.dumps(changed))
    with suppress(UnreadableExport):
        opened(json.dumps([changed]))


@pytest.mark.parametrize("name", ONE_OF_EACH)
@pytest.mark.parametrize("depth", [900, 960, 975, 985, 995, 5000])
def test_depth_within_a_record_is_a_reject_at_worst(name: str, depth: int):
    """What could only just be read can't be shown or cleaned any more."""
    record, pit = ONE_OF_EACH[name], '"\\ud800", ' + "[" * depth + "]" * depth
    for path in _paths(record):
        text = json.dumps(_changed(record, path, "PIT")).replace('"PIT"', f"[{pit}]")
        opened(json.dumps(record) + "\n" + text)
        opened("[" + json.dumps(record) + ",\n" + text + "]")


@pytest.mark.parametrize("rubble", ["\n", " ", '\\"', "\\", "[", "{", "[ ", '{"a":', '"', ",", "},", "}, "])
def test_a_head_full_of_one_sign_is_looked_at_once(rubble: str):
    """Seconds for each of them would add up to a desk that hangs."""
    for beginning in ('{"a":oops}\n', '{"a":"', '{"a":', "[{"):
        with suppress(UnreadableExport):
            opened(beginning + rubble * (400_000 // len(rubble)))


REST = ONE_OF_EACH["wordpress-rest"]


def test_rests_stored_text_is_read_before_the_rendered_one():
    """Rendering makes other quotes of a reader's."""
    record = REST | {"content": {"rendered": "<p>&#8220;no&#8221;</p>", "raw": '"no"\r\n&amp; so'}}
    _, (article, one) = opened(json.dumps([record]))
    assert article == Article("2", url="https://n.example/a/")
    assert text_digest(one.comment.text) == text_digest(text_of('"no"\r\n&amp; so'))
    assert (one.comment.text, one.comment.parent_id, one.comment.status) == ('"no"\n& so', "", Status.PENDING)


@pytest.mark.parametrize(
    ("word", "status"),
    [("approved", Status.APPROVED), ("hold", Status.PENDING), ("spam", Status.SPAM), ("trash", Status.REMOVED)],
)
def test_rests_words_for_a_status_are_known(word: str, status: Status):
    """Others are hints of plugins."""
    assert opened(json.dumps([REST | {"status": word}]))[1][1].comment.status is status


def test_rests_rendered_texts_are_said_to_be_no_ground_for_writing_back():
    """Their quotes are others than those that the site compares."""
    stored, rendered = (opened(json.dumps([REST | {"content": {name: "x"}}]))[0] for name in ("raw", "rendered"))
    assert (len(stored.unknown), len(rendered.unknown)) == (1, 2)
    assert "context=edit" in rendered.unknown[1]


def test_rests_pages_follow_each_other_and_notes_are_skipped():
    """A site gives at most a hundred comments at once."""
    note = REST | {"type": "note", "id": 2}
    _, items = opened(json.dumps([REST]) + "\n" + json.dumps([note, REST | {"id": 3}]))
    assert [item.comment.id for item in items if isinstance(item, Found)] == ["1", "3"]
    assert Skipped("note", "record 2") in items


def test_rests_posts_are_articles():
    """They bring the texts that its comments lack."""
    post = {
        "id": 2,
        "type": "post",
        "link": "https://n.example/a/",
        "title": {"rendered": "A &amp; B"},
        "content": {"rendered": "<p>One.</p><p>Two.</p>"},
    }
    _, (article, *_) = opened(json.dumps([post]) + json.dumps([REST]))
    assert article == Article("2", "A & B", "One.\nTwo.", "https://n.example/a/")


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"model": "m", "input": ["x"]}, "request to score"),
        ({"comment": {"text": "x"}, "requestedAttributes": {}}, "request to score"),
        ({"action": "NEW", "comment": {"body": "x"}, "story": {}}, "request to score"),
        ({"attributeScores": {}}, "what a service has said"),
        ({"results": [{"flagged": True, "category_scores": {}}]}, "what a service has said"),
        ({"error": {"code": 400, "message": "no \x1b[31m"}}, "could not do what it was asked"),
        ({"code": "rest_forbidden", "message": "Sorry.", "data": {"status": 401}}, "Sorry."),
        ({"discoveryVersion": "v1"}, "describes a programming interface"),
        ({"comment_ID": "1", "comment_author": "m"}, "without their texts"),
        ({"en_US": {"a": "b"}, "de_DE": {}}, "its names are en_US, de_DE"),
        ({}, "its names are none at all"),
    ],
)
def test_json_that_is_nobodys_comments_is_refused_by_what_it_is(document: object, said: str):
    """Taking it in would fill the desk with what nobody can decide on."""
    with pytest.raises(UnreadableExport, match=said) as refused:
        opened(json.dumps(document, indent=1))
    assert "\x1b" not in str(refused.value)


@pytest.mark.parametrize("break_at", [", ", ": ", "[", "{", "}", "]"])
def test_a_document_is_known_wherever_its_lines_break(break_at: str):
    """Its first line can look like a line of JSON Lines."""
    document = {"meta": {"a": {}}, "reviewables": [{"id": 1, "type": "ReviewableFlaggedPost", "raw": "x"}], "users": []}
    export, items = opened(json.dumps(document).replace(break_at, f"{break_at}\n"))
    assert (export.format, [item.comment.id for item in items if isinstance(item, Found)]) == ("discourse", ["1"])


def test_a_value_without_an_end_costs_an_array_that_value():
    """It could go on for ever, and must not cost the others; a document is nothing without it."""
    endless = '[{"id": 1, "text": "' + "x" * LONGEST_LINE + '}, {"id": 2, "text": "y"}]'
    assert [type(item) for item in opened(endless)[1]] == [Reject, Found]


@pytest.mark.parametrize("count", [1, 3, 300])
def test_records_without_a_text_are_refused_together_and_not_one_by_one(count: int):
    """An archive of everything that somebody ever did holds hundreds of such files."""
    records = [{"timestamp": at, "data": [{"post": "x"}], "title": "t"} for at in range(count)]
    for text in (json.dumps(records), "\n".join(map(json.dumps, records))):
        with pytest.raises(NoExport, match="finds no comments"):
            opened(text)
    assert len(opened(json.dumps([*records[:40], {"text": "x"}]))[1]) == min(count, 40) + 1


def test_articles_in_front_of_a_systems_comments_leave_them_theirs():
    """Their texts are what the system's own export lacks."""
    export, items = opened(
        json.dumps({"kind": "article", "id": "2", "text": "T"}) + "\n" + json.dumps(ONE_OF_EACH["coral"])
    )
    assert (export.format, [type(item) for item in items]) == ("coral", [Article, Found])


def test_documents_that_are_too_large_are_refused_with_a_way_out():
    """They are read whole, and memory has to stay flat."""
    document = '{"version": 1,%s"comments": [{"commentHex": "1", "markdown": "%s"}], "commenters": []}'
    for newline in ("\n", " "):
        with pytest.raises(UnreadableExport, match="jq -c"):
            opened(document % (newline, "x" * LONGEST_LINE))


def test_the_samples_that_are_no_exports_are_refused(samples: Path):
    """All but one list of texts with spans, which reads as a list of texts."""
    paths = [*(samples / "openai").glob("*.json"), *(samples / "perspective").glob("*.json")]
    paths += [*(samples / "coral").glob("external-*.json"), *(samples / "coral").glob("response-*.json")]
    for path in (*paths, samples / "wpdiscuz" / "phrases.json"):
        if path.name != "utf16-span-cases.json":
            with pytest.raises(UnreadableExport):
                open_export(path)


def test_the_samples_of_wordpress_are_known_by_both_names(samples: Path):
    """The command line's and the interface's."""
    folder = samples / "wordpress"
    counts = {
        path.name: (export := open_export(path)).format + str(sum(isinstance(i, Found) for i in export.items))
        for path in folder.glob("*.json")
    }
    assert counts == {
        "wp-cli-comment-list.json": "wp-cli-json5",
        "rest-comments-context-edit.json": "wordpress-rest1",
        "rest-comments-context-view.json": "wordpress-rest1",
    }
