"""Whether what the ledger says is ours is really there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from setpoint.core.check import Area, Check, Checked, Scene, ok, warning
from setpoint.core.facts.claude import ENTRY_ID
from setpoint.core.figures import count_text
from setpoint.core.ledger import Ledger
from setpoint.core.resource import World
from setpoint.core.wishes import parse_listed


class Ours:
    area: Area = "setpoint"
    order = 40

    def look(self, scene: Scene) -> Iterator[Checked]:
        world = scene.world
        ledger = world.ledger.read()
        files = [*_entries(ledger), *map(Path, ledger.scripts)]
        models = tuple(world.server.derived) if scene.ollama_answers else ()
        gone = [str(path) for path in files if world.machine.files.facts(path) is None]
        if scene.ollama_answers:
            gone += _not_listed(models, world)
        for each in gone:
            yield warning("SP842", f"{each} is ours, and is gone", "setpoint apply, or setpoint restore")
        if (files or models) and not gone:
            yield ok(f"{count_text(len(files), 'file')} and {count_text(len(models), 'slot')} of ours are there")


def _entries(ledger: Ledger) -> list[Path]:
    kept = [Path(folder) for folder, memory in ledger.claude.items() if memory.entry.keys and not memory.released]
    return [folder / "configLibrary" / f"{ENTRY_ID}.json" for folder in kept]


def _not_listed(models: tuple[str, ...], world: World) -> list[str]:
    listed = {parse_listed(model.name) for model in world.ollama.models()} if models else set()
    return [f"the slot {name} on the Ollama server" for name in models if parse_listed(name) not in listed]


CHECK: Check = Ours()
