"""Exports of any size to time the readers on: the sample data over and over, no two comments the same.

`python -m benchmarks.exports wxr 1000 OUT` writes about 1,000 MB. Each comment is a sample joined to
another one, so that a comment has a news site's length, no id comes twice, and no text within 250,000 comments.
"""

import argparse
import csv
import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import chain
from pathlib import Path
from string import Template
from typing import Final
from xml.sax.saxutils import escape as xml_escape

ROOT: Final = Path(__file__).parents[1]
SITE: Final = "https://harbour-courier.example"

_ARTICLES_A_ROUND: Final = 10
_COMMENTS_A_ROUND: Final = 1_000
_MARKED_UP: Final = 8
"""One comment in so many has a link and a word set apart: WordPress and Disqus store HTML."""
_NO_CONTROLS: Final = dict.fromkeys(code for code in range(32) if code not in (9, 10))

_WXR_ARTICLE: Final = """\
	<item>
		<title><![CDATA[{title}]]></title>
		<link>{url}</link>
		<dc:creator><![CDATA[editor]]></dc:creator>
		<description></description>
		<content:encoded><![CDATA[{text}]]></content:encoded>
		<excerpt:encoded><![CDATA[]]></excerpt:encoded>
		<wp:post_id>{id}</wp:post_id>
		<wp:post_date><![CDATA[2026-10-26 07:00:00]]></wp:post_date>
		<wp:post_type><![CDATA[post]]></wp:post_type>
		<wp:status><![CDATA[publish]]></wp:status>
		<wp:postmeta>
			<wp:meta_key><![CDATA[_edit_last]]></wp:meta_key>
			<wp:meta_value><![CDATA[1]]></wp:meta_value>
		</wp:postmeta>
"""
_DISQUS_HEAD: Final = """\
<?xml version="1.0" encoding="utf-8"?>
<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">
    <category dsq:id="1"><forum>courier</forum><title>General</title><isDefault>true</isDefault></category>
"""
_DISQUS_THREAD: Final = """\
    <thread dsq:id="{id}">
        <id>{id}</id>
        <forum>courier</forum>
        <category dsq:id="1" />
        <link>{url}</link>
        <title>{title}</title>
        <message />
        <createdAt>2026-10-26T06:00:00Z</createdAt>
        <author><name>editor</name><isAnonymous>false</isAnonymous><username>editor</username></author>
        <isClosed>false</isClosed>
        <isDeleted>false</isDeleted>
    </thread>
"""
_DISQUS_POST: Final = """\
    <post dsq:id="{id}">
        <id />
        <message><![CDATA[<p>{html}</p>]]></message>
        <createdAt>{day}T{time}Z</createdAt>
        <isDeleted>{removed}</isDeleted>
        <isSpam>false</isSpam>
        <author><name>{author_xml}</name><isAnonymous>true</isAnonymous></author>
        <thread dsq:id="{article}" />{parent_tag}
    </post>
"""


@dataclass(frozen=True)
class Article:
    """An article of the sample data, or the same again under another id."""

    id: int
    title: str
    text: str
    url: str


@dataclass(frozen=True)
class Posted:
    """A comment to be printed."""

    id: int
    article: Article
    parent: int
    """0 where it answers the article."""
    author: str
    text: str

    @property
    def marked_up(self) -> bool:
        """Whether it is one that a site would store with tags in it."""
        return self.id % _MARKED_UP == 0

    @property
    def html(self) -> str:
        """Return the text as a site stores it."""
        said = escape(self.text, quote=False)
        return f'<em>{said}</em> <a href="{SITE}/rules" rel="nofollow">the rules</a>' if self.marked_up else said

    @property
    def waits(self) -> bool:
        """Whether the site has not let it through."""
        return self.id % 10 == 0

    @property
    def moment(self) -> tuple[str, str]:
        """Return day and time."""
        minutes, seconds = divmod(self.id, 60)
        hours, minutes = divmod(minutes, 60)
        return (
            f"2026-{1 + hours // 672 % 12:02}-{1 + hours // 24 % 28:02}",
            f"{hours % 24:02}:{minutes:02}:{seconds:02}",
        )


@dataclass(frozen=True)
class Form:
    """How one sort of export is printed."""

    head: Callable[[int], Iterable[str]]
    """What comes before the comments of so many rounds."""
    round: Callable[[int], Iterable[str]]
    tail: str = ""


def write(target: Path, form: str, size: int) -> int:
    """Write an export of about `size` bytes, in whole rounds, and return how many comments it holds."""
    printed = FORMS[form]
    beginning = sum(len(part.encode()) for part in printed.head(1))
    rounds = max(1, round(size / (beginning + sum(len(part.encode()) for part in printed.round(0)))))
    with target.open("w", encoding="utf-8", newline="") as out:
        out.writelines(printed.head(rounds))
        out.writelines(chain.from_iterable(map(printed.round, range(rounds))))
        out.write(printed.tail)
    return rounds * _COMMENTS_A_ROUND


@lru_cache(maxsize=1)
def _samples() -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    lines = (ROOT / "sample_data" / "comments.jsonl").read_text(encoding="utf-8").splitlines()
    sampled = [json.loads(line) for line in lines]
    # The sample of escape sequences would stop lxml, beside which the readers are timed.
    sampled = [{name: str(value).translate(_NO_CONTROLS) for name, value in line.items()} for line in sampled]
    articles = [line for line in sampled if line["kind"] == "article"]
    return articles, [line for line in sampled if line["kind"] == "comment"]


