"""A lock between processes: an advisory lock on a file of ours, let go by the system when its holder dies."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from setpoint.errors import FileTrouble, Waiting

STEP = 0.05
"""Seconds between two tries. There is no wait with a time limit on any of the three systems."""

TAKEN: Final = (errno.EAGAIN, errno.EACCES, errno.EDEADLK)
"""What a lock says that somebody else holds; EACCES and EDEADLK on Windows. Other errors would last."""

LASTING: Final = (errno.EBADF, errno.EINVAL, errno.ENOSYS)
"""Of a lock on Windows. Wine tells no reason at all there: what it seems to say is that of some earlier call."""

FLAGS: Final = os.O_RDWR | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
"""A link in its place could lead to any file of the person's, and a FIFO could be waited for."""


@contextmanager
def held(path: Path, *, seconds: float, told: Callable[[], None] = lambda: None) -> Iterator[Callable[[], bool]]:
    """Hold the lock at `path`. `told` is called once if it must be waited for; Waiting (SP503) after `seconds`.

    FileTrouble (SP803) where its folder is open to others, or another person's: they could lay there what they like.

    What it gives tells whether the lock is still the one that others find there: its file may have been removed.
    """
    descriptor = _open(path)
    try:
        _take(descriptor, path, seconds, told)
        yield lambda: _is_at(descriptor, path)
    finally:
        os.close(descriptor)


def _is_at(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except OSError:
        return False


def is_held(path: Path) -> bool:
    """Whether somebody holds the lock right now; a lock that nobody ever took, or that cannot be reached, is not."""
    try:
        descriptor = os.open(path, FLAGS)
    except (OSError, ValueError):
        return False
    try:
        return not _try(descriptor, path)
    except FileTrouble:
        return False
    finally:
        os.close(descriptor)


def _open(path: Path) -> int:
    try:
        from setpoint.adapters.folders import make, refuse_strangers

        refuse_strangers(path.parent)
        make(path.parent)
        return os.open(path, FLAGS | os.O_CREAT, 0o600)
    except OSError as error:
        raise FileTrouble(
            "SP803", f"the lock cannot be opened: {error.strerror}", where=str(path), hint="make the folder writable"
        ) from None


def _take(descriptor: int, path: Path, seconds: float, told: Callable[[], None]) -> None:
    until = time.monotonic() + seconds
    if _try(descriptor, path):
        return
    told()
    while not _try(descriptor, path):
        if time.monotonic() >= until:
            raise Waiting(
                "SP503", "another Setpoint is at work", where=str(path), hint="wait for it to finish, then run again"
            )
        time.sleep(STEP)


def _try(descriptor: int, path: Path) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(descriptor, 0, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in TAKEN or (sys.platform == "win32" and error.errno not in LASTING):
            return False
        raise FileTrouble(
            "SP803",
            f"the lock cannot be taken: {error.strerror}",
            where=str(path),
            hint="the state folder must be on a file system that has locks",
        ) from None
    return True
