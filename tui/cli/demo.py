"""`triage demo`: a desk on the sample data, nothing to configure.

On a terminal it opens the review desk; elsewhere, or with `--json`, it walks the whole round (import, decisions,
retraining, export) and prints one document.
"""

import argparse
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec.structs import replace

from moderation.errors import WrongUse
from moderation.formats.opening import open_export
from moderation.formats.records import Found
from moderation.formats.writing.table import open_table
from moderation.locations import demo_desk_address, sample_data_folder, settings_are_named, settings_path, shown_address
from moderation.outgoing import COLUMNS, flat_rows
from moderation.queue import Settlement
from moderation.review import Review
from moderation.store.store import Store
from training.retrain import retrain
from tui.cli.arrivals import document, import_file, score
from tui.cli.console import Console, Exit
from tui.cli.opening import add_who, models_of, scorer_in_service, who
from tui.cli.outputs import kept_in_mind
from tui.cli.review import can_draw, explaining, open_review
from tui.desk.settings import read_settings

SITE = "harbour-courier.example"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `triage demo`."""
    parser.add_argument("--picture", metavar="FILE", help="write an SVG of the desk instead of opening it")
    parser.add_argument("--pictures", metavar="FOLDER", help="write SVGs of every screen, at 80x24 and 160x45")
    parser.add_argument("--size", default="160x45", metavar="WxH", help="columns and rows of the picture")
    parser.add_argument("--keys", default="", metavar="KEYS", help="keys pressed before the picture, such as `j j c`")
    add_who(parser)


def run(options: argparse.Namespace, console: Console) -> int:
    """Make the demo's desk if it isn't there yet, then open it, draw it, or walk the round."""
    path = demo_desk_address(options.desk)
    with Store.open(path, create=True) as store:
        files = fill(store, console)
        if options.pictures:
            draw_all(store, Path(options.pictures), who(options), console)
            return Exit.DONE
        review = Review(store, who(options), lambda: explaining(store))
        if options.picture:
            draw(review, options)
            return Exit.DONE
        if console.as_json or not can_draw():
            console.document({"desk": str(path), "files": files, **walk(store)})
            return Exit.DONE
        settings = read_settings(settings_path(), named=settings_are_named())
        console.say(open_review(review, replace(settings, outbox=None)))  # nothing of it is any site's
    console.say(f"The demo's desk stays at {path}. Next: {sys.argv[0]} --desk {shlex.quote(str(path))} retrain")
    return Exit.DONE


def draw(review: Review, options: argparse.Namespace) -> None:
    """Write a picture of the desk as it opens, after the keys asked for.

    Raises:
        WrongUse: the size is not of the form 160x45.

    """
    columns, _, rows = options.size.partition("x")
    if not (columns.isdecimal() and rows.isdecimal()):
        raise WrongUse(f"--size {options.size}: write columns and rows as 160x45.")
    from tui.desk.pictures import picture  # 150 ms that the other ways don't pay

    svg = picture(review, (int(columns), int(rows)), tuple(options.keys.split()))
    Path(options.picture).write_text(svg, encoding="utf-8")


def draw_all(store: Store, folder: Path, name: str, console: Console) -> None:
    """Write pictures of every screen; what the keys decide on the way is decided on copies of the desk."""
    from tui.desk.pictures import SCENES, SIZES, write_scene

    folder.mkdir(parents=True, exist_ok=True)
    for scene in SCENES:
        with copied(store) as copy:
            for size in SIZES:
                path = write_scene(Review(copy, name, lambda: scorer_in_service(copy)), scene, size, folder)
                console.data(str(path))


@contextmanager
def copied(store: Store) -> Iterator[Store]:
    """Open a copy of a desk that is gone afterwards."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / store.path.name
        store.copy_to(path)
        with Store.open(path) as copy:
            yield copy


def fill(store: Store, console: Console) -> list[dict[str, object]]:
    """Import the sample comments and record the sample decisions, unless they are there already."""
    refuse_working_desk(store)
    if not store.sites():
        console.say("Making a desk of the sample data …")
    folder = sample_data_folder()
    taken = import_file(store, folder / "comments.jsonl", console, SITE)
    score(store, console)
    if not store.stats().moderators:
        record_decisions(store, folder / "decisions.jsonl")
    return [document(taken)]


def refuse_working_desk(store: Store) -> None:
    """Raise WrongUse where the desk holds comments of other sites: sample data has no place among them."""
    others = [site for site in store.sites() if site != SITE]
    if others:
        raise WrongUse(
            f"{shown_address(store.address)} is a working desk ({', '.join(others)}); name another file with --desk."
        )


def record_decisions(store: Store, labelled: Path) -> None:
    """Settle the comments of a labelled file as its moderators did."""
    with labelled.open("rb") as source:
        for item in open_export(source, name=labelled.name).items:
            if isinstance(item, Found) and item.labels is not None:
                settle_as_labelled(store, item)


def settle_as_labelled(store: Store, found: Found) -> None:
    """Record one labelled comment as a decision on the suggestion the desk has for it."""
    ref = store.find(found.comment.id)
    card = store.card(ref)
    store.settle([Settlement(ref, found.labels or {}, card.answers, card.digest, card.seen)], found.moderator)


def walk(store: Store) -> dict[str, object]:
    """Retrain on the decisions and export them; return what came of it."""
    outcome = retrain(store, models_of(store))
    output = store.path.with_suffix(".decisions.csv")
    rows = list(flat_rows(store))
    with open_table(kept_in_mind(store, output), "csv", COLUMNS) as table:
        table.write(rows)
    return {"retrain": outcome.document(), "export": {"path": str(output), "rows": len(rows)}}
