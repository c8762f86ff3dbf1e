"""Managed preferences as the app reads them: files, not user defaults (CD 4.2).

Both files may be there; the person's own is named first by Anthropic's reference. Whether the app would add the
machine's values to it is not known, so the first one that says anything is taken as the policy.
"""

from __future__ import annotations

from pathlib import Path

from setpoint.core.facts.claude_policy import MACOS_FILE, MACOS_FOLDER
from setpoint.core.policy import opened
from setpoint.core.ports import Machine, Policy
from setpoint.errors import FileTrouble, PlatformTrouble


def policy(machine: Machine) -> Policy | None:
    folder = machine.root / MACOS_FOLDER
    person = machine.env.get("USER") or machine.home.name
    for path in (folder / person / MACOS_FILE, folder / MACOS_FILE):
        values = _values(machine, path)
        if values:
            return Policy(str(path), opened(values))
    return None


def _values(machine: Machine, path: Path) -> dict[str, object]:
    try:
        data = machine.files.read(path)
    except FileTrouble as error:
        raise _trouble(path, error.message) from None
    return {} if data is None else _parsed(path, data)


def _parsed(path: Path, data: bytes) -> dict[str, object]:
    import plistlib

    try:
        values = plistlib.loads(data)
    except Exception:  # noqa: BLE001  plistlib lets every kind of error of its two parsers through
        raise _trouble(path, "the managed preferences are not a valid property list") from None
    if not isinstance(values, dict) or not all(isinstance(key, str) for key in values):
        raise _trouble(path, "the managed preferences are not a dictionary with names")
    return values


def _trouble(path: Path, message: str) -> PlatformTrouble:
    return PlatformTrouble("SP602", message, where=str(path), hint="ask whoever manages this machine")
