"""Which Claude Desktop is installed, and whether our tables of facts were made for it."""

from __future__ import annotations

from collections.abc import Iterator

from setpoint.core.check import Area, Check, Checked, Scene, note, ok, warning
from setpoint.core.facts.claude import AS_OF, NEWEST, OLDEST
from setpoint.core.report import told
from setpoint.core.versions import numbers


class ClaudeApp:
    area: Area = "claude"
    order = 10

    def look(self, scene: Scene) -> Iterator[Checked]:
        found = scene.claude.installed
        unfound = scene.claude.unfound
        if unfound is not None:
            yield warning(unfound.code, f"cannot be found out: {told(unfound)}", unfound.hint)
        elif found is None and scene.claude.running is None:
            hint = "claude.app in the profile names an unusual install"
            yield note("Claude Desktop is not installed here", "SP304", hint)
        elif found is None:
            hint = "claude.app in the profile names it, so that Setpoint can start it again"
            yield note("Claude Desktop runs, and it is not known where it is installed", "SP304", hint)
        elif not numbers(found.version):
            yield ok(f"version not readable · {found.how or found.app}")
        else:
            yield self._judged(found.version, f"{found.version} · {found.how or found.app}")

    @staticmethod
    def _judged(version: str, text: str) -> Checked:
        if numbers(version) > numbers(NEWEST):
            message = f"{text}; the newest that Setpoint's tables know is {NEWEST} ({AS_OF})"
            return note(message, "SP810", "see whether there is a newer Setpoint; `setpoint test` tries the route")
        if numbers(version) < numbers(OLDEST):
            message = f"{text}; before {OLDEST} the app does not know every key of Setpoint's entry"
            return warning("SP811", message, "update Claude Desktop")
        return ok(text)


CHECK: Check = ClaudeApp()
