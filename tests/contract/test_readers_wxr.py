"""WordPress exports: nothing lost, nothing fetched, nothing taken for what it isn't."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.comments import Article, Comment, Status
from moderation.errors import UnreadableExport
from moderation.formats.opening import open_export
from moderation.formats.records import Found, Item, Reject, Repair, Skipped

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/">'
    "<channel><title>Gazette</title><link>https://gazette.example</link>"
    "<wp:base_blog_url>https://gazette.example/blog</wp:base_blog_url>"
)
ITEM = (
    "<item><title>Ferry &amp; fares</title><link>https://gazette.example/1</link>"
    "<content:encoded><![CDATA[<p>Fares rise.</p>\n<p>Twice.</p>]]></content:encoded>"
    "<excerpt:encoded>no</excerpt:encoded>"
    "<wp:post_id>7</wp:post_id><wp:post_type>post</wp:post_type>"
)
TAIL = "</item></channel></rss>"


def wp_comment(content: str, **fields: str) -> str:
    """Return a comment as the core exporter writes it."""
    values = {"comment_id": "1", "comment_author": "Ann", "comment_approved": "1", "comment_type": "comment"} | fields
    inner = "".join(f"<wp:{name}><![CDATA[{value}]]></wp:{name}>" for name, value in values.items())
    return f"<wp:comment>{inner}<wp:comment_content><![CDATA[{content}]]></wp:comment_content></wp:comment>"


def read(export: str | bytes) -> list[Item]:
    raw = export if isinstance(export, bytes) else export.encode()
    return list(open_export(io.BytesIO(raw)).items)


def comments(export: str | bytes) -> list[Comment]:
    return [item.comment for item in read(export) if isinstance(item, Found)]


def repairs(export: str | bytes) -> dict[str, int]:
    return {item.what: item.count for item in read(export) if isinstance(item, Repair)}


def accounted(export: str | bytes) -> int:
    return sum(isinstance(item, Found | Reject | Skipped) for item in read(export))


def test_an_item_becomes_an_article_with_its_paragraphs_on_lines():
    """Relevance is judged against the article's sentences, so its text must be text."""
    article = next(item for item in read(HEAD + ITEM + TAIL) if isinstance(item, Article))
    assert article == Article("7", "Ferry & fares", "Fares rise.\nTwice.", "https://gazette.example/1")


def test_the_site_is_the_blogs_address():
    """Two files of one site must meet in one desk."""
    export = open_export(io.BytesIO((HEAD + ITEM + TAIL).encode()))
    assert (export.format, export.site) == ("wxr", "https://gazette.example/blog")


def test_a_comment_keeps_id_parent_status_and_utc_time():
    """These four are what a decision is sent back by."""
    one = wp_comment("Hi", comment_parent="4", comment_date_gmt="2026-03-03 08:14:00", comment_approved="0")
    (found,) = comments(HEAD + ITEM + one + TAIL)
    assert found == Comment("1", "Hi", "7", "4", "Ann", "2026-03-03T08:14:00Z", Status.PENDING)


@pytest.mark.parametrize("prefix", ["wp", "wordpress", "ns0"])
def test_any_prefix_and_version_of_the_namespace_is_read(prefix: str):
    """Versions 1.0 to 1.2 and hand-made files differ in nothing else that matters."""
    export = (HEAD + ITEM + wp_comment("Hi") + TAIL).replace("wp:", f"{prefix}:").replace("/1.2/", "/9.9/")
    assert [found.text for found in comments(export)] == ["Hi"]


@pytest.mark.parametrize("kind", ["pingback", "trackback", "note", "order_note", "action_log"])
def test_what_no_reader_wrote_is_skipped_by_name(kind: str):
    """Editors' notes and link notices must be neither scored nor silently dropped."""
    (skipped,) = [i for i in read(HEAD + ITEM + wp_comment("x", comment_type=kind) + TAIL) if isinstance(i, Skipped)]
    assert skipped.kind == kind


@pytest.mark.parametrize("kind", ["", "comment", "review", "wpdiscuz_sticky", "private", "nobody_knows"])
def test_pinned_comments_reviews_and_unknown_types_are_comments(kind: str):
    """A filter on `comment` alone loses wpDiscuz' pinned comments."""
    assert len(comments(HEAD + ITEM + wp_comment("x", comment_type=kind) + TAIL)) == 1


