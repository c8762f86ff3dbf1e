"""Policy in the registry, by the app's own rules (CD 4.2)."""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.core.facts.claude_policy import WINDOWS_KEY, WINDOWS_READ, WINDOWS_SEEN
from setpoint.core.policy import opened
from setpoint.core.ports import Machine, Policy
from setpoint.errors import PlatformTrouble


def policy(machine: Machine) -> Policy | None:
    """The hives are not merged: one value that the app sees in HKLM hides all of HKCU, whatever its name (1.19367)."""
    registry = machine.registry
    if registry is None:
        raise PlatformTrouble("SP602", "there is no registry to read", where=WINDOWS_KEY, hint="run this on Windows")
    for hive in ("HKLM", "HKCU"):
        values = _seen(registry.values(hive, WINDOWS_KEY) or {})
        if values:
            return Policy(f"{hive}\\{WINDOWS_KEY}", opened(values))
    return None


def _seen(values: Mapping[str, tuple[object, int]]) -> dict[str, object]:
    """What counts as there; None for a value of a kind that the app notices and does not read."""
    seen = ((name, value, kind) for name, (value, kind) in values.items() if kind in WINDOWS_SEEN)
    return {name: value if kind in WINDOWS_READ else None for name, value, kind in seen}
