"""A disk that counts and may lose its power, and a watch in which other programs go on writing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from fakes.days import Disk, Woken
from setpoint.errors import FileTrouble


class PowerCutError(BaseException):
    """Nothing in the program gets to handle it, as with kill -9."""


@dataclass
class Counted(Disk):
    """Every write and removal is counted and shown to `judge` first. `cut`: how many are left until the power goes.

    `half`: whether the one at which it goes is still done.
    """

    judge: Callable[[Path], None] = lambda _path: None
    wrote: list[Path] = field(default_factory=list)
    reads: int = 0
    refused: int = 0
    cut: int | None = None
    half: bool = False
    full: bool = False
    cramped: int | None = None
    """Bytes of a file after which the system itself refuses the rest."""
    volume: int = 0
    """Bytes of all writes, as far as they were begun."""

    def read(self, path: Path, *, limit: int = 16 << 20) -> bytes | None:
        self.reads += 1
        return super().read(path, limit=limit)

    def write(self, path: Path, data: bytes, *, seen: bytes | None, mode: int | None = None) -> None:
        self._touch(
            path, lambda: self._fill(data, lambda: super(Counted, self).write(path, data, seen=seen, mode=mode))
        )

    def append(self, path: Path, data: bytes) -> None:
        self._touch(path, lambda: self._fill(data, lambda: super(Counted, self).append(path, data)))

    def _fill(self, data: bytes, step: Callable[[], None]) -> None:
        self.volume += len(data)
        try:
            with no_longer_than(self.cramped):
                step()
        except FileTrouble:
            self.refused += 1
            raise

    def delete(self, path: Path, *, seen: bytes) -> None:
        self._touch(path, lambda: super(Counted, self).delete(path, seen=seen))

    def _touch(self, path: Path, step: Callable[[], None]) -> None:
        self.judge(path)
        if self.full:
            self.refused += 1
            raise FileTrouble("SP804", "no room left on the disk", where=str(path))
        if self.cut == 0:
            self.cut = None
            self.wrote.append(path)
            if self.half:
                step()
            raise PowerCutError
        self.cut = self.cut - 1 if self.cut is not None else None
        step()
        self.wrote.append(path)  # what was refused changed nothing, and so wakes nobody


@contextmanager
def no_longer_than(size: int | None) -> Iterator[None]:
    """Within it this process cannot write a file beyond that size (RLIMIT_FSIZE; Python ignores the signal)."""
    if size is None or sys.platform == "win32":
        yield
        return
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@dataclass
class Weather(Woken):
    """Each wait does one of what `storm` holds, if anything; 4 ms lie between two."""

    storm: list[Callable[[], object]] = field(default_factory=list)

    def wait(self, seconds: float) -> bool:
        if not self.storm:
            return super().wait(seconds)
        self.storm.pop(0)()
        self.woken = False
        self.time.sleep(0.004)
        return True

    def sees(self, path: Path) -> bool:
        """Whether a change of this file wakes us: its name, or the first folder on its way that is not there."""
        home = next((each for each in path.parents if each.is_dir()), path)
        name = path.relative_to(home).parts[0]
        return name in self.places.get(home.resolve(), ())
