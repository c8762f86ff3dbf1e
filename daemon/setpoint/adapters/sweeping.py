"""What writers of ours that were killed left lying about, told by names that say who wrote them."""

from __future__ import annotations

import os
import sys
import time
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Final

from setpoint.adapters.files import TEMPORARY

SUFFIX: Final = ".tmp"
"""Of a file that is being filled. What an exchange gave back has one of its own (`aside`)."""
FORGOTTEN: Final = 3600.0
"""Seconds after which a temporary file is surely one of a Setpoint that was cut off, wherever it ran."""


def started() -> str:
    """How the name of a new one begins: machine, process, chance."""
    return f"{TEMPORARY}{_here()}-{os.getpid()}-{os.urandom(8).hex()}"


def sweep(folder: Path) -> None:
    """Remove what a Setpoint that was killed, or lost its power, left half written here.

    What it had exchanged away and not judged any more is judged now: it may be somebody else's newest.
    """
    with suppress(OSError):
        for name in sorted(os.listdir(folder)):  # noqa: PTH208  a Path for each name would cost more than the look
            if name.startswith(TEMPORARY):
                with suppress(OSError):
                    _settle(folder / name)


def _settle(leftover: Path) -> None:
    if leftover.name.endswith(SUFFIX):
        if _abandoned(leftover):
            leftover.unlink()
        return
    from setpoint.adapters.aside import found, take_up

    known = found(leftover)
    if known is not None and _trusted(leftover) and _abandoned(leftover):
        take_up(known)


def _trusted(leftover: Path) -> bool:
    """In a folder that several people may write to, nobody else's file is put in a place that may be ours alone."""
    if sys.platform == "win32":
        return False
    return leftover.lstat().st_uid in (os.geteuid(), leftover.parent.stat().st_uid)


def _abandoned(leftover: Path) -> bool:
    """Whose name says that a process of this machine wrote it is asked for; of any other only the age tells.

    So it does where the number of a process was given to another one. An exchange leaves a file its time of change,
    but not its inode's.
    """
    found = leftover.lstat()
    if time.time() - (found.st_mtime if leftover.name.endswith(SUFFIX) else found.st_ctime) > FORGOTTEN:
        return True
    where, _, rest = leftover.name.removeprefix(TEMPORARY).partition("-")
    writer = rest.partition("-")[0]
    return where == _here() and writer.isdecimal() and not _lives(int(writer))


def _here() -> str:
    """A short word for this machine: a home folder may be shared, and process ids are not."""
    if sys.platform == "win32":
        name = os.environ.get("COMPUTERNAME", "")
    else:
        name = os.uname().nodename
    return f"{zlib.crc32(name.encode('utf-8', 'surrogateescape')):08x}"


def _lives(pid: int) -> bool:
    """On Windows this very call would end the process."""
    if sys.platform == "win32":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
