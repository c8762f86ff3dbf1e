"""The disk, as `Files`: whole small files, replaced in one step or not at all.

A replaced file keeps its permissions and, where we may, its group. It does not keep extended attributes, and of a file
with several hard links only the name that was written gets the new content (`facts` tells their number): writing in
place instead could leave half a file.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, Literal

from setpoint.core.ports import FileFacts
from setpoint.errors import FileTrouble

ABSENT: Final = (errno.ENOENT, errno.ENOTDIR)
FULL: Final = (errno.ENOSPC, errno.EDQUOT)
FULL_ON_WINDOWS: Final = (39, 112)
NOT_A_LINK_ON_WINDOWS: Final = 4390
TEMPORARY: Final = ".setpoint-"
"""How the names of files begin that are being written."""


class DiskFiles:
    """`Files` on the machine's own disk."""

    def read(self, path: Path, *, limit: int = 16 << 20) -> bytes | None:
        with _told(path, "read"):
            try:
                return _content(path, limit)
            except OSError as error:
                if error.errno in ABSENT:
                    return None
                raise

    def half_written(self, path: Path) -> bool:
        from setpoint.adapters.half_written import half_written

        return half_written(path)

    def write(self, path: Path, data: bytes, *, seen: bytes | None, mode: int | None = None) -> None:
        from setpoint.adapters.replacing import replace

        with _told(path, "written"):
            target = _target(path)
            self._check(target, seen)
            self.make_folder(target.parent)
            kept = _permissions(target)
            replace(target, data, kept, mode, lambda: self._check(target, seen), seen=seen)

    def append(self, path: Path, data: bytes) -> None:
        from setpoint.adapters.appending import append

        with _told(path, "written"):
            target = _target(path)
            self.make_folder(target.parent)
            _permissions(target)
            append(target, data)

    def delete(self, path: Path, *, seen: bytes) -> None:
        from setpoint.adapters.replacing import remove

        with _told(path, "removed"):
            target = _target(path)  # as `write` made it: a link, even one to nothing, is its owner's
            remove(target, seen, lambda: self._check(target, seen))

    def make_folder(self, path: Path) -> tuple[Path, ...]:
        with _told(path, "made"):
            if path.is_dir():
                return ()
            from setpoint.adapters.folders import make

            return make(path)

    def drop_folder(self, path: Path) -> bool:
        with _told(path, "removed"):
            try:
                path.rmdir()
            except OSError as error:
                if error.errno == errno.ENOENT:
                    return True
                if error.errno in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR):
                    return False
                raise
            from setpoint.adapters.folders import settle

            settle(path.parent)  # else a loss of power brings it back when nobody remembers any more whose it was
        return True

    def sweep(self, path: Path) -> None:
        with suppress(OSError, ValueError):
            folder = _target(path).parent
            left = [name for name in os.listdir(folder) if name.startswith(TEMPORARY)]  # noqa: PTH208  names only
            if left:
                from setpoint.adapters.sweeping import sweep

                sweep(folder)

    def same(self, path: Path, other: str) -> bool:
        try:
            return path.samefile(other)
        except (OSError, ValueError):
            return False

    def modified(self, path: Path) -> float | None:
        try:
            return path.stat().st_mtime
        except (OSError, ValueError):
            return None

    def names(self, path: Path) -> tuple[str, ...]:
        with _told(path, "listed"):
            try:
                return tuple(sorted(os.listdir(path)))  # noqa: PTH208  names are wanted, not paths
            except OSError as error:
                if error.errno in ABSENT:
                    return ()
                raise

    def link(self, path: Path) -> str | None:
        with _told(path, "read"):
            try:
                return os.readlink(path)  # noqa: PTH115  a lock's `host-pid` is no path
            except OSError as error:
                if error.errno in (*ABSENT, errno.EINVAL) or _windows_error(error) == NOT_A_LINK_ON_WINDOWS:
                    return None
                raise

    def links(self, folder: Path, names: Iterable[str]) -> Mapping[str, str]:
        """Names are joined as texts: a `Path` each costs three times the question itself."""
        found = {}
        for name in names:
            with suppress(OSError, ValueError):
                found[name] = os.readlink(f"{folder}/{name}")  # noqa: PTH115  as above
        return found

    def facts(self, path: Path) -> FileFacts | None:
        with _told(path, "looked at"):
            try:
                found = path.lstat()
            except OSError as error:
                if error.errno in ABSENT:
                    return None
                raise
        mode = stat.S_IMODE(found.st_mode)
        return FileFacts(_kind(found.st_mode), found.st_uid, mode, found.st_size, found.st_mtime, found.st_nlink)

    def _check(self, path: Path, seen: bytes | None) -> None:
        """Somebody else's change, made since we looked, wins."""
        if self.read(path, limit=max(16 << 20, len(seen or b""))) != seen:
            raise changed(path)


