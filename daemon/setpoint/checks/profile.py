"""Which profile is followed, and whether it can be."""

from __future__ import annotations

from collections.abc import Iterator

from setpoint.core.check import Area, Check, Checked, Scene, failure, ok
from setpoint.core.report import told
from setpoint.errors import Problem, ProfileWrong


class ProfileCheck:
    area: Area = "profile"
    order = 10

    def look(self, scene: Scene) -> Iterator[Checked]:
        profile, trouble = scene.world.profile, scene.trouble
        if isinstance(trouble, ProfileWrong):
            wrong = [problem for problem in trouble.problems if not problem.warning]
            yield from (_wrong(trouble.where, problem) for problem in wrong)
        elif trouble is not None:
            yield failure(trouble.code, told(trouble), trouble.hint or "setpoint validate")
        else:
            yield ok(f"{profile.path} @{profile.generation}, mode {profile.mode}")


def _wrong(path: str, problem: Problem) -> Checked:
    line = f":{problem.line}" if problem.line else ""
    where = "" if problem.code == "SP100" else f"{path}{line}  "  # there is no place where it is not
    key = f"{problem.key}  " if problem.key else ""
    return failure(problem.code, f"{where}{key}{problem.message}", problem.hint or "setpoint validate")


CHECK: Check = ProfileCheck()
