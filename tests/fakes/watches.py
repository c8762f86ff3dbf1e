"""Both adapters behind `Watch`, as far as this system has them."""

from __future__ import annotations

import sys
from typing import Final

from setpoint.adapters.watching import Watching
from setpoint.core.ports.watch import Watch

KINDS: Final = ("inotify", "watchfiles") if sys.platform == "linux" else ("watchfiles",)


def made(kind: str) -> Watch:
    if sys.platform == "linux" and kind == "inotify":
        from setpoint.adapters.inotify import Inotify

        return Inotify()
    return Watching()
