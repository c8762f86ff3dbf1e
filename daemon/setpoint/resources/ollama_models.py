"""The declared models: local ones are pulled, cloud ones are asked for (they need no pull, OL 3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from setpoint.core.change import Change, Line, Section
from setpoint.core.figures import size_text
from setpoint.core.ledger import Failure, ServerMemory
from setpoint.core.memory_fit import too_large
from setpoint.core.ollama_url import place
from setpoint.core.ports import Model
from setpoint.core.report import Condition, Notice, State
from setpoint.core.resource import Resource, World
from setpoint.core.wishes import Wish, find, parse_listed, wishes
from setpoint.errors import OllamaTrouble
from setpoint.value import replace, value

if TYPE_CHECKING:  # imported where a cloud model is declared
    from setpoint.core.cloud import Verdict

READY: Final = "ModelsReady"
SLOT_MODELS: Final = "SlotModelsReady"
"""Only of the models that slots need: what the first switch waits for. Not shown to a person."""


@value
class Pull:
    wish: Wish


@value
class Lacking:
    """A declared model that is not ready, and why. `verdict` is of a cloud model."""

    wish: Wish
    failure: Failure | None = None
    verdict: Verdict | None = None


class OllamaModels:
    name = "ollama_models"
    half = "ollama"
    order = 20

    def look(self, world: World) -> Section:
        declared = wishes(world.profile)
        if not declared:
            return Section(self.name, "ollama", (Condition(READY, State.NOT_APPLICABLE, "NotWanted"),))
        if not world.healthy("OllamaReachable", "OllamaVersion"):
            return Section(self.name, "ollama", (_unknown("the server is not ready", 5),))
        try:
            models = world.ollama.models()
        except OllamaTrouble as trouble:
            exit_code = 5 if trouble.code in ("SP201", "SP206") else 1
            return Section(self.name, "ollama", (_unknown(trouble.message, exit_code, trouble.code, trouble.hint),))
        return self._compare(world, declared, models)

    def carry_out(self, change: Change, world: World) -> None:
        assert isinstance(change.payload, Pull)
        wish = change.payload.wish
        server = world.ollama.version()
        try:
            for step in world.ollama.pull(wish.name.pull_name, world.stopped):
                world.tell.progress(wish.spelled, step.status, step.completed, step.total)
        except OllamaTrouble as trouble:
            if trouble.permanent:
                failure = Failure(trouble.code, trouble.message, trouble.hint, server)
                world.change_server(lambda memory: _failed(memory, wish, failure))
            raise
        pulled = find(world.ollama.models(), wish.spelled)
        if pulled is None:
            raise OllamaTrouble(
                "SP217",
                "the pull said success, but the server does not list the model",
                where=wish.spelled,
                hint=f"delete it (`ollama rm {wish.spelled}`) and pull it again",
            )
        world.change_server(lambda memory: _pulled(memory, wish, pulled))

    def _compare(self, world: World, declared: tuple[Wish, ...], models: tuple[Model, ...]) -> Section:
        memory = world.server
        listed = {parse_listed(model.name) for model in models}
        lacking = [
            lack
            for wish in declared
            if (lack := _cloud(wish, world, memory) if wish.name.is_cloud else _local(wish, listed, memory))
        ]
        pulls = [lack for lack in lacking if lack.verdict is None]
        changes, notices = _pull_changes(self.name, pulls, world)
        notices += _memory(world, declared, models)
        ready = f"{len(declared) - len(lacking)}/{len(declared)}"
        for_slots = replace(_condition(SLOT_MODELS, _of_slots(lacking), ready), message="", code="")
        conditions = (_condition(READY, lacking, ready), for_slots)
        return Section(self.name, "ollama", conditions, changes, notices, (f"models {ready}",))


def _of_slots(lacking: list[Lacking]) -> list[Lacking]:
    return [lack for lack in lacking if lack.wish.for_slot]


def _local(wish: Wish, listed: set[str], memory: ServerMemory) -> Lacking | None:
    """`listed`: the keys of what the server holds."""
    if wish.name.key in listed:
        return None
    return Lacking(wish, memory.failures.get(wish.name.key))


def _cloud(wish: Wish, world: World, memory: ServerMemory) -> Lacking | None:
    """A cloud model in the list is only a stub: whether it answers is asked of the server, a few times a day."""
    from setpoint.core.cloud import CHECK_EVERY, judge

    seen = memory.cloud.get(wish.name.key, 0.0)
    if 0 <= world.clock.now() - seen < CHECK_EVERY:
        return None
    verdict = judge(world.ollama, wish.spelled)
    if not verdict.ready:
        return Lacking(wish, verdict=verdict)
    world.notes.cloud[wish.name.key] = world.clock.now()
    return None


def _pull_changes(resource: str, lacking: list[Lacking], world: World) -> tuple[tuple[Change, ...], tuple[Notice, ...]]:
    if not lacking:
        return (), ()
    sizes = {lack.wish.spelled: world.sizes.download(lack.wish.spelled) for lack in lacking}
    free = world.sizes.free(world.url[0])
    changes = tuple(
        replace(_pull_change(resource, lack, sizes[lack.wish.spelled], free), waits=_waits(lack, world), long=True)
        for lack in lacking
    )
    return changes, _too_little_room(sizes, free)


def _memory(world: World, declared: tuple[Wish, ...], models: tuple[Model, ...]) -> tuple[Notice, ...]:
    """Slots that run on this machine may be asked for at the same time: planning on one, execution on another."""
    local = [wish for wish in declared if wish.for_slot and not wish.name.is_cloud]
    if not local or not place(world.url[0]).loopback:
        return ()
    return too_large({wish.spelled: _size(wish, world, models) for wish in local}, world.platform.memory(world.machine))


def _size(wish: Wish, world: World, models: tuple[Model, ...]) -> int | None:
    present = find(models, wish.spelled)
    return present.size if present else world.sizes.download(wish.spelled)


def _pull_change(resource: str, lack: Lacking, size: int | None, free: int | None) -> Change:
    known = [size_text(size)] if size else ["size unknown"]
    if free is not None:
        known.append(f"{size_text(free)} free")
    if lack.failure:
        known.append(f"failed before: {lack.failure.message}")
    return Change(resource, (Line("+", "pull", lack.wish.spelled, ", ".join(known)),), Pull(lack.wish))


def _waits(lack: Lacking, world: World) -> str:
    """An agent leaves alone what failed for good until the server is another one; a person's word is a new try."""
    failure = lack.failure
    if failure is None or not world.options.unattended or failure.server != world.ollama.version():
        return ""
    return "setpoint sync --force, once the cause is gone"


