"""Disqus exports: both shapes of ids, and every post that is whole, whatever became of the rest."""

import io
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.comments import Article, Comment, Status
from moderation.errors import UnreadableExport
from moderation.formats.opening import open_export
from moderation.formats.records import Found, Item, Reject, Repair

HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>\n'
    '<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">\n'
    '<category dsq:id="9"><forum>gazette</forum><title>General</title></category>\n'
)
THREAD = (
    '<thread dsq:id="21"><id>ferry</id><forum>gazette</forum><category dsq:id="9"/><link>https://gazette.example/1</link>'
    "<title>Ferry &amp; fares</title><message/><createdAt>2026-03-01T06:00:00Z</createdAt>"
    "<author><name>editor</name></author><isClosed>false</isClosed><isDeleted>false</isDeleted></thread>\n"
)
TAIL = "</disqus>\n"


def post(message: str, number: int = 1, *, refers: str = '<thread dsq:id="21"/>', **fields: str) -> str:
    """Return a post as Disqus writes it."""
    flags = {"isDeleted": "false", "isSpam": "false"} | fields
    said = "".join(f"<{name}>{value}</{name}>\n" for name, value in flags.items())
    return (
        f'<post dsq:id="{number}">\n<id />\n<message><![CDATA[{message}]]></message>\n'
        f"<createdAt>2026-03-03T08:14:00Z</createdAt>\n{said}"
        f"<author><name>Ann</name><isAnonymous>true</isAnonymous></author>\n{refers}\n</post>\n"
    )


def file(*parts: str) -> str:
    return HEAD + THREAD + "".join(parts) + TAIL


def read(export: str | bytes) -> list[Item]:
    raw = export if isinstance(export, bytes) else export.encode()
    return list(open_export(io.BytesIO(raw)).items)


def comments(export: str | bytes) -> list[Comment]:
    return [item.comment for item in read(export) if isinstance(item, Found)]


def repairs(export: str | bytes) -> dict[str, int]:
    return {item.what: item.count for item in read(export) if isinstance(item, Repair)}


def test_a_thread_becomes_an_article_and_a_post_its_comment():
    """These are what a decision is sent back by, and what a moderator sees beside it."""
    article, found = read(file(post("<p>Hi</p><p>there</p>", refers='<thread dsq:id="21"/><parent dsq:id="4"/>')))
    assert article == Article("21", "Ferry & fares", "", "https://gazette.example/1")
    assert found.comment == Comment("1", "Hi\n\nthere", "21", "4", "Ann", "2026-03-03T08:14:00Z", Status.APPROVED)
    assert found.fields["article_title"] == "Ferry & fares"


def test_the_site_is_the_forum_and_what_disqus_does_not_say_is_told():
    """Two exports of one forum must meet in one desk."""
    export = open_export(io.BytesIO(file(post("Hi")).encode()))
    assert (export.format, export.site) == ("disqus", "gazette")
    assert "article texts" in export.unknown


def test_ids_written_as_text_mean_the_same_as_attributes():
    """Disqus' own documentation refers by a post's and a thread's second id."""
    first = post("one", 5, refers="<thread>ferry</thread>").replace("<id />", "<id>wp_id=70</id>")
    reply = post("two", 6, refers="<thread>ferry</thread><parent>wp_id=70</parent>")
    both = post("three", 7, refers='<thread>ferry</thread><parent dsq:id="5">wp_id=70</parent>')
    assert [(c.article_id, c.parent_id) for c in comments(file(first, reply, both))] == [
        ("21", ""),
        ("21", "5"),
        ("21", "5"),
    ]


@pytest.mark.parametrize(
    ("flags", "status"),
    [
        ({}, Status.APPROVED),
        ({"isDeleted": "true"}, Status.REMOVED),
        ({"isSpam": "true"}, Status.SPAM),
        ({"isDeleted": "true", "isSpam": "true"}, Status.SPAM),
        ({"isSpam": "123"}, Status.UNKNOWN),
    ],
)
def test_a_deleted_post_keeps_its_text_and_comes_as_removed(flags: dict[str, str], status: Status):
    """What a site took away is the best example of what it will."""
    (comment,) = comments(file(post("Hi", **flags)))
    assert (comment.text, comment.status) == ("Hi", status)


