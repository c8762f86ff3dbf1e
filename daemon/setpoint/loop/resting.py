"""Waiting for something to happen, and for files to be quiet again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from setpoint.core.ports import Clock
from setpoint.core.ports.watch import Watch

QUIET: Final = 0.15
"""Seconds without a further change before files are looked at: other tools write several, one after the other."""

LONGEST_NOISE: Final = 1.0
"""Seconds after which they are looked at all the same: what is half written by then does not parse, and is left."""

JUMP: Final = 5.0
"""Seconds by which a wait may seem too long: more, and the machine slept or its clock was set."""

SET_BACK: Final = 1.0
"""Seconds by which a clock may go back unnoticed: it is corrected by less than that all the time."""


class Resting:
    """`over`: whether nothing is to be waited for any more."""

    def __init__(self, watch: Watch, clock: Clock, over: Callable[[], bool]) -> None:
        self._watch = watch
        self._clock = clock
        self._over = over
        self._last = 0.0

    def rest(self, seconds: float) -> tuple[bool, bool]:
        """Whether something happened, and whether time went by without us, or was set back, now or since the last."""
        before = self._clock.now()
        set_back = before < self._last - SET_BACK
        woken = self._watch.wait(seconds)
        passed = self._clock.now() - before
        if woken:
            self.quieten()
        self._last = self._clock.now()
        return woken, set_back or not -SET_BACK <= passed <= seconds + JUMP

    def quieten(self) -> None:
        """Until nothing happens for a moment."""
        until = self._clock.now() + LONGEST_NOISE
        while not self._over() and self._clock.now() < until and self._watch.wait(QUIET):
            pass