def test_a_control_character_costs_itself_and_nothing_else():
    """A forgiving parser was measured to turn such a comment into `]>`."""
    export = HEAD + ITEM + wp_comment("be\x07fore\x00 after") + TAIL
    assert [found.text for found in comments(export)] == ["before after"]
    assert repairs(export)["control characters removed"] == 2


def test_unknown_entities_and_bare_ampersands_outside_cdata_are_read():
    """WP-CLI writes some fields without CDATA, and a strict parser refuses the whole file for one of them."""
    body = "<wp:comment><wp:comment_id>1</wp:comment_id><wp:comment_content>caf&eacute; & &#0; ]]></wp:comment_content>"
    assert [found.text for found in comments(HEAD + ITEM + body + "</wp:comment>" + TAIL)] == ["café & \ufffd ]]>"]


def test_markup_of_the_export_inside_a_comment_is_text():
    """A reader who writes `</wp:comment>` must not forge a second comment."""
    forged = "x</wp:comment_content></wp:comment><wp:comment><wp:comment_id>9</wp:comment_id>"
    export = HEAD + ITEM + wp_comment(forged) + wp_comment("ok", comment_id="2") + TAIL
    assert [found.id for found in comments(export)] == ["1", "2"]


def test_cdata_escaped_by_the_exporter_is_put_together_again():
    """Core splits `]]>` over two sections."""
    export = HEAD + ITEM + wp_comment("a ]]]]><![CDATA[> b") + TAIL
    assert [found.text for found in comments(export)] == ["a ]]> b"]


def test_a_warning_printed_into_the_middle_harms_no_comment():
    """PHP prints its warnings where it stands."""
    warning = "<br />\n<b>Warning</b>: mysqli & co in <b>/x.php</b> on line <b>3</b><br />\n"
    export = warning + HEAD + ITEM + wp_comment("a") + warning + wp_comment("b", comment_id="2") + TAIL + warning
    assert [found.text for found in comments(export)] == ["a", "b"]


def test_a_broken_off_file_keeps_what_came_before_and_names_the_place():
    """Memory limits end exports in the middle of a comment."""
    export = HEAD + ITEM + wp_comment("one") + "\n" + wp_comment("two", comment_id="2")[:90] + "\n\n"
    assert [found.text for found in comments(export)] == ["one"]
    (reject,) = [item for item in read(export) if isinstance(item, Reject)]
    assert (reject.place, reject.reason) == ("comment 2 (line 4)", "the file breaks off in this comment")
    assert "broken off: the file ends in the middle, at line 6" in repairs(export)


def test_a_comment_whose_end_is_missing_does_not_swallow_the_next():
    """Each comment stands for itself."""
    export = HEAD + ITEM + wp_comment("a").removesuffix("</wp:comment>") + wp_comment("b", comment_id="2") + TAIL
    assert [found.text for found in comments(export)] == ["a", "b"]


def test_a_lost_end_of_cdata_costs_one_comment():
    """What the broken one swallowed is found again."""
    broken = wp_comment("a").replace("]]></wp:comment_content>", "</wp:comment_content>")
    export = HEAD + ITEM + broken + wp_comment("b", comment_id="2") + wp_comment("c", comment_id="3") + TAIL
    assert [found.text for found in comments(export)][-1] == "c"
    assert accounted(export) == 3


