"""Which profile is followed, and whether it can be."""

from __future__ import annotations

from collections.abc import Iterator

from setpoint.core.check import Area, Check, Checked, Scene, failure, ok
from setpoint.core.report import told


class ProfileCheck:
    area: Area = "profile"
    order = 10

    def look(self, scene: Scene) -> Iterator[Checked]:
        if scene.trouble is not None:
            yield failure(scene.trouble.code, told(scene.trouble), scene.trouble.hint or "setpoint validate")
            return
        profile = scene.world.profile
        yield ok(f"{profile.path} @{profile.generation}, mode {profile.mode}")


CHECK: Check = ProfileCheck()
