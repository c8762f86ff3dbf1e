"""How each slot stands: which model answers, with which context, where it runs, what it costs. Reads through ports."""

from __future__ import annotations

from setpoint.core.names import parse
from setpoint.core.ollama_url import place
from setpoint.core.profile import SERVER_CONTEXT, Context, Mode
from setpoint.core.resource import World
from setpoint.core.slots import Slot, gateway_slots, ollama_slots
from setpoint.core.wishes import find, parse_listed
from setpoint.errors import OllamaTrouble
from setpoint.value import replace, value


@value
class SlotState:
    """`slot`: with the context that it really has, or gets.

    `runs`: "this machine", "the Ollama server", "Ollama's cloud (by plan)" or "a gateway (metered)".
    """

    slot: Slot
    runs: str
    metered: bool
    loaded: bool = False


def runs_on(slot: Slot, url: str) -> tuple[str, bool]:
    """Where a slot of ollama mode runs, and whether somebody meters it."""
    if parse(slot.model).is_cloud:
        return "Ollama's cloud (by plan)", True
    return ("this machine" if place(url).loopback else "the Ollama server"), False


def tokens(slot: Slot, maximum: int | None) -> int | None:
    """The context to derive with: what is declared, at most the model's maximum; None leaves it to the server."""
    if slot.context == SERVER_CONTEXT or isinstance(slot.context, str):
        return None
    return min(slot.context, maximum) if maximum else slot.context


def context_of(slot: Slot, world: World) -> Context:
    """The same, for a person; what is declared where the maximum cannot be known: not pulled yet, or no answer."""
    known = _maximum(slot, world) if world.healthy("OllamaReachable") else None
    return tokens(slot, known) or SERVER_CONTEXT


def _maximum(slot: Slot, world: World) -> int | None:
    """From the list where it tells it (0.30 and later, OL 1.1), else asked model by model."""
    if slot.context == SERVER_CONTEXT or parse(slot.model).is_cloud:
        return None
    try:
        source = find(world.ollama.models(), slot.model)
        return (source.context or world.ollama.show(slot.model).maximum) if source else None
    except OllamaTrouble:
        return None


def slot_states(world: World, *, ask: bool = True) -> tuple[SlotState, ...]:
    """Of the mode in force; none in native mode and off. `ask`: whether the server is asked which are loaded."""
    if world.profile.mode is Mode.GATEWAY:
        return tuple(SlotState(slot, "a gateway (metered)", True) for slot in gateway_slots(world.profile))
    if world.profile.mode is not Mode.OLLAMA:
        return ()
    loaded = _loaded(world) if ask and world.healthy("OllamaReachable") else set()
    states = []
    for slot in ollama_slots(world.profile):
        where, metered = runs_on(slot, world.url[0])
        known = replace(slot, context=context_of(slot, world))
        states.append(SlotState(known, where, metered, parse_listed(slot.id) in loaded))
    return tuple(states)


def _loaded(world: World) -> set[str]:
    try:
        return {parse_listed(model.name) for model in world.ollama.loaded()}
    except OllamaTrouble:
        return set()
