"""`triage export --to wp-cli`: the decisions as a script of ids for whoever runs the site, and the way back from it."""

import argparse
import shlex
from pathlib import Path

from moderation.errors import WrongUse
from moderation.text import one_line, plural
from moderation.writeback.planfile import write_private
from moderation.writeback.planning import Asked, plan, site_asked
from moderation.writeback.script import is_wordpress_id, script, undoing_script
from tui.cli.console import Console, Exit
from tui.cli.opening import open_desk
from tui.cli.outputs import STREAM, target_of
from tui.cli.planned import counts, say_left, show


def write_script(options: argparse.Namespace, console: Console) -> int:
    """Write a script that makes the changes, and show them."""
    path = _file(options)
    with open_desk(options) as store:
        target_of(options.output, apart_from=[store.path])
        asked = Asked(options.to, "", site_asked(store, options.site, "wordpress"), options.since, options.publish)
        planned = plan(store, asked)
        changes = [change for change in planned.changes if is_wordpress_id(change.id)]
        write_private(path, script(changes, f"{len(changes)} changes on {asked.site}", options.most))
        show(changes, console, store)
    say_left(planned, console)
    if strange := len(planned.changes) - len(changes):
        console.say(f"Left out: {plural(strange, 'comment')} whose id is none of WordPress.")
    verbs = ", ".join(f"{number:,} to be {wanted}" for wanted, number in counts(changes).items())
    console.say(f"{plural(len(changes), 'change')} for {one_line(asked.site)}{': ' * bool(verbs)}{verbs}.")
    console.say(f"Nothing has been sent. Read it, then run it where WP-CLI is: sh {shlex.quote(str(path))}")
    if console.as_json:
        console.document({"script": str(path), "changes": len(changes), "wanted": counts(changes)})
    return Exit.DONE


def undo_log(options: argparse.Namespace, console: Console) -> int:
    """Write the script that takes back what the log of another says."""
    path = _file(options)
    log = Path(options.undo)
    target_of(options.output, apart_from=[log])
    write_private(path, undoing_script(log, options.most))
    console.say(f"The way back is written. Read it, then run it where WP-CLI is: sh {shlex.quote(str(path))}")
    if console.as_json:
        console.document({"script": str(path)})
    return Exit.DONE


def _file(options: argparse.Namespace) -> Path:
    if options.output in (None, STREAM):
        raise WrongUse("A script is read before it is run: name a file for it with -o.")
    return Path(options.output)
