"""Which entry of Claude's library is applied, and whether it is the one that the profile wants."""

from __future__ import annotations

from collections.abc import Iterator

from setpoint.core.check import Area, Check, Checked, Scene, failure, note, ok
from setpoint.core.facts.claude import ENTRY_ID
from setpoint.core.finding import quoted
from setpoint.core.report import Condition

ELSEWHERE = frozenset({"ByPolicy", "PolicyDecides", "PolicyUnreadable", "HybridPointer", "NotInstalled"})
"""Reasons that another check tells."""


class ClaudeEntry:
    area: Area = "claude"
    order = 50

    def look(self, scene: Scene) -> Iterator[Checked]:
        configured = scene.condition("ClaudeConfigured")
        if configured is None or not scene.claude.here or configured.reason in ELSEWHERE:
            return
        contested = scene.condition("Contested")
        if contested is not None and not contested.well:
            told = ", ".join(f"{word} {text}" for word, text in contested.details if word in ("seen", "likely"))
            yield failure(contested.code, f"{contested.message} ({told})", contested.hint)
        elif scene.claude.where is not None and not scene.claude.troubles:
            yield from self._judged(scene, configured)

    @staticmethod
    def _judged(scene: Scene, configured: Condition) -> Iterator[Checked]:
        applied = _applied(scene)
        if scene.trouble is not None and not scene.world.profile.generation:
            yield ok(applied)  # there is no profile that it could be held against
        elif configured.reason == "OtherTool":
            yield failure(configured.code, configured.message, configured.hint)
        elif configured.reason == "Yielded":
            yield note(configured.message, configured.code, configured.hint)
        elif configured.well:
            yield ok(f"{applied}, as the profile says")
        elif configured.reason == "WaitsForClose":
            yield note(
                f"{applied}; the change waits until Claude is closed", "SP401", "quit Claude, then: setpoint apply"
            )
        elif configured.reason == "Differs":
            yield note(f"{applied}; that is not what the profile says yet", "SP850", "setpoint plan")


def _applied(scene: Scene) -> str:
    applied = scene.claude.applied
    if not applied:
        return "no entry is applied"
    return "Setpoint's entry is applied" if applied == ENTRY_ID else f"{quoted(scene.claude.name(applied))} is applied"


CHECK: Check = ClaudeEntry()
