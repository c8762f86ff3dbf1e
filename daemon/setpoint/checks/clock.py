"""Whether the clock was set back: what Setpoint remembers is never of tomorrow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from setpoint.core.check import Area, Check, Checked, Scene, ok, warning
from setpoint.core.figures import span_text
from setpoint.core.happened import happened
from setpoint.core.ledger import Ledger
from setpoint.core.resource import World
from setpoint.errors import FileTrouble
from setpoint.times import date_text

SLACK: Final = 120.0
"""Seconds that a clock may be put right by at any time."""


class ClockCheck:
    area: Area = "setpoint"
    order = 90

    def look(self, scene: Scene) -> Iterator[Checked]:
        now = scene.world.clock.now()
        newest = max((*_remembered(scene.world.ledger.read()), *_happened(scene.world)), default=0.0)
        if newest > now + SLACK:
            message = f"it is {span_text(newest - now)} behind the newest thing remembered, of {date_text(newest)}"
            yield warning("SP846", message, "set the clock right; what is due waits until then")
        else:
            yield ok(date_text(now))


def _remembered(ledger: Ledger) -> Iterator[float]:
    yield from (each.at for each in ledger.since.values())
    yield from (each.written_at for each in ledger.claude.values())
    yield from (drift.at for each in ledger.drifts.values() for drift in each)
    yield from (moment for each in ledger.servers.values() for moment in each.cloud.values())
    yield from ledger.keys.values()
    yield from (each.since for each in (ledger.suspended, ledger.used, ledger.owed) if each is not None)


def _happened(world: World) -> Iterator[float]:
    """The last line: the history grows at its end."""
    try:
        lines = (world.machine.files.read(world.state / "history.jsonl") or b"").splitlines()
    except FileTrouble:
        return
    last = happened(lines[-1]) if lines else None
    if last is not None:
        yield last.at


CHECK: Check = ClockCheck()
