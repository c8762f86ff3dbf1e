"""Declared models that are to be kept current: a newer version in the registry is pulled when nobody uses a model.

How it is found out: `core/freshness.py`. A model that a person pulled stays theirs, also when it was updated.
"""

from __future__ import annotations

from collections.abc import Collection

from setpoint.core.change import LOADED, Change, Line, Section
from setpoint.core.figures import size_text
from setpoint.core.ledger import Compared
from setpoint.core.names import parse, without_name
from setpoint.core.ports import Room
from setpoint.core.report import Notice
from setpoint.core.resource import Resource, World
from setpoint.core.wishes import Wish, find, parse_listed, wishes
from setpoint.errors import OllamaTrouble, Waiting
from setpoint.value import value


@value
class Pending:
    """A declared model of which the registry has a newer version."""

    wish: Wish
    checked: Compared


@value
class Update:
    """`seen`: what is known of the copy that was seen; anything else there by now is left."""

    wish: Wish
    seen: Compared


class OllamaUpdates:
    name = "ollama_updates"
    half = "ollama"
    order = 25

    def look(self, world: World) -> Section:
        kept = [wish for wish in wishes(world.profile) if wish.update]
        if not kept or not world.healthy("OllamaReachable", "OllamaVersion"):
            return Section(self.name, "ollama")
        try:
            pending, notices = _compared(kept, world)
            changes = _changes(self.name, pending, world) if pending else ()
        except OllamaTrouble:  # who pulls and derives tells of the server's own trouble
            return Section(self.name, "ollama")
        return Section(self.name, "ollama", changes=changes, notices=notices)

    def carry_out(self, change: Change, world: World) -> None:
        from setpoint.core.freshness import updated
        from setpoint.core.pulling import ended, pull

        assert isinstance(change.payload, Update)
        wish, seen = change.payload.wish, change.payload.seen
        world.ollama.forget()
        present = find(world.ollama.models(), wish.spelled)
        if present is None or present.digest != seen.digest or _in_use(wish, world):
            raise Waiting("SP239", "the model was changed or loaded meanwhile", where=wish.spelled, hint="run again")
        model = pull(wish, world)
        now = world.clock.now()
        world.change_server(lambda memory: updated(ended(memory, wish), wish.name.key, seen, model.digest, now))


def _compared(kept: list[Wish], world: World) -> tuple[list[Pending], tuple[Notice, ...]]:
    from setpoint.core.freshness import can_be_asked, known

    pending: list[Pending] = []
    notices: list[Notice] = []
    models = world.ollama.models()
    for wish in kept:
        model = find(models, wish.spelled) if can_be_asked(wish.name) else None
        checked = known(wish, model, world) if model else None
        if model and checked and checked.newer:
            pending.append(Pending(wish, checked))
        if checked and checked.refused and not _is_told(wish, world):
            notices.append(_refused(wish))
    return pending, tuple(notices)


def _is_told(wish: Wish, world: World) -> bool:
    before = world.server.checked.get(wish.name.key)
    return before is not None and before.refused


def _refused(wish: Wish) -> Notice:
    message = f"{wish.spelled}: the registry shows no such model to everyone, so it cannot be kept current"
    return Notice("SP236", message, hint="a private model, or one of your own: give it `update: never`")


def _changes(resource: str, pending: list[Pending], world: World) -> tuple[Change, ...]:
    from setpoint.core.disk_fit import without_room

    room, begun = world.sizes.room(world.url[0]), world.server.begun
    anew: dict[str, int | None] = {
        each.wish.spelled: each.checked.size for each in pending if each.wish.name.key not in begun
    }
    too_large = without_room(anew, room)
    return tuple(_change(resource, each, room, too_large, world) for each in pending)


def _change(resource: str, each: Pending, room: Room | None, too_large: Collection[str], world: World) -> Change:
    told = ["a newer one is in the registry"]
    told.append(f"{size_text(each.checked.size)} at most" if each.checked.size else "all of it is here already")
    if room is not None:
        told.append(f"{size_text(room.free)} free")
    failure = world.server.failures.get(each.wish.name.key)
    if failure:
        told.append(f"failed before: {without_name(failure.message, each.wish.spelled)}")
    waits = "more free disk" if each.wish.spelled in too_large else _waits(each, world)
    line = Line("~", "update", each.wish.spelled, ", ".join(told))
    return Change(resource, (line,), Update(each.wish, each.checked), waits, long=True)


def _waits(each: Pending, world: World) -> str:
    """A person's word does it at once. An agent waits for quiet, and for a person where the model may be their own."""
    if world.options.unattended:
        failure = world.server.failures.get(each.wish.name.key)
        if failure and failure.server == world.ollama.version():
            return "setpoint sync --force, once the cause is gone"
        if not each.checked.sure:
            return "setpoint apply, since it may be one of your own by this name"
    return _in_use(each.wish, world)


def _in_use(wish: Wish, world: World) -> str:
    """What is waited for, "" for nothing. Where nobody asks, any loaded model means that somebody is at work.

    Ollama unloads one five minutes after its last word, unless it is told otherwise.
    """
    loaded = {parse_listed(model.name) for model in world.ollama.loaded()}
    if world.options.unattended:
        return "a quiet time: a model is loaded" if loaded else ""
    slots = (slot for slot, made in world.server.derived.items() if parse(made.source).key == wish.name.key)
    return LOADED if loaded & {wish.name.key, *(parse(slot).key for slot in slots)} else ""


RESOURCE: Resource = OllamaUpdates()
