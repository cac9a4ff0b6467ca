"""`triage`: reads the command line, hands over to a verb, turns errors into sentences and exit codes.

`run` is the composition root of the program. `main` returns the exit code, so that tests call it as a script would.
"""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn, Protocol, cast

from moderation import __version__
from moderation.errors import ModelNotTrusted, NoDesk, NoModel, TriageError, UnreadableSettings, WrongUse
from moderation.text import one_line, visible
from tui.cli.console import Console, Exit, fault, speak_any_encoding
from tui.cli.verbs import BY_NAME, VERBS

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

_EXIT_CODES = {
    WrongUse: Exit.WRONG_USE,
    UnreadableSettings: Exit.WRONG_USE,
    NoDesk: Exit.MISSING,
    NoModel: Exit.MISSING,
    ModelNotTrusted: Exit.MISSING,
}


class Parser(argparse.ArgumentParser):
    """A parser whose messages pass the door for screens: what was typed may be a hostile file's name."""

    def _print_message(self, message: str, file: "SupportsWrite[str] | None" = None) -> None:
        super()._print_message(visible(message), file)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong in one line, whatever was typed, and end."""
        super().error(one_line(message))


class VerbModule(Protocol):
    """What the module of a verb offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the verb's own arguments."""

    def run(self, options: argparse.Namespace, console: Console) -> int:
        """Do the verb's work and return its exit code."""


def load(name: str) -> VerbModule:
    """Return the module of a verb."""
    return cast(VerbModule, importlib.import_module(f"tui.cli.{BY_NAME[name].module}"))


def shared_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments every verb takes, before or after its name."""
    suppress = argparse.SUPPRESS
    parser.add_argument("--desk", metavar="PATH", default=suppress, help="the desk file (or TRIAGE_DESK)")
    parser.add_argument("--json", action="store_true", default=suppress, help="answer in JSON")


def parser_for(verb_used: str | None) -> argparse.ArgumentParser:
    """Return the whole parser, with arguments for the verb that is used and only names for the others."""
    parser = Parser(
        prog="triage",
        description="Moderate reader comments: score, review, decide, retrain. All on this machine.",
        epilog="`triage VERB --help` shows a verb's arguments and an example.",
    )
    parser.add_argument("--version", action="version", version=f"comment-triage {__version__}")
    shared_arguments(parser)
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    for verb in VERBS:
        sub = verbs.add_parser(
            verb.name, help=verb.help, description=verb.help, epilog=f"Example: {verb.example}", allow_abbrev=False
        )
        shared_arguments(sub)
        if verb.name == verb_used:
            load(verb.name).add_arguments(sub)
    return parser


def verb_in(argv: Sequence[str]) -> str | None:
    """Return the verb of a command line, if it names one."""
    first = Parser(prog="triage", add_help=False, allow_abbrev=False)
    shared_arguments(first)
    first.add_argument("verb", nargs="?")
    named = first.parse_known_args(argv)[0].verb
    return named if named in BY_NAME else None


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit code; errors the user can mend are sentences on stderr."""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        options = parser_for(verb_in(words)).parse_args(words)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else Exit.WRONG_USE
    except KeyboardInterrupt:  # a verb's modules take half a second to load
        return Exit.INTERRUPTED
    options.desk = getattr(options, "desk", None)
    console = Console(as_json=getattr(options, "json", False))
    try:
        return load(options.verb).run(options, console)
    except KeyboardInterrupt as stop:
        console.say(f"triage: stopped. {notes_of(stop) or BY_NAME[options.verb].stopped}")
        return Exit.INTERRUPTED
    except BrokenPipeError:
        # Whoever read our stdout has closed it (`| head`): nothing failed, and the flush at exit must not complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.DONE
    except TriageError as error:
        console.say(f"triage: {error} {notes_of(error)}".rstrip())
        return next((code for kind, code in _EXIT_CODES.items() if isinstance(error, kind)), Exit.SOME_FAILED)
    except OSError as error:
        told = f"triage: {error.filename or 'the output'}: {fault(error)} {notes_of(error)}"
        console.say(told.rstrip())
        return Exit.SOME_FAILED


def notes_of(error: BaseException) -> str:
    """Return the sentences that were added to an error on its way up, such as what is kept in spite of it."""
    return " ".join(getattr(error, "__notes__", ()))


def run() -> None:
    """Run the program."""
    speak_any_encoding()
    sys.exit(main())
