"""Who is at work right now. The system lets go of a lock when its holder dies, so none can be left behind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from setpoint.core.agent_state import LOCK
from setpoint.core.check import Area, Check, Checked, Scene, note, ok

WORK: Final = ("apply.lock", "files.lock")


class Locks:
    area: Area = "setpoint"
    order = 80

    def look(self, scene: Scene) -> Iterator[Checked]:
        held = scene.around.held
        busy = [name for name in WORK if name in held]
        if busy:
            who = f"; the agent is pid {scene.agent.pid}" if scene.agent else ""
            hint = "wait for it; where it hangs, end that program: a lock goes with its holder"
            yield note(f"another Setpoint is at work ({', '.join(busy)} held{who})", "SP503", hint)
        else:
            yield ok("nobody else is at work" + (", but the agent watches" if LOCK in held else ""))


CHECK: Check = Locks()
