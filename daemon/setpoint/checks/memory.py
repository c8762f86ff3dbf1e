"""Whether the models of all slots fit into memory together."""

from __future__ import annotations

from collections.abc import Iterator

from setpoint.core.check import Area, Check, Checked, Scene, ok, warning
from setpoint.core.figures import size_text
from setpoint.core.ollama_url import place


class Memory:
    area: Area = "ollama"
    order = 80

    def look(self, scene: Scene) -> Iterator[Checked]:
        world = scene.world
        if not scene.ollama_answers or not place(world.url[0]).loopback:
            return
        doubts = [each for section in scene.sections for each in section.notices if each.code == "SP131"]
        yield from (warning(doubt.code, doubt.message, doubt.hint) for doubt in doubts)
        memory = world.platform.memory(world.machine)
        if memory is not None and not doubts:
            yield ok(f"{size_text(memory)}; no model of a slot is known to need more")


CHECK: Check = Memory()
