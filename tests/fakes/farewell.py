"""The end of an accelerated month: everything is given back, and nothing has grown without bound."""

from __future__ import annotations

import json
from typing import Final

from fakes.happenings import goes_home
from fakes.month import Month
from setpoint.core.backups import KEPT
from setpoint.core.facts.claude import ENTRY_ID
from setpoint.telling.history import KEPT as LINES

PER_EVENT: Final = 6
"""Writes of the agent for each event, on the average of a month. 40 months had 0.3 to 2.0 (2026-11-23)."""

STATE: Final = 150_000
"""Bytes of the state folder. 40 months had 8,000 to 41,000 (2026-11-23)."""


def farewell(month: Month, events: int) -> None:
    """`events`: how many there were. In an agent that was held, somebody else's change of ours may be left."""
    goes_home(month)
    month.evening()
    held = month.holder()
    code, said = month.call("restore", "--yes", "--models")
    assert code == 0, said
    month.check()
    assert "nothing to restore" in month.call("restore", "--yes")[1]
    index = month.days.read(month.days.index) if month.days.index.exists() else {}
    assert index.get("appliedId") != ENTRY_ID
    if not held:
        assert _of_ours(month) == []
    bounded(month, events)


def _of_ours(month: Month) -> list[str]:
    """What is left of ours, in our entry and on the server."""
    entry = json.loads(month.days.entry.read_bytes()) if month.days.entry.exists() else {}
    names = [model.name.model for model in month.server.store.listed()]
    return [each for each in (*entry, *names) if each.startswith(("inference", "claude-"))]


def bounded(month: Month, events: int) -> None:
    state = [path for path in month.days.state.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in state) < STATE
    assert len(list((month.days.state / "backups").glob("*"))) <= 3 * KEPT
    assert len(month.days.history()) <= LINES + 10
    assert len(month.disk.wrote) - month.persons_writes <= PER_EVENT * events
