"""Lines put at the end of a file. What a crash cuts off is the new line alone, and the next one begins after it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from setpoint.adapters.folders import settle

FLAGS: Final = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)


def append(target: Path, data: bytes) -> None:
    """In one write, which the system puts at the end as it is by then: two processes lose nothing of each other's.

    A line that another process is in the middle of writing looks like one that was cut off: an empty line may stand
    between the two then, which readers pass over. A lock would cost more: who is stopped holding it stops all.
    """
    new = not target.exists()
    descriptor = os.open(target, FLAGS | getattr(os, "O_NONBLOCK", 0), 0o600)
    with open(descriptor, "r+b", buffering=0) as file:  # noqa: PTH123  a descriptor has no path
        rest = memoryview(data if _ends_well(descriptor) else b"\n" + data)
        while rest:
            rest = rest[file.write(rest) :]
        os.fsync(descriptor)
    if new:
        settle(target.parent)


def _ends_well(descriptor: int) -> bool:
    """Whether there is nothing, or a whole line."""
    size = os.lseek(descriptor, 0, os.SEEK_END)
    if not size:
        return True
    os.lseek(descriptor, size - 1, os.SEEK_SET)
    return os.read(descriptor, 1) == b"\n"