def changed(path: Path) -> FileTrouble:
    message = "the file was changed by somebody else since it was read"
    return FileTrouble("SP307", message, where=str(path), hint="run again")


def _content(path: Path, limit: int) -> bytes:
    """Without O_NONBLOCK the opening of a FIFO would wait for its writer, for ever."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags)
    with open(descriptor, "rb", buffering=0) as file:  # noqa: PTH123  a descriptor has no path
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise FileTrouble("SP305", "this is not a regular file", where=str(path), hint="put a plain file there")
        chunks: list[bytes] = []
        left = limit + 1
        # The size is a hint to need one read; files in /proc say 0. A read sets aside as much as it is asked for.
        step = max(found.st_size + 1, 1 << 16)
        while left > 0 and (chunk := file.read(min(left, step))):
            chunks.append(chunk)
            left -= len(chunk)
    if left <= 0:
        message = f"the file is larger than {limit} bytes"
        raise FileTrouble("SP305", message, where=str(path), hint="check that it is the right file")
    return b"".join(chunks)


def _target(path: Path) -> Path:
    """Where the content really is: a settings file that is a link into a dotfiles checkout stays one."""
    if not path.is_symlink():
        return path
    try:
        path.stat()
    except OSError as error:
        # A link to nothing is fine, its file will be made. A link in a circle (ELOOP) is not.
        if error.errno not in ABSENT:
            raise
    return path.resolve()


def _permissions(path: Path) -> os.stat_result | None:
    """What the file has now; None: there is none. A file that its owner made read-only is meant to stay as it is."""
    try:
        found = path.stat()
    except OSError as error:
        if error.errno in ABSENT:
            return None
        raise
    if not found.st_mode & stat.S_IWUSR:
        hint = "allow its owner to write, if Setpoint should change it"
        raise FileTrouble("SP306", "the file is read-only", where=str(path), hint=hint)
    return found


def _kind(mode: int) -> Literal["file", "folder", "link", "other"]:
    if stat.S_ISREG(mode):
        return "file"
    if stat.S_ISDIR(mode):
        return "folder"
    return "link" if stat.S_ISLNK(mode) else "other"


@contextmanager
def _told(path: Path, action: str) -> Iterator[None]:
    """Every failure in the project's own words. A name with NUL or unencodable characters is a ValueError in Python."""
    try:
        yield
    except FileTrouble:
        raise
    except ValueError:
        hint = "give it a name without control characters"
        raise FileTrouble("SP306", f"this name cannot be {action}", where=repr(str(path)), hint=hint) from None
    except OSError as error:
        if error.errno in FULL or _windows_error(error) in FULL_ON_WINDOWS:
            hint = "free some space and run again; nothing was changed"
            raise FileTrouble("SP804", "no room left on the disk", where=str(path), hint=hint) from None
        why = (error.strerror or "the system refused").lower()
        raise FileTrouble("SP306", f"cannot be {action}: {why}", where=str(path), hint=_cure(error)) from None


def _windows_error(error: OSError) -> int | None:
    return getattr(error, "winerror", None)


def _cure(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "check that you own it, or that no other program holds it open"
    return "check the path"
