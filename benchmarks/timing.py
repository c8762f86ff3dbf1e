"""Wall time of whole processes, run in turn, so that whatever else the machine does meets all of them alike."""

from __future__ import annotations

import resource
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles


@dataclass(frozen=True, slots=True)
class Task:
    """One program with its arguments; it ends with 0, or there is nothing to measure."""

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str]


@dataclass(slots=True)
class Times:
    """Seconds of each run: on the wall, and of processor by the process with all its children."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    @property
    def middle(self) -> float:
        return median(self.wall)

    @property
    def quarters(self) -> tuple[float, float]:
        """Between these lies the middle half of the runs."""
        low, _, high = quantiles(self.wall, n=4)
        return low, high

    @property
    def work(self) -> float:
        return median(self.cpu)


def measure(tasks: Sequence[Task], rounds: int, warm: int = 2) -> dict[str, Times]:
    """By name. `warm` rounds come first and do not count: caches of the system, compiled files of the peers."""
    times = {task.name: Times() for task in tasks}
    for turn in range(-warm, rounds):
        for task in tasks:
            wall, cpu = _once(task)
            if turn >= 0:
                times[task.name].wall.append(wall)
                times[task.name].cpu.append(cpu)
    return times


def _once(task: Task) -> tuple[float, float]:
    before = _spent()
    start = time.perf_counter()
    code = subprocess.run(
        task.argv, env=task.env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        check=False,
    ).returncode  # fmt: skip
    wall = time.perf_counter() - start
    spent = _spent() - before
    if code:
        raise SystemExit(f"{task.name} ended with {code}: {' '.join(task.argv)}")
    return wall, spent


def _spent() -> float:
    """Processor seconds of all children so far, their children counted in."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
