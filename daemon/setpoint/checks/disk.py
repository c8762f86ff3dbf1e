"""Whether what is still to be pulled has room on the server's disk."""

from __future__ import annotations

from collections.abc import Iterator

from setpoint.core.check import Area, Check, Checked, Scene, failure, ok, warning
from setpoint.core.disk_fit import HINT, doubtful, without_room
from setpoint.core.figures import size_text
from setpoint.core.names import parse
from setpoint.core.ports import Room
from setpoint.core.resource import World


class Disk:
    area: Area = "ollama"
    order = 70

    def look(self, scene: Scene) -> Iterator[Checked]:
        world = scene.world
        room = world.sizes.room(world.url[0]) if world.wants_ollama else None
        if room is None or not scene.ollama_answers:
            return
        pulls = [line.target for change in scene.changes for line in change.lines if line.verb == "pull"]
        sizes = {name: world.sizes.download(name) for name in pulls}
        yield from _judged(sizes, _anew(sizes, world), room)


def _anew(sizes: dict[str, int | None], world: World) -> dict[str, int | None]:
    """Those that are to begin: what was begun is on the disk in part, and is gone on with in any room."""
    return {name: size for name, size in sizes.items() if parse(name).key not in world.server.begun}


def _judged(sizes: dict[str, int | None], anew: dict[str, int | None], room: Room) -> Iterator[Checked]:
    free = f"{size_text(room.free)} {'free' if room.sure else 'free where the models probably are'}"
    if not sizes:
        yield ok(f"nothing is to be pulled, {free}")
        return
    waiting = without_room(anew, room)
    if waiting:
        yield failure("SP219", f"no room for {', '.join(waiting)}: {_needed(sizes)}, {free}", HINT)
        return
    doubts = doubtful(anew, room)
    yield from (warning(doubt.code, doubt.message, doubt.hint) for doubt in doubts)
    if not doubts:
        yield ok(f"{_needed(sizes)}, {free}")


def _needed(sizes: dict[str, int | None]) -> str:
    known = sum(size or 0 for size in sizes.values())
    unknown = [name for name, size in sizes.items() if size is None]
    words = [f"{size_text(known)} to be pulled"] if known else []
    return ", ".join([*words, *([f"size unknown: {', '.join(unknown)}"] if unknown else [])])


CHECK: Check = Disk()
