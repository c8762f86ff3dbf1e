"""Whether the server is as new as the profile demands."""

from __future__ import annotations

from collections.abc import Iterator

from setpoint.core.check import Area, Check, Checked, Scene, failure, note, ok, warning
from setpoint.core.report import Condition
from setpoint.core.upgrading import UPGRADES
from setpoint.core.versions import satisfies


class OllamaVersion:
    area: Area = "ollama"
    order = 20

    def look(self, scene: Scene) -> Iterator[Checked]:
        condition = scene.condition("OllamaVersion")
        if not scene.ollama_answers or condition is None:
            return
        floor, version = scene.world.profile.ollama.version, scene.world.ollama.version()
        new_enough = satisfies(version, floor)
        if new_enough is None:
            hint = "install a release, if one is needed: https://ollama.com/download"
            yield warning("SP205", f"{version} is a development build, which cannot be compared with {floor}", hint)
        elif new_enough:
            yield ok(f"{version} ({floor})")
        else:
            yield _too_old(condition)


def _too_old(condition: Condition) -> Checked:
    """An upgrade that is planned, or waits for quiet, keeps nothing from being carried out."""
    if condition.reason == UPGRADES:
        return note(f"{condition.message}; it is to be upgraded", "SP204", "setpoint plan")
    tell = warning if condition.exit_code == 5 else failure
    return tell(condition.code, condition.message, condition.hint)


CHECK: Check = OllamaVersion()
