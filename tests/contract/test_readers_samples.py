"""Every real export and every hostile file of the shared samples, each with the outcome it must have.

The samples lie beside the project and are not part of it; without them these tests are skipped.
"""

import html
import io
import json
import re
from pathlib import Path

import pytest

from benchmarks.samples import checked
from moderation.comments import Article, Status
from moderation.errors import UnreadableExport
from moderation.formats.opening import open_export
from moderation.formats.records import Export, Found, Item, Reject, Repair, Skipped

REFUSED = {
    "csv-mysql-outfile.tsv": "INTO OUTFILE",
    "gz-ratio-1000.jsonl.gz": "empty but for blanks",
    "html-login-page-as-export.xml": "login page",
    "json-deep.json": "no list of records",
    "misnamed-html.xml": "login page",
    "wxr-billion-laughs.xml": "DOCTYPE",
    "wxr-external-dtd.xml": "DOCTYPE",
    "wxr-only-bom.xml": "empty",
    "wxr-parameter-entity.xml": "DOCTYPE",
    "wxr-quadratic-blowup.xml": "DOCTYPE",
    "wxr-utf16-with-doctype-bomb.xml": "DOCTYPE",
    "wxr-xxe-http.xml": "DOCTYPE",
    "zip-ratio-1000.zip": "without an export",
}

# File: format, comments, rejects, skipped, and a word of each repair.
READ: dict[str, tuple[str, int, int, int, tuple[str, ...]]] = {
    "csv-backslash-escape.csv": ("csv", 2, 0, 0, ()),
    "csv-cp1252.csv": ("csv", 1, 0, 0, ("cp1252",)),
    "csv-crlf.csv": ("csv", 2, 0, 0, ()),
    "csv-duplicate-headers.csv": ("csv", 1, 0, 0, ("numbered",)),
    "csv-header-spaces-case.csv": ("csv", 1, 0, 0, ()),
    "csv-huge-field.csv": ("csv", 2, 0, 0, ()),
    "csv-mixed-newlines.csv": ("csv", 3, 0, 0, ()),
    "csv-nul.csv": ("csv", 2, 0, 0, ("NUL",)),
    "csv-phpmyadmin-null.csv": ("csv", 1, 0, 0, ()),
    "csv-ragged.csv": ("csv", 2, 2, 0, ()),
    "csv-semicolon.csv": ("csv", 2, 0, 0, ()),
    "csv-single-quote.csv": ("csv", 2, 0, 0, ()),
    "csv-stray-quote.csv": ("csv", 2, 1, 0, ()),
    "csv-unclosed-quote.csv": ("csv", 2, 1, 0, ()),
    "csv-utf16le-bom-tab.csv": ("tsv", 2, 0, 0, ()),
    "gz-concatenated.jsonl.gz": ("jsonl", 2, 0, 0, ()),
    "json-array.json": ("json", 2, 0, 0, ()),
    "json-trailing-comma.json": ("json", 1, 0, 0, ()),
    "jsonl-bad-line.jsonl": ("jsonl", 2, 1, 0, ()),
    "jsonl-big-int-id.jsonl": ("jsonl", 3, 0, 0, ()),
    "jsonl-body-not-string.jsonl": ("jsonl", 1, 4, 0, ()),
    "jsonl-cyclic-parents.jsonl": ("jsonl", 3, 0, 0, ("answer themselves",)),
    "jsonl-lone-surrogate.jsonl": ("jsonl", 1, 0, 0, ("surrogate",)),
    "jsonl-nan.jsonl": ("jsonl", 1, 0, 0, ()),
    "jsonl-nul-escape.jsonl": ("jsonl", 1, 0, 0, ("NUL",)),
    "jsonl-parent-chain-100k.jsonl": ("jsonl", 100_000, 0, 0, ()),
    "misnamed-gz.csv": ("csv", 1, 0, 0, ()),
    "texts.csv": ("csv", 54, 0, 0, ()),
    "texts.jsonl": ("jsonl", 54, 0, 0, ()),
    "wxr-12MB-single-comment.xml": ("wxr", 2, 0, 0, ("cut",)),
    "wxr-cp1252-declared-iso8859-1.xml": ("wxr", 2, 0, 0, ()),
    "wxr-cyclic-parents.xml": ("wxr", 4, 0, 0, ("answer themselves",)),
    "wxr-duplicate-ids-different-text.xml": ("wxr", 2, 0, 0, ("numbered",)),
    "wxr-duplicate-ids-same-text.xml": ("wxr", 2, 0, 0, ()),
    "wxr-fake-comment-inside-cdata.xml": ("wxr", 2, 0, 0, ("markup",)),
    "wxr-html-children-in-content.xml": ("wxr", 1, 0, 0, ()),
    "wxr-invalid-utf8.xml": ("wxr", 2, 0, 0, ("cp1252",)),
    "wxr-latin1-declared-utf8.xml": ("wxr", 2, 0, 0, ("cp1252",)),
    "wxr-leading-blank-lines.xml": ("wxr", 2, 0, 0, ()),
    "wxr-lone-surrogate-ref.xml": ("wxr", 2, 0, 0, ("references",)),
    "wxr-many-attributes.xml": ("wxr", 1, 0, 0, ()),
    "wxr-missing-parent.xml": ("wxr", 1, 0, 0, ()),
    "wxr-mixed-newlines.xml": ("wxr", 1, 0, 0, ()),
    "wxr-nested-cdata.xml": ("wxr", 1, 0, 0, ()),
    "wxr-no-version.xml": ("wxr", 2, 0, 0, ()),
    "wxr-numeric-ref-nul.xml": ("wxr", 2, 0, 0, ("references",)),
    "wxr-parent-on-other-post.xml": ("wxr", 2, 0, 0, ()),
    "wxr-repeated-fields.xml": ("wxr", 1, 0, 0, ("repeated",)),
    "wxr-serialized-meta.xml": ("wxr", 1, 0, 0, ()),
    "wxr-statuses-and-types.xml": ("wxr", 13, 0, 6, ()),
    "wxr-trailing-php-fatal.xml": ("wxr", 2, 0, 0, ("broken off",)),
    "wxr-truncated-mid-comment.xml": ("wxr", 1, 1, 0, ("broken off",)),
    "wxr-undeclared-prefix.xml": ("wxr", 2, 0, 0, ()),
    "wxr-undefined-entity.xml": ("wxr", 1, 0, 0, ()),
    "wxr-unknown-encoding.xml": ("wxr", 2, 0, 0, ()),
    "wxr-utf7-declared.xml": ("wxr", 2, 0, 0, ()),
    "wxr-utf8-bom.xml": ("wxr", 2, 0, 0, ()),
    "wxr-version-9.9-ns.xml": ("wxr", 2, 0, 0, ()),
    "wxr-xinclude.xml": ("wxr", 1, 0, 0, ()),
    "wxr-zero-comments.xml": ("wxr", 0, 0, 0, ()),
    "zip-slip.zip": ("zip: csv", 3, 0, 0, ()),
}


