"""Asking systemd: the manager of one person, or what all persons get at their next login (`--global`)."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from setpoint.core.ports import Machine
from setpoint.errors import CommandFailed, PlatformTrouble

STARTS: Final = 100.0
"""Seconds that a start may take: systemd gives up after 90 by itself, and says so."""


def must_be_there(machine: Machine) -> None:
    """PlatformTrouble (SP410) where no manager of this person runs, with the way to one."""
    if machine.files.facts(machine.root / "run/systemd/system") is None:
        hint = "let another supervisor start `setpoint run`"
        raise PlatformTrouble("SP410", "systemd does not run this machine", hint=hint)
    runtime = machine.env.get("XDG_RUNTIME_DIR", "")
    if runtime.startswith("/") and _manager(machine, runtime):
        return
    usual = f"/run/user/{machine.uid}"
    if _manager(machine, usual):
        hint = f"export XDG_RUNTIME_DIR={usual}, then run it again"
    else:
        hint = "log in as this person, not by su or sudo; where nobody logs in: sudo loginctl enable-linger USER"
    raise PlatformTrouble("SP410", "this session has no service manager of its own", hint=hint)


def _manager(machine: Machine, runtime: str) -> bool:
    return machine.files.facts(machine.root / runtime.lstrip("/") / "systemd/private") is not None


def ask(machine: Machine, *words: str, everyone: bool = False, seconds: float = 20) -> str:
    """What systemctl prints. PlatformTrouble: SP410 it is not there, SP411 it refused."""
    argv = ["systemctl", "--global" if everyone else "--user", *words]
    try:
        ran = machine.run(argv, seconds=seconds)
    except CommandFailed as error:
        if error.code == "SP703":
            hint = "let another supervisor start `setpoint run`"
            raise PlatformTrouble("SP410", "systemd is not installed here", hint=hint) from None
        raise PlatformTrouble("SP411", error.message, hint=error.hint) from None
    if ran.status:
        said = next((line for line in ran.err.splitlines() if line.strip()), f"status {ran.status}").rstrip(". ")
        hint = "setpoint service logs" if words[0] in ("start", "restart") else f"try it by hand: {' '.join(argv)}"
        raise PlatformTrouble("SP411", f"systemctl {words[0]} failed: {said}", hint=hint)
    return ran.out


def pairs(text: str) -> dict[str, str]:
    """Lines of `NAME=value`, as `show` and `show-environment` print them."""
    return dict(line.split("=", 1) for line in text.splitlines() if "=" in line)


SHOWN: Final = (
    *("LoadState", "ActiveState", "SubState", "UnitFileState", "MainPID", "NRestarts", "ActiveEnterTimestamp"),
    *("Result", "StatusText", "FragmentPath", "DropInPaths", "NeedDaemonReload"),
)


def show(machine: Machine, unit: str) -> dict[str, str]:
    """What is known of a unit, each of SHOWN; also of one that does not exist."""
    known = pairs(ask(machine, "show", unit, f"--property={','.join(SHOWN)}"))
    return {**dict.fromkeys(SHOWN, ""), "MainPID": "0", "NRestarts": "0", **known}


def try_to(machine: Machine, *words: str) -> bool:
    """Where a refusal is no trouble: whether it was done."""
    with suppress(PlatformTrouble):
        ask(machine, *words)
        return True
    return False