@pytest.mark.parametrize("subset", ['[<!ENTITY a "b">]', 'SYSTEM "http://127.0.0.1:9/x"', "PUBLIC"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_doctype_is_refused_before_anything_is_parsed(subset: str, encoding: str):
    """Entities can make a kilobyte gigabytes and fetch what the file names."""
    export = HEAD.replace("<rss", f"<!DOCTYPE rss {subset}>\n<rss") + ITEM + wp_comment("&a;") + TAIL
    with pytest.raises(UnreadableExport, match="DOCTYPE"):
        open_export(io.BytesIO(export.encode(encoding)))


def test_a_doctype_in_a_comment_is_a_readers_word():
    """Only the one above the root has any force."""
    assert [c.text for c in comments(HEAD + ITEM + wp_comment("a &lt;!DOCTYPE x&gt;") + TAIL)] == ["a <!DOCTYPE x>"]


def test_one_id_with_two_texts_gives_two_comments_of_which_one_can_be_written_back():
    """Never lose a comment silently, never decide on the wrong one."""
    export = HEAD + ITEM + wp_comment("a") + wp_comment("b") + TAIL
    first, second = comments(export)
    assert (first.id, first.writable, second.writable) == ("1", True, False)
    assert second.id != "1"


def test_zero_dates_are_no_dates():
    """WordPress stores them for drafts and broken imports."""
    zeros = wp_comment("x", comment_date_gmt="0000-00-00 00:00:00", comment_date="0000-00-00 00:00:00")
    assert comments(HEAD + ITEM + zeros + TAIL)[0].created_at == ""


def test_a_comment_of_many_megabytes_is_cut_and_said_so():
    """The model reads a window; memory must not follow a prank."""
    export = HEAD + ITEM + wp_comment("A" * 3_000_000) + wp_comment("after", comment_id="2") + TAIL
    big, after = comments(export)
    assert (len(big.text), big.truncated, after.text) == (1_000_000, True, "after")


def test_an_attachment_is_an_article_only_if_it_has_comments():
    """Pictures can be commented on, and an export holds thousands that aren't."""
    picture = ITEM.replace(">post<", ">attachment<")
    export = HEAD + picture + "</item>" + picture.replace(">7<", ">8<") + wp_comment("x") + TAIL
    assert [item.id for item in read(export) if isinstance(item, Article)] == ["8"]


def test_an_export_without_comments_has_none_and_no_fault():
    """A new site is not an error."""
    assert [type(item) for item in read(HEAD + ITEM + TAIL)] == [Article]


def test_latin_1_bytes_in_a_utf8_file_are_read_as_cp1252_and_counted():
    """Old databases mix encodings from row to row."""
    export = (HEAD + ITEM + wp_comment("caf\udce9 \udc93ok\udc94 é") + TAIL).encode("utf-8", "surrogateescape")
    assert [found.text for found in comments(export)] == ["café “ok” é"]
    assert repairs(export) == {"bytes that are not UTF-8 read as cp1252": 3}


TAGS = ["wp:comment", "wp:comment_content", "wp:comment_id", "item", "rss"]
RUBBLE = ["<![CDATA[", "]]>", "<!--", "-->", "&", "&#0;", "<b", "\x00", "é", "\n", " ", '"']
PIECES = st.sampled_from([*RUBBLE, *(f"<{tag}>" for tag in TAGS), *(f"</{tag}>" for tag in TAGS)])


@given(st.lists(PIECES | st.text(max_size=8), max_size=40))
@settings(max_examples=150)
def test_rubble_of_an_export_never_raises(parts: list[str]):
    """Whatever stands in the file, reading ends and says what it found."""
    read((HEAD + ITEM + "".join(parts) + TAIL).encode("utf-8", "replace"))


@given(st.lists(st.text(max_size=60), max_size=8), st.integers(0, 4000))
@settings(max_examples=150)
def test_each_comment_is_found_skipped_or_rejected_wherever_the_file_is_cut(texts: list[str], cut: int):
    """The count of comment elements is the one figure that a site's owner can check."""
    body = "".join(
        wp_comment(text.replace("]]>", "]]]]><![CDATA[>"), comment_id=str(at)) for at, text in enumerate(texts)
    )
    export = (HEAD + ITEM + body + TAIL).encode("utf-8", "replace")[: len(HEAD + ITEM) + cut]
    escaped = b"".join(part.partition(b"]]>")[2] if b"]]>" in part else b"" for part in export.split(b"<![CDATA["))
    elements = escaped.count(b"<wp:comment>") + export.split(b"<![CDATA[")[0].count(b"<wp:comment>")
    assert accounted(export) == elements


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="<&\ufffe\uffff\ufdd0\ufdd1")))
)
def test_plain_texts_come_back_as_they_were_written(texts: list[str]):
    """Evidence spans count characters of the reader's own text."""
    body = "".join(
        wp_comment(text.replace("]]>", "]]]]><![CDATA[>"), comment_id=str(at)) for at, text in enumerate(texts)
    )
    assert [found.text for found in comments(HEAD + ITEM + body + TAIL)] == [text.strip() for text in texts]


def test_ends_that_are_lost_again_and_again_cost_their_comments_only():
    """Sought anew for each, the ends of four megabytes took 44 seconds, and reading must never hang."""
    lost = wp_comment("a").replace("]]>", "") * 20_000
    items = read(HEAD + ITEM + wp_comment("before") + lost)
    assert [item.comment.text for item in items if isinstance(item, Found)] == ["before"]
    assert sum(isinstance(item, Reject) for item in items) == 20_000


