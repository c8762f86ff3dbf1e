"""The new content of a file, put in its place in one step, so that a crash at any moment leaves the old or the new."""

from __future__ import annotations

import errno
import os
import stat
import sys
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from setpoint.adapters.files import TEMPORARY
from setpoint.adapters.folders import settle

SUFFIX: Final = ".tmp"
FORGOTTEN: Final = 3600.0
"""Seconds after which a temporary file is surely one of a Setpoint that was cut off, wherever it ran."""

PATIENCE: Final = 2.0
"""Seconds. On Windows a file cannot be replaced while another program (a scanner, the indexer) holds it open."""
PAUSE: Final = 0.05

NO_SYNC: Final = (errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP)


def replace(
    target: Path, data: bytes, kept: os.stat_result | None, mode: int | None, check: Callable[[], None], *, new: bool
) -> None:
    """`kept`: the file that is there now. `check` raises if it is not what was seen. `new`: nothing may be there."""
    sweep(target.parent)
    temporary = target.parent / f"{TEMPORARY}{_here()}-{os.getpid()}-{os.urandom(8).hex()}{SUFFIX}"
    try:
        _fill(temporary, data, kept, mode)
        _patiently(lambda: _swap(temporary, target, check, new=new))
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    settle(target.parent)


def _fill(temporary: Path, data: bytes, kept: os.stat_result | None, mode: int | None) -> None:
    """The file may hold a key: it is born 0600, and gets wider permissions only where it had them before."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    with open(os.open(temporary, flags, 0o600), "wb") as file:  # noqa: PTH123  a descriptor has no path
        file.write(data)
        file.flush()
        if sys.platform != "win32":
            _dress(file.fileno(), kept, mode)
        _sync(file.fileno())


def _sync(descriptor: int) -> None:
    """Some network and FUSE drives know no such thing: a file there is as safe as they make it. EIO is told."""
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in NO_SYNC:
            raise


def _dress(descriptor: int, kept: os.stat_result | None, mode: int | None) -> None:
    if sys.platform == "win32":
        return
    if kept is not None:
        # Under sudo a person's file must stay that person's, or the app could not write it any more.
        with suppress(OSError):
            os.fchown(descriptor, kept.st_uid if os.geteuid() == 0 else -1, kept.st_gid)
        os.fchmod(descriptor, stat.S_IMODE(kept.st_mode))
    elif mode is not None:
        os.fchmod(descriptor, mode)


def _swap(temporary: Path, target: Path, check: Callable[[], None], *, new: bool) -> None:
    """The last look is right before the step. A new file is put there by a call that never overwrites."""
    check()
    if not new:
        temporary.replace(target)
    elif sys.platform == "win32":
        temporary.rename(target)
    else:
        _link(temporary, target)


def _link(temporary: Path, target: Path) -> None:
    try:
        target.hardlink_to(temporary)
    except FileExistsError:
        raise
    except OSError:
        # FAT, some network and FUSE file systems have no hard links.
        temporary.replace(target)


def _patiently(step: Callable[[], None]) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return step()
        except PermissionError:
            if sys.platform != "win32" or time.monotonic() > end:
                raise
            time.sleep(PAUSE)


def sweep(folder: Path) -> None:
    """Remove what a Setpoint that was killed, or lost its power, left half written here."""
    with suppress(OSError):
        for name in os.listdir(folder):  # noqa: PTH208  a Path for each name would cost more than the look
            if name.startswith(TEMPORARY) and name.endswith(SUFFIX) and _abandoned(folder / name):
                with suppress(OSError):
                    (folder / name).unlink()


def _abandoned(leftover: Path) -> bool:
    """Whose name says that a process of this machine wrote it is asked for; of any other only the age tells."""
    where, _, rest = leftover.name.removeprefix(TEMPORARY).partition("-")
    writer = rest.partition("-")[0]
    if where == _here() and writer.isdecimal() and sys.platform != "win32":
        return not _lives(int(writer))
    return time.time() - leftover.lstat().st_mtime > FORGOTTEN


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
