"""How each slot stands, for a person: which model answers, where it runs, what it costs. Reads through ports."""

from __future__ import annotations

from setpoint.core.names import parse
from setpoint.core.ollama_url import place
from setpoint.core.profile import Mode
from setpoint.core.resource import World
from setpoint.core.slots import Slot, gateway_slots, ollama_slots
from setpoint.core.wishes import parse_listed
from setpoint.errors import OllamaTrouble
from setpoint.value import value


@value
class SlotState:
    """`runs`: "this machine", "the Ollama server", "Ollama's cloud (by plan)" or "a gateway (metered)"."""

    slot: Slot
    runs: str
    metered: bool
    loaded: bool = False


def runs_on(slot: Slot, url: str) -> tuple[str, bool]:
    """Where a slot of ollama mode runs, and whether somebody meters it."""
    if parse(slot.model).is_cloud:
        return "Ollama's cloud (by plan)", True
    return ("this machine" if place(url).loopback else "the Ollama server"), False


def slot_states(world: World, *, ask: bool = True) -> tuple[SlotState, ...]:
    """Of the mode in force; none in native mode and off. `ask`: whether the server is asked which are loaded."""
    if world.profile.mode is Mode.GATEWAY:
        return tuple(SlotState(slot, "a gateway (metered)", True) for slot in gateway_slots(world.profile))
    if world.profile.mode is not Mode.OLLAMA:
        return ()
    loaded = _loaded(world) if ask else set()
    states = []
    for slot in ollama_slots(world.profile):
        where, metered = runs_on(slot, world.url[0])
        states.append(SlotState(slot, where, metered, parse_listed(slot.id) in loaded))
    return tuple(states)


def _loaded(world: World) -> set[str]:
    try:
        return {parse_listed(model.name) for model in world.ollama.loaded()}
    except OllamaTrouble:
        return set()