def test_a_flag_and_a_date_that_mean_nothing_are_said():
    """Nothing is repaired in silence."""
    broken = post("Hi", isSpam="123").replace("2026-03-03T", "2026-x03-03T")
    assert repairs(file(broken)) == {"dates that can't be read left out": 1, "statuses nobody knows: isSpam 123": 1}


def test_an_author_without_a_name_has_a_user_name_and_never_an_address():
    """Half of the exports have no e-mail at all, and none of them should reach a screen."""
    nameless = post("Hi").replace("<name>Ann</name>", "<email>a@b.example</email><name/><username>ann7</username>")
    assert [comment.author for comment in comments(file(nameless))] == ["ann7"]


def test_a_post_without_a_number_of_disqus_can_not_be_written_back():
    """Its interface knows nothing else."""
    nameless = post("Hi").replace(' dsq:id="1"', "").replace("<id />", "<id>333</id>")
    odd = post("Ho", 2).replace('dsq:id="2"', 'dsq:id="x2"')
    assert [(c.id, c.writable) for c in comments(file(nameless, odd))] == [("333", False), ("x2", False)]


def test_a_post_under_a_thread_that_is_not_there_keeps_its_thread():
    """The thread may stand in another file, or be deleted."""
    assert [c.article_id for c in comments(file(post("Hi", refers='<thread dsq:id="1337"/>')))] == ["1337"]


def test_a_file_no_parser_takes_keeps_every_post():
    """Found in the wild: a sign before the file, a number without its quotes."""
    export = "`" + file(post("one"), post("two", 2, refers="<thread dsq:id=21/>"), post("three", 3))
    assert [(c.text, c.article_id) for c in comments(export)] == [("one", "21"), ("two", "21"), ("three", "21")]
    assert repairs(export) == {"text before the export passed over": 1}


def test_a_fault_stays_in_its_post():
    """A lost end of a post or of a field must cost no other."""
    for lost in ("</post>", "</message>", "</createdAt>", "<message>", "<id />", "</author>"):
        broken = post("a", 2).replace(lost, "")
        found = read(file(post("before"), broken, post("after", 3), post("last", 4)))
        texts = [item.comment.text for item in found if isinstance(item, Found)]
        assert (texts[0], texts[-1]) == ("before", "last")
        assert sum(isinstance(item, Found | Reject) for item in found) == 4


def test_a_message_that_swallowed_the_next_post_is_said():
    """Without its `]]>` it looks like one whose reader typed markup of the export, and that must forge nothing."""
    export = file(post("a", 2).replace("]]></message>", "</message>"), post("after", 3), post("last", 4))
    (swallowing, last) = comments(export)
    assert (swallowing.text[:1], swallowing.text[-5:], last.text) == ("a", "after", "last")
    assert repairs(export) == {"comments that hold markup of the export left as one": 1}


def test_posts_written_into_a_message_are_text():
    """A reader who writes markup of the export must not forge a post."""
    forged = '</message></post><post dsq:id="9"><message>x</message></post>'
    assert [c.id for c in comments(file(post(forged), post("ok", 2)))] == ["1", "2"]


def test_cdata_within_cdata_is_put_together_again():
    """Exporters split `]]>` over two sections."""
    assert [c.text for c in comments(file(post("a ]]]]><![CDATA[> <![CDATA[ b")))] == ["a ]]> <![CDATA[ b"]


def test_a_message_of_many_megabytes_is_cut_and_said_so():
    """Memory must not follow a prank."""
    big, after = comments(file(post("A" * 12_000_000), post("after", 2)))
    assert (len(big.text), big.truncated, after.text) == (1_000_000, True, "after")


@pytest.mark.parametrize("subset", ['[<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]', 'SYSTEM "http://127.0.0.1:9/x"'])
def test_a_doctype_is_refused_before_anything_is_parsed(subset: str):
    """Entities can make a kilobyte gigabytes and fetch what the file names."""
    with pytest.raises(UnreadableExport, match="DOCTYPE"):
        open_export(io.BytesIO(file(post("&b;")).replace("<disqus", f"<!DOCTYPE disqus {subset}><disqus").encode()))


