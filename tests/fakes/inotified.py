"""The weather of the accelerated month, and beside it the machine's own watch, which really follows what it is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from fakes.month import Month
from fakes.weather import Weather
from setpoint.adapters.waking import watch as real_watch
from setpoint.core.ports.watch import Places, Watch


@dataclass
class Followed(Weather):
    """What the real watch notices is taken from it and wakes nobody: the weather decides."""

    real: Watch = field(default_factory=real_watch)
    noticed: int = 0

    def follow(self, places: Places, pid: int | None = None) -> None:
        super().follow(places, pid)
        self.real.follow(places)

    def wait(self, seconds: float) -> bool:
        self.noticed += self.real.wait(0.0)
        return super().wait(seconds)


def followed(month: Month) -> Followed:
    """From now on."""
    watch = month.days.watch = month.weather = Followed(month.days.time)
    month.begin()
    return watch


def crowds(month: Month) -> None:
    """Hundreds of files come and go where ours are: more news than anybody wants."""
    folders = [path for path in (month.places.data, month.days.index.parent, month.days.state) if path.is_dir()]
    for folder in folders:
        _come_and_go(folder, month.random.randrange(50, 400))
    month.weather.wake()


def _come_and_go(folder: Path, number: int) -> None:
    for each in range(number):
        path = folder / f"{each}.ldb"
        path.write_bytes(b"x")
        path.unlink()
