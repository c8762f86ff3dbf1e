"""`/etc/claude-desktop/managed-settings.json`, with the safety rules by which the app reads it (CD 4.2)."""

from __future__ import annotations

import json
from pathlib import Path

from setpoint.core.facts.claude_policy import LINUX_FILE
from setpoint.core.ports import FileFacts, Machine, Policy
from setpoint.errors import FileTrouble, PlatformTrouble

OTHERS_WRITE = 0o022


def policy(machine: Machine) -> Policy | None:
    path = machine.root / LINUX_FILE
    try:
        facts = machine.files.facts(path)
        if facts is None:
            return None
        _demand_safe(machine, path, facts)
        return Policy(str(path), _values(path, machine.files.read(path) or b""))
    except FileTrouble as error:
        raise _trouble(path, error.message) from None


def _demand_safe(machine: Machine, path: Path, facts: FileFacts) -> None:
    folder = machine.files.facts(path.parent)
    owners = _administrators(machine)
    for name, found, kind in ((path.parent, folder, "folder"), (path, facts, "file")):
        if found is None or found.kind != kind:
            raise _trouble(path, f"{name} is not a plain {kind}, so Claude Desktop refuses it")
        if found.uid not in owners:
            raise _trouble(path, f"{name} is not owned by root, so Claude Desktop refuses it")
        if found.mode & OTHERS_WRITE:
            raise _trouble(path, f"{name} can be written by others than root, so Claude Desktop refuses it")


def _administrators(machine: Machine) -> set[int]:
    """Root, and whoever owns `/`: in a container with mapped users root's own files show another number."""
    top = machine.files.facts(machine.root)
    return {0} if top is None else {0, top.uid}


def _values(path: Path, data: bytes) -> dict[str, object]:
    from setpoint.core.policy import opened

    try:
        values = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise _trouble(path, "the managed settings are not valid JSON") from None
    if not isinstance(values, dict):
        raise _trouble(path, "the managed settings are not a JSON object")
    return opened(values)


def _trouble(path: Path, message: str) -> PlatformTrouble:
    hint = "ask whoever manages this machine; until it is readable the app ignores its own configuration too"
    return PlatformTrouble("SP602", message, where=str(path), hint=hint)
