"""The verbs of the command line, declared once.

Help, the README's table and the dispatch read this table; a verb's module is imported only when the verb is
used, so that `triage --help` stays instant.
"""

from typing import Final

from msgspec import Struct


class Verb(Struct, frozen=True):
    """A verb: what it is called, what it does, how it is typed."""

    name: str
    help: str
    """One sentence."""
    example: str
    """A line that runs from a clone, on `sample_data/`."""
    module: str = ""
    """Where its `add_arguments` and `run` are."""
    stopped: str = "What was done is kept."
    """What is left when it is stopped half-way."""


_GOES_ON: Final = "What was taken in is kept; the same command goes on."
_STARTS_OVER: Final = "Nothing was written; the same command starts over."
_RETRAIN_BEGINS_ANEW: Final = "What was not put in service yet is learnt again by the same command."
_USE_FINISHES: Final = "`triage models` says which version serves; `triage models use V` finishes scoring by it."

VERBS: Final[tuple[Verb, ...]] = (
    Verb(
        "import",
        "Take exports into the desk and score them.",
        "triage import sample_data/wordpress.xml",
        "taking",
        _GOES_ON,
    ),
    Verb(
        "inspect",
        "Say what files are and what would come in; nothing is changed.",
        "triage inspect sample_data/wordpress.xml",
        "inspect",
        "Nothing was changed.",
    ),
    Verb("review", "Open the review desk.", "triage review --as kim", "review"),
    Verb("queue", "Print the queue, a line a comment.", "triage queue --filter label:abuse --limit 5", "queue"),
    Verb("show", "Show one comment with context, suggestions, evidence and history.", "triage show 51601", "show"),
    Verb("decide", "Record decisions, as a key of the desk would.", "triage decide 51601 abuse=no --as kim", "decide"),
    Verb("hold", "Set comments aside for a colleague, with a note.", "triage hold 51601 --note 'libel?'", "hold"),
    Verb("undo", "Take back your last decisions.", "triage undo 1 --as kim", "undo"),
    Verb("log", "Print the append-only log.", "triage log", "log"),
    Verb("policy", "Show or change what each label leads to.", "triage policy set off_topic remove", "policy"),
    Verb(
        "filters",
        "List, save or remove searches with names; `--filter @NAME` uses one.",
        "triage filters save rude 'score:abuse>0.5 -author:bot' --as kim",
        "filters",
    ),
    Verb(
        "watch",
        "List, add or remove words and authors to look out for.",
        "triage watch add word 'annex*' --until 30d --why 'mail of 3 March' --as kim",
        "watch",
    ),
    Verb(
        "score",
        "Score exports in bulk, without a desk.",
        "triage score sample_data/comments.csv -o -",
        "score",
        _STARTS_OVER,
    ),
    Verb(
        "retrain",
        "Fit a candidate on the decisions; promote it if better.",
        "triage retrain",
        "retrain",
        _RETRAIN_BEGINS_ANEW,
    ),
    Verb("models", "List, show, choose, roll back or remove models.", "triage models", "models", _USE_FINISHES),
    Verb("evaluate", "Measure a model on a labelled file.", "triage evaluate sample_data/decisions.jsonl", "evaluate"),
    Verb(
        "export",
        "Write the decisions for the site.",
        "triage export -o decisions.csv",
        "export",
        "What was sent to a site is in its journal; the same command goes on.",
    ),
    Verb(
        "corrections",
        "List the wording that readers dispute, write it for an editor, say what became of it.",
        "triage corrections --state open -o corrections.md",
        "corrections",
    ),
    Verb(
        "erase",
        "Erase what an author wrote, from the desk and from the files made of it.",
        "triage erase --author truthhurts99 --yes --as kim",
        "erase",
        "The same command again finishes what was begun.",
    ),
    Verb(
        "backup",
        "Copy the desk with its models, checked, while others work on it.",
        "triage backup monday.sqlite",
        "backup",
        "Nothing of the backup is left; the same command starts over.",
    ),
    Verb("stats", "Print the desk's figures.", "triage stats", "stats"),
    Verb("settings", "Print a settings file for the desk, every entry explained.", "triage settings", "settings"),
    Verb("demo", "Open a desk on the sample data; without a terminal, walk the whole round.", "triage demo", "demo"),
    Verb("check", "Check desk and models; exit 1 on any fault.", "triage check", "check"),
)

BY_NAME: Final = {verb.name: verb for verb in VERBS}


def readme_table() -> str:
    """Return the rows of the README's table of verbs, which a test holds to this."""
    return "".join(f"| `{verb.name}` | {verb.help} | `{verb.example}` |\n" for verb in VERBS)
