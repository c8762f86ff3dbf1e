"""Whether notifications that the profile asks for can be shown."""

from __future__ import annotations

from collections.abc import Iterator

from setpoint.core.check import Area, Check, Checked, Scene, note, ok
from setpoint.core.ports import Machine


class Notifications:
    area: Area = "agent"
    order = 70

    def look(self, scene: Scene) -> Iterator[Checked]:
        if not scene.world.profile.agent.notify:
            return
        if scene.world.machine.system != "linux":
            yield ok("on; the system may ask once whether they are allowed")
        elif _there(scene.world.machine, "notify-send"):
            yield ok("on, by notify-send")
        else:
            hint = "install libnotify (libnotify-bin on Debian), or set agent.notify: false"
            yield note("notify-send is not installed, so none is shown", "SP840", hint)


def _there(machine: Machine, name: str) -> bool:
    folders = [part.lstrip("/") for part in machine.env.get("PATH", "").split(":") if part.startswith("/")]
    return any(machine.files.facts(machine.root / folder / name) is not None for folder in (*folders, "usr/bin"))


CHECK: Check = Notifications()
