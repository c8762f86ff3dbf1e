"""`passes.py COUNT`: passes of an agent without the pauses between them; how much memory it has after how many.

Run by the installed Python in the throw-away home. All is as in `setpoint run`, but for its waits: they are over at
once, and each time a file seems to have changed. Every tenth pass asks the server; every 25th has something to repair.
Prints JSON: by number of passes the resident KiB, and the seconds of processor of one pass on average.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from setpoint.adapters.inotify import Inotify
from setpoint.adapters.readiness import Readiness
from setpoint.cli.run import LITTER
from setpoint.core.ports.watch import Places
from setpoint.loop.agent import Agent
from setpoint.telling.log import Log
from setpoint.wiring import real
from setpoint.wiring.agent import AgentAround

LOOKS: Final = 10
"""How often the memory is read."""

WHOLE: Final = 10
REPAIR: Final = 25


@dataclass(frozen=True, slots=True)
class Grown:
    """`resident`: KiB by number of passes. `seconds` of processor, of one pass on average."""

    resident: dict[int, int]
    seconds: float


class Restless:
    """A `Watch` on the real folders whose waits are over at once: each first one has news, the next none."""

    def __init__(self) -> None:
        self._real = Inotify()
        self._news = False
        self.bell = None
        self.left_out: tuple[Path, ...] = ()

    def follow(self, places: Places, pid: int | None = None) -> None:
        self._real.follow(places, pid)

    def wait(self, seconds: float) -> bool:
        self._real.wait(0)
        self._news = not self._news
        return self._news

    def wake(self) -> None:
        self._real.wake()

    def close(self) -> None:
        self._real.close()


def main() -> None:
    here = real()
    log = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - for as long as this runs
    paths = (here.machine.home / ".config" / "setpoint" / "profile.yaml",)
    agent = Agent(AgentAround(here, paths, Restless(), Log(log, "console"), Readiness({})), os.getpid())
    settings = next(here.machine.home.glob(".config/*/claude_desktop_config.json"))
    good = settings.read_bytes()
    agent.turn()
    gc.collect()
    gc.freeze()
    gc.set_threshold(LITTER)  # as `setpoint run` does it once it is ready
    grown = _grown(agent, lambda: settings.write_bytes(good.replace(b'"3p"', b'"1p"')), int(sys.argv[1]))
    if settings.read_bytes() != good:
        sys.exit("the last drift was not repaired")
    print(json.dumps(asdict(grown)))


def _grown(agent: Agent, drift: Callable[[], object], count: int) -> Grown:
    sizes, began = {}, time.process_time()
    for number in range(1, count + 1):
        if number % WHOLE == 0:
            agent.reload()
        if number % REPAIR == 0:
            drift()
        agent.turn()
        if number % (count // LOOKS) == 0:
            sizes[number] = _resident()
    return Grown(sizes, (time.process_time() - began) / count)


def _resident() -> int:
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


if __name__ == "__main__":
    main()
