"""The end of an accelerated month: everything is given back, and nothing has grown without bound."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from fakes.foreign import OURS
from fakes.happenings import goes_home
from fakes.meddling import ELSEWHERE
from fakes.month import Month, Person
from setpoint.core.backups import KEPT
from setpoint.core.facts.claude import ENTRY_ID, RESAVED
from setpoint.core.ledger import RESTORE
from setpoint.telling.history import KEPT as LINES
from setpoint.telling.history import SLACK

PER_EVENT: Final = 6
"""Writes of the agent for each event, on the average of a month. 40 months had 0.3 to 2.0 (2026-11-23)."""

STATE: Final = 150_000
"""Bytes of the state folder. 40 months had 8,000 to 41,000 (2026-11-23)."""


def farewell(month: Month) -> None:
    """A person has everything given back, and nothing of ours is left."""
    goes_home(month)
    month.evening()
    code, said = month.call("restore", "--yes", "--models")
    month.wrongs += [said] if code else []
    month.wrongs += left(month)
    month.check()
    assert "nothing to restore" in month.call("restore", "--yes")[1]
    month.person = Person(suspended=RESTORE)


def left(month: Month) -> Iterator[str]:
    """What of ours is still there.

    A route that somebody set is no more ours, nor is what the app adds when it writes an entry anew: it may stay where
    the entry does, because others have keys in it, or was there before ours and goes back.
    """
    index, entry = _read(month.days.index), _read(month.days.entry)
    if index.get("appliedId") == ENTRY_ID:
        yield "our entry is still applied"
    if not entry and any(row["id"] == ENTRY_ID for row in index.get("entries", [])):
        yield "the row of our entry is still there"
    for key, value in entry.items():
        if key.startswith(OURS) and key not in RESAVED and value != ELSEWHERE:
            yield f"{key} is still in our entry: {value}"
    for model in month.server.store.listed():
        if model.name.model.startswith("claude-"):
            yield f"{model.name.model} is still on the server"


def _read(path: Path) -> dict[str, Any]:
    found = json.loads(path.read_bytes()) if path.exists() else {}
    assert isinstance(found, dict)
    return found


def bounded(month: Month, events: int) -> None:
    """`events`: how many there were."""
    state = [path for path in month.days.state.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in state) < STATE
    assert len(list((month.days.state / "backups").glob("*"))) <= 3 * KEPT
    assert len(month.days.history()) <= LINES + SLACK + 10
    assert len(month.disk.wrote) - month.persons_writes <= PER_EVENT * events
