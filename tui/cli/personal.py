"""Whether e-mail and IP addresses of readers are kept, for the verbs that read or write readers' records."""

import argparse
from typing import Final

KEEPS: Final = "--with-personal-data"


def add_personal(parser: argparse.ArgumentParser, where: str = "in the output") -> None:
    """Declare `--with-personal-data`."""
    parser.add_argument(
        KEEPS,
        dest="personal",
        action="store_true",
        help=f"keep e-mail and IP addresses of readers {where} (default: left out)",
    )
