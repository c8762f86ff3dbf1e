"""How well systemd confines the agent. The other systems have nothing of the kind for a person's own programs."""

from __future__ import annotations

from collections.abc import Iterator

from setpoint.core.check import Area, Check, Checked, Scene, note, ok


class Confinement:
    area: Area = "agent"
    order = 40

    def look(self, scene: Scene) -> Iterator[Checked]:
        if scene.world.machine.system != "linux":
            return
        for line in scene.service.detail:
            level = line.removeprefix("confined: ")
            if level == line:
                continue
            if "without user namespaces" in level:
                hint = "allow unprivileged user namespaces, then: setpoint service install"
                yield note(level, "SP838", hint)
            else:
                yield ok(level)


CHECK: Check = Confinement()