def test_an_xml_comment_without_an_end_hides_no_comment():
    """One lost `-->` would take the whole rest of the file out of sight, and nothing would say so."""
    export = HEAD + "<!-- generator" + ITEM + "".join(wp_comment(f"c{n}", comment_id=str(n)) for n in (1, 2)) + TAIL
    assert [comment.text for comment in comments(export)] == ["c1", "c2"]
    assert Repair("a <!-- without an end, and what stands behind it read", 1) in read(export)
    commented_out = HEAD + f"<!-- {ITEM}{wp_comment('no')} -->" + ITEM + wp_comment("yes", comment_id="2") + TAIL
    assert [comment.text for comment in comments(commented_out)] == ["yes"]


def test_an_end_too_far_away_is_given_up():
    """One lost `]]>` must not take the memory, nor what stands 64 MiB behind it."""
    lost = wp_comment("A" * (66 << 20)).replace("]]>", "")
    assert [c.text for c in comments(HEAD + ITEM + wp_comment("a") + lost + wp_comment("b") + TAIL)] == ["a", "b"]


PLAIN = (
    "<wp:comment>\n<wp:comment_id>5</wp:comment_id><wp:comment_author><![CDATA[Ann & Bo]]></wp:comment_author>"
    "<wp:comment_author_email>a@b.example</wp:comment_author_email><wp:comment_author_url></wp:comment_author_url>"
    "<wp:comment_author_IP><![CDATA[192.0.2.1]]></wp:comment_author_IP><wp:comment_date>2026-03-03 09:14:00"
    "</wp:comment_date><wp:comment_date_gmt>2026-03-03 08:14:00</wp:comment_date_gmt>\n"
    "<wp:comment_content><![CDATA[Some words]] & <p>more</p>]]></wp:comment_content>"
    "<wp:comment_approved>1</wp:comment_approved><wp:comment_type></wp:comment_type><wp:comment_parent>4"
    "</wp:comment_parent>\n<wp:comment_user_id>0</wp:comment_user_id><wp:commentmeta><wp:meta_key>k</wp:meta_key>"
    "<wp:meta_value><![CDATA[v]]></wp:meta_value></wp:commentmeta>\n</wp:comment>"
)
TYPED = [
    b"<![CDATA[",
    b"]]>",
    b"</wp:comment>",
    b"<wp:comment_id>9</wp:comment_id>",
    b"<!--",
    b"&amp;",
    b"\x1f",
    b"\xe9",
]


@given(st.binary(max_size=6) | st.sampled_from(TYPED), st.integers(0, len(PLAIN)))
@settings(max_examples=250)
def test_a_comment_printed_like_most_is_read_as_the_patient_way_reads_it(noise: bytes, place: int):
    """The quick pattern may only be quicker; an attribute turns it off."""
    quick = PLAIN[:place].encode() + noise + PLAIN[place:].encode()
    patient = quick.replace(b"<wp:comment_approved>", b'<wp:comment_approved x="">')
    one, other = (
        (HEAD + ITEM).encode() + way + wp_comment("after").encode() + TAIL.encode() for way in (quick, patient)
    )
    assert comments(one) == comments(other)
    assert repairs(one) == repairs(other)


def test_a_status_nobody_knows_is_named():
    """Plugins have their own, and whoever moderates should hear of them."""
    export = HEAD + ITEM + wp_comment("a", comment_approved="limbo") + wp_comment("b", comment_id="2") + TAIL
    assert repairs(export) == {"statuses nobody knows: limbo": 1}


def test_a_type_of_comment_nobody_knows_is_read_and_named():
    """It may be a shop's note to itself, and whoever moderates can tell."""
    export = HEAD + ITEM + wp_comment("a", comment_type="ballot") + TAIL
    assert len(comments(export)) == 1
    assert repairs(export) == {"types of comment nobody knows, read like others: ballot": 1}


def test_a_comment_without_an_id_keeps_its_made_up_one_when_others_come_before_it():
    """Made of its place, every newer export would bring it in again."""
    nameless = wp_comment("a", comment_id="")
    (alone,), (_, behind) = (comments(HEAD + ITEM + more + nameless + TAIL) for more in ("", wp_comment("b")))
    assert (alone.id, alone.writable) == (behind.id, False)


def test_an_address_that_is_none_names_no_site():
    """Whoever takes the site's address apart must not fall over a bracket that an editor left in it."""
    broken = (HEAD + ITEM + TAIL).replace("https://gazette.example/blog", "http://[bad")
    export = open_export(io.BytesIO(broken.encode()))
    assert export.site == ""
    assert any(isinstance(item, Article) for item in export.items)
