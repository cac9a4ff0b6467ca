"""`triage import`: exports into the desk, scored."""

import argparse
from pathlib import Path

from moderation.errors import UnreadableExport, WrongUse
from tui.cli.arrivals import document, import_file, reason_of, score, sentence
from tui.cli.console import Console, Exit, seconds
from tui.cli.following import follow
from tui.cli.inputs import files_of
from tui.cli.opening import open_desk
from tui.cli.outputs import STREAM
from tui.cli.personal import add_personal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `triage import`."""
    parser.add_argument(
        "paths", nargs="+", metavar="PATH", help="exports, recognised by content, or folders of them; `-` is stdin"
    )
    parser.add_argument("--site", metavar="NAME", help="the site they come from (default: as the export states)")
    parser.add_argument(
        "--no-follow",
        action="store_true",
        help="let a text wait that was settled before under the same article (apart from --follow)",
    )
    parser.add_argument("--encoding", metavar="NAME", help="read text files in this encoding")
    add_personal(parser, "where they stand for a name, and in rejects")
    parser.add_argument(
        "--follow", action="store_true", help="go on: take in what is added to the files, and to folders named as PATH"
    )
    parser.add_argument("--every", type=seconds, metavar="SECONDS", help="how often --follow looks (default: 1)")


def run(options: argparse.Namespace, console: Console) -> int:
    """Import every path, and every file of a folder; an unreadable one is said and doesn't stop the others.

    Raises:
        WrongUse: `--every` without `--follow`, or a path that can't be followed or is a folder without files.

    """
    if options.every and not options.follow:
        raise WrongUse("--every says how often --follow looks: add --follow, or leave it out.")
    if options.follow and STREAM in options.paths:
        raise WrongUse("stdin can't be followed: it ends once. Leave --follow out, or name a file that grows.")
    with open_desk(options, create=True) as store:
        if options.follow:
            follow(store, options, console)  # ends with Ctrl+C alone
        documents: list[dict[str, object]] = []
        is_whole = True
        for path in list(files_of(options.paths, but=store.path)):  # a folder without files is said first
            try:
                taken = import_file(
                    store,
                    Path(path),
                    console,
                    options.site,
                    options.encoding,
                    following=not options.no_follow,
                    personal=options.personal,
                )
            except (UnreadableExport, OSError) as error:
                is_whole = False
                reason = reason_of(path, error)
                documents.append({"path": path, "error": reason})
                console.tell(f"triage: {reason}")
                continue
            is_whole = is_whole and not taken.is_partial
            documents.append(document(taken))
            console.tell(sentence(taken))
        if console.as_json:
            console.document({"files": documents})
        score(store, console)
    return Exit.DONE if is_whole else Exit.SOME_FAILED
