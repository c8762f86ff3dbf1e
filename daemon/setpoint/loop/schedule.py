"""When to look next: each kind of waiting has a pace of its own. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from setpoint.core.backoff import pause
from setpoint.core.report import Condition
from setpoint.value import value

SPREAD: Final = 0.1
"""Of the interval, by chance: many machines that were switched on together do not ask together."""

COMING_UP: Final = 60.0
"""Seconds between two looks for a server that is not up, at the most: after a login it takes some minutes."""

RETRY: Final = 900.0
"""Seconds between two tries of what fails and may succeed later, at the most."""

FIRST: Final = 2.0


@value
class Paces:
    """How often in a row a whole pass found the server down, or failed at something."""

    unreachable: int = 0
    failed: int = 0

    def after(self, conditions: Iterable[Condition], *, failed: bool) -> Paces:
        down = any(each.name == "OllamaReachable" and not each.well for each in conditions)
        return Paces(self.unreachable + 1 if down else 0, self.failed + 1 if failed else 0)

    def rest(self, interval: float, chance: float) -> float:
        """Seconds until the next whole look. `chance`: 0 to 1."""
        seconds = interval * (1 + SPREAD * (2 * chance - 1))
        if self.unreachable:
            seconds = min(seconds, pause(self.unreachable, chance, first=FIRST, longest=COMING_UP))
        if self.failed:
            seconds = min(seconds, pause(self.failed, chance, first=FIRST, longest=RETRY))
        return seconds
