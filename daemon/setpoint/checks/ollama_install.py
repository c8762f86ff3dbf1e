"""How Ollama came onto this machine, and how that is upgraded: there is no `ollama upgrade` (OL 5.3)."""

from __future__ import annotations

from collections.abc import Iterator

from setpoint.core.check import Area, Check, Checked, Scene, ok
from setpoint.core.ollama_url import place


class OllamaInstall:
    area: Area = "ollama"
    order = 50

    def look(self, scene: Scene) -> Iterator[Checked]:
        world = scene.world
        if not world.wants_ollama:
            return
        if not place(world.url[0]).loopback:
            yield ok("the server is on another machine; it is upgraded there")
            return
        install = world.platform.ollama_install(world.machine)
        if install is None:
            yield ok("nothing here tells how: a container, or a program of one's own")
        else:
            yield ok(f"by {install.method}; upgrade: {install.upgrade}")


CHECK: Check = OllamaInstall()
