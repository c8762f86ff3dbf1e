"""The slots: for each Claude id an Ollama model of that name, derived from the declared one (OL 1.4, wire y01, y02)."""

from __future__ import annotations

from typing import Final

from setpoint.core.change import Change, Line, Section, after_upgrade
from setpoint.core.ledger import Derived, ServerMemory
from setpoint.core.names import parse
from setpoint.core.ports import Model, Running
from setpoint.core.profile import Mode
from setpoint.core.report import Condition, State
from setpoint.core.resource import Resource, World
from setpoint.core.slot_state import context_of, runs_on, tokens
from setpoint.core.slots import Slot, ollama_slots
from setpoint.core.wishes import find
from setpoint.errors import OllamaTrouble, PlatformTrouble
from setpoint.value import replace, value

READY: Final = "SlotsReady"
WAITS_CLOSED: Final = "the app is open"


@value
class Derive:
    """`replaces`: the digest under this id that was seen and may be overwritten; "" for none."""

    slot: Slot
    replaces: str


@value
class Adopt:
    """What stands under the id is what we would make: it becomes ours by being remembered."""

    slot: Slot
    digest: str


@value
class Quit:
    running: Running


@value
class Found:
    """One slot against the server. `ours`: the ledger knows it. `taken`: a model that we did not make has the id.

    `intended`: the declaration changed, not the weights behind it. `settled`: nothing to do, nor to remember.
    """

    slot: Slot
    present: Model | None = None
    current: bool = False
    ours: bool = False
    taken: bool = False
    intended: bool = False
    settled: bool = False


class OllamaSlots:
    name = "ollama_slots"
    half = "ollama"
    order = 30

    def look(self, world: World) -> Section:
        if world.profile.mode is not Mode.OLLAMA:
            return self._section((Condition(READY, State.NOT_APPLICABLE, "NotWanted"),))
        if not world.upgrades_first and not world.healthy("OllamaReachable", "OllamaVersion"):
            return self._section(
                (Condition(READY, State.UNKNOWN, "CannotLook", "the server is not ready", exit_code=5),)
            )
        try:
            found = [_find(slot, world) for slot in ollama_slots(world.profile)]
            running = None if world.upgrades_first else _busy(found, world)
        except (OllamaTrouble, PlatformTrouble) as trouble:
            exit_code = 5 if trouble.code in ("SP201", "SP206") else trouble.exit_code
            text, hint, code = trouble.message, trouble.hint, trouble.code
            return self._section(
                (Condition(READY, State.UNKNOWN, "CannotLook", text, hint, code, exit_code=exit_code),)
            )
        world.notes.quits = running is not None and _may_quit(found, world)
        changes = tuple(_change(self.name, each, world, running) for each in found if not (each.settled or each.taken))
        if running and world.notes.quits:
            from setpoint.core.claude_lines import quit_line

            changes = (Change(self.name, (quit_line(running.pid),), Quit(running)), *changes)
        section = self._section((_condition(found),), changes)
        return after_upgrade(section) if world.upgrades_first else section

    def carry_out(self, change: Change, world: World) -> None:
        if isinstance(change.payload, Adopt):
            known = world.server.derived.get(change.payload.slot.id)
            ours = change.payload.slot.id in world.server.making
            adopted = not ours and (known is None or known.adopted)
            _remember(world, change.payload.slot, change.payload.digest, adopted=adopted)
            return
        if isinstance(change.payload, Quit):
            from setpoint.core.closing import quit_and_wait

            quit_and_wait(world, change.payload.running)
            return
        assert isinstance(change.payload, Derive)
        slot, seen = change.payload.slot, change.payload.replaces
        world.ollama.forget()
        present = find(world.ollama.models(), slot.id)
        if (present.digest if present else "") != seen:
            raise OllamaTrouble("SP230", "the model under this id changed meanwhile", where=slot.id, hint="run again")
        world.change_server(lambda memory: replace(memory, making=tuple({*memory.making, slot.id})))
        world.ollama.create(slot.id, _source(slot), _parameters(slot, world))
        made = find(world.ollama.models(), slot.id)
        if made is None:
            message = "the server said success, but does not list the slot"
            raise OllamaTrouble("SP231", message, where=slot.id, hint="look at the server's log, then run again")
        _remember(world, slot, made.digest)

    def _section(self, conditions: tuple[Condition, ...], changes: tuple[Change, ...] = ()) -> Section:
        return Section(self.name, "ollama", conditions, changes)


def _source(slot: Slot) -> str:
    name = parse(slot.model)
    return name.pull_name if name.is_cloud else slot.model


def _parameters(slot: Slot, world: World) -> dict[str, object]:
    maximum = None if parse(slot.model).is_cloud else world.ollama.show(_source(slot)).maximum
    context = tokens(slot, maximum)
    return {} if context is None else {"num_ctx": context}


