"""`triage policy`: what each label leads to."""

import argparse

from moderation.errors import WrongUse
from moderation.labels import LABELS, Label
from moderation.policy import Action
from tui.cli.console import Console, Exit
from tui.cli.opening import add_who, open_desk, who


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `triage policy`."""
    parser.add_argument("change", nargs="*", metavar="set LABEL ACTION", help="change one row of the table")
    add_who(parser)


def run(options: argparse.Namespace, console: Console) -> int:
    """Change a row if asked to; print the table."""
    changed = change(options.change) if options.change else None
    with open_desk(options) as store:
        if changed is not None:
            store.set_policy(*changed, who(options))
        actions = store.policy().actions
    if console.as_json:
        console.document({label.value: actions[label].value for label in LABELS})
    else:
        console.table([(label.title, named(actions[label])) for label in LABELS] + [("none", named(Action.APPROVE))])
    return Exit.DONE


def named(action: Action) -> str:
    """Return an action as people read it, with what is typed to set it where that is another word."""
    return action.phrase if action.value in action.phrase else f"{action.phrase} ({action.value})"


def change(words: list[str]) -> tuple[Label, Action]:
    """Return the row that `set LABEL ACTION` asks for.

    Raises:
        WrongUse: the words are not of that form, or name no label or action.

    """
    match words:
        case ["set", label, action] if label in set(Label) and action in set(Action):
            return Label(label), Action(action)
    raise WrongUse(
        f"policy {' '.join(words)}: write `triage policy set LABEL ACTION`, LABEL one of {', '.join(Label)} "
        f"and ACTION one of {', '.join(Action)}."
    )
