"""The declared models: local ones are pulled, cloud ones are asked for (they need no pull, OL 3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from setpoint.core.change import Change, Line, Section, after_upgrade
from setpoint.core.figures import size_text
from setpoint.core.ledger import Failure, ServerMemory
from setpoint.core.memory_fit import too_large
from setpoint.core.names import without_name
from setpoint.core.ollama_url import place
from setpoint.core.ports import Model, Room
from setpoint.core.report import SLOT_MODELS, Condition, Notice, State
from setpoint.core.resource import Resource, World
from setpoint.core.wishes import Wish, find, parse_listed, wishes
from setpoint.errors import OllamaTrouble
from setpoint.value import replace, value

if TYPE_CHECKING:  # imported where a cloud model is declared
    from setpoint.core.cloud import Verdict

READY: Final = "ModelsReady"


@value
class Pull:
    wish: Wish


@value
class Lacking:
    """A declared model that is not ready, and why. `verdict` is of a cloud model. `size` has no room on the disk."""

    wish: Wish
    failure: Failure | None = None
    verdict: Verdict | None = None
    size: int = 0


class OllamaModels:
    name = "ollama_models"
    half = "ollama"
    order = 20

    def look(self, world: World) -> Section:
        declared = wishes(world.profile)
        if not declared:
            return Section(self.name, "ollama", (Condition(READY, State.NOT_APPLICABLE, "NotWanted"),))
        if not world.upgrades_first and not world.healthy("OllamaReachable", "OllamaVersion"):
            return Section(self.name, "ollama", (_unknown("the server is not ready", 5),))
        try:
            models = world.ollama.models()
        except OllamaTrouble as trouble:
            exit_code = 5 if trouble.code in ("SP201", "SP206") else 1
            return Section(self.name, "ollama", (_unknown(trouble.message, exit_code, trouble.code, trouble.hint),))
        section = self._compare(world, declared, models)
        return after_upgrade(section) if world.upgrades_first else section

    def carry_out(self, change: Change, world: World) -> None:
        assert isinstance(change.payload, Pull)
        from setpoint.core.pulling import ended, pull

        wish = change.payload.wish
        model = pull(wish, world)
        world.change_server(
            lambda memory: replace(ended(memory, wish), pulled={**memory.pulled, wish.name.key: model.digest})
        )

    def _compare(self, world: World, declared: tuple[Wish, ...], models: tuple[Model, ...]) -> Section:
        memory = world.server
        listed = {parse_listed(model.name) for model in models}
        lacking = [
            lack
            for wish in declared
            if (lack := _cloud(wish, world, memory) if wish.name.is_cloud else _local(wish, listed, memory))
        ]
        pulls, changes, notices = _pulls(self.name, [lack for lack in lacking if lack.verdict is None], world, memory)
        lacking = [pulls.get(lack.wish.spelled, lack) for lack in lacking]
        notices += (*_memory(world, declared, models), *_retirements(declared, lacking, world))
        ready = f"{len(declared) - len(lacking)}/{len(declared)}"
        for_slots = replace(_condition(SLOT_MODELS, _of_slots(lacking), ready), message="", code="")
        conditions = (_condition(READY, lacking, ready), for_slots)
        return Section(self.name, "ollama", conditions, changes, notices, (f"models {ready}",))


def _pulls(
    resource: str, lacking: list[Lacking], world: World, memory: ServerMemory
) -> tuple[dict[str, Lacking], tuple[Change, ...], tuple[Notice, ...]]:
    """What is to be pulled by its name, with what its size forbids; as changes; and what is doubtful about it."""
    if not lacking:
        return {}, (), ()
    from setpoint.core.disk_fit import doubtful, without_room

    pulls = {lack.wish.spelled: lack for lack in lacking}
    room, sizes = _room(lacking, world)
    for name in without_room(_anew(pulls, sizes, memory), room):
        pulls[name] = replace(pulls[name], size=sizes[name] or 0)
    changes = tuple(_pull_change(resource, lack, sizes[name], room, world) for name, lack in pulls.items())
    return pulls, changes, doubtful(_anew(pulls, sizes, memory), room)


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
    verdict = judge(world.ollama, wish.spelled, world.clock.now())
    if not verdict.ready:
        return Lacking(wish, verdict=verdict)
    world.notes.cloud[wish.name.key] = world.clock.now()
    return None


def _retirements(declared: tuple[Wish, ...], lacking: list[Lacking], world: World) -> tuple[Notice, ...]:
    """What the table knows of cloud models, but for those that are found to be gone."""
    gone = {lack.wish.spelled for lack in lacking if lack.verdict and lack.verdict.code == "SP222"}
    cloud = [wish.spelled for wish in declared if wish.name.is_cloud and wish.spelled not in gone]
    if not cloud:
        return ()
    from setpoint.core.retirement import coming

    told = (coming(name, world.clock.now()) for name in cloud)
    return tuple(notice for notice in told if notice)


def _room(lacking: list[Lacking], world: World) -> tuple[Room | None, dict[str, int | None]]:
    """The server's disk, and how much each pull would bring."""
    return world.sizes.room(world.url[0]), {
        lack.wish.spelled: world.sizes.download(lack.wish.spelled) for lack in lacking
    }


