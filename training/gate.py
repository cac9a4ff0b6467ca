"""Decides whether a candidate may replace the model in service, and says why in one sentence.

Every decision held out is measured, accepted suggestions as well as overrides. On overrides alone the model in
service would be wrong each time by construction, and any other model would win; with acceptances it has the home
advantage, since people lean towards what they are shown, and a candidate has to overcome that. Two traps remain, and
both are closed here. Where nothing but acceptances is held out, the model in service is right by construction and
nothing has been measured: a label needs decisions that were made blind or against the suggestion. And a model that
learns from people who nod becomes ever surer of itself, which log loss rewards: a better log loss counts only where
people override about as often as the scores that were shown expect of attentive people.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from moderation.labels import LABELS, Label
from moderation.text import plural
from training.comparison import FEWEST_OF_A_KIND, Change, Comparison, Scored, compare, own
from training.examples import FEWEST_HELD_OUT, Examples
from training.outcome import Check, Trial

FEWEST_OWN: Final = 5
"""A label is measured where at least so many decisions were made blind or against the suggestion."""

LEVEL: Final = 0.95
"""Of the intervals, for all labels together: each label's is wider, by Bonferroni's rule."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate says."""

    better: bool
    why: str
    labels: Mapping[Label, Comparison]
    """The labels that could be compared."""


def judge(trial: Trial, changed: frozenset[Label], checks: tuple[Check, ...] = ()) -> Verdict:
    """Compare two models on decisions neither has seen; only changed labels can differ.

    Better means better beyond noise on at least one label, and worse beyond noise on none and on no check.
    """
    comparable = [label for label in LABELS if label in changed and _is_comparable(trial.held_out, label)]
    # three labels looked at: one of them seems better by chance three times as often
    level = 1 - (1 - LEVEL) / max(len(comparable), 1)
    # one thread, so that sums keep their order
    with threadpool_limits(limits=1):
        compared = {label: _compared(trial, label, level) for label in comparable}
    harmed = any(one.is_worse for one in compared.values()) or any(check.worse for check in checks)
    better = any(one.is_better for one in compared.values()) and not harmed
    unknown = [label for label in LABELS if label in changed and not (label in compared and compared[label].both_kinds)]
    return Verdict(better, _sentence(compared, checks, unknown), compared)


def has_both_kinds(held_out: Examples, label: Label) -> bool:
    """Return whether enough of the decisions held out carry a label, and enough don't."""
    return min(held_out.carrying(label), held_out.carrying(label, carried=False)) >= FEWEST_OF_A_KIND


def _is_comparable(held_out: Examples, label: Label) -> bool:
    """Return whether decisions held out can tell two models apart on a label, by what they suggest at least."""
    decided = held_out.of(label)
    enough = len(decided) >= FEWEST_HELD_OUT or has_both_kinds(held_out, label)
    return enough and own(decided, LABELS.index(label)) >= FEWEST_OWN


def _compared(trial: Trial, label: Label, level: float) -> Comparison:
    """Return both models of a trial side by side on one label."""
    column = LABELS.index(label)
    before = Scored(trial.before[:, column], float(trial.thresholds_before[column]))
    after = Scored(trial.after[:, column], float(trial.thresholds_after[column]))
    return compare(trial.held_out, label, before, after, level)


def _sentence(compared: Mapping[Label, Comparison], checks: tuple[Check, ...], unknown: list[Label]) -> str:
    """Return the verdict as a desk's lead reads it."""
    last = f" ({'; '.join(map(_unmeasured, unknown))})." if unknown else "."
    worse = [f"worse on {label.title}: {text}" for label, one in compared.items() for text in _harms(one)]
    worse += [f"worse on our list of sentences, {check.name}: {_share(check)}" for check in checks if check.worse]
    better = [f"better on {label.title}: {text}" for label, one in compared.items() for text in _gains(one)]
    if worse:
        return "; ".join([*worse, *better]) + last
    if better:
        price = [f"on {label.title} at the price of {text}" for label, one in compared.items() for text in _prices(one)]
        return "; ".join([*better, *price]) + f"{'' if price else ', no label worse beyond noise'}{last}"
    measured = [f"{label.title} {_both(one.average_precision)}" for label, one in compared.items() if one.both_kinds]
    if not measured:
        return f"not better: too few of the decisions held out can tell the two models apart{last}"
    held_out = plural(max(one.n for one in compared.values()), "decision")
    costly = [f"{label.title} fits better, but {_suggested(one)}" for label, one in compared.items() if _is_costly(one)]
    told = "; ".join([f"average precision {', '.join(measured)}", *costly])
    return f"not better beyond noise on {held_out} held out: {told}{last}"


