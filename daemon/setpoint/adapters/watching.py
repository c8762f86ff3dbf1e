"""`Watch` by watchfiles, on macOS, Windows, and where Linux has no inotify left: FSEvents, ReadDirectoryChangesW.

watchfiles notes in a thread of its own what happens, and looks every `STEP` whether it has noted something.
"""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from setpoint.adapters.ending import Ending
from setpoint.core.ports.watch import Places

if TYPE_CHECKING:
    from watchfiles._rust_notify import RustNotify

STEP: Final = 0.1
"""Seconds. News come after one or two steps: the first sees them, the second that no more come.

Of a core when idle, and p50 / p99 of the time to news: 0.34 %, 31 / 42 ms at 0.02; 0.12 %, 80 / 102 ms at 0.05; 0.05 to
0.08 %, 154 / 201 ms at 0.1 (Linux, 2026-11-23). At most 0.1 % is promised, and 500 ms until a file is repaired.
"""
MODIFIED: Final = 2
STORM: Final = 200
"""Notes in one step. In a storm the system loses some changes, and watchfiles does not say that it was told so."""
LONGEST: Final = 86_400.0
TROUBLE: Final = (OSError, RuntimeError)
"""RuntimeError: watchfiles' own, for all but a folder that is not there or not ours to read."""

Facts = tuple[int, ...] | None


class Watching:
    """A listener is made for fixed folders; for others a new one is made before the old one is given up."""

    def __init__(self) -> None:
        self._listener: RustNotify | None = None
        self._folders: dict[str, Facts] = {}
        self._roots: frozenset[str] = frozenset()
        self._wanted: frozenset[str] = frozenset()
        self._seen: dict[str, Facts] = {}
        self._ending = Ending()
        self._stale = self._happened = self._rung = False
        self._refused: list[str] = []
        self._left_out: tuple[Path, ...] = ()

    @property
    def left_out(self) -> tuple[Path, ...]:
        return self._left_out

    @property
    def bell(self) -> int | None:
        return None

    def follow(self, places: Places, pid: int | None = None) -> None:
        """Links are followed here: FSEvents reports real paths, and inotify one of those that lead to a folder."""
        real = {folder: os.path.realpath(folder) for folder in places if folder.is_dir()}
        folders = {path: _identity(path) for path in real.values()}
        if self._stale or folders != self._folders:
            self._turn_to(folders)
        self._left_out = tuple(folder for folder, path in real.items() if path in self._refused)
        paths = [os.path.join(path, name) for folder, path in real.items() for name in places[folder]]  # noqa: PTH118
        self._roots = frozenset(map(_folded, folders))
        self._wanted = self._roots.union(map(_folded, paths))
        self._seen = {path: _facts(path) for path in paths}
        self._ending.follow(pid)

    def _turn_to(self, folders: dict[str, Facts]) -> None:
        """Only if a folder came, went or was swapped: a listener is a thread, and on macOS a stream of events."""
        old = self._listener
        self._listener, self._refused = _listener(list(folders))
        self._folders, self._stale = folders, bool(self._refused)
        if old:
            self._hear(old, 0)
            old.close()

    def wait(self, seconds: float) -> bool:
        until = time.monotonic() + seconds
        while not self.is_set():
            left = min(max(until - time.monotonic(), 0), LONGEST)
            self._hear(self._listener, left)
            if not left:
                break
        happened = self.is_set()
        if self._rung:  # and not whenever: a call between looking and clearing would be lost
            self._rung = False
        self._happened = False
        return happened

    def is_set(self) -> bool:
        """Watchfiles asks this at each step, and stops listening if it is so."""
        self._happened = self._ending.told() or self._happened
        return self._rung or self._happened

    def _hear(self, listener: RustNotify | None, seconds: float) -> None:
        """At least one step of a millisecond, as watchfiles sleeps first and looks then."""
        step = min(STEP, max(seconds, 0.001))
        if listener is None:
            time.sleep(step)
            return
        step_ms = int(step * 1000)
        try:
            noted = listener.watch(step_ms, step_ms, max(int(seconds * 1000), 1), self)
        except TROUBLE:  # a name that is no Unicode, or a system that gave up: it would say so for ever
            self._listener, self._stale, self._happened = None, True, True
            return
        if noted == "signal":  # its handler raised; which exception is not known any more
            raise KeyboardInterrupt
        if isinstance(noted, set):
            self._sort({(kind, _folded(path)) for kind, path in noted})

    def _sort(self, noted: set[tuple[int, str]]) -> None:
        """A followed folder itself counts if it came or went: Windows calls it modified whenever a file in it comes."""
        paths = {path for kind, path in noted if kind != MODIFIED or path not in self._roots}
        if not paths.isdisjoint(self._wanted) or (len(noted) >= STORM and self._moved()):
            self._happened = True
            self._stale = self._stale or not paths.isdisjoint(self._roots)

    def _moved(self) -> bool:
        before, self._seen = self._seen, {path: _facts(path) for path in self._seen}
        return before != self._seen

    def wake(self) -> None:
        self._rung = True

    def close(self) -> None:
        if self._listener:
            self._listener.close()
        self._listener = None
        self._ending.close()


def _listener(folders: Sequence[str]) -> tuple[RustNotify | None, list[str]]:
    """One for all these folders. If it is refused, for those that can be had alone, and of those as many as can."""
    made = _made(folders)
    if made or not folders:
        return made, []
    fit = []
    for folder in folders:
        if one := _made([folder]):
            one.close()
            fit.append(folder)
    while fit and not (made := _made(fit)):
        fit.pop()
    return made, [folder for folder in folders if folder not in fit]


def _made(folders: Sequence[str]) -> RustNotify | None:
    if not folders:
        return None
    try:
        return _rust_notify()(list(folders), False, False, 0, False, False)
    except TROUBLE:
        return None


def _rust_notify() -> type[RustNotify]:
    """The compiled half of watchfiles, without the package around it, which imports anyio for its other ways of use.

    0.8 MiB and 2 ms instead of 5.0 MiB and 50 ms (watchfiles 1.3, Python 3.11, 2026-11-23). If it is not to be found
    so, as in some frozen programs, the package is imported in the ordinary way.
    """
    import importlib.util
    from importlib.machinery import PathFinder

    name = "watchfiles._rust_notify"
    package = importlib.util.find_spec("watchfiles")
    spec = PathFinder.find_spec(name, package.submodule_search_locations) if package else None
    if name not in sys.modules and spec and spec.loader:
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    if name in sys.modules:
        found: type[RustNotify] = sys.modules[name].RustNotify
        return found
    from watchfiles._rust_notify import RustNotify

    return RustNotify


def _identity(folder: str) -> Facts:
    try:
        found = Path(folder).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _facts(path: str) -> Facts:
    try:
        found = os.lstat(path)
    except OSError:
        return None
    if stat.S_ISDIR(found.st_mode):  # its size and times change with every file in it
        return found.st_ino, found.st_mode
    return found.st_ino, found.st_mode, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _folded(path: str) -> str:
    if sys.platform != "darwin":
        return os.path.normcase(path)
    import unicodedata

    return unicodedata.normalize("NFC", path).casefold()
