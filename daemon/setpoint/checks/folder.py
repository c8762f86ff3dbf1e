"""Which folder Claude Desktop really reads, why we think so, and which others it might have read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from setpoint.core.check import Area, Check, Checked, Scene, failure, note, ok
from setpoint.core.facts.claude_app import OVERRIDE


class ClaudeFolder:
    area: Area = "claude"
    order = 20

    def look(self, scene: Scene) -> Iterator[Checked]:
        claude = scene.claude
        if not claude.here:
            return
        if claude.contested is not None:
            yield failure(claude.contested.code, claude.contested.message, claude.contested.hint)
        elif claude.where is not None:
            why = self._why(claude.where.why, candidates=len(claude.folders), alive=claude.where in claude.alive)
            yield ok(f"{claude.where.data} ({why})")
            for other in claude.alive:
                if other != claude.where:
                    message = f"{other.data} ({other.why}) is there too; Claude has not used it for two weeks or more"
                    yield note(message, "SP813", f"if Claude reads that one: {OVERRIDE}={Path(other.data)}")

    @staticmethod
    def _why(why: str, *, candidates: int, alive: bool) -> str:
        if not alive:
            return f"{why}; Claude has written nothing there yet"
        return f"{why}, the one with signs of life" if candidates > 1 else why


CHECK: Check = ClaudeFolder()
