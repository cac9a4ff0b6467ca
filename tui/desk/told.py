"""What the desk says of what was just done."""

from dataclasses import dataclass

from tui.desk.text.lines import Role


@dataclass(frozen=True, slots=True)
class Told:
    """The last thing said to the moderator."""

    text: str = ""
    role: Role = Role.DIM
