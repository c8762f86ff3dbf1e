"""`launchctl`: asked and told, and what its answers mean."""

from __future__ import annotations

import re

from setpoint.core.facts.service import LABEL
from setpoint.core.ports import Machine, Ran
from setpoint.errors import CommandFailed, PlatformTrouble


def printed(machine: Machine, domain: str) -> str | None:
    """What launchd says of the service; None: it does not know it."""
    ran = ctl(machine, "print", f"{domain}/{LABEL}")
    return ran.out if ran.status == 0 else None


def told(text: str | None) -> tuple[bool, int | None, tuple[str, ...]]:
    """Running, pid, details. The format is "not API in any sense" (its own words), so only single lines are looked for.

    The service's own lines come before those of what belongs to it.
    """
    if text is None:
        return False, None, ()
    rows = re.findall(r"^\s*([a-z][a-z ]*?) = (.+?)\s*$", text, re.MULTILINE)
    first = dict(reversed(rows))
    pid = int(first["pid"]) if first.get("pid", "").isdecimal() else None
    names = ("runs", "last exit code", "last terminating signal")
    return (
        pid is not None or first.get("state") == "running",
        pid,
        tuple(f"{name}: {first[name]}" for name in names if name in first),
    )


def switched_off(machine: Machine, domain: str) -> bool:
    """By `launchctl disable`; what Login Items switches off is not loaded at all."""
    ran = ctl(machine, "print-disabled", domain)
    return re.search(rf'"{re.escape(LABEL)}" => (true|disabled)\b', ran.out) is not None


def ctl(machine: Machine, *words: str) -> Ran:
    try:
        return machine.run([str(machine.root / "bin/launchctl"), *words], seconds=20)
    except CommandFailed as error:
        if error.code == "SP703":
            raise PlatformTrouble("SP410", "there is no launchctl here", hint="setpoint run works everywhere") from None
        raise refused(error.message, " ".join(words), error.hint) from None


def why(ran: Ran) -> str:
    said = next((line.strip() for line in ran.err.splitlines() if line.strip()), "")
    return said or f"launchctl ended with {ran.status}"


def refused(reason: str, where: str, hint: str) -> PlatformTrouble:
    return PlatformTrouble("SP411", f"launchd did not do it: {reason}", where=where, hint=hint)
