"""Electron's `SingletonLock`: a symlink in a profile folder that points to `HOSTNAME-PID` and to no file.

It is left behind by a crash, and also after SIGTERM (seen with Debian's Chromium, 2026-11-22): alone it proves nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from setpoint.core.processes import Process

SLACK: Final = 2.0
"""Seconds. Start times are whole seconds, computed from a boot time that itself is rounded."""


def parse(target: str) -> tuple[str, int] | None:
    """Host and process id; None if this is no lock. Host names may hold dashes themselves."""
    host, dash, pid = target.rpartition("-")
    if not dash or not host or not pid.isascii() or not pid.isdigit():
        return None
    return host, int(pid)


def holder(target: str, made: float, hostname: str, find: Callable[[int], Process | None]) -> Process | None:
    """The living process that made the lock; None: the lock is stale, or another machine's (a shared home).

    `made` is the lock's own time (seconds since 1970), `find` gives a living process. A process that started after the
    lock was made has only inherited the number. A lock under another host name says nothing here: laptops change
    theirs with the network, and the process table still shows an app of this machine.
    """
    parsed = parse(target)
    if parsed is None or parsed[0] != hostname:
        return None
    process = find(parsed[1])
    if process is None or process.since > made + SLACK:
        return None
    return process
