"""The new content of a file, put in its place in one step, so that a crash at any moment leaves the old or the new."""

from __future__ import annotations

import errno
import os
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from setpoint.adapters.aside import Aside, aside, settle_aside, settle_removed, take_up
from setpoint.adapters.exchanging import add, exchanger
from setpoint.adapters.files import changed
from setpoint.adapters.folders import settle
from setpoint.adapters.half_written import FRESH, open_for_writing
from setpoint.adapters.patience import patiently
from setpoint.adapters.sweeping import SUFFIX, started, sweep

NO_SYNC: Final = (errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP)


def replace(
    target: Path,
    data: bytes,
    kept: os.stat_result | None,
    mode: int | None,
    check: Callable[[], None],
    *,
    seen: bytes | None,
) -> None:
    """`kept`: the file that is there now. `check` raises if it is not what was `seen`; None: nothing may be there."""
    sweep(target.parent)
    start = started()
    temporary = target.with_name(start + SUFFIX)
    try:
        _fill(temporary, data, kept, mode)
        if seen is None:
            patiently(lambda: _add(temporary, target, check))
        elif _exchanged(temporary, target, start, seen, data, check):
            return  # synced; what was aside may come back with a loss of power, to be swept
        else:
            patiently(lambda: _swap(temporary, target, check))
    except (FileExistsError, FileNotFoundError):
        raise changed(target) from None
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    settle(target.parent)


def remove(target: Path, seen: bytes, check: Callable[[], None]) -> None:
    """Remove a file: on POSIX from its place first, and for good once it was looked at again. `check` as above."""
    sweep(target.parent)
    it = aside(started(), target, seen, seen)
    if it is None or sys.platform == "win32":
        check()
        target.unlink(missing_ok=True)
        settle(target.parent)
        return
    leases = False
    with suppress(OSError):
        leases = not open_for_writing(target)  # who had it open before our look does not count as one who wrote
    check()
    with suppress(FileNotFoundError):
        target.rename(it.path)
        with _judged(it):
            stood = settle_removed(it, leases=leases)
        settle(target.parent)
        if not stood:
            raise changed(target)


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


def _exchanged(temporary: Path, target: Path, start: str, seen: bytes, data: bytes, check: Callable[[], None]) -> bool:
    """False: not possible here. What somebody wrote since the last look comes back by it, and goes back (`aside`)."""
    exchange, it = exchanger(), aside(start, target, seen, data)
    if exchange is None or it is None:
        return False
    leases = _nobody_has_it_open(temporary, target)
    temporary.rename(it.path)
    with _judged(it):
        check()
        if not exchange(it.path, target):
            it.path.rename(temporary)
            return False
        stood = settle_aside(it, exchange, leases=leases)
    settle(target.parent)
    if not stood:
        raise changed(target)
    return True


def _nobody_has_it_open(temporary: Path, target: Path) -> bool:
    """Then whoever has it open for writing afterwards has opened it meanwhile. SP307 when somebody is writing it now.

    A file system that calls every file open says so of ours too.
    """
    if open_for_writing(temporary):
        return False
    if not open_for_writing(target):
        return True
    if abs(time.time() - target.stat().st_mtime) < FRESH:
        raise changed(target)
    return False


@contextmanager
def _judged(it: Aside) -> Iterator[None]:
    """Whatever happens in between (Ctrl-C is enough), what somebody else wrote is not left aside."""
    try:
        yield
    except BaseException:
        with suppress(OSError):
            take_up(it)
        raise


def _swap(temporary: Path, target: Path, check: Callable[[], None]) -> None:
    """The last look is right before the step."""
    check()
    temporary.replace(target)


def _add(temporary: Path, target: Path, check: Callable[[], None]) -> None:
    """A new file is put there by a call that never overwrites."""
    check()
    if sys.platform == "win32":
        temporary.rename(target)
    else:
        add(temporary, target)
