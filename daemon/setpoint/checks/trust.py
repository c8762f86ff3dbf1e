"""Whether somebody on this machine has allowed what the profile could run or send."""

from __future__ import annotations

from collections.abc import Iterator

from setpoint.core.check import Area, Check, Checked, Scene, failure, ok
from setpoint.core.trust import powers


class Trust:
    area: Area = "profile"
    order = 40

    def look(self, scene: Scene) -> Iterator[Checked]:
        trusted = scene.condition("Trusted")
        if trusted is None or scene.trouble is not None:
            return
        if not trusted.well:
            yield failure(trusted.code, trusted.message, trusted.hint)
        elif count := len(powers(scene.world.profile, scene.world.url[0])):
            yield ok(f"{count} {'thing' if count == 1 else 'things'} that it may run or send, allowed on this machine")


CHECK: Check = Trust()
