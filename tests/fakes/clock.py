"""A clock for tests that cannot wait."""

from __future__ import annotations

import time


class Hurried:
    """A `Clock` that is right when it is made, and fast from then on."""

    def __init__(self, times: float) -> None:
        self._times = times
        self._begun = time.time()

    def now(self) -> float:
        return self._begun + (time.time() - self._begun) * self._times

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds / self._times)
