"""What is valid in the profile and could be better: the warnings of `setpoint validate`."""

from __future__ import annotations

from collections.abc import Iterator

from setpoint.core.check import Area, Check, Checked, Scene, warning


class Warnings:
    area: Area = "profile"
    order = 20

    def look(self, scene: Scene) -> Iterator[Checked]:
        for problem in scene.world.profile.warnings:
            line = f"line {problem.line}  " if problem.line else ""
            where = f"{problem.key}  " if problem.key else ""
            yield warning(problem.code, f"{line}{where}{problem.message}", problem.hint or "setpoint validate")


CHECK: Check = Warnings()