def opened(path: Path) -> tuple[Export, list[Item]]:
    export = open_export(path)
    return export, list(export.items)


def count(items: list[Item], kind: type[Item]) -> int:
    return sum(isinstance(item, kind) for item in items)


def texts(path: Path) -> list[str]:
    return [item.comment.text for item in opened(path)[1] if isinstance(item, Found)]


@pytest.mark.parametrize("name", REFUSED)
def test_hostile_file_is_refused(name: str, samples: Path):
    """Refusing is right where reading could fetch, explode, or mistake a login page for comments."""
    with pytest.raises(UnreadableExport, match=REFUSED[name]):
        open_export(samples / "hostile" / name)


@pytest.mark.parametrize("name", READ)
def test_hostile_file_is_read(name: str, samples: Path):
    """Nothing is lost, and every repair is said."""
    export, items = opened(samples / "hostile" / name)
    form, comments, rejects, skipped, repairs = READ[name]
    assert (export.format, count(items, Found), count(items, Reject)) == (form, comments, rejects)
    assert count(items, Skipped) == skipped
    said = [item.what for item in items if isinstance(item, Repair)]
    assert len(said) == len(repairs)
    assert all(word in what for word, what in zip(repairs, said, strict=True))


def test_every_hostile_file_has_its_expectation(samples: Path):
    """A new file without one would pass unseen."""
    names = {path.name for path in (samples / "hostile").iterdir()} - {"SOURCE.txt"}
    assert names == REFUSED.keys() | READ.keys()


def test_every_sample_holds_what_a_simple_count_says(samples: Path):
    """Comments, rejects and what is left out add up to the elements, lines or rows in the file itself."""
    assert [one.line() for one in checked(samples) if not one.agrees] == []


