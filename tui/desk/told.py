"""What the desk says of what was just done."""

from msgspec import Struct

from tui.desk.text.lines import Role


class Told(Struct, frozen=True):
    """The last thing said to the moderator."""

    text: str = ""
    role: Role = Role.DIM
