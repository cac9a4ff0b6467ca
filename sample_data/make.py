"""Builds every derived file of the sample data from `source.jsonl`; `python sample_data/make.py` rewrites them.

One hand-written master and no second copy: an export that is edited by hand would drift from the others, and a
comment must carry the same id and text in whichever file it stands. `tests/guard/test_sample_data.py` holds the
committed files to this.
"""

import csv
import html
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from string import Template
from typing import Any, Final
from zlib import crc32

Line = Mapping[str, Any]
"""One line of the master: an article, a comment or a pingback."""

HERE: Final = Path(__file__).parent
SITE: Final = "https://harbour-courier.example"
OUTLET: Final = "The Harbour Courier"
LOCAL: Final = timezone(timedelta(hours=1))
"""The site's clock: WordPress writes local time and UTC side by side."""
IN_WXR: Final = ("2101", "2102", "2104", "2106", "2108", "2110")
IN_CSV: Final = ("2103", "2105", "2111")
ON_PAGE: Final = "2101"
PAGE_SAVED: Final = datetime(2026, 10, 30, 9, 0, tzinfo=LOCAL)
LABELS: Final = ("abuse", "off_topic", "disputed_terminology")
ARTICLE_FIELDS: Final = ("kind", "id", "title", "text", "url")
COMMENT_FIELDS: Final = ("kind", "id", "article_id", "parent_id", "author", "text", "created_at", "status", "lang")
DECISION_FIELDS: Final = ("labels", "decided_at", "moderator", "bulk")
CSV_FIELDS: Final = ("id", "article_id", "article_title", "article_text", *COMMENT_FIELDS[3:])
APPROVED: Final = {"approved": "1", "removed": "trash"}
"""Status -> `wp:comment_approved`; everything else waits as `0`."""

_INVISIBLE: Final = [*range(0x7F, 0xA0), 0xAD, 0x61C, *range(0x200B, 0x2010), *range(0x2028, 0x202F), 0x2060]
_ESCAPED: Final = {code: f"\\u{code:04x}" for code in [*_INVISIBLE, *range(0x2066, 0x206A), 0xFEFF]}
_COUNTS: Final = re.compile(r"(?<=<!-- counts -->\n).*(?=<!-- end of counts -->)", re.DOTALL)