def _anew(pulls: Mapping[str, Lacking], sizes: Mapping[str, int | None], memory: ServerMemory) -> dict[str, int | None]:
    """The sizes of the pulls that were not begun before."""
    return {name: size for name, size in sizes.items() if pulls[name].wish.name.key not in memory.begun}


def _memory(world: World, declared: tuple[Wish, ...], models: tuple[Model, ...]) -> tuple[Notice, ...]:
    """Slots that run on this machine may be asked for at the same time: planning on one, execution on another."""
    local = [wish for wish in declared if wish.for_slot and not wish.name.is_cloud]
    if not local or not place(world.url[0]).loopback:
        return ()
    return too_large({wish.spelled: _size(wish, world, models) for wish in local}, world.platform.memory(world.machine))


def _size(wish: Wish, world: World, models: tuple[Model, ...]) -> int | None:
    present = find(models, wish.spelled)
    return present.size if present else world.sizes.download(wish.spelled)


def _pull_change(resource: str, lack: Lacking, size: int | None, room: Room | None, world: World) -> Change:
    known = [size_text(size)] if size else ["size unknown"]
    if room is not None:
        known.append(f"{size_text(room.free)} free")
    if lack.failure:
        known.append(f"failed before: {without_name(lack.failure.message, lack.wish.spelled)}")
    waits = "more free disk" if lack.size else _waits(lack, world)
    line = Line("+", "pull", lack.wish.spelled, ", ".join(known))
    return Change(resource, (line,), Pull(lack.wish), waits, long=True)


def _waits(lack: Lacking, world: World) -> str:
    """An agent leaves alone what failed for good until the server is another one; a person's word is a new try."""
    failure = lack.failure
    if failure is None or not world.options.unattended or failure.server != world.ollama.version():
        return ""
    return "setpoint sync --force, once the cause is gone"


def _condition(name: str, lacking: list[Lacking], ready: str) -> Condition:
    if not lacking:
        return Condition(name, State.TRUE, "AllReady", ready)
    worst = next((lack for lack in lacking if lack.verdict or lack.failure or lack.size), lacking[0])
    state, exit_code, code, hint, message = State.FALSE, 2, "", "", "not pulled yet"
    if worst.verdict:
        state = State.UNKNOWN if worst.verdict.unknown else State.FALSE
        exit_code, code, hint = worst.verdict.exit_code, worst.verdict.code, worst.verdict.hint
        message = worst.verdict.message
    elif worst.size:
        from setpoint.core.disk_fit import HINT

        exit_code, code, hint = 4, "SP219", HINT
        message = f"{size_text(worst.size)} are to be pulled, and there is no room for that"
    elif worst.failure:
        exit_code, code, hint = 4, worst.failure.code, worst.failure.hint
        message = worst.failure.message
    message = f"{worst.wish.spelled}: {without_name(message, worst.wish.spelled)}"
    return Condition(name, state, "Lacking", f"{ready} models ready; {message}", hint, code, exit_code=exit_code)


def _unknown(message: str, exit_code: int, code: str = "", hint: str = "") -> Condition:
    return Condition(READY, State.UNKNOWN, "CannotLook", message, hint, code, exit_code=exit_code)


RESOURCE: Resource = OllamaModels()
