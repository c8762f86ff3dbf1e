"""The time of this machine, as `Clock`."""

from __future__ import annotations

import time


class SystemClock:
    """Wall-clock seconds since 1970: what files' times and process start times are compared with."""

    def now(self) -> float:
        return time.time()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)
