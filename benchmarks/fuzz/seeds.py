"""What the fuzzer begins from: files of the sample data, short inputs written here, and real samples where they are.

A fuzzer finds the way into a format by itself, but that takes it days; from one sound file it takes minutes.
"""

import io
import json
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.fuzz.readers import AS_IT_IS, SEPARATOR, put_together
from benchmarks.fuzz.texts import PLAIN
from moderation.comments import Status
from moderation.policy import Action
from moderation.writeback.changes import Change, Outcome, PlanHeader
from moderation.writeback.journal import Ended, Intent, JournalHeader

_SAMPLE_DATA: Final = Path(__file__).resolve().parents[2] / "sample_data"
_KINDS: Final = {
    ".xml": "xml",
    ".json": "json",
    ".jsonl": "json",
    ".csv": "tables",
    ".tsv": "tables",
    ".html": "html",
    ".txt": "page",
    ".parquet": "parquet",
    ".xlsx": "excel",
    ".db": "isso",
    ".zip": "zip",
    ".gz": "packed",
}
"""Suffix -> whose seed a sample is."""

_WHOLE_FILES: Final = frozenset({"excel", "zip", "packed"})
"""Targets whose inputs are put together from parts: a whole file stands behind a byte that says so."""

_JSON: Final = (
    '{"id":1,"text":"a","article_id":"x","labels":{"abuse":true},"decided_at":"2026-03-03"}\n{"id":2,"text":"b"}',
    '[{"id":1,"text":"a","parent_id":1},{"comment_ID":"2","comment_content":"<p>b</p>","comment_approved":"0"}]',
    '{"reviewables":[{"id":1,"type":"ReviewableFlaggedPost","topic_id":2,"raw":"a","target_url":"http://a/t/b/2/3"}],'
    '"topics":[{"id":2,"title":"t"}],"users":[{"id":1,"username":"u"}]}',
    '{"version":1,"comments":[{"commentHex":"a","markdown":"b","parentHex":"root","domain":"d","path":"/"}],'
    '"commenters":[{"commenterHex":"c","name":"n"}]}',
    '{"id":"a","storyID":"s","authorID":"u","revisions":[{"body":"<b>x</b>","actionCounts":{"FLAG":1}}],'
    '"createdAt":{"$date":"2026-03-03T08:14:00Z"},"status":"NONE"}',
    '{"comments_v2":[{"timestamp":1772525640,"data":[{"comment":{"timestamp":1,"comment":"\\u00c3\\u00a9","author":"A"'
    "}}]}]}",
    '[{"id":"/story/","title":"t","comments":[{"id":"1","text":"x","parent":null,"created":1772525640.0,"mode":2}]}]',
    '{"version":1,"users":[],"posts":[]}\n{"id":"r","pid":"","text":"<p>a</p>","orig":"a","user":{"name":"n","id":"u"},'
    '"locator":{"site":"s","url":"http://a"},"time":"2026-03-03T08:14:00Z"}',
    '{"id":"k","body":"x [deleted]","link_id":"t3_a","parent_id":"t1_b","subreddit":"s","author":"u","created_utc":1}',
    '[{"id":1,"post":2,"parent":0,"author_name":"n","date_gmt":"2026-03-03T08:14:00","content":{"rendered":"<p>a</p>"},'
    '"status":"hold","link":"http://a"}]',
    '[{"id":"1","category":"spam","comment":"c","statuses":[{"id":"2","content":"<p>a</p>","account":{"acct":"n"},'
    '"created_at":"2026-03-03T08:14:00Z","url":"http://a"}],"target_account":{"username":"u"}}]',
    '{"comment_reports":[{"comment_report":{"id":1,"original_comment_text":"a","comment_id":2,"resolved":false},'
    '"comment":{"id":2,"content":"a","path":"0.1.2","post_id":3},"post":{"id":3,"name":"t"},"comment_creator":{}}]}',
)
_DISQUS: Final = (
    '<disqus xmlns:dsq="d"><thread dsq:id="1"><id>/a</id><link>http://a</link><title>t</title></thread>'
    '<post dsq:id="2"><message><![CDATA[<p>a</p>]]></message><createdAt>2026-03-03T08:14:00Z</createdAt>'
    '<isSpam>false</isSpam><isDeleted>false</isDeleted><author><name>n</name></author><thread dsq:id="1"/></post>'
    '<post dsq:id="3"><id>x</id><message>b</message><thread dsq:id="1"/><parent dsq:id="2"/></post></disqus>',
)
_TABLES: Final = (
    'id,text,author\n1,"a ""q""\nb",x\n2,b,y\n',
    "sep=;\nid;text;created_at\n1;a;2026-03-03 08:14:00+00\n",
    "id\ttext\tparent_id\n1\ta\\\nb\t\\N\n2\tc\t1\n",
    'comment_ID,comment_content,comment_author,comment_approved,comment_date_gmt\n1,"a \\"q\\"",x,1,0000-00-00\n',
    '"comment_ID";"comment_content";"comment_approved"\n"1";"a\\nb";"spam"\n',
    "id,text,abuse,off_topic,suggested,model,site,article_title\n1,a,0.5,,abuse,base,s,t\n",
    "Comment ID,Channel ID,Comment Create Timestamp,Price,Parent Comment ID,Video ID,Comment Text\n"
    'a,b,2026-03-03T08:14:00+00:00,0,,v,"{""text"":""x""}"\n',
    "1,u,s,2026-03-03T08:14:00Z,<b>a</b>,,NONE,\n",
)
_TEXTS: Final = (
    PLAIN,
    'So-called "annexed"? It was not annexed, it was freed. U.S. i d i o t 1d10t',
    "> quoted\n\u202eא \u200b👹 http://a.b @x",
    "=1+2",
    " @SUM(A1)",
    "not, more of them!! You lazy IDIOTS, I hope you die.",
    "2026-03-03T08:14:00+01",
    "1772525640.5",
    "[1.0, true, null]",
)
_QUERIES: Final = (
    'is:any label:abuse "so called" -author:bot since:7d score:abuse=0.2..0.6',
    "by:ann decided:today override:yes id:1 recheck:no copies:yes watched:yes goat*",
    "-article:ferry -label:abuse status:any suggested:off_topic before:2026-03 score:abuse>0.5 🙂 记者",
    'is:waiting is:held site:site author:"Ann Goa" is:settled -goat -🙂 ()* NEAR',
    "@saved",
)
_SETTINGS: Final = (
    'theme = "dark"\nmask = false\nsevere = 0.5\npause_after = 0\norder = "risk"\nmix = [7, 2, 1]\nreasons = ["a"]\n'
    '[keys]\naccept = "j,down"\nhold = "ctrl+h"\n',
    '[outbox]\nto = "wordpress"\naddress = "https://a.example"\nsite = "s"\n',
)
_MARKUP: Final = (
    '<p>a <b class="x>y">b</b><br>c</p><p>d &amp; &#x1F600; &#0;</p><!-- e --><script>f</script><3 a < b\r\n',
    "<p>a</p>\r\n<p>b</p><ul><li>x<li>y</ul><blockquote>q</blockquote><template><svg/onload=1>",
)
_CHANGE: Final = Change("1", "s", "d", Status.PENDING, Status.REMOVED, Action.REMOVE)
_PLAN: Final = (PlanHeader("wordpress", "https://a.example", "s", "2026", "d", 1), _CHANGE)
_JOURNAL: Final = (
    JournalHeader("p", "wordpress", "https://a.example"),
    Intent(1, "0:1", "1", Status.PENDING, "hold", Status.REMOVED, Action.REMOVE, "d", "2026", "ann"),
    Ended(1, "0:1", "1", Outcome.UNEXPLAINED, "why", "2026"),
)
_MANIFESTS: Final = (
    {"version": "v1", "thresholds": {"abuse": 0.5, "off_topic": 0.5, "disputed_terminology": 0.5}},
    {
        "calibration": {"hate": [1.0, 0.0]},
        "settings": {"rates": {"abuse": 0.1}, "incumbent": "x"},
        "metrics": {"a": {}},
    },
    {"format": 2, "hashing": {}, "files": {}, "parent": None, "created_at": 1, "background": {"titles": ["a"]}},
)


