"""Whether this machine, for now, follows another mode than the profile's own, or nothing at all."""

from __future__ import annotations

from collections.abc import Iterator

from setpoint.core.check import Area, Check, Checked, Scene, note, warning


class Used:
    area: Area = "profile"
    order = 50

    def look(self, scene: Scene) -> Iterator[Checked]:
        notices = (notice for section in scene.sections for notice in section.notices)
        yield from (note(each.message, each.code, each.hint) for each in notices if each.code == "SP504")
        suspended = scene.condition("Suspended")
        if suspended is not None and not suspended.well:
            yield warning(suspended.code, suspended.message, suspended.hint)


CHECK: Check = Used()
