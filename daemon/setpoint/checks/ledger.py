"""Whether what Setpoint remembers can be read: without it nothing can be given back."""

from __future__ import annotations

from collections.abc import Iterator

from setpoint.core.check import Area, Check, Checked, Scene, failure, ok
from setpoint.core.figures import count_text
from setpoint.core.ledger import VERSION, Ledger


class LedgerCheck:
    area: Area = "setpoint"
    order = 30

    def look(self, scene: Scene) -> Iterator[Checked]:
        world = scene.world
        path = world.state / "ledger.json"
        ledger = world.ledger.read()
        if world.ledger.broken():
            message = f"{path} cannot be understood; what was there before us is not known, and the agent holds"
            yield failure("SP801", message, "setpoint apply sets it aside and begins a new one")
        elif world.machine.files.facts(path) is None:
            yield ok("there is none yet: nothing was done on this machine")
        else:
            yield ok(_told(ledger))


def _told(ledger: Ledger) -> str:
    keys = sum(len(each.entry.keys) + len(each.settings.keys) for each in ledger.claude.values())
    slots = sum(len(each.derived) for each in ledger.servers.values())
    models = sum(len(each.pulled) for each in ledger.servers.values())
    told = f"{count_text(keys, 'key')} of Claude's files, {count_text(slots, 'slot')} made"
    return f"version {VERSION}: {told}, {count_text(models, 'model')} pulled"


CHECK: Check = LedgerCheck()