def seeds_of(kind: str, samples: Path | None, longest: int) -> Iterator[bytes]:
    """Yield what a target begins from, no longer than it takes."""
    if kind in ("any", "encodings"):
        for other in ("wxr", "disqus", "html", "page", "json", "tables", "parquet", "isso"):
            yield from (b"\0" * (kind == "encodings") + seed for seed in list(seeds_of(other, samples, longest))[:6])
        return
    for seed in (*_written(kind), *_of_samples(kind, _SAMPLE_DATA), *(_of_samples(kind, samples) if samples else ())):
        if len(seed) <= longest or kind not in ("parquet", "isso", "zip", "packed"):
            yield seed[:longest]


def _written(kind: str) -> Iterator[bytes]:
    """Yield the inputs written here."""
    lines = {"disqus": _DISQUS, "json": _JSON, "tables": _TABLES, "settings": _SETTINGS}
    typed = {"texts": _TEXTS, "cells": _TEXTS, "queries": _QUERIES, "markup": _MARKUP}
    yield from (text.encode() for text in lines.get(kind, ()))
    leading = b"\0\0" if kind == "texts" else b"\0"
    yield from (leading + text.encode() for text in typed.get(kind, ()))
    written: dict[str, list[bytes]] = {
        "plans": [b"".join(msgspec.json.encode(line) + b"\n" for line in _PLAN)],
        "journals": [b"".join(msgspec.json.encode(line) + b"\n" for line in _JOURNAL)],
        "manifests": [b"\0" + json.dumps(changes).encode() for changes in _MANIFESTS],
        "figures": [bytes([0, kind, 0, 9]) + b"\0<\0\xbc" * 8 for kind in range(4)],
        "packed": [bytes([packer, 0, 0, 0]) + _TABLES[0].encode() for packer in range(4)],
        "zip": [b"\1\0\0\0a.csv\n" + _TABLES[0].encode() + SEPARATOR + b"b.jsonl\n" + _JSON[0].encode()],
    }
    yield from written.get(kind, ())
    made = {"parquet": _parquet, "isso": _isso, "excel": _workbook_parts, "arrays": _arrays}
    if kind in made:
        yield made[kind]()