def read_master() -> list[Line]:
    """Return the lines of `source.jsonl` in their order: articles, comments, pingbacks."""
    with (HERE / "source.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def build(master: Sequence[Line]) -> dict[str, str]:
    """Return file name -> content of every derived file."""
    return {
        "comments.jsonl": comments_jsonl(master),
        "decisions.jsonl": decisions_jsonl(master),
        "comments.csv": comments_csv(master),
        "wordpress.xml": wordpress_xml(master),
        "saved-page.txt": saved_text(master),
        "saved-page.html": saved_html(master),
        "README.md": _COUNTS.sub(lambda _: counts(master), (HERE / "README.md").read_text(encoding="utf-8")),
    }


def of_kind(master: Iterable[Line], kind: str, article_ids: Sequence[str] = ()) -> list[Line]:
    """Return the lines of one kind, of all articles or of those named."""
    return [line for line in master if line["kind"] == kind and (not article_ids or line["article_id"] in article_ids)]


def comments_jsonl(master: Sequence[Line]) -> str:
    """Return all articles and comments, unlabelled, as interchange JSON Lines."""
    return _json_lines(of_kind(master, "article"), of_kind(master, "comment"), COMMENT_FIELDS)


def decisions_jsonl(master: Sequence[Line]) -> str:
    """Return the decided comments, oldest decision first, behind all articles."""
    decided = [line for line in of_kind(master, "comment") if "decided_at" in line]
    decided.sort(key=lambda line: (line["decided_at"], line["id"]))
    return _json_lines(of_kind(master, "article"), decided, COMMENT_FIELDS + DECISION_FIELDS)


def comments_csv(master: Sequence[Line]) -> str:
    """Return the comments of three articles as CSV, the article repeated in every row."""
    articles = {line["id"]: line for line in of_kind(master, "article")}
    out = io.StringIO()
    table = csv.DictWriter(out, CSV_FIELDS, extrasaction="ignore", lineterminator="\n")
    table.writeheader()
    for line in of_kind(master, "comment", IN_CSV):
        article = articles[line["article_id"]]
        table.writerow({**line, "article_title": article["title"], "article_text": article["text"]})
    return out.getvalue()


def wordpress_xml(master: Sequence[Line]) -> str:
    """Return six articles with comments and pingbacks as a WordPress export (WXR 1.2)."""
    articles = [line for line in of_kind(master, "article") if line["id"] in IN_WXR]
    names = sorted({article["byline"] for article in articles})
    authors = "".join(_wxr_author(number, name) for number, name in enumerate(names, 2))
    items = "".join(_wxr_item(article, master) for article in articles)
    return _filled("wxr.xml", outlet=OUTLET, site=SITE, authors=authors, items=items)


def saved_text(master: Sequence[Line]) -> str:
    """Return one article's page as a browser saves it as text: furniture, article, comments without ids."""
    article = next(line for line in of_kind(master, "article") if line["id"] == ON_PAGE)
    shown = _on_page(master)
    names = {line["id"]: line["author"] for line in shown}
    return _filled(
        "page.txt",
        title=article["title"],
        paragraphs=article["text"].replace("\n", "\n\n"),
        comments="\n".join(_text_comment(line, names.get(line["parent_id"], "")) for line in _threaded(shown)),
    )


def saved_html(master: Sequence[Line]) -> str:
    """Return the same page as wpDiscuz 7 writes it: every reply inside its parent's element."""
    article = next(line for line in of_kind(master, "article") if line["id"] == ON_PAGE)
    shown = _on_page(master)
    words = {key: html.escape(article[key]) for key in ("id", "title", "url", "byline")}
    return _filled(
        "page.html",
        **words,
        outlet=OUTLET,
        site=SITE,
        published=article["published_at"],
        day=f"{datetime.fromisoformat(article['published_at']):%B %d, %Y}",
        paragraphs="\n".join(f"<p>{html.escape(line, quote=False)}</p>" for line in article["text"].split("\n")),
        count=str(len(shown)),
        comments="".join(_html_comment(line, shown, 1) for line in shown if not line["parent_id"]),
    )


def counts(master: Sequence[Line]) -> str:
    """Return the table of counts for the README."""
    comments = of_kind(master, "comment")
    parts = (comments, [line for line in comments if "decided_at" in line])
    rows = {"comments": [len(part) for part in parts]}
    for label in LABELS:
        rows[label] = [_carrying(part, label, True) for part in parts]
        rows[f"{label}, can't be judged"] = [_carrying(part, label, None) for part in parts]
    rows["no label"] = [sum(not any(line["labels"].values()) for line in part) for part in parts]
    table = "".join(f"| {name} | {everywhere} | {ruled} |\n" for name, (everywhere, ruled) in rows.items())
    spoken = ", ".join(f"{lang} {count}" for lang, count in sorted(Counter(line["lang"] for line in comments).items()))
    head = f"{len(of_kind(master, 'article'))} articles. Languages: {spoken}.\n\n"
    return f"{head}| | comments.jsonl | decisions.jsonl |\n|---|---|---|\n{table}"


def cdata(text: str) -> str:
    """Return a CDATA section; `]]>` inside is split as WordPress splits it."""
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def login(name: str) -> str:
    """Return a name as a login or mail address can carry it."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or f"reader-{crc32(name.encode()) % 10000}"


def votes(line: Line) -> str:
    """Return a made-up vote count, the same for a comment in every file."""
    return str(crc32(line["id"].encode()) % 31 - 9)


def _json_lines(articles: Iterable[Line], comments: Iterable[Line], comment_fields: Iterable[str]) -> str:
    kept = [{name: line[name] for name in ARTICLE_FIELDS} for line in articles]
    kept += [{name: line[name] for name in comment_fields if name in line} for line in comments]
    # Bidi and zero-width characters are escaped, so that an editor shows the file as a parser reads it.
    return "".join(json.dumps(line, ensure_ascii=False).translate(_ESCAPED) + "\n" for line in kept)


def _filled(layout: str, **words: str) -> str:
    return Template((HERE / "layouts" / layout).read_text(encoding="utf-8")).substitute(words)


def _carrying(comments: Iterable[Line], label: str, value: bool | None) -> int:
    return sum(line["labels"][label] is value for line in comments)


def _sql(moment: datetime) -> str:
    return cdata(f"{moment:%Y-%m-%d %H:%M:%S}")


def _wxr_author(number: int, name: str) -> str:
    first, _, last = name.rpartition(" ")
    mail = f"{login(name)}@harbour-courier.example"
    words = {"login": login(name), "email": mail, "name": name, "first": first, "last": last}
    return _filled("wxr-author.xml", id=str(number), **{key: cdata(word) for key, word in words.items()})


def _wxr_item(article: Line, master: Sequence[Line]) -> str:
    published = datetime.fromisoformat(article["published_at"])
    written = [line for kind in ("comment", "pingback") for line in of_kind(master, kind, [article["id"]])]
    return _filled(
        "wxr-item.xml",
        id=article["id"],
        title=cdata(article["title"]),
        link=article["url"],
        day=f"{published:%a, %d %b %Y %H:%M:%S} +0000",
        creator=cdata(login(article["byline"])),
        guid=f"{SITE}/?p={article['id']}",
        content=cdata(_blocks(article["text"])),
        local=_sql(published.astimezone(LOCAL)),
        utc=_sql(published),
        slug=cdata(article["url"].rstrip("/").rsplit("/", 1)[1]),
        nicename=login(article["category"]),
        category=cdata(article["category"]),
        comments="".join(_wxr_comment(line) for line in written),
    )


def _blocks(text: str) -> str:
    paragraphs = (html.escape(line, quote=False) for line in text.split("\n"))
    return "\n\n".join(f"<!-- wp:paragraph -->\n<p>{line}</p>\n<!-- /wp:paragraph -->" for line in paragraphs)


def _wxr_comment(line: Line) -> str:
    posted = datetime.fromisoformat(line["created_at"])
    reader = line["kind"] == "comment"
    return _filled(
        "wxr-comment.xml",
        id=line["id"],
        author=cdata(html.escape(line["author"], quote=False) if reader else line["author"]),
        email=cdata(f"{login(line['author'])}@reader.example" if reader else ""),
        url=line.get("url", ""),
        ip=cdata(f"192.0.2.{crc32(line['author'].encode()) % 254 + 1}"),
        local=_sql(posted.astimezone(LOCAL)),
        utc=_sql(posted),
        content=cdata(html.escape(line["text"], quote=False) if reader else line["text"]),
        approved=cdata(APPROVED.get(line.get("status", "approved"), "0")),
        type=cdata(line.get("type", line["kind"])),
        parent=line.get("parent_id") or "0",
        votes=cdata(votes(line)),
    )


def _on_page(master: Sequence[Line]) -> list[Line]:
    shown = [line for line in of_kind(master, "comment", [ON_PAGE]) if line["status"] != "removed"]
    return sorted(shown, key=lambda line: "type" not in line)


def _threaded(shown: Sequence[Line], parent: str = "") -> list[Line]:
    beneath = [line for line in shown if line["parent_id"] == parent]
    return [line for top in beneath for line in (top, *_threaded(shown, top["id"]))]


def _text_comment(line: Line, answered: str) -> str:
    reply_to = f"Reply to  {answered}\n\n" if answered else ""
    return f"{line['author']}\n\n{reply_to}{line['text']}\n"


def _html_comment(line: Line, shown: Sequence[Line], depth: int) -> str:
    posted = datetime.fromisoformat(line["created_at"]).astimezone(LOCAL)
    replies = [reply for reply in shown if reply["parent_id"] == line["id"]]
    sticky = "type" in line
    classes = " wpd-sticky-comment" * sticky + " wpd-inline-comment" * ("inline_quote" in line)
    return _filled(
        "page-comment.html",
        id=line["id"],
        parent=line["parent_id"] or "0",
        depth=str(depth),
        classes=classes + " wpd-reply" * (depth > 1),
        role="administrator" if sticky else "guest",
        label="Admin" if sticky else "Guest",
        author=html.escape(line["author"]),
        date=f"{posted:%B} {posted.day}, {posted:%Y} {posted:%I:%M %p}",
        ago=f"{(PAGE_SAVED - posted).days + 1} days ago",
        sticky='<div class="wpd-comment-status"><div class="wpd-sticky"></div></div>' * sticky,
        reply_to=_reply_to(line, shown),
        text=_inline_quote(line) + "<p>" + html.escape(line["text"], quote=False).replace("\n", "<br />\n") + "</p>",
        votes=votes(line),
        replies="".join(_html_comment(reply, shown, depth + 1) for reply in replies),
    )


def _reply_to(line: Line, shown: Sequence[Line]) -> str:
    names = [other["author"] for other in shown if other["id"] == line["parent_id"]]
    link = "".join(f'<a href="#comment-{line["parent_id"]}">{html.escape(name)}</a>' for name in names)
    return f'<div class="wpd-reply-to">Reply to&nbsp; {link}</div>\n' if names else ""


def _inline_quote(line: Line) -> str:
    quote = html.escape(line.get("inline_quote", ""))
    more = '<a class="wpd-feedback-content-link" href="#">Read more &raquo;</a>'
    return f'<div class="wpd-inline-feedback-wrapper">{quote}&quot; {more}</div>' if quote else ""


def main() -> None:
    """Write the derived files and print the counts."""
    master = read_master()
    for name, content in build(master).items():
        (HERE / name).write_text(content, encoding="utf-8", newline="\n")
    print(counts(master))


if __name__ == "__main__":
    main()
