"""The LaunchAgent's file: the shipped one, filled in for one person or for everyone."""

from __future__ import annotations

from pathlib import Path, PurePath

from setpoint.core.facts.service import CRASHES, LABEL, LOG, LOGS
from setpoint.core.ports import Machine
from setpoint.core.ports.service import Agent


def place(machine: Machine, *, everyone: bool) -> Path:
    """Where launchd finds it again after the next start: bootstrapped from elsewhere it would be forgotten."""
    top = machine.root if everyone else machine.home
    return top / "Library/LaunchAgents" / f"{LABEL}.plist"


def logs(machine: Machine) -> tuple[Path, Path]:
    """The agent's own log, and what launchd keeps of its standard error."""
    return machine.home / LOGS / LOG, machine.home / LOGS / CRASHES


def rendered(template: str, machine: Machine, agent: Agent) -> bytes:
    """The property list. For everyone it has no path of a person: there the agent itself makes a home of its `~`."""
    import plistlib

    values = plistlib.loads(template.encode())
    values["ProgramArguments"] = [*agent.argv, "--log-file", _log(machine, agent)]
    if agent.everyone:
        del values["StandardErrorPath"]
    else:
        values["StandardErrorPath"] = str(logs(machine)[1])
    return plistlib.dumps(values, sort_keys=False)


def _log(machine: Machine, agent: Agent) -> str:
    return str(PurePath("~") / LOGS / LOG) if agent.everyone else str(logs(machine)[0])
