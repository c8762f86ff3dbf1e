"""What the applied entry, and our own, say that Claude Desktop would refuse or ignore."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from setpoint.core.check import Area, Check, Checked, Scene, failure, note, ok, warning
from setpoint.core.entry_rules import Fault, faults
from setpoint.core.facts.claude import ENTRY_ID
from setpoint.core.figures import count_text
from setpoint.core.finding import quoted

OURS = "correct it in the profile, then: setpoint apply"


class ClaudeValues:
    area: Area = "claude"
    order = 80

    def look(self, scene: Scene) -> Iterator[Checked]:
        applied = scene.claude.applied
        for entry_id in dict.fromkeys((applied, ENTRY_ID)) if scene.claude.here else ():
            document = scene.claude.entries.get(entry_id)
            if document is None:
                continue
            values = document.value()
            found = [*faults(values), *self._helper(scene, values)]
            yield from (self._told(scene, entry_id, fault) for fault in found)
            if not found and entry_id == applied:
                yield ok(f"{count_text(len(values), 'key')} of the applied entry, all of a form that Claude takes")

    @staticmethod
    def _helper(scene: Scene, values: dict[str, object]) -> Iterator[Fault]:
        """Our own scripts have a check of their own."""
        told = values.get("inferenceCredentialHelper")
        if not isinstance(told, str) or not Path(told).is_absolute() or told in scene.world.ledger.read().scripts:
            return
        if scene.world.machine.files.modified(Path(told)) is None:
            yield Fault("refused", "inferenceCredentialHelper", "leads to no file: without a key there is no inference")

    @staticmethod
    def _told(scene: Scene, entry_id: str, fault: Fault) -> Checked:
        ours, applied = entry_id == ENTRY_ID, entry_id == scene.claude.applied
        whose = "our entry" if ours else quoted(scene.claude.name(entry_id))
        message = f"{whose}: {fault}"
        hint = OURS if ours else "correct it where the entry was made, or in Claude's own window"
        if fault.weight == "hurts" or not applied:
            return note(message, "SP819" if fault.weight != "refused" else "SP818", hint)
        if fault.weight == "ignored":
            return warning("SP819", message, hint)
        return failure("SP818", message, hint) if ours else warning("SP818", message, hint)


CHECK: Check = ClaudeValues()
