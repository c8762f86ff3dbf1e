"""Which models the server has loaded right now."""

from __future__ import annotations

from collections.abc import Iterator

from setpoint.core.check import Area, Check, Checked, Scene, ok
from setpoint.core.figures import size_text


class Loaded:
    area: Area = "ollama"
    order = 90

    def look(self, scene: Scene) -> Iterator[Checked]:
        if not scene.ollama_answers:
            return
        models = scene.world.ollama.loaded()
        yield ok(", ".join(f"{model.name} ({size_text(model.size)})" for model in models) or "no model right now")


CHECK: Check = Loaded()
