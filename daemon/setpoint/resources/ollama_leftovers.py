"""What we made or pulled on the Ollama server and nobody declares any more.

Derived models go once the app uses others. Pulled ones go only where the profile says `prune: own`, never a loaded one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from setpoint.core.change import LOADED, Change, Line, Section
from setpoint.core.figures import size_text
from setpoint.core.ledger import ServerMemory
from setpoint.core.names import short
from setpoint.core.ports import Model
from setpoint.core.profile import Mode
from setpoint.core.report import Condition, State
from setpoint.core.resource import Resource, World
from setpoint.core.slots import ollama_slots
from setpoint.core.wishes import find, parse_listed, wishes
from setpoint.errors import OllamaTrouble, Waiting
from setpoint.value import replace, value

REACHABLE: Final = "OllamaReachable"
OLDER: Final = "the running Claude may still ask for it"


@value
class Remove:
    """`digest`: what was seen under the name; anything else there by now is left."""

    name: str
    key: str
    digest: str


class OllamaLeftovers:
    name = "ollama_leftovers"
    half = "ollama"
    order = 60

    def look(self, world: World) -> Section:
        memory = world.server
        if not (memory.derived or memory.pulled):
            return Section(self.name, "ollama")
        try:
            models = world.ollama.models()
            gone = [*_derived(world, memory, models), *_pulled(world, memory, models)]
            loaded = {model.name for model in world.ollama.loaded()} if gone else set()
        except OllamaTrouble as trouble:
            return Section(self.name, "ollama", _untold(world, trouble))
        changes = tuple(_held_up(change, world) for change in _changes(self.name, gone, models, loaded, memory))
        if world.options.only:  # what holds it up is not in this pass
            changes = tuple(change for change in changes if not change.gated and change.waits != OLDER)
        return Section(self.name, "ollama", changes=changes)

    def carry_out(self, change: Change, world: World) -> None:
        assert isinstance(change.payload, Remove)
        doomed = change.payload
        world.ollama.forget()
        present = find(world.ollama.models(), doomed.name)
        if present is not None and present.digest == doomed.digest:
            if present.name in {model.name for model in world.ollama.loaded()}:
                raise Waiting("SP239", "the model was loaded meanwhile", where=doomed.name, hint="run again")
            world.ollama.delete(doomed.name)
        world.change_server(lambda memory: _forget(memory, doomed.key))


def _untold(world: World, trouble: OllamaTrouble) -> tuple[Condition, ...]:
    """In a whole pass the resources that need the server tell it; where all is given back, nobody else does."""
    if REACHABLE in world.notes.conditions:
        return ()
    message = f"what Setpoint made or pulled at {world.url[0]} is still there: {trouble.message}"
    code = 5 if trouble.code in ("SP201", "SP206") else 4
    return (Condition(REACHABLE, State.FALSE, "Unreachable", message, trouble.hint, trouble.code, exit_code=code),)


def _held_up(change: Change, world: World) -> Change:
    """Nothing goes while something can ask for it: our entry is not as declared yet, or an older app is running.

    It is planned all the same: nobody is to lose a model of which no plan told.
    """
    configured = world.notes.conditions.get("ClaudeConfigured")
    pending = world.notes.conditions.get("RestartPending")
    if pending is not None and not pending.well:
        return replace(change, waits=change.waits or OLDER)
    return replace(change, gated=configured is not None and not configured.well)


def _derived(world: World, memory: ServerMemory, models: tuple[Model, ...]) -> list[tuple[Model, str]]:
    """What we only adopted may be somebody else's slot on a shared server: it goes only where pruning was asked for."""
    wanted = {slot.id for slot in ollama_slots(world.profile)} if world.profile.mode is Mode.OLLAMA else set()
    prunes = world.profile.ollama.prune == "own"
    return [
        (model, slot_id)
        for slot_id, made in memory.derived.items()
        if slot_id not in wanted and (prunes or not made.adopted)
        if (model := find(models, slot_id)) and model.digest == made.digest
    ]


def _pulled(world: World, memory: ServerMemory, models: tuple[Model, ...]) -> list[tuple[Model, str]]:
    if world.profile.ollama.prune != "own":
        return []
    wanted = {wish.name.key for wish in wishes(world.profile)}
    return [
        (model, key)
        for key, digest in memory.pulled.items()
        if key not in wanted
        for model in models
        if parse_listed(model.name) == key and model.digest == digest
    ]


def _changes(
    resource: str, gone: list[tuple[Model, str]], models: tuple[Model, ...], loaded: set[str], memory: ServerMemory
) -> Iterator[Change]:
    """In this order. A loaded model is never removed: somebody may be talking to it."""
    staying = list(models)
    for model, key in gone:
        waits = LOADED if model.name in loaded else ""
        others = [each for each in staying if each != model]
        staying = staying if waits else others
        detail = f"made or pulled by Setpoint, no longer declared; frees {_freed(model, others, memory)}"
        line = Line("-", "remove", short(model.name), detail)
        yield Change(resource, (line,), Remove(model.name, key, model.digest), waits)


def _freed(model: Model, others: list[Model], memory: ServerMemory) -> str:
    """Names of one model, and slots and what they are derived from, share their data: it goes with the last of them.

    At most: of models that others made we do not know what they share.
    """
    bases = {made.digest: made.base for made in memory.derived.values() if made.base}
    data = bases.get(model.digest, model.digest)
    sharing = next((other for other in others if bases.get(other.digest, other.digest) == data), None)
    return f"{size_text(model.size)} at most" if sharing is None else f"nothing while {short(sharing.name)} is there"


def _forget(memory: ServerMemory, key: str) -> ServerMemory:
    return replace(
        memory,
        derived={name: made for name, made in memory.derived.items() if name != key},
        pulled={name: digest for name, digest in memory.pulled.items() if name != key},
    )


RESOURCE: Resource = OllamaLeftovers()
