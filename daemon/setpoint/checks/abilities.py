"""What this version of the server cannot do, of what the profile makes use of (OL 5.2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from setpoint.core.check import Area, Check, Checked, Scene, failure, note, ok, warning
from setpoint.core.facts.ollama import ABILITIES, Ability
from setpoint.core.profile import Mode, Profile
from setpoint.core.versions import parse
from setpoint.core.wishes import wishes

OF_SLOTS: Final = ("messages",)
OF_CLOUD: Final = ("account", "status", "cloud-unpulled", "account-outage")
OF_PULLS: Final = ("registry-digest", "blob-grace", "early-stall")

NEEDED: Final = ("messages", "cloud-unpulled", "account")
"""Without one of these something that the profile declares does not work at all."""


class Abilities:
    area: Area = "ollama"
    order = 30

    def look(self, scene: Scene) -> Iterator[Checked]:
        if not scene.ollama_answers:
            return
        version = parse(scene.world.ollama.version())
        if version.development:
            return
        used = _used(scene.world.profile)
        lacking = [each for each in ABILITIES if each.name in used and version < parse(each.since)]
        if not lacking:
            yield ok(f"{version.text} can do all that the profile makes use of")
        for each in lacking:
            yield _found(each, version.text)


def _used(profile: Profile) -> set[str]:
    declared = wishes(profile)
    used = set(OF_SLOTS) if profile.mode is Mode.OLLAMA else set()
    used |= set(OF_CLOUD) if any(each.name.is_cloud for each in declared) else set()
    return used | (set(OF_PULLS) if any(not each.name.is_cloud for each in declared) else set())


def _found(lacking: Ability, version: str) -> Checked:
    message = f"{version} is older than {lacking.since}, the first that {lacking.what}"
    hint = "upgrade Ollama; `ollama-install` below says how"
    if lacking.name == "messages":
        return failure("SP834", message, hint)
    return warning("SP834", message, hint) if lacking.name in NEEDED else note(message, "SP834", hint)


CHECK: Check = Abilities()