def _article(number: int) -> Article:
    articles, _ = _samples()
    sample = articles[number % len(articles)]
    return Article(number + 1, sample["title"], sample["text"], f"{SITE}/{number + 1}/")


def _articles(round_number: int) -> list[Article]:
    first = round_number * _ARTICLES_A_ROUND
    return [_article(number) for number in range(first, first + _ARTICLES_A_ROUND)]


def _posted(article: Article) -> Iterator[Posted]:
    _, comments = _samples()
    a_share = _COMMENTS_A_ROUND // _ARTICLES_A_ROUND
    first = (article.id - 1) * a_share
    for number in range(first, first + a_share):
        one = comments[number % len(comments)]
        # Another distance each round, so that no pair comes back before the samples are through.
        other = comments[(number + number // len(comments) + 1) % len(comments)]
        parent = number if number % 5 in (2, 4) and number > first else 0
        yield Posted(number + 1, article, parent, one["author"], f"{one['text']}\n\n{other['text']}")


def _all_posted(round_number: int) -> Iterator[Posted]:
    for article in _articles(round_number):
        yield from _posted(article)


def _wxr_head(_: int) -> Sequence[str]:
    layout = (ROOT / "sample_data" / "layouts" / "wxr.xml").read_text(encoding="utf-8")
    filled = Template(layout).substitute(outlet="The Harbour Courier", site=SITE, authors="", items="\0")
    return [filled.partition("\0")[0]]


def _wxr_round(number: int) -> Iterator[str]:
    layout = (ROOT / "sample_data" / "layouts" / "wxr-comment.xml").read_text(encoding="utf-8")
    comment = Template(layout)
    for article in _articles(number):
        text = "\n\n".join(f"<p>{escape(line, quote=False)}</p>" for line in article.text.split("\n"))
        yield _WXR_ARTICLE.format(id=article.id, title=article.title, url=article.url, text=text)
        for posted in _posted(article):
            yield comment.substitute(_wxr_values(posted))
        yield "\t</item>\n"


def _wxr_values(posted: Posted) -> dict[str, object]:
    moment = "<![CDATA[{} {}]]>".format(*posted.moment)
    return {
        "id": posted.id,
        "author": f"<![CDATA[{posted.author}]]>",
        "email": f"<![CDATA[reader{posted.id}@mail.example]]>",
        "url": "",
        "ip": f"<![CDATA[192.0.2.{posted.id % 250}]]>",
        "local": moment,
        "utc": moment,
        "content": f"<![CDATA[{posted.html}]]>",
        "approved": f"<![CDATA[{int(not posted.waits)}]]>",
        "type": "<![CDATA[comment]]>",
        "parent": posted.parent,
        "votes": f"<![CDATA[{posted.id % 7}]]>",
    }


def _disqus_head(rounds: int) -> Iterator[str]:
    yield _DISQUS_HEAD
    for number in range(rounds):
        for article in _articles(number):
            yield _DISQUS_THREAD.format(id=article.id, url=article.url, title=xml_escape(article.title))


def _disqus_round(number: int) -> Iterator[str]:
    for posted in _all_posted(number):
        day, time = posted.moment
        yield _DISQUS_POST.format(
            id=posted.id,
            html=posted.html.replace("\n\n", "</p><p>"),
            day=day,
            time=time,
            removed=str(posted.waits).lower(),
            author_xml=xml_escape(posted.author),
            article=posted.article.id,
            parent_tag=f'\n        <parent dsq:id="{posted.parent}" />' if posted.parent else "",
        )


def _row(posted: Posted) -> dict[str, str]:
    return {
        "id": str(posted.id),
        "article_id": str(posted.article.id),
        "article_title": posted.article.title,
        "parent_id": str(posted.parent or ""),
        "author": posted.author,
        "text": posted.text,
        "created_at": "{}T{}Z".format(*posted.moment),
        "status": "pending" if posted.waits else "approved",
    }


def _csv_head(_: int) -> Sequence[str]:
    return [",".join(_row(next(_all_posted(0)))) + "\r\n"]


def _csv_round(number: int) -> Iterator[str]:
    table = io.StringIO(newline="")
    csv.writer(table).writerows(_row(posted).values() for posted in _all_posted(number))
    yield table.getvalue()


def _jsonl_round(number: int) -> Iterator[str]:
    for article in _articles(number):
        stated = {"kind": "article", "id": str(article.id), "title": article.title, "text": article.text}
        yield json.dumps(stated | {"url": article.url}, ensure_ascii=False) + "\n"
        for posted in _posted(article):
            row = {name: value for name, value in _row(posted).items() if name != "article_title"}
            yield json.dumps({"kind": "comment"} | row, ensure_ascii=False) + "\n"


FORMS: Final = {
    "wxr": Form(_wxr_head, _wxr_round, "</channel>\n</rss>\n"),
    "disqus": Form(_disqus_head, _disqus_round, "</disqus>\n"),
    "csv": Form(_csv_head, _csv_round),
    "jsonl": Form(lambda _: (), _jsonl_round),
}
"""The exports that can be written."""


def main() -> None:
    """Write one export as the command line says."""
    parser = argparse.ArgumentParser(description="Write an export of a size wanted, to time the readers on.")
    parser.add_argument("form", choices=list(FORMS))
    parser.add_argument("megabytes", type=int)
    parser.add_argument("target", type=Path)
    asked = parser.parse_args()
    comments = write(asked.target, asked.form, asked.megabytes * 1_000_000)
    sys.stdout.write(f"{asked.target}: {comments:,} comments, {asked.target.stat().st_size / 1e6:,.0f} MB\n")


if __name__ == "__main__":
    main()
