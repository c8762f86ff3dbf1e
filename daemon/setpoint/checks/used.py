"""Whether this machine, for now, follows another mode than the profile's own, or nothing at all."""

from __future__ import annotations

from collections.abc import Iterator

from setpoint.core.check import Area, Check, Checked, Scene, note, warning
from setpoint.times import clock_text


class Used:
    area: Area = "profile"
    order = 50

    def look(self, scene: Scene) -> Iterator[Checked]:
        world = scene.world
        used = world.ledger.read().used_at(world.clock.now())
        if used is not None:
            until = f" until {clock_text(used.until)}" if used.until else ""
            message = f"mode {used.mode} is used on this machine{until}, whatever the profile says"
            yield note(message, "SP504", "setpoint use profile")
        suspended = scene.condition("Suspended")
        if suspended is not None and not suspended.well:
            yield warning(suspended.code, suspended.message, suspended.hint)


CHECK: Check = Used()
