"""Whether something was begun and not brought to its end: a restore, a start that we owe the app, a slot."""

from __future__ import annotations

from collections.abc import Iterator

from setpoint.core.check import Area, Check, Checked, Scene, note, ok, warning
from setpoint.times import date_text


class HalfMade:
    area: Area = "setpoint"
    order = 70

    def look(self, scene: Scene) -> Iterator[Checked]:
        ledger = scene.world.ledger.read()
        found = []
        if ledger.suspended and ledger.suspended.restored and any(each.row for each in ledger.claude.values()):
            message = "a restore is not through: something of ours is still in Claude's files"
            found.append(warning("SP844", message, "quit Claude, then: setpoint restore"))
        if ledger.owed:
            message = f"Claude was asked to quit at {date_text(ledger.owed.since)} and was not started again by us yet"
            found.append(note(message, "SP844", "start it by hand, or: setpoint apply"))
        making = [name for each in ledger.servers.values() for name in each.making]
        if making:
            found.append(note(f"slots half made: {', '.join(making)}", "SP844", "setpoint apply makes them anew"))
        yield from found or [ok("nothing")]


CHECK: Check = HalfMade()