def _harms(one: Comparison) -> Iterator[str]:
    """Yield the figure on which a label got worse: what is suggested, or else the ranking, or else the fit."""
    if not one.is_worse:
        return
    if one.suggests_worse:
        yield _suggested(one)
    elif one.average_precision.is_worse:
        yield _ranking(one.average_precision)
    elif one.auc.is_worse:
        yield f"ROC-AUC {_both(one.auc)} ({_signed(one.auc.gain.low)} to {_signed(one.auc.gain.high)})"
    else:
        yield _fit(one.log_loss)


def _gains(one: Comparison) -> Iterator[str]:
    """Yield the figure on which a label got better: the ranking, or else what is suggested, or else the fit."""
    if one.is_worse or not one.is_better:
        return
    if one.average_precision.is_better:
        yield _ranking(one.average_precision)
    elif one.suggests_better:
        yield _suggested(one)
    else:
        yield _fit(one.log_loss)


def _prices(one: Comparison) -> Iterator[str]:
    """Yield what got worse beyond noise for something that is worth more to the desk."""
    for change, what in ((one.precision, "more false alarms"), (one.recall, "more that is missed")):
        if change.is_known and change.is_worse:
            # better suggestions were told with both figures
            yield f"{what}, {_suggested(one)}" if one.average_precision.is_better else what


def _unmeasured(label: Label) -> str:
    """Return that a label changed which decisions can't measure yet, and what is known of it."""
    if label is Label.OFF_TOPIC:
        return (
            "off-topic learnt from your own articles which comments belong under them, and is suggested about as often "
            "as before; no decisions to compare it by yet"
        )
    return f"{label.title} changed too, and can't be compared yet"


def _is_costly(one: Comparison) -> bool:
    """Return whether scores fit better at the price of what is suggested."""
    return one.both_kinds and one.attentive and one.log_loss.is_better and not one.fits_better


def _suggested(one: Comparison) -> str:
    """Return how suggestions change: `of 100 suggestions 22 are right (38 before), of 100 to find it finds 60 (30)`."""
    parts = []
    if one.precision.is_known:
        parts.append(f"of 100 suggestions {_hundred(one.precision.candidate)} are right")
        parts[-1] += f" ({_hundred(one.precision.incumbent)} before)"
    if one.recall.is_known:
        parts.append(f"of 100 to find it finds {_hundred(one.recall.candidate)}")
        parts[-1] += f" ({_hundred(one.recall.incumbent)} before)"
    return ", ".join(parts) or "it suggests more comments that nobody would mark"


def _share(check: Check) -> str:
    """Return how a check changes: `81 of 100 pairs right (94 before)`."""
    return f"{_hundred(check.candidate)} of 100 pairs right ({_hundred(check.incumbent)} before)"


def _hundred(share: float) -> str:
    return f"{100 * share:.0f}"


def _ranking(change: Change) -> str:
    """Return a change of average precision: `average precision .61 -> .68 (+.02 to +.12)`."""
    return f"average precision {_both(change)} ({_signed(change.gain.low)} to {_signed(change.gain.high)})"


def _fit(change: Change) -> str:
    """Return a change of log loss, of which less is better: `log loss .31 -> .28 (-.05 to -.01)`."""
    return f"log loss {_both(change)} ({_signed(-change.gain.high)} to {_signed(-change.gain.low)})"


def _both(change: Change) -> str:
    return f"{change.incumbent:.3f} -> {change.candidate:.3f}".replace("0.", ".")


def _signed(value: float) -> str:
    return f"{value:+.3f}".replace("0.", ".")
