"""Files and commands: bytes in and bytes out, programs run to their end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal, Protocol

from setpoint.value import value


@value
class FileFacts:
    """What a name in a folder is, links not followed. `mode` has the permission bits only; on Windows `uid` is 0.

    `links` counts the names of the same file: a replace keeps only the one that was written.
    """

    kind: Literal["file", "folder", "link", "other"]
    uid: int
    mode: int
    size: int
    modified: float
    links: int = 1


class Files(Protocol):
    """Whole small files, bytes in and bytes out. Every failure is a `FileTrouble` (SP306, SP307, SP804)."""

    def read(self, path: Path, *, limit: int = 16 << 20) -> bytes | None:
        """The content; None: no such file. A folder, a device or more than `limit` bytes is trouble, not None."""

    def half_written(self, path: Path) -> bool:
        """Whether somebody is writing the file right now, as far as the system tells: what was read is not all then."""

    def write(self, path: Path, data: bytes, *, seen: bytes | None, mode: int | None = None) -> None:
        """Replace the file in one step, durably (temporary file beside it, fsync, rename, fsync of the folder).

        `seen` is what was read before (None: it was not there): if it is something else by now, SP307 and no change.
        So it is where somebody is half-way through writing it, and, where the system can exchange two names in one
        step, where somebody writes it in that very instant: theirs is put back.
        A new file gets `mode` (default 0600), an existing one keeps its own. A symlink is followed, not replaced.
        Missing parent folders are made 0700.
        """

    def append(self, path: Path, data: bytes) -> None:
        """Put lines at the end, durably; after a line that was cut off they begin on a new one. Else as `write`."""

    def delete(self, path: Path, *, seen: bytes) -> None:
        """Remove the file if it still is what was seen; SP307 otherwise."""

    def make_folder(self, path: Path) -> tuple[Path, ...]:
        """Make the folder and its parents, 0700. Those that were not there before, outermost first."""

    def drop_folder(self, path: Path) -> bool:
        """Remove the folder if it is empty; whether it is gone."""

    def sweep(self, path: Path) -> None:
        """Remove what writers of this file, or of its neighbours, left half written when they were killed."""

    def same(self, path: Path, other: str) -> bool:
        """Whether both are names of one file or folder, links followed. False where one of them cannot be seen."""

    def modified(self, path: Path) -> float | None:
        """Seconds since 1970 of the last change of a file or folder; None: not there or not to be seen."""

    def names(self, path: Path) -> tuple[str, ...]:
        """The names in a folder, sorted; empty where there is none."""

    def link(self, path: Path) -> str | None:
        """Where a symlink points, unresolved; None if it is no symlink."""

    def links(self, folder: Path, names: Iterable[str]) -> Mapping[str, str]:
        """Where many symlinks below a folder point, by name (`a/b` too). What is none or cannot be read is left out."""

    def facts(self, path: Path) -> FileFacts | None:
        """Kind, owner and permissions of the name itself; None: not there."""


@value
class Ran:
    """A program that ended: exit status and decoded output, which is left out of `repr`: it may be a key."""

    status: int
    out: str
    err: str

    def __repr__(self) -> str:
        return f"Ran(status={self.status})"


class Runner(Protocol):
    def __call__(self, argv: Sequence[str], *, seconds: float = 10, stdin: str | None = None) -> Ran:
        """Run a program to its end, never through a shell. CommandFailed (SP703: not there, SP705: time is up)."""


class Lasting(Protocol):
    def __call__(self, argv: Sequence[str], *, seconds: float, said: Callable[[str], None]) -> Ran:
        """Run a program that must not be cut off half-way to its end: it goes on if we end, or are interrupted.

        Only the time limit ends it. `said` is called now and then with the last line of its output. `Ran` holds the
        end of that output. CommandFailed like a `Runner`.
        """
