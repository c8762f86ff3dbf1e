"""Room on a disk. `shutil` tells it as well, for 2 ms of importing at each status (2026-11-22)."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def free_bytes(folder: Path) -> int:
    """What the person may still write where this folder lies. OSError where it is not there."""
    if sys.platform == "win32":
        from shutil import disk_usage

        return disk_usage(folder).free
    room = os.statvfs(folder)
    return room.f_bavail * room.f_frsize
