"""Time that stands still, and an app that is asked to quit and started again without any real process."""

from __future__ import annotations

from dataclasses import dataclass

from golden.systems import STARTED, Computer
from setpoint.core.ports import Machine, Platform, Running


@dataclass
class SteppingClock:
    """Stands still but for sleeping. Never at a whole second: start times of processes are cut to one."""

    time: float = STARTED + 1800.7

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += seconds


class Quitting:
    """A platform whose polite request always reaches the made-up app, never a real process."""

    def __init__(self, platform: Platform, computer: Computer, clock: SteppingClock) -> None:
        self._platform = platform
        self._computer = computer
        self._clock = clock

    def __getattr__(self, name: str) -> object:
        return getattr(self._platform, name)

    def quit(self, machine: Machine, running: Running) -> None:
        self._computer.close()

    def start(self, machine: Machine, app: str) -> None:
        self._computer.open(self._clock.now())
