"""Whether each slot has its Ollama model, and whether that is ours: somebody else's is never replaced unasked."""

from __future__ import annotations

from collections.abc import Iterator

from setpoint.core.check import Area, Check, Checked, Scene, failure, note, ok, warning
from setpoint.core.report import State


class Slots:
    area: Area = "ollama"
    order = 55

    def look(self, scene: Scene) -> Iterator[Checked]:
        condition = scene.condition("SlotsReady")
        if condition is None or not scene.ollama_answers or condition.state is State.NOT_APPLICABLE:
            return
        if condition.well:
            yield ok(f"{condition.message} as the profile declares them")
        elif condition.reason == "NotDerived":
            yield note(condition.message, "SP850", "setpoint plan")
        elif condition.code:  # without one another check says why the server cannot be asked
            tell = warning if condition.exit_code == 5 else failure
            yield tell(condition.code, condition.message, condition.hint)


CHECK: Check = Slots()
