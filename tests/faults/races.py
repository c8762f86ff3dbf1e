"""Puts a key of ours back, again and again, into a file that another process writes all the time, while a third reads.

    python -m faults.races RIVAL WAY ROUNDS FOLDER

One round is one writing of the rival, who afterwards looks whether its word still stands. Reading, merging and writing
are those of a turn. `WAY`:
- `whole`: as Setpoint is, on this system;
- `renamed`: as it is where names cannot be exchanged: a last look, then a rename;
- `careless`: without the last look, to see that it would be noticed.

The last line is what was found, as JSON. Times are microseconds: median, 99 of 100, longest.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

from faults.rivals import MODE, from_memory
from setpoint.adapters import exchanging, replacing
from setpoint.adapters.files import DiskFiles
from setpoint.core.document import Document
from setpoint.core.ownership import Memory, settle
from setpoint.core.survey import file_seen
from setpoint.errors import SetpointError

SALT: Final = "salt"
WANTED: Final = {MODE: "3p"}
ENOUGH: Final = 20.0
"""Seconds in which the last drift is repaired, once nobody writes any more."""


@dataclass
class Seen:
    """`windows`: from the beginning of the last look to the end of the step. `out`: theirs, until it was put back."""

    wrote: int = 0
    refused: int = 0
    put_back: int = 0
    windows: list[float] = field(default_factory=list)
    out: list[float] = field(default_factory=list)
    looked: float = 0.0
    steps: list[float] = field(default_factory=list)


class Ours:
    """`DiskFiles`, with the moments taken down."""

    def __init__(self, way: str) -> None:
        self.seen, self.files, self.memory = Seen(), DiskFiles(), Memory()
        self._look, self._swap, self._exchanger = DiskFiles._check, replacing._swap, exchanging.exchanger
        replacing._swap = self._swapped
        vars(replacing)["exchanger"] = self._exchanging if way == "whole" else (lambda: None)
        DiskFiles._check = self._unlooked if way == "careless" else self._looked  # type: ignore[method-assign, assignment]

    def _looked(self, path: Path, seen: bytes | None) -> None:
        self.seen.looked = time.perf_counter()
        self._look(self.files, path, seen)

    def _unlooked(self, path: Path, seen: bytes | None) -> None:
        self.seen.looked = time.perf_counter()

    def _swapped(self, temporary: Path, target: Path, check: Callable[[], None]) -> None:
        self._swap(temporary, target, check)
        self.seen.windows.append(time.perf_counter() - self.seen.looked)

    def _exchanging(self) -> Callable[[Path, Path], bool] | None:
        real = self._exchanger()
        return real and (lambda one, two: self._exchanged(real(one, two)))

    def _exchanged(self, done: bool) -> bool:
        self.seen.steps.append(time.perf_counter())
        return done

    def turn(self, path: Path, wanted: Mapping[str, object]) -> bool:
        """Look, merge, write; whether there is nothing to do."""
        seen, self.seen.steps = file_seen(self.files, path, MODE), []
        if seen.data is None:
            return False
        settled = settle(seen.document, self.memory, wanted, SALT)
        self.memory = settled.memory if wanted else self.memory
        data = settled.document.to_bytes()
        if data == seen.data:
            return True
        try:
            self.files.write(path, data, seen=seen.data)
            self.seen.wrote += 1
        finally:
            self._count()
        return False

    def _count(self) -> None:
        steps = self.seen.steps
        if steps:
            self.seen.windows.append(steps[0] - self.seen.looked)
        if len(steps) > 1:
            self.seen.put_back += 1
            self.seen.out.append(steps[1] - steps[0])

    def turn_anyway(self, path: Path, wanted: Mapping[str, object]) -> bool:
        try:
            return self.turn(path, wanted)
        except SetpointError:
            self.seen.refused += 1
            return False


def race(name: str, way: str, rounds: int, folder: Path) -> dict[str, object]:
    """`folder` is empty."""
    path, ours = folder / "claude_desktop_config.json", Ours(way)
    path.write_bytes(from_memory(0, b""))
    watcher, rival = started("watch", path), started(name, path, rounds)
    began = time.monotonic()
    while rival.poll() is None:
        ours.turn_anyway(path, WANTED)
    found = {"rival": name, "way": way, "rounds": rounds, "seconds": round(time.monotonic() - began, 1)}
    found |= ended(ours, path, rival)
    (folder / "over").touch()
    found |= {"wrote": ours.seen.wrote, "refused": ours.seen.refused, "put back": ours.seen.put_back, **told(watcher)}
    return found | {"window": _spread(ours.seen.windows), "out of place": _spread(ours.seen.out)}


def ended(ours: Ours, path: Path, rival: subprocess.Popen[str]) -> dict[str, object]:
    """When nobody else writes any more: ours is put back once more, and then withdrawn.

    `restored`: what is left is the rival's last, to the byte; `litter`: what is left beside it.
    """
    said, end = told(rival), time.monotonic() + ENOUGH
    last = str(said.pop("last")).encode()
    while not ours.turn_anyway(path, WANTED) and time.monotonic() < end:
        pass
    kept = Document.parse(path.read_bytes()).get((MODE,)) == "3p"
    while not ours.turn_anyway(path, {}) and time.monotonic() < end:
        pass
    litter = sorted(each.name for each in path.parent.iterdir() if each.name.startswith(".setpoint-"))
    return {**said, "kept": kept, "restored": path.read_bytes() == last, "litter": litter}


def started(*words: object) -> subprocess.Popen[str]:
    """A rival: name, file, rounds."""
    argv = [sys.executable, "-m", "faults.rivals", *map(str, words)]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(argv, env=env, stdout=subprocess.PIPE, text=True)


def told(process: subprocess.Popen[str]) -> dict[str, Any]:
    """What it found, when it has ended."""
    out: IO[str] | None = process.stdout
    assert out is not None
    with out:
        text = out.read()
    assert process.wait(timeout=20) == 0
    return dict(json.loads(text))


def _spread(seconds: list[float]) -> list[int]:
    ordered = sorted(round(each * 1e6) for each in seconds)
    return [ordered[len(ordered) // 2], ordered[len(ordered) * 99 // 100], ordered[-1]] if ordered else []


if __name__ == "__main__":
    name, way, rounds, folder = sys.argv[1:]
    print(json.dumps(race(name, way, int(rounds), Path(folder))))
