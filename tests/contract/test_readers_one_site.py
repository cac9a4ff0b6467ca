"""One imaginary WordPress by each of its exports: the same comments, or a desk would have them twice, or as edited."""

import csv
import io
import json
from collections.abc import Callable

import pytest

from moderation.comments import Article, Comment
from moderation.formats.opening import open_export
from moderation.formats.records import Export, Found, Item

SITE = "https://gazette.example"
POST = f"{SITE}/2026/03/fares/"
# As the database has them: id, parent, author, text, approved, type, hour in UTC.
STORED = (
    ("1", "0", "Ann", "A plain text.", "1", "comment", "08"),
    ("2", "1", "Tom &amp; Sons", 'Fish &amp; <em>chips</em>\r\n\r\n"fine" &#8217;tis', "0", "comment", "08"),
    ("3", "1", "<b>José</b>  O'Neil", '=1+1 <a href="https://x.example/" rel="nofollow ugc">😀</a>', "spam", "", "08"),
    ("4", "0", "Bo", "a\\n \\\\ b ]]> c  ", "trash", "review", "08"),
    ("5", "5", "-Cy", "It answers itself", "post-trashed", "comment", "08"),
    ("6", "0", "Imported", "No time in UTC", "1", "comment", ""),
)


def moments(hour: str) -> tuple[str, str]:
    return f"2026-03-03 09:14:{hour or '00'}", f"2026-03-03 {hour}:14:00" if hour else "0000-00-00 00:00:00"


def rows() -> list[dict[str, str]]:
    return [
        {
            "comment_ID": id,
            "comment_post_ID": "77",
            "comment_date": moments(hour)[0],
            "comment_date_gmt": moments(hour)[1],
            "comment_approved": approved,
            "comment_author": author,
            "comment_content": text,
            "comment_type": kind,
            "comment_parent": parent,
        }
        for id, parent, author, text, approved, kind, hour in STORED
    ]


def wxr() -> str:
    def cdata(value: str) -> str:
        return f"<![CDATA[{value.replace(']]>', ']]]]><![CDATA[>')}]]>"

    left_out = ("comment_ID", "comment_post_ID")
    comments = [
        f"<wp:comment><wp:comment_id>{row['comment_ID']}</wp:comment_id>"
        + "".join(f"<wp:{name}>{cdata(value)}</wp:{name}>" for name, value in row.items() if name not in left_out)
        + "</wp:comment>"
        for row in rows()
    ]
    return (
        f'<rss xmlns:wp="w"><channel><title>Gazette</title><link>{SITE}</link><wp:base_blog_url>{SITE}'
        f"</wp:base_blog_url><item><title>Fares &amp; Tea</title><link>{POST}</link><wp:post_id>77</wp:post_id>"
        f"<wp:post_type>post</wp:post_type>{''.join(comments)}</item></channel></rss>"
    )


def rest() -> str:
    statuses = {"1": "approved", "0": "hold", "spam": "spam", "trash": "trash", "post-trashed": "post-trashed"}
    answers = [
        {
            "id": int(row["comment_ID"]),
            "post": 77,
            "parent": int(row["comment_parent"]),
            "author_name": row["comment_author"],
            "date": row["comment_date"].replace(" ", "T"),
            "date_gmt": row["comment_date_gmt"].replace(" ", "T"),
            "content": {"rendered": "<p>curly</p>", "raw": row["comment_content"]},
            "link": f"{POST}comment-page-2/#comment-{row['comment_ID']}",
            "status": statuses[row["comment_approved"]],
            "type": row["comment_type"] or "comment",
        }
        for row in rows()
    ]
    return json.dumps(answers)


def wp_cli() -> str:
    return json.dumps(rows())


def wp_cli_csv() -> str:
    """Return the table, its cells guarded as WP-CLI does; PHP's own quoting is tested beside the tables."""
    table = io.StringIO(newline="")
    guarded = [[f"'{cell}" if cell[:1] in tuple("=+-@") else cell for cell in row.values()] for row in rows()]
    csv.writer(table, lineterminator="\n").writerows([list(rows()[0]), *guarded])
    return table.getvalue()


def read(content: str) -> tuple[Export, list[Item]]:
    export = open_export(io.BytesIO(content.encode()))
    return export, list(export.items)


def comments(content: str) -> list[Comment]:
    return [item.comment for item in read(content)[1] if isinstance(item, Found)]


@pytest.mark.parametrize("export", [rest, wp_cli, wp_cli_csv])
def test_a_comment_is_the_same_by_whichever_export_it_comes(export: Callable[[], str]):
    """Names are stored as HTML, times in UTC may be zeros, texts are escaped in four ways."""
    assert comments(export()) == comments(wxr())


def test_names_are_read_as_they_are_shown():
    """The same in all of them could be the same fault."""
    assert [comment.author for comment in comments(wp_cli())[1:3]] == ["Tom & Sons", "José O'Neil"]
    assert comments(wp_cli())[5].created_at == "2026-03-03T09:14:00"


def test_the_interface_names_site_and_article_as_the_export_does():
    """The address of a comment, with its page, would be another article's at every import."""
    by_export, by_interface = read(wxr()), read(rest())
    assert by_export[0].site == by_interface[0].site == SITE
    urls = [{item.url for item in items if isinstance(item, Article)} for _, items in (by_export, by_interface)]
    assert urls == [{POST}, {POST}]


def test_without_pretty_addresses_a_comments_page_is_no_part_of_its_posts():
    """The same post would have another address for each page of its comments."""
    _, (article, *_) = read(rest().replace(f"{POST}comment-page-2/#", f"{SITE}/?p=77&cpage=2#"))
    assert article == Article("77", url=f"{SITE}/?p=77")


def test_wp_cli_says_that_it_names_no_site():
    """Its comments would stand beside those of the same site."""
    for export in (wp_cli, wp_cli_csv):
        assert "the site's address, which --site names" in read(export())[0].unknown