def _too_little_room(sizes: Mapping[str, int | None], free: int | None) -> tuple[Notice, ...]:
    needed = sum(size or 0 for size in sizes.values())
    if free is None or needed <= free:
        return ()
    message = f"{size_text(needed)} are to be pulled, {size_text(free)} are free"
    return (Notice("SP219", message, hint="free some disk space, or declare smaller models"),)


def _condition(name: str, lacking: list[Lacking], ready: str) -> Condition:
    if not lacking:
        return Condition(name, State.TRUE, "AllReady", ready)
    worst = next((lack for lack in lacking if lack.verdict or lack.failure), lacking[0])
    state, exit_code, code, hint, message = State.FALSE, 2, "", "", f"{worst.wish.spelled}: not pulled yet"
    if worst.verdict:
        state = State.UNKNOWN if worst.verdict.unknown else State.FALSE
        exit_code, code, hint = worst.verdict.exit_code, worst.verdict.code, worst.verdict.hint
        message = worst.verdict.message
    elif worst.failure:
        exit_code, code, hint = 4, worst.failure.code, worst.failure.hint
        message = worst.failure.message
    if worst.wish.spelled not in message:
        message = f"{worst.wish.spelled}: {message}"
    return Condition(name, state, "Lacking", f"{ready} ready; {message}", hint, code, exit_code=exit_code)


def _unknown(message: str, exit_code: int, code: str = "", hint: str = "") -> Condition:
    return Condition(READY, State.UNKNOWN, "CannotLook", message, hint, code, exit_code=exit_code)


def _failed(memory: ServerMemory, wish: Wish, failure: Failure) -> ServerMemory:
    return replace(memory, failures={**memory.failures, wish.name.key: failure})


def _pulled(memory: ServerMemory, wish: Wish, model: Model) -> ServerMemory:
    failures = {key: failure for key, failure in memory.failures.items() if key != wish.name.key}
    return replace(memory, pulled={**memory.pulled, wish.name.key: model.digest}, failures=failures)


RESOURCE: Resource = OllamaModels()
