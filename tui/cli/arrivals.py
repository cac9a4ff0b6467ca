"""One export into the desk, and what is said of it; shared by the import of files and by what follows them."""

import hashlib
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from moderation.errors import UnreadableExport
from moderation.formats.opening import open_export
from moderation.formats.records import Export
from moderation.intake import Progress, RejectsFile, Taken, score_unscored, take_in
from moderation.store.store import Store
from moderation.text import plural
from tui.cli.console import Console, without_empty
from tui.cli.opening import scorer_in_service
from tui.cli.progress import progress
from tui.cli.remarks import remarks

UNNAMED_SITE = "site"
"""The site of exports that state none, where `--site` isn't given."""

_SITES_NAMED: Final = 5


def import_file(
    store: Store,
    path: Path,
    console: Console,
    site: str | None,
    encoding: str | None = None,
    *,
    following: bool = True,
) -> Taken:
    """Take one export into the desk; an export that states no site goes under `UNNAMED_SITE`."""
    if path.is_dir():
        raise UnreadableExport(
            f"{path} is a folder: name the files in it, or add --follow to take in what it holds and what comes."
        )
    with path.open("rb") as source, progress(console, f"reading {path.name}", source) as advance:
        export = open_export(source, name=path.name, encoding=encoding)
        return take_export(store, export, path, console, site, advance, following=following)


def take_export(
    store: Store,
    export: Export,
    path: Path,
    console: Console,
    site: str | None,
    advance: Progress,
    *,
    following: bool,
    goes_on: bool = False,
    later_wins: bool = False,
) -> Taken:
    """Take an opened export into the desk; `goes_on` says it is a later part of its file (see also `take_in`)."""
    name = site or host(export.site) or UNNAMED_SITE
    others = [other for other in store.sites() if other != UNNAMED_SITE]
    if name == UNNAMED_SITE and others and not goes_on:
        console.say(
            f"{path} states no site, so its comments stand apart from those of {', '.join(others[:_SITES_NAMED])}. "
            "If it comes from a site that the desk has, import it with --site NAME: the same comment would come twice."
        )
    with RejectsFile(rejects_path(store.path, path), str(path), goes_on=goes_on) as rejects:
        taken = take_in(
            store,
            export,
            str(path),
            rejects,
            site=name,
            progress=advance,
            following=following,
            later_wins=later_wins,
        )
    if taken.updated and name == UNNAMED_SITE and not goes_on:
        console.say(
            f"{path} states no site: {plural(taken.updated, 'comment')} of earlier imports without one took over its "
            "text. If it comes from another site, import each with --site NAME."
        )
    return taken


def score(store: Store, console: Console) -> int:
    """Score what the model in service hasn't scored yet; return how many."""
    scorer = scorer_in_service(store)
    with progress(console, "scoring", total=store.unscored_count(scorer.version)) as advance:
        return score_unscored(store, scorer, advance)


def host(address: str) -> str:
    """Return a site's name from its address: `https://www.example.org/` -> `www.example.org`."""
    try:
        return urlsplit(address).netloc or address.strip("/ ")
    except ValueError:
        return address.strip("/ ")


def rejects_path(desk: Path, export: Path) -> Path:
    """Return where an export's rejects go: one file an export, in a folder beside the desk."""
    digest = hashlib.sha256(str(export.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:8]
    return desk.with_name(f"{desk.name}.rejects") / f"{export.name}-{digest}.jsonl"


def document(taken: Taken) -> dict[str, object]:
    """Return what became of an export as a JSON value."""
    fixed = {
        "path": taken.path,
        "format": taken.format,
        "articles": taken.articles,
        "comments": taken.comments,
        "new": taken.new,
        "updated": taken.updated,
        "unchanged": taken.unchanged,
        "rejected": taken.rejected,
        "copies": taken.copies,
        "followed": taken.followed,
        "rejects": str(taken.rejects) if taken.rejects else None,
    }
    return {**fixed, **without_empty({"skipped": dict(taken.skipped), "repairs": dict(taken.repairs)})}


def sentence(taken: Taken) -> str:
    """Return what became of an export as one line for people."""
    if not taken.comments:
        said = f"{taken.path}: {taken.format}, {plural(taken.articles, 'article')}, no comments in it"
    else:
        said = (
            f"{taken.path}: {taken.format}, {plural(taken.articles, 'article')}, {plural(taken.comments, 'comment')} "
            f"({taken.new:,} new, {taken.updated:,} updated, {taken.unchanged:,} unchanged)"
        )
    if taken.copies:
        said += f"; {plural(taken.copies, 'near-copy', 'near-copies')} of others"
    if taken.followed:
        said += f"; {taken.followed:,} settled as before"
    return f"{said}{remarks(taken, taken.rejects)}."


def reason_of(path: str, error: UnreadableExport | OSError) -> str:
    """Return why a file could not be taken in, as a sentence."""
    return f"{path}: {error.strerror or error}." if isinstance(error, OSError) else str(error)