def test_the_founding_page_is_an_article_and_two_comments(samples: Path):
    """The page this program was asked for."""
    export, items = opened(samples / "seed" / "saved-page.txt")
    article, *comments = items
    assert (export.format, count(items, Found), count(items, Reject)) == ("saved-page", 2, 0)
    assert isinstance(article, Article)
    assert article.title.startswith("NATO Halves Russia")
    assert article.text.startswith("NATO decided to halve")
    assert article.text.endswith("condition of world peace.")
    assert "annexation of Crimea" in article.text
    assert not re.search(r"Support SouthFront|\$|Click to see|Notify of", article.text)
    assert [item.comment.author for item in comments] == ["L du Plessis", "Jim Allen"]
    assert comments[1].comment.text.endswith("lazy, half-ass, journalism.")
    assert comments[1].comment.status is Status.UNKNOWN


@pytest.mark.parametrize("layout", [1, 2, 3])
def test_a_page_saved_as_text_says_what_its_html_says(layout: int, samples: Path):
    """The two readers share no code for comments, and the page is the same."""
    folder = samples / "wpdiscuz"
    html = opened(folder / f"rendered-layout{layout}.html")[1]
    text = opened(folder / f"rendered-layout{layout}.innertext.txt")[1]
    assert [html[0].title, html[0].text] == [text[0].title, text[0].text]
    read = [
        [(i.comment.author, i.comment.text, i.comment.status, i.comment.truncated) for i in items[1:10]]
        for items in (html, text)
    ]
    assert count(html, Found) == count(text, Found) == 9
    assert read[0] == read[1]
    for items in (html, text):
        at = {item.comment.id: number for number, item in enumerate(items[1:10])}
        assert [at.get(item.comment.parent_id) for item in items[1:10]] == [None, 0, 1, *[None] * 6]


def test_wordpress_cli_csv_and_json_say_the_same(samples: Path):
    """The CSV guards formulas and leaves quotes single; the JSON is plain."""
    csv, json = (opened(samples / "wordpress" / f"wp-cli-comment-list.{suffix}")[1] for suffix in ("csv", "json"))
    assert [item.comment for item in csv if isinstance(item, Found)] == [item.comment for item in json]


def test_hostile_texts_are_the_same_from_every_format(samples: Path):
    """Bidi marks, escapes and joined emoji are evidence, and stay."""
    tables = [
        samples / "hostile" / "texts.csv",
        samples / "hostile" / "texts.jsonl",
        samples / "tabular" / "comments.parquet",
    ]
    csv, jsonl, parquet = map(texts, tables)
    assert len(csv) == 54
    assert csv == jsonl == parquet


def test_the_jigsaw_columns_are_known(samples: Path):
    """The largest public set of comments."""
    _, items = opened(samples / "civil" / "tfds-train-fake.csv")
    first = items[0].comment
    assert (first.id, first.article_id, first.status) == ("1", "2006", Status.REMOVED)
    assert first.created_at == "2015-09-29T10:50:41.987077Z"


def in_language(page: str, own: dict[str, str], theirs: dict[str, str], *, ago_first: bool) -> str:
    """Return a saved page with the words around its comments in another language, those of the plugin's own users."""
    words = {key: html.unescape(theirs.get(key, phrase)) for key, phrase in own.items()}
    span, ago = f"2 {words['wc_day_text_plural']}", words["wc_ago_text"]
    page = page.replace("2 days ago", f"{ago} {span}" if ago_first else f"{span} {ago}")
    page = page.replace("\nReply\n", f"\n{words['wc_reply_text']}\n").replace("Reply to ", f"{words['wc_reply_to']} ")
    longest_first = sorted((html.unescape(phrase), key) for key, phrase in own.items() if len(phrase) > len("Reply to"))
    for phrase, key in reversed(longest_first):
        page = page.replace(phrase, words[key])
    return page


@pytest.mark.parametrize("language", ["de_DE", "fr_FR", "it_IT", "nl_NL", "pl_PL", "pt_BR", "pt_PT", "ru_RU"])
def test_a_page_saved_as_text_is_read_in_other_languages(language: str, samples: Path):
    """Half of all sites are not in English; the words here are those that their pages really show."""
    phrases = json.loads((samples / "wpdiscuz" / "phrases.json").read_bytes())
    page = (samples / "wpdiscuz" / "rendered-layout1.innertext.txt").read_text()
    ago_first = language in ("fr_FR", "pt_BR", "pt_PT")
    translated = in_language(page, phrases["en_US"], phrases[language], ago_first=ago_first)
    assert translated != page
    assert said_on(translated) == said_on(page)


def said_on(page: str) -> list[object]:
    items = list(open_export(io.BytesIO(page.encode())).items)
    comments = [item.comment for item in items if isinstance(item, Found)]
    return [items[0], *((c.author, c.text, c.status, c.truncated, bool(c.parent_id)) for c in comments)]
