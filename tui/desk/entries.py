"""What entries of a settings file share: how one is refused, and how it is written."""

import json

from moderation.text import one_line


class Refusal(ValueError):
    """Says itself what is wrong with an entry."""


def as_toml(value: object) -> str:
    """Return a value as it is written in the file."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(as_toml, value))}]"
    # A string of JSON is one of TOML, and numbers are written alike.
    return json.dumps(one_line(value), ensure_ascii=False) if isinstance(value, str) else one_line(str(value))
