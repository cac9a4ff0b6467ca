"""How fast a site is asked, and how long it is waited for.

Hosts put a firewall before a blog that shuts out who asks too often; two to five requests a second pass.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from msgspec import Struct, field

from moderation.clock import stamp


class Pace(Struct):
    """Keeps requests apart, and says what time it is."""

    a_second: float = 3.0
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], float] = time.monotonic
    stamp: Callable[[], str] = lambda: stamp(datetime.now(UTC))
    """The present moment as the log writes it."""
    _next: float = field(default=0.0)

    def wait(self) -> None:
        """Return when the next request may be made."""
        early = self._next - self.now()
        if early > 0:
            self.sleep(early)
        # From now where we are late, so that no burst follows a long wait.
        self._next = max(self._next, self.now()) + 1 / self.a_second

    def breathe(self) -> None:
        """Give a request whose answer did not come the time of six others to take effect: 2 s."""
        self.sleep(6 / self.a_second)
