"""`triage decide`: the decisions a key of the desk makes, for scripts."""

import argparse
from dataclasses import dataclass

from moderation.decisions import is_override
from moderation.errors import AmbiguousComment, DecidedMeanwhile, NotScored, UnknownComment, WrongUse
from moderation.labels import Label, Labels, label_called
from moderation.queue import Card, Settlement, State
from moderation.review import Review
from moderation.store.store import Store
from moderation.text import one_line
from moderation.unscored import said
from tui.cli.console import Console, Exit
from tui.cli.documents import labels_document
from tui.cli.listing import labels_text
from tui.cli.opening import add_who, open_desk, who

_VALUES = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Wish:
    """What a command line asks to be decided."""

    ids: tuple[str, ...]
    labels: Labels
    """The labels it names; the others stay as decided before, or as suggested."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `triage decide`."""
    parser.add_argument(
        "words",
        nargs="+",
        metavar="ID|accept|LABEL=yes|LABEL=no",
        help="comments, and what to decide (default: accept)",
    )
    parser.add_argument("--note", default="", metavar="T", help="a note kept with the decision")
    parser.add_argument("--again", action="store_true", help="decide anew what somebody else has settled")
    add_who(parser)


def run(options: argparse.Namespace, console: Console) -> int:
    """Settle the comments as one step; one that can't be settled is said and doesn't stop the others."""
    wish, name = wish_in(options.words), who(options)
    with open_desk(options) as store:
        review, failed = Review(store, name), False
        cards, settlements = [], []
        for comment_id in wish.ids:
            try:
                card = decidable(store, comment_id, name, options.again)
                settlements.append(settlement(review, card, wish.labels))
                cards.append(card)
            except (UnknownComment, AmbiguousComment, DecidedMeanwhile, NotScored) as error:
                failed = True
                console.say(f"triage: {error}")
        if settlements:
            store.settle(settlements, name, options.note)
        policy = store.policy()
    for card, settled in zip(cards, settlements, strict=True):
        decision = "override" if is_override(settled.labels, settled.answers) else "accept"
        action = policy.action(settled.labels)
        if console.as_json:
            labels = labels_document(settled.labels)
            console.document({"id": card.id, "decision": decision, "labels": labels, "action": action.value})
        else:
            console.data(f"{one_line(card.id)}: {decision}, {labels_text(settled.labels)}; will: {action.phrase}")
    return Exit.SOME_FAILED if failed else Exit.DONE


def wish_in(words: list[str]) -> Wish:
    """Return the ids and labels among the words.

    Raises:
        WrongUse: a word names no label or value, or there is no id.

    """
    decisions = [word for word in words if word == "accept" or _is_decision(word)]
    ids = [word for word in words if word not in decisions]
    named = [_named(word) for word in decisions if word != "accept"]
    if not ids:
        raise WrongUse("decide needs the id of a comment: `triage decide ID accept`.")
    if len(dict(named)) < len(set(named)):
        raise WrongUse(f"{' '.join(decisions)}: a label can't be yes and no at once.")
    return Wish(tuple(dict.fromkeys(ids)), dict(named))


def _is_decision(word: str) -> bool:
    """Whether a word is about a label: some sites' ids have a `=` too."""
    key, equals, value = word.partition("=")
    return bool(equals) and (label_called(key) is not None or value in _VALUES)


def _named(word: str) -> tuple[Label, bool]:
    key, _, value = word.partition("=")
    label = label_called(key)
    if label is None or value not in _VALUES:
        raise WrongUse(f"{word}: write LABEL=yes or LABEL=no, LABEL one of {', '.join(Label)}.")
    return label, _VALUES[value]


def decidable(store: Store, comment_id: str, name: str, again: bool) -> Card:
    """Return the comment's card; raises DecidedMeanwhile where somebody else has settled it and `again` is off."""
    card = store.card(store.find(comment_id))
    if card.state is State.ERASED:
        raise WrongUse(f"{comment_id} was erased: there is nothing left of it to decide on.")
    settled = card.in_effect if card.state is State.SETTLED else None
    if settled is not None and settled.who != name and not again:
        raise DecidedMeanwhile(
            f"{comment_id} was settled by {settled.who}: {labels_text(settled.labels or {})}. "
            "`--again` decides it anew."
        )
    return card


def settlement(review: Review, card: Card, named: Labels) -> Settlement:
    """Return what the desk's key would settle, a label named on the command line in place of a flip.

    Raises NotScored where the comment is not scored and no label is named.
    """
    labels = said({**review.labels_for(card), **named}, card.answers, card.id)
    return Settlement(card.ref, labels, card.answers, card.digest, card.seen)
