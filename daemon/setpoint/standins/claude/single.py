"""One instance per profile: Electron's SingletonLock, a symlink to `HOST-PID` that points to no file."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

LOCK: Final = "SingletonLock"


def take(profile: Path, host: str, pid: int) -> bool:
    """Whether we are the only one now. A lock left by a process that is gone is replaced."""
    lock = profile / LOCK
    profile.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(profile / f"{LOCK}.taking"):
        try:
            lock.symlink_to(f"{host}-{pid}")
        except FileExistsError:
            if alive(_holder(lock, host)):
                return False
            lock.unlink()
            lock.symlink_to(f"{host}-{pid}")
    return True


def replace(profile: Path, host: str, pid: int) -> None:
    """The lock of an app inside this process, whoever left one there. Windows asks a privilege for links: then none."""
    profile.mkdir(mode=0o700, parents=True, exist_ok=True)
    leave(profile)
    with suppress(OSError):
        (profile / LOCK).symlink_to(f"{host}-{pid}")


def leave(profile: Path) -> None:
    """As at an end by the app's own menu. A lock that stays behind instead is taken over by the next start."""
    (profile / LOCK).unlink(missing_ok=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two that start at once must not both replace the same stale lock."""
    while True:
        try:
            folder.mkdir()
            break
        except FileExistsError:
            time.sleep(0.01)
    try:
        yield
    finally:
        folder.rmdir()


def _holder(lock: Path, host: str) -> int:
    name, _, pid = os.readlink(lock).rpartition("-")  # noqa: PTH115 - a text, not a path
    return int(pid) if name == host and pid.isdigit() else 0


def alive(pid: int) -> bool:
    if pid <= 0:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
