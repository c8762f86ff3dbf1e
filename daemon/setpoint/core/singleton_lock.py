"""Electron's `SingletonLock`: a symlink in a profile folder that points to `HOSTNAME-PID` and to no file.

It is left behind by a crash, and also after SIGTERM (seen with Debian's Chromium, 2026-11-22): alone it proves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, Literal

from setpoint.core.facts.claude_app import LOCK
from setpoint.core.ports import ClaudeFolder, Files
from setpoint.core.processes import Process, names_folder

Profile = Literal["native", "third-party", ""]
Find = Callable[[int], Process | None]

SLACK: Final = 2.0
"""Seconds. Start times are whole seconds, computed from a boot time that itself is rounded."""


def parse(target: str) -> tuple[str, int] | None:
    """Host and process id; None if this is no lock. Host names may hold dashes themselves."""
    host, dash, pid = target.rpartition("-")
    if not dash or not host or not pid.isascii() or not pid.isdigit():
        return None
    return host, int(pid)


def holder(target: str, made: float, hostname: str, find: Find) -> Process | None:
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


def held(files: Files, hostname: str, folders: Sequence[ClaudeFolder], find: Find) -> tuple[Process, Profile] | None:
    """The living holder of the newest lock in any profile folder, and which profile that is."""
    locks: list[tuple[float, Process, Profile]] = []
    for place, profile in places(folders):
        target, facts = files.link(place / LOCK), files.facts(place / LOCK)
        process = holder(target, facts.modified, hostname, find) if target and facts else None
        if process and facts:
            locks.append((facts.modified, process, profile))
    return max(locks, key=lambda lock: lock[0])[1:] if locks else None


def places(folders: Sequence[ClaudeFolder]) -> list[tuple[Path, Profile]]:
    """Every profile folder; with CLAUDE_USER_DATA_DIR both profiles share one, and the folder tells nothing."""
    found: list[tuple[Path, Profile]] = []
    for folder in folders:
        if folder.data == folder.native:
            found.append((Path(folder.data), ""))
        else:
            found += [(Path(folder.data), "third-party"), (Path(folder.native), "native")]
    return found


def profile_of(rows: Sequence[Process], folders: Sequence[ClaudeFolder]) -> Profile:
    """Which profile the app's processes name on their command lines; "" if they don't."""
    return next((profile for place, profile in places(folders) if names_folder(rows, str(place))), "")
