"""`triage settings`: a settings file to begin with, every entry in it explained."""

import argparse
from typing import Final

from msgspec.structs import astuple

from moderation.locations import settings_path
from tui.cli.console import Console, Exit
from tui.desk.entries import as_toml
from tui.desk.keys import TABLES
from tui.desk.settings import THEMES, Settings

_OUTBOX: Final = (
    "# Decisions sent to the live site as they are made, while the desk is open; without `to` nothing is sent.",
    "# Secrets never stand here: they come from the environment, as TRIAGE_WORDPRESS_USER.",
    "[outbox]",
    "# The system: wordpress, disqus, coral, discourse, lemmy.",
    '# to = "wordpress"',
    "# Where the site is.",
    '# at = "https://example.org"',
    "# The desk's name of the site, where it has several.",
    '# site = "example.org"',
    "# Seconds that a decision may be taken back before it leaves.",
    "# after = 60",
    "# Whether approvals are sent as well; a site mails people about them.",
    "# publish = false",
    "# Changes sent in an hour; after that many nothing more is sent until you say so.",
    "# most = 500",
    "",
)
"""The table that says where decisions go."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `triage settings`."""
    add_settings(parser)


def add_settings(parser: argparse.ArgumentParser) -> None:
    """Declare `--settings PATH`, and say where the file is looked for."""
    here = str(settings_path()).replace("%", "%%")
    parser.add_argument("--settings", metavar="PATH", help=f"your settings file (or TRIAGE_SETTINGS; now {here})")


def run(options: argparse.Namespace, console: Console) -> int:
    """Print a settings file in which every entry is explained and commented out."""
    path = settings_path(options.settings)
    if console.as_json:
        commands = {where: [command.id for command in table] for where, table in TABLES.items()}
        console.document({"path": str(path), "exists": path.exists(), "themes": THEMES, "commands": commands})
        return Exit.DONE
    for line in template():
        console.data(line)
    console.say(f"{'There is one' if path.exists() else 'Keep it'} at {path}.")
    return Exit.DONE


def template() -> list[str]:
    """Return the lines of a settings file that changes nothing."""
    start = Settings()
    entries = [
        (f"theme: {', '.join(THEMES)}; without it the dark one, or what TEXTUAL_THEME says", "theme", THEMES[0]),
        ("Whether slurs and threats are covered until a key is held.", "mask", start.mask),
        ("The abuse score from which a comment counts as severe.", "severe", start.severe),
        ("Severe comments seen until a pause is suggested, once; 0 for never.", "pause_after", start.pause_after),
        ("The order in which the queue opens.", "order", start.order.value),
        ("A round of the mixed order: how many by risk, by uncertainty, at random.", "mix", list(astuple(start.mix))),
        ("Reasons to choose from by their number.", "reasons", ["libel", "names a victim"]),
    ]
    lines = ["# Settings of the review desk. Lines that begin with # change nothing.", ""]
    for explained, name, value in entries:
        lines += [f"# {explained}", f"# {name} = {as_toml(value)}", ""]
    lines += [*_OUTBOX, "# Every key can be another one: a name, a sign, or several joined by commas.", "[keys]"]
    known: set[str] = set()
    for where, table in TABLES.items():
        new = [command for command in table if command.id not in known]
        lines += ["", f"# {where}"] if new else []
        lines += [
            f"# {f'{command.id} = {as_toml(_keys_anywhere(command.id))}':<44} # {command.help}" for command in new
        ]
        known |= {command.id for command in table}
    return lines


def _keys_anywhere(id: str) -> str:
    """Return the keys that a command has wherever it works: those a line about it would give it everywhere."""
    places = [command.key.split(",") for table in TABLES.values() for command in table if command.id == id]
    return ",".join(key for key in places[0] if all(key in keys for keys in places))
