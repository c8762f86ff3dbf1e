"""How old the tables of facts are that Setpoint goes by: ids, keys, paths, versions, retirements."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from importlib import import_module
from typing import Final

from setpoint.core.check import Area, Check, Checked, Scene, note, ok
from setpoint.discovery import names

ROOM: Final = "setpoint.core.facts"

OLD: Final = 120
"""Days. Claude Desktop brings out a version a week, Ollama one or two."""


class Tables:
    area: Area = "setpoint"
    order = 100

    def look(self, scene: Scene) -> Iterator[Checked]:
        dates = {name: date.fromisoformat(import_module(f"{ROOM}.{name}").AS_OF) for name in names(ROOM)}
        oldest = min(dates, key=lambda name: dates[name])
        today = datetime.fromtimestamp(scene.world.clock.now(), UTC).date()
        days = (today - dates[oldest]).days
        if days > OLD:
            message = f"the oldest ({oldest}) is of {dates[oldest]}, {days} days ago"
            yield note(message, "SP847", "upgrade Setpoint; ids, keys and retired models may have changed since")
        else:
            yield ok(f"{len(dates)} tables, the oldest ({oldest}) of {dates[oldest]}")


CHECK: Check = Tables()
