"""Months on end in one process, under load and all faults together; a line of figures for each day."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from fakes.days import DAY
from fakes.farewell import farewell
from fakes.faults import TOGETHER
from fakes.gauges import Gauged, gauged, litter
from fakes.happenings import a_day
from fakes.inotified import followed
from fakes.month import Month

DAYS: Final = 30
EVENTS: Final = 20


@dataclass(frozen=True, slots=True)
class Day:
    """`seconds`: how long it really took. `simulated`: of the clock. `writes` and `volume` (bytes): the agent's own.

    `month` counts from 0, and its seed is the first seed and so many; `restarts`: agents that began.
    """

    month: int
    day: int
    seconds: float
    simulated: float
    turns: int
    restarts: int
    asked: int
    writes: int
    volume: int
    gauged: Gauged


def day_from(told: dict[str, Any]) -> Day:
    return Day(**{**told, "gauged": Gauged(**told["gauged"])})


def days_of(home: Path, seed: int, over: Callable[[], bool]) -> Iterator[Day]:
    """Each month ends with a restore of everything, and the next one begins where it left off, with the next seed."""
    with Month(home, seed) as month:
        watch = followed(month)
        month.stack.callback(watch.real.close)
        number = 0
        while not over():
            for day in range(DAYS):
                yield _day(month, number, day)
                if over():
                    break
            farewell(month)
            number += 1
            month.reseed(seed + number)


def _day(month: Month, number: int, day: int) -> Day:
    began, at, turns, restarts = time.monotonic(), month.now, month.turns, month.restarts
    asked = month.server.requests.total()
    a_day(month, EVENTS, TOGETHER)
    age(month.home)
    writes, volume = len(month.disk.wrote) - month.persons_writes, month.disk.volume - month.persons_volume
    month.forget()
    return Day(
        number,
        day,
        time.monotonic() - began,
        month.now - at,
        month.turns - turns,
        month.restarts - restarts,
        month.server.requests.total() - asked,
        writes,
        volume,
        gauged(month.home, month.days.state),
    )


def age(home: Path) -> None:
    """What lay about at the end of a day is a day old: the disk keeps another time than the month."""
    for path in litter(home):
        os.utime(path, (time.time() - DAY,) * 2)