def test_entities_without_a_doctype_are_left_as_they_are():
    """Only the names of HTML mean anything."""
    assert [c.text for c in comments(file(post("x").replace("<![CDATA[x]]>", "caf&eacute; &xxe;")))] == ["café &xxe;"]


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="<&]\ufffe\uffff\ufdd0\ufdd1"))


@given(st.lists(WORDS, max_size=6), st.floats(0, 1))
@settings(max_examples=150)
def test_every_post_before_a_cut_is_kept(texts: list[str], share: float):
    """A download breaks off anywhere; what came before is whole."""
    posts = [post(text, number).encode("utf-8") for number, text in enumerate(texts)]
    head = (HEAD + THREAD).encode()
    whole = b"".join([head, *posts, TAIL.encode()])
    cut = len(head) + int(share * (len(whole) - len(head)))
    kept = sum(len(head) + sum(map(len, posts[: at + 1])) <= cut for at in range(len(posts)))
    found = comments(whole[:cut])
    assert [comment.text for comment in found[:kept]] == [text.strip() for text in texts[:kept]]


RUBBLE = ["<![CDATA[", "]]>", "<!--", "-->", "&", "&#0;", "<b", "\x00", "é", "\n", '"', "<id />", 'dsq:id="']
TAGS = ["post", "thread", "message", "parent", "disqus", "author", "isSpam"]
PIECES = st.sampled_from([*RUBBLE, *(f"<{tag}>" for tag in TAGS), *(f"</{tag}>" for tag in TAGS)])


@given(st.lists(PIECES | st.text(max_size=8), max_size=40))
@settings(max_examples=150)
def test_rubble_of_an_export_never_raises(parts: list[str]):
    """Whatever stands in the file, reading ends and says what it found."""
    read(file("".join(parts)).encode("utf-8", "replace"))


@given(st.binary(max_size=12), st.integers(0, 400))
@settings(max_examples=150)
def test_a_post_printed_like_most_is_read_as_the_patient_way_reads_it(noise: bytes, place: int):
    """The quick pattern may only be quicker; an attribute turns it off."""
    quick = post("Some words]] & <p>more</p>", refers='<thread dsq:id="21" /><parent dsq:id="4"/>').encode()
    quick = quick[:place] + noise + quick[place:]
    patient = quick.replace(b"<createdAt>", b'<createdAt x="">')
    head, tail = (HEAD + THREAD).encode(), TAIL.encode()
    assert comments(head + quick + tail) == comments(head + patient + tail)
    assert repairs(head + quick + tail) == repairs(head + patient + tail)


def test_the_samples_give_each_post_as_often_as_it_stands_in_the_file(samples: Path):
    """The count of post elements is the one figure that a site's owner can check."""
    files = [path for path in sorted((samples / "disqus").glob("*.xml")) if b"<disqus" in path.read_bytes()]
    assert files
    for path in files:
        raw = re.sub(rb"<!--.*?-->", b"", path.read_bytes(), flags=re.S)
        items = read(path.read_bytes())
        assert sum(isinstance(item, Found) for item in items) == len(re.findall(rb"<post[ >]", raw)), path.name
        threads = len(re.findall(rb"<thread[^>]*>\s*<id", raw))
        assert sum(isinstance(item, Article) for item in items) == threads, path.name


def test_the_sample_no_parser_takes_gives_six_posts_and_says_what_is_wrong(samples: Path):
    """A strict parser gives five and stops at line 147."""
    items = read((samples / "disqus" / "remark42-disqus.xml").read_bytes())
    found = [item.comment for item in items if isinstance(item, Found)]
    assert [c.status for c in found] == [*[Status.APPROVED] * 4, Status.SPAM, Status.UNKNOWN]
    assert found[-1].article_id == "247937687"
    assert [item.what for item in items if isinstance(item, Repair)] == [
        "text before the export passed over",
        "dates that can't be read left out",
        "statuses nobody knows: isSpam 123",
    ]


def test_the_sample_of_the_import_format_keeps_the_sites_own_identifier(samples: Path):
    """It is WXR, and names the article where WordPress has a number."""
    article, found, *_ = read((samples / "disqus" / "disqus-custom-import-example.xml").read_bytes())
    assert isinstance(article, Article)
    assert (article.id, found.comment.id) == ("disqus_identifier", "65")