def _of_samples(kind: str, folder: Path) -> Iterator[bytes]:
    """Yield the files of a folder that are of a kind, each behind what says that it is a whole file."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and _KINDS.get(path.suffix) and path.name not in ("SOURCE.txt", "README.txt"):
            content = path.read_bytes()
            found = _KINDS[path.suffix]
            if found == "xml":
                found = "disqus" if b"<disqus" in content[:4096] else "wxr"
            if found == kind:
                yield bytes([AS_IT_IS]) * (kind in _WHOLE_FILES) + content


def _parquet() -> bytes:
    whole = io.BytesIO()
    columns = {"id": [1, 2], "text": ["a", "b"], "created_at": [None, "2026"], "labels": [{"abuse": True}, None]}
    pq.write_table(pa.table(columns), whole)
    return whole.getvalue()


def _isso() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "isso.db"
        db = sqlite3.connect(path)
        db.executescript(
            "PRAGMA page_size = 512; VACUUM; CREATE TABLE threads (id INTEGER PRIMARY KEY, uri TEXT, title TEXT);"
            "CREATE TABLE comments (tid, id INTEGER PRIMARY KEY, parent, created FLOAT, modified, mode, remote_addr,"
            " text, author, email); INSERT INTO threads VALUES (1, '/s/', 't');"
            "INSERT INTO comments VALUES (1, 1, NULL, 1772525640.0, NULL, 1, '', 'a', 'n', ''),"
            " (1, 2, 1, 1772525641.0, NULL, 2, '', 'b', 'm', '');"
        )
        db.close()
        return path.read_bytes()


def _workbook_parts() -> bytes:
    main = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    links = b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    cells = b'<c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>id</t></is></c>'
    values = b'<c r="A2" t="str"><v>x</v></c><c r="B2" s="1"><v>45000.5</v></c>'
    return SEPARATOR.join(
        (
            b'<worksheet %b><sheetData><row r="1">%b</row><row>%b</row></sheetData></worksheet>'
            % (main, cells, values),
            b'<workbook %b %b><sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>' % (main, links),
            b"<sst %b><si><t>text</t></si></sst>" % main,
            b'<styleSheet %b><cellXfs><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs></styleSheet>' % main,
        )
    )


def workbook_of_parts() -> bytes:
    """Return a small workbook."""
    return put_together(_workbook_parts())


def _arrays() -> bytes:
    import numpy as np

    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as packed:
        for name, array in (("desk", np.ones(3, np.float16)), ("lesson_refs", np.arange(2))):
            part = io.BytesIO()
            np.save(part, array)
            packed.writestr(f"{name}.npy", part.getvalue())
    return whole.getvalue()
