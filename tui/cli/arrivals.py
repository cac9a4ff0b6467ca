"""One export into the desk, and what is said of it; shared by the import of files and by what follows them."""

import hashlib
import os
from itertools import chain, islice
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from moderation.belonging import UNNAMED_SITE, host, site_of, strangers
from moderation.errors import ModelNotTrusted, NoModel, UnreadableExport
from moderation.formats.opening import open_export
from moderation.formats.records import Export, Found
from moderation.intake import BLOCK, Progress, RejectsFile, Taken, score_unscored, take_in, with_names
from moderation.store.store import Store
from moderation.text import plural
from tui.cli.console import Console, fault, without_empty
from tui.cli.inputs import opened
from tui.cli.opening import scorer_in_service
from tui.cli.outputs import STREAM
from tui.cli.progress import progress
from tui.cli.remarks import remarks

_SITES_NAMED: Final = 5

_NAME_BYTES: Final = 200
"""Of an export's name in the name of its rejects."""


def import_file(
    store: Store,
    path: Path,
    console: Console,
    site: str | None,
    encoding: str | None = None,
    *,
    following: bool = True,
    personal: bool = False,
) -> Taken:
    """Take one export into the desk; what states no site goes under its system's name, or `UNNAMED_SITE`."""
    is_stdin = str(path) == STREAM
    name = "stdin" if is_stdin else path.name
    with opened(str(path)) as source, progress(console, f"reading {name}", None if is_stdin else source) as advance:
        export = open_export(source, name=name, encoding=encoding)
        return take_export(store, export, path, console, site, advance, following=following, personal=personal)


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
    personal: bool = False,
) -> Taken:
    """Take an opened export into the desk; `goes_on` says it is a later part of its file (see also `take_in`).

    An author who is called by an e-mail or IP address gets another name, unless it is `personal`.
    """
    export = export if personal else replace(export, items=with_names(export.items))
    name = site or site_of(export)
    if not (site or host(export.site) or goes_on):
        export = _of_one_site(store, export, path, name, console)
    with RejectsFile(rejects_path(store.path, path), str(path), goes_on=goes_on, personal=personal) as rejects:
        taken = take_in(
            store,
            export,
            str(path),
            rejects,
            site=name,
            overriding=bool(site),
            progress=advance,
            following=following,
            later_wins=later_wins,
        )
    if taken.unsited and name == UNNAMED_SITE and not goes_on and not site:
        console.say(
            f"{path} states no site: {plural(taken.unsited, 'comment')} of earlier imports without one took over its "
            "text. If it comes from another site, import each with --site NAME."
        )
    return taken


def _of_one_site(store: Store, export: Export, path: Path, name: str, console: Console) -> Export:
    """Return an export that states no site, its first comments compared with those that the desk has.

    What it is not compared with are the comments of other sites, which is said.

    Raises:
        UnreadableExport: most of them are others' than the desk has under their ids.

    """
    first = list(islice(export.items, BLOCK))
    known, others = strangers(store, name, first)
    if 2 * others > known:
        raise UnreadableExport(
            f"{path} states no site, and {others:,} of the {plural(known, 'comment')} in it whose ids the desk knows "
            f"already, under the site {name}, are other people's or of another time: nothing of it was imported. "
            f"Say --site NAME to import it as another site, or --site {name} if it is the same one."
        )
    others_known = [other for other in store.sites() if other != name]
    if others_known and not all(item.site for item in first if isinstance(item, Found)):
        console.say(
            f"{path} states no site, so its comments stand apart from those of "
            f"{', '.join(others_known[:_SITES_NAMED])}. "
            "If it comes from a site that the desk has, import it with --site NAME: the same comment would come twice."
        )
    return replace(export, items=chain(first, export.items))


def score(store: Store, console: Console) -> int:
    """Score what the model in service hasn't scored yet; return how many.

    Raises NoModel, ModelNotTrusted, with a note of how many are left unscored.
    """
    try:
        scorer = scorer_in_service(store)
    except (NoModel, ModelNotTrusted) as error:
        left = plural(store.unscored_count(store.model_in_service()), "comment")
        error.add_note(f"{left} of the desk not scored by it; what waits can be read and decided by hand.")
        raise
    with progress(console, "scoring", total=store.unscored_count(scorer.version)) as advance:
        return score_unscored(store, scorer, advance)


def rejects_path(desk: Path, export: Path) -> Path:
    """Return where an export's rejects go: one file an export, in a folder beside the desk."""
    digest = hashlib.sha256(str(export.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:8]
    # A file system takes 255 bytes: an export's name may have them all, and what is said behind it has no room.
    name = os.fsdecode(os.fsencode(export.name)[:_NAME_BYTES])
    return desk.with_name(f"{desk.name}.rejects") / f"{name}-{digest}.jsonl"


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
    more = {"skipped": dict(taken.skipped), "repairs": dict(taken.repairs), "labelled": taken.labelled or None}
    return {**fixed, **without_empty(more)}


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
    if taken.labelled:
        said += (
            f"; labels of {plural(taken.labelled, 'comment')} are not taken as decisions "
            "(triage retrain --decisions FILE learns from them)"
        )
    return f"{said}{remarks(taken, taken.rejects)}."


def reason_of(path: str, error: UnreadableExport | OSError) -> str:
    """Return why a file could not be taken in, as a sentence."""
    return f"{path}: {fault(error)}" if isinstance(error, OSError) else str(error)