def _find(slot: Slot, world: World) -> Found:
    models = world.ollama.models()
    present = find(models, slot.id)
    if present is None:
        return Found(slot)
    known = world.server.derived.get(slot.id)
    ours = known is not None and known.digest == present.digest
    made = _made(slot, present.digest, world)
    if known and ours and replace(known, adopted=False) == made:
        return Found(slot, present, current=True, ours=True, settled=True)
    # what an update brings may be a template alone, of which weights and parameters do not tell
    behind = known is not None and ours and "" not in (known.base, made.base) and known.base != made.base
    if not behind and _is_current(slot, present, world):
        return Found(slot, present, current=True, ours=ours)
    intended = known is not None and (known.source, known.context) != (slot.model, slot.context)
    return Found(slot, present, ours=ours, taken=not ours and not world.options.adopt, intended=intended)


def _is_current(slot: Slot, present: Model, world: World) -> bool:
    """Whether what stands under the id is derived from the declared model as it is now, with the declared context."""
    source_name = parse(slot.model)
    shown = world.ollama.show(slot.id)
    if source_name.is_cloud:
        context = tokens(slot, None)
        expected = {} if context is None else {"num_ctx": str(context)}
        return shown.remote.casefold() == _remote_of(slot.model).casefold() and shown.parameters == expected
    if present.remote or find(world.ollama.models(), slot.model) is None:
        return False
    source = world.ollama.show(_source(slot))
    context = tokens(slot, source.maximum)
    expected = {**source.parameters, **({} if context is None else {"num_ctx": str(context)})}
    return bool(shown.weights) and shown.weights == source.weights and shown.parameters == expected


def _remote_of(spelled: str) -> str:
    """The name behind a cloud name: `kimi-k2.6:cloud` is `kimi-k2.6` there, `gpt-oss:20b-cloud` is `gpt-oss:20b`."""
    pull_name = parse(spelled).pull_name
    return pull_name.removesuffix(":cloud").removesuffix("-cloud")


def _made(slot: Slot, digest: str, world: World) -> Derived:
    """What is remembered of a slot that is derived from its source as it is now."""
    source = find(world.ollama.models(), slot.model)
    base = "" if source is None or parse(slot.model).is_cloud else source.digest
    return Derived(slot.model, slot.context, digest, base)


def _remember(world: World, slot: Slot, digest: str, *, adopted: bool = False) -> None:
    derived = replace(_made(slot, digest, world), adopted=adopted)

    def step(memory: ServerMemory) -> ServerMemory:
        making = tuple(each for each in memory.making if each != slot.id)
        return replace(memory, derived={**memory.derived, slot.id: derived}, making=making)

    world.change_server(step)


def _busy(found: list[Found], world: World) -> Running | None:
    """The open app, while a slot that it may be using would change its source on purpose."""
    return world.running() if any(each.intended and not each.current for each in found) else None


def _may_quit(found: list[Found], world: World) -> bool:
    """Whether the app is asked to quit for it: only where all slots can then be made at once."""
    can = not any(each.taken for each in found) and all(_has_source(each.slot, world) for each in found)
    return can and world.may_restart and world.options.only != "claude"


def _change(resource: str, found: Found, world: World, running: Running | None) -> Change:
    slot = found.slot
    if found.current and found.present:
        line = Line("~", "adopt", slot.id, "stands there as declared already")
        return Change(resource, (line,), Adopt(slot, found.present.digest))
    where, _ = runs_on(slot, world.url[0])
    detail = f"← {slot.model}  {context_of(slot, world)}   {where}" + ("" if slot.listed else "   background calls")
    verb = "derive" if found.present is None else "derive again"
    line = Line("~" if found.present else "+", verb, slot.id, detail)
    waits = _waits(running, world) if found.intended and running else ""
    corrective = not found.intended and slot.id in world.server.derived and not _follows_update(slot, world)
    derive = Derive(slot, found.present.digest if found.present else "")
    return Change(resource, (line,), derive, waits, corrective, gated=not _has_source(slot, world))


def _follows_update(slot: Slot, world: World) -> bool:
    """Whether its source is another one by our own doing: kept current, as the profile says."""
    checked = world.server.checked.get(parse(slot.model).key)
    source = find(world.ollama.models(), slot.model)
    anew = source is not None and source.digest != world.server.derived[slot.id].base
    return anew and checked is not None and source is not None and checked.digest == source.digest


def _waits(running: Running, world: World) -> str:
    return f"until Claude has quit, pid {running.pid}" if world.notes.quits else WAITS_CLOSED


def _has_source(slot: Slot, world: World) -> bool:
    """Whether there is anything to derive from yet: a pull may be to come, or have failed."""
    return parse(slot.model).is_cloud or find(world.ollama.models(), slot.model) is not None


def _condition(found: list[Found]) -> Condition:
    taken = [each.slot.id for each in found if each.taken]
    if taken:
        message = f"a model named {taken[0]} exists that Setpoint did not make"
        hint = "setpoint apply --adopt replaces it; or give the slot another id"
        return Condition(READY, State.FALSE, "NameTaken", message, hint, "SP230", exit_code=4)
    missing = [each.slot.id for each in found if not each.current]
    if missing:
        return Condition(READY, State.FALSE, "NotDerived", f"{', '.join(missing)}: not as declared yet")
    return Condition(READY, State.TRUE, "AllDerived", f"{len(found)}/{len(found)}")


RESOURCE: Resource = OllamaSlots()
