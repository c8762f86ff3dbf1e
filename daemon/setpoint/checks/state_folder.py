"""Whether Setpoint's own folder is the person's, and nobody else's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from setpoint.core.check import Area, Check, Checked, Scene, failure, ok, warning
from setpoint.core.ports import FileFacts
from setpoint.core.quoting import word
from setpoint.core.resource import World

OTHERS: Final = 0o077
SHOWN: Final = 3
PROFILE: Final = ("profile.yaml", "profile.schema")
"""What a person keeps in the same folder on a Mac: it holds no secret, and may come out of a repository."""


class StateFolder:
    area: Area = "setpoint"
    order = 20

    def look(self, scene: Scene) -> Iterator[Checked]:
        world = scene.world
        facts = world.machine.files.facts(world.state)
        if facts is None:
            yield ok(f"{world.state}: nothing is kept yet")
        elif world.machine.system == "windows":
            yield ok(str(world.state))
        else:
            yield from _judged(world, facts)


def _judged(world: World, facts: FileFacts) -> Iterator[Checked]:
    folder, machine = world.state, world.machine
    found = []
    if machine.uid >= 0 and facts.uid != machine.uid:
        message = f"{folder} belongs to user {facts.uid}, not to this one ({machine.uid})"
        found.append(failure("SP841", message, f"sudo chown -R {machine.uid} {word(str(folder))}"))
    elif facts.kind == "folder" and facts.mode & OTHERS:
        found.append(warning("SP841", f"{folder} is open to others ({facts.mode:o})", f"chmod 700 {word(str(folder))}"))
    found += _inside(world)
    yield from found
    if not found:
        yield ok(f"{folder}: yours alone")


def _inside(world: World) -> Iterator[Checked]:
    files, folder = world.machine.files, world.state
    seen = {name: facts for name in files.names(folder) if (facts := files.facts(Path(folder, name))) is not None}
    foreign = [name for name, facts in seen.items() if world.machine.uid >= 0 and facts.uid != world.machine.uid]
    if foreign:
        message = f"not yours: {_some(foreign)}"
        yield failure("SP841", message, f"sudo chown -R {world.machine.uid} {word(str(folder))}")
    ours = {name: facts for name, facts in seen.items() if facts.kind != "link" and not name.startswith(PROFILE)}
    readable = [name for name, facts in ours.items() if facts.mode & OTHERS]
    if readable:
        yield warning("SP841", f"open to others: {_some(readable)}", f"chmod -R go= {word(str(folder))}")


def _some(names: list[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"{', '.join(names[:SHOWN])}{more}"


CHECK: Check = StateFolder()
