"""Other programs that switch Claude Desktop: their entries in the library, and whether they run."""

from __future__ import annotations

from collections.abc import Iterator

from setpoint.core.check import Area, Check, Checked, Scene, note
from setpoint.core.facts.claude import OTHER_NAMES, OTHER_TOOLS, PROGRAMS
from setpoint.core.library import rows
from setpoint.core.resource import World


class ClaudeSwitchers:
    area: Area = "claude"
    order = 55

    def look(self, scene: Scene) -> Iterator[Checked]:
        if not scene.claude.here:
            return
        found = {row.id: _tool(row.id, row.name) for row in rows(scene.claude.index)}
        found |= {name: OTHER_TOOLS[name] for name in scene.claude.entries if name in OTHER_TOOLS}
        for entry_id, tool in sorted(found.items(), key=lambda each: each[1]):
            if tool:
                applied = " and applied" if scene.claude.applied == entry_id else ", not applied"
                message = f"{tool}'s entry is in the library{applied}{_running(scene.world, tool)}"
                yield note(message, "SP816", f"switch with one program only; {tool}'s entry may stay where it is")


def _tool(entry_id: str, name: str) -> str:
    return OTHER_TOOLS.get(entry_id, name if name in OTHER_NAMES else "")


def _running(world: World, tool: str) -> str:
    program = PROGRAMS.get(tool, {}).get(world.platform.name, "")
    process = world.platform.program(world.machine, program) if program else None
    return f"; {program} runs, pid {process.pid}" if process else ""


CHECK: Check = ClaudeSwitchers()
