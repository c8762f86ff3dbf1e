"""Whether the system lets the agent start at login, and go on after logout. Not every system tells."""

from __future__ import annotations

from collections.abc import Iterator

from setpoint.core.check import Area, Check, Checked, Scene, note, ok
from setpoint.core.ports import Machine
from setpoint.errors import CommandFailed


class StartAtLogin:
    area: Area = "agent"
    order = 30

    def look(self, scene: Scene) -> Iterator[Checked]:
        state, machine = scene.service, scene.world.machine
        if not state.installed or not state.enabled:
            return
        if machine.system == "linux":
            yield from _lingers(machine)
        elif machine.system == "macos":
            hint = "look into System Settings, General, Login Items & Extensions"
            yield note("whether Login Items allows it cannot be told by a program", "SP837", hint)
        else:
            yield ok("its task is enabled")


def _lingers(machine: Machine) -> Iterator[Checked]:
    """loginctl(1). Without lingering the agent ends at logout, which is all right on a desk."""
    try:
        ran = machine.run(["loginctl", "show-user", str(machine.uid), "--property=Linger"], seconds=2)
    except CommandFailed:
        return
    if ran.status == 0 and ran.out.strip() == "Linger=yes":
        yield ok("from the start of the machine on (lingering)")
    elif ran.status == 0:
        message = "from login to logout; not while nobody is logged in"
        yield note(message, "SP837", "where that is wanted: loginctl enable-linger")


CHECK: Check = StartAtLogin()
