"""The `Watch` that fits this system."""

from __future__ import annotations

import sys

from setpoint.core.ports.watch import Watch


def watch() -> Watch:
    """Asleep in the kernel on Linux, unless inotify cannot be had; else by watchfiles, which polls its own notes."""
    if sys.platform == "linux":
        import contextlib

        from setpoint.adapters.inotify import Inotify

        with contextlib.suppress(OSError):
            return Inotify()
    from setpoint.adapters.watching import Watching

    return Watching()
