"""Sites, sources and articles: where comments come from and what they stand under."""

from collections.abc import Iterable, Sequence

from moderation.comments import Article
from moderation.store.connection import Connection
from moderation.store.log import now
from moderation.store.outdated import unscore
from moderation.store.texts import as_text, storable

ArticleKey = tuple[int, str | bytes]
"""A site's number and the site's own id of an article."""

_UPSERT = """INSERT INTO article (site, id, title, text, url) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (site, id) DO UPDATE SET title = excluded.title, text = excluded.text, url = excluded.url"""


def site_number(db: Connection, name: str) -> int:
    """Return the number of a site, giving it one where it is new; part of the caller's transaction."""
    db.run("INSERT INTO site (name) VALUES (?) ON CONFLICT (name) DO NOTHING", (storable(name),))
    return db.count("SELECT ref FROM site WHERE name = ?", (storable(name),))


def sites(db: Connection) -> list[str]:
    """Return the names of the desk's sites, in the order they came."""
    return [as_text(name) for (name,) in db.all("SELECT name FROM site ORDER BY ref")]


def formats(db: Connection, site: str) -> list[str]:
    """Return the formats of the exports that a site's comments came in, in the order they came."""
    statement = "SELECT format FROM source WHERE site = (SELECT ref FROM site WHERE name = ?) ORDER BY ref"
    return list(dict.fromkeys(as_text(format) for (format,) in db.all(statement, (storable(site),))))


def put_source(db: Connection, name: str, format: str, site: str) -> int:
    """Record where an export came from and return its number; the same one each time it comes."""
    with db.writing():
        key = (site_number(db, site), storable(name), format)
        db.run(
            """INSERT INTO source (site, name, format, at) VALUES (?, ?, ?, ?)
            ON CONFLICT (site, name, format) DO NOTHING""",
            (*key, now()),
        )
        return db.count("SELECT ref FROM source WHERE site = ? AND name = ? AND format = ?", key)


def put_articles(db: Connection, site: str, articles: Iterable[Article]) -> None:
    """Take in articles; where one is new or changed, the comments under it have to be scored again."""
    with db.writing():
        number = site_number(db, site)
        arrived = {(number, storable(article.id)): article for article in articles}
        # Articles come with every block of an export; only what differs is written.
        known = articles_of(db, list(arrived))
        changed = {key: _merged(known.get(key), article) for key, article in arrived.items()}
        changed = {key: article for key, article in changed.items() if article != known.get(key)}
        db.run_many(_UPSERT, [(*key, *map(storable, (a.title, a.text, a.url))) for key, a in changed.items()])
        unscore(db, "article_id", list(changed))


def articles_of(db: Connection, keys: Sequence[ArticleKey]) -> dict[ArticleKey, Article]:
    """Return the articles of these keys; those that never came are left out."""
    found: dict[ArticleKey, Article] = {}
    for site in {site for site, _ in keys}:
        ids = list({id for key_site, id in keys if key_site == site})
        statement = "SELECT id, title, text, url FROM article WHERE site = ? AND id IN ({})"
        for row in db.all_in(statement, ids, site):
            found[site, row[0]] = Article(*map(as_text, row))
    return found


def _merged(known: Article | None, arrived: Article) -> Article:
    """Return the article with what an export leaves empty filled from what is known."""
    if known is None:
        return arrived
    return Article(arrived.id, arrived.title or known.title, arrived.text or known.text, arrived.url or known.url)
