"""`--rate LABEL=SHARE`: scores read at a site's own rate, for the verbs that score without a desk."""

import argparse

from moderation.bulk.tasks import Rates
from moderation.scoring.prior import parsed_rate


def add_rate(parser: argparse.ArgumentParser) -> None:
    """Declare `--rate`, which may be given once for each label."""
    parser.add_argument(
        "--rate",
        action="append",
        default=[],
        metavar="LABEL=SHARE",
        help="the share of your comments that carry a label, such as abuse=0.2: scores follow, thresholds stay",
    )


def rates_of(options: argparse.Namespace) -> Rates:
    """Return the rates asked for; of two for one label the last.

    Raises:
        WrongUse: one is not written as LABEL=SHARE.

    """
    return tuple(dict(map(parsed_rate, options.rate)).items())
