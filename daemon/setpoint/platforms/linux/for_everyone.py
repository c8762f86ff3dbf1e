"""The agent of every person of a machine, set up by an administrator: it starts at each one's next login."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from setpoint import shipped
from setpoint.core.ports import Machine
from setpoint.core.ports.service import Agent
from setpoint.errors import PlatformTrouble
from setpoint.platforms.linux.systemctl import ask
from setpoint.platforms.linux.unit_text import DROP_IN, UNIT, unit
from setpoint.platforms.linux.written import put

FOLDER: Final = "etc/systemd/user"


def install(machine: Machine, agent: Agent) -> Iterator[str]:
    """Without the drop-in: root cannot probe for others whether they are granted namespaces."""
    _only_root(machine, "install")
    if machine.home in Path(agent.argv[0]).parents:
        hint = "install it where everybody may read, as a package say"
        message = "this Setpoint lies in a home, where nobody else can run it"
        raise PlatformTrouble("SP411", message, where=agent.argv[0], hint=hint)
    path = machine.root / FOLDER / UNIT
    changed = put(machine, path, unit(shipped.read("systemd", UNIT), agent.argv, {}))
    ask(machine, "enable", "--quiet", UNIT, everyone=True)
    yield f"{path} {'written' if changed else 'is up to date'}"
    yield "starts at the next login of each person"
    yield f"confined: few system calls. Where people are granted namespaces, add {shipped.folder('systemd') / DROP_IN}"


def uninstall(machine: Machine) -> Iterator[str]:
    _only_root(machine, "uninstall")
    path = machine.root / FOLDER / UNIT
    seen = machine.files.read(path)
    if seen is None:
        return
    ask(machine, "disable", "--quiet", UNIT, everyone=True)
    machine.files.delete(path, seen=seen)
    yield f"{path} removed"
    yield "agents that run now end with their person's session"


def _only_root(machine: Machine, word: str) -> None:
    if machine.uid != 0:
        hint = f"sudo setpoint service {word} --everyone"
        raise PlatformTrouble("SP411", "only an administrator sets up an agent for everyone", hint=hint)
