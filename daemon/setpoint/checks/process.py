"""Which Claude Desktop runs, since when, and whether it can know what was written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from setpoint.core.check import Area, Check, Checked, Scene, ok, warning
from setpoint.core.ports import Running
from setpoint.core.report import told
from setpoint.core.versions import numbers
from setpoint.times import clock_text

RESTART = "quit Claude when it suits, and start it again"


class ClaudeProcess:
    area: Area = "claude"
    order = 30

    def look(self, scene: Scene) -> Iterator[Checked]:
        claude = scene.claude
        if claude.untold is not None and claude.installed is not None:
            yield warning(claude.untold.code, told(claude.untold), claude.untold.hint)
        elif claude.running is not None:
            yield self._state(scene, claude.running)
            yield from self._updated(scene, claude.running)
        elif claude.here:
            yield ok("Claude is closed")

    @staticmethod
    def _state(scene: Scene, running: Running) -> Checked:
        profile = f", with its {running.profile} profile" if running.profile else ""
        text = f"pid {running.pid} since {clock_text(running.since)}{profile}"
        pending, configured = scene.condition("RestartPending"), scene.condition("ClaudeConfigured")
        waits = configured is not None and configured.reason == "WaitsForClose"  # which the entry's check tells
        if pending is not None and pending.code == "SP402" and not waits:
            return warning(pending.code, f"{text}; {pending.message}", pending.hint)
        return ok(text)

    @staticmethod
    def _updated(scene: Scene, running: Running) -> Iterator[Checked]:
        """An update is at times put in place below the running app (CD 6.5)."""
        runs = _version(running.executable)
        installed = scene.claude.installed.version if scene.claude.installed else ""
        if runs and numbers(installed) and numbers(runs) != numbers(installed):
            yield warning("SP812", f"{runs} runs, {installed} is installed, as after an update beneath it", RESTART)
        elif running.replaced:
            yield warning("SP812", "the program of the running app was replaced beneath it, as an update does", RESTART)


def _version(executable: str) -> str:
    """Windows has it in the folder's name, of the per-user installer and of the package (CD 6.3)."""
    found = re.search(r"[\\/](?:app-|Claude_)(\d+(?:\.\d+)+)", executable)
    return found[1] if found else ""


CHECK: Check = ClaudeProcess()
