"""Pulls that failed for good, and pulls that were begun and did not end."""

from __future__ import annotations

from collections.abc import Iterator

from setpoint.core.check import Area, Check, Checked, Scene, failure, note, ok
from setpoint.core.names import without_name
from setpoint.core.wishes import wishes


class Pulls:
    area: Area = "ollama"
    order = 110

    def look(self, scene: Scene) -> Iterator[Checked]:
        world = scene.world
        declared = {wish.name.key: wish.spelled for wish in wishes(world.profile)}
        if not declared:
            return
        memory = world.server
        failed = {key: each for key, each in memory.failures.items() if key in declared}
        for key, each in failed.items():
            again = "once the cause is gone: setpoint sync --force, or setpoint apply"
            message = (
                f"{declared[key]} failed for good: {without_name(each.message, declared[key])} (server {each.server})"
            )
            yield failure(each.code, message, "; ".join(filter(None, (each.hint, again))))
        begun = [declared[key] for key in memory.begun if key in declared]
        if begun:
            message = f"begun and not ended yet: {', '.join(begun)}; a part is on the disk"
            yield note(message, "SP213", "setpoint apply goes on with it, as the agent does by itself")
        if not failed and not begun:
            yield ok("none failed, none is half-way")


CHECK: Check = Pulls()
