"""Whether the models of the slots have the context that Claude needs (OL 1.4)."""

from __future__ import annotations

from collections.abc import Iterator

from setpoint.core.check import Area, Check, Checked, Scene, note, ok, warning
from setpoint.core.facts.ollama_program import ENOUGH_CONTEXT, SMALLEST_CONTEXT
from setpoint.core.names import parse
from setpoint.core.profile import Mode
from setpoint.core.slot_state import slot_states
from setpoint.core.slots import Slot

HINT = f"context: {ENOUGH_CONTEXT} in the profile, for the model or for all; or a model that can have more"


class Context:
    area: Area = "ollama"
    order = 60

    def look(self, scene: Scene) -> Iterator[Checked]:
        if scene.world.profile.mode is not Mode.OLLAMA:
            return
        states = slot_states(scene.world, ask=False)
        slots = {(each.slot.model, each.slot.context): each.slot for each in states}
        local = [slot for slot in slots.values() if not parse(slot.model).is_cloud]
        found = [told for slot in local if (told := _judged(slot)) is not None]
        yield from found
        if local and not found:
            yield ok(f"at least {ENOUGH_CONTEXT} tokens for each model of a slot")


def _judged(slot: Slot) -> Checked | None:
    tokens = slot.context
    if not isinstance(tokens, int):
        message = f"{slot.model}: left to the server, whose own default is 4096 on a machine with little video memory"
        return note(message, "SP830", HINT)
    if tokens < SMALLEST_CONTEXT:
        return warning("SP830", f"{slot.model}: {tokens} tokens; Claude needs {SMALLEST_CONTEXT} or more", HINT)
    if tokens < ENOUGH_CONTEXT:
        return note(f"{slot.model}: {tokens} tokens; {ENOUGH_CONTEXT} or more are advised", "SP830", HINT)
    return None


CHECK: Check = Context()
