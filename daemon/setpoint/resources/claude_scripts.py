"""Credential scripts of routes that are no longer: they go once no running app can call them."""

from __future__ import annotations

from pathlib import Path

from setpoint.core.change import Change, Line, Section
from setpoint.core.resource import Resource, World
from setpoint.value import replace


class ClaudeScripts:
    name = "claude_scripts"
    half = "claude"
    order = 57

    def look(self, world: World) -> Section:
        if not world.healthy("ClaudeConfigured", "RestartPending"):
            return Section(self.name, "claude")
        stem = Path(world.notes.helper).stem if world.notes.helper else ""
        old = [path for path in world.ledger.read().scripts if Path(path).stem != stem]
        changes = tuple(
            Change(self.name, (Line("-", "remove", Path(path).name, "of a route that is no longer used"),), path)
            for path in old
        )
        return Section(self.name, "claude", changes=changes)

    def carry_out(self, change: Change, world: World) -> None:
        assert isinstance(change.payload, str)
        path = Path(change.payload)
        seen = world.machine.files.read(path)
        if seen is not None:
            world.machine.files.delete(path, seen=seen)
        world.ledger.change(
            lambda ledger: replace(ledger, scripts=tuple(each for each in ledger.scripts if each != change.payload))
        )


RESOURCE: Resource = ClaudeScripts()
