"""How many files and folders Linux lets this person's programs watch (inotify(7))."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from setpoint.core.check import Area, Check, Checked, Scene, note, ok
from setpoint.core.ports import Machine

FOLDER: Final = "proc/sys/fs/inotify"

ENOUGH: Final = {"max_user_watches": 8192, "max_user_instances": 128}
"""What kernels begin with. The agent needs one queue and some twenty watches; editors take the rest."""


class Watches:
    area: Area = "agent"
    order = 60

    def look(self, scene: Scene) -> Iterator[Checked]:
        machine = scene.world.machine
        limits = {name: _limit(machine, name) for name in ENOUGH} if machine.system == "linux" else {}
        known = {name: limit for name, limit in limits.items() if limit is not None}
        low = {name: limit for name, limit in known.items() if limit < ENOUGH[name]}
        for name, limit in low.items():
            hint = f"sudo sysctl fs.inotify.{name}={ENOUGH[name]}"
            yield note(f"fs.inotify.{name} is {limit}; other programs may use them up", "SP839", hint)
        if known and not low:
            yield ok(", ".join(f"{name} {limit}" for name, limit in known.items()))


def _limit(machine: Machine, name: str) -> int | None:
    text = (machine.files.read(machine.root / FOLDER / name) or b"").strip()
    return int(text) if text.isdigit() else None


CHECK: Check = Watches()
