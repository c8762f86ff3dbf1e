"""Folders that a loss of power does not take away again."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

from setpoint.errors import FileTrouble

TO_OTHERS: Final = stat.S_IWGRP | stat.S_IWOTH


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


def refuse_strangers(folder: Path) -> None:
    """Our own folder must be this person's alone: what lies there decides what is given back, and what was allowed.

    FileTrouble (SP803). One that is not there yet is where the nearest that is there says. Windows has no modes; there
    the folder lies in the person's own profile.
    """
    if sys.platform == "win32":
        return
    nearest = folder
    while not nearest.is_dir() and nearest != nearest.parent:
        nearest = nearest.parent
    found = nearest.stat()
    if found.st_uid != os.geteuid():
        if os.geteuid() == 0:
            message, hint = "this folder is another person's", "run it as that person, without sudo"
        elif nearest != folder:
            return  # whether a folder may be made there is for the system to say
        else:
            message, hint = "this folder is another person's", "make it your own, or name another: XDG_STATE_HOME"
        raise FileTrouble("SP803", message, where=str(nearest), hint=hint)
    if nearest == folder and found.st_mode & TO_OTHERS:
        message = "others may write here, and could change what Setpoint remembers"
        hint = "look whether all in it is yours, then: chmod go-w on this folder"
        raise FileTrouble("SP803", message, where=str(folder), hint=hint)


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
