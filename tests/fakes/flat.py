"""Whether what a long life takes stays the same, and within bounds. Asked of its figures, day by day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from fakes.long_life import EVENTS, Day
from setpoint.telling.history import KEPT as LINES
from setpoint.telling.history import SLACK

EARLY: Final = 5
"""Days in which everything happens for the first time; they are compared with nothing."""

ENOUGH: Final = 10
"""Days after those, without which there is no telling what grows."""


@dataclass(frozen=True, slots=True)
class Level:
    """`most`: on any day. `drift`: by how much the middle day of the last third may lie above that of the third before.

    The first third is compared with nothing: memory that Python took for a rare large answer it does not give back, and
    for months the largest one is still to come (6 MiB in eleven, nothing in the seven after them, 2026-11-22).
    """

    name: str
    of: Callable[[Day], float]
    most: float
    drift: float


LEVELS: Final = (
    Level("KiB of resident memory", lambda day: day.gauged.resident, 100_000, 2_000),
    Level("blocks of Python's memory", lambda day: day.gauged.blocks, 600_000, 4_000),
    Level("descriptors", lambda day: day.gauged.descriptors, 16, 0),
    Level("folders that are watched", lambda day: day.gauged.watched, 20, 2),
    Level("threads", lambda day: day.gauged.threads, 4, 0),
    Level("files of our own", lambda day: day.gauged.files, 60, 60),
    Level("bytes of our own", lambda day: day.gauged.state, 900_000, 900_000),
    Level("lines of history", lambda day: day.gauged.lines, LINES + SLACK + 20, LINES),
    Level("temporary files", lambda day: day.gauged.litter, 20, 2),
    Level("writes for each event", lambda day: day.writes / EVENTS, 20, 2),
    Level("bytes written for each event", lambda day: day.volume / EVENTS, 200_000, 10_000),
)


def grown(days: Sequence[Day]) -> Iterator[str]:
    """What is beyond its level."""
    later = days[EARLY:]
    third = len(later) // 3 if len(later) >= ENOUGH else 0
    for level in LEVELS:
        most, drift = max(map(level.of, days)), 0.0
        if third:
            drift = median(map(level.of, later[-third:])) - median(map(level.of, later[-2 * third : -third]))
        if most > level.most:
            yield f"{level.name}: {most:,.0f} on one day, {level.most:,.0f} at the most"
        if drift > level.drift:
            yield f"{level.name}: {drift:,.0f} more in the last third, {level.drift:,.0f} at the most"
