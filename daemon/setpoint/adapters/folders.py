"""Folders that a loss of power does not take away again."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path


def make(path: Path) -> tuple[Path, ...]:
    """Make a folder and its parents, 0700. Those that were not there before, outermost first.

    Each is settled: a file that was synced is lost all the same where the name of a folder above it was not.
    """
    missing = []
    while path != path.parent and not path.is_dir():
        missing.append(path)
        path = path.parent
    for folder in reversed(missing):
        with suppress(FileExistsError):  # somebody else was quicker; a file in its place is told by who writes below it
            folder.mkdir(0o700)
        settle(folder.parent)
    return tuple(reversed(missing))


def settle(folder: Path) -> None:
    """Make the change of a folder durable. Windows knows no such thing, and some file systems refuse it."""
    if sys.platform == "win32":
        return
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
