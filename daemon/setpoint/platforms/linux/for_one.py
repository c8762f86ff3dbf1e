"""The agent of one person: unit, drop-in and link in that person's own folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from setpoint import shipped
from setpoint.core.ports import Machine
from setpoint.core.ports.service import Agent
from setpoint.errors import CommandFailed, PlatformTrouble
from setpoint.platforms.linux.fence import fence
from setpoint.platforms.linux.systemctl import STARTS, ask, must_be_there, pairs, show, try_to
from setpoint.platforms.linux.unit_text import DROP_IN, UNIT, confinement, drop_in, unit
from setpoint.platforms.linux.written import drop, put

CARRIED: Final = ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "CLAUDE_USER_DATA_DIR", "OLLAMA_HOST")
"""Variables that say where things are. A shell may have them from its own start files, which the manager never reads:
the agent would look elsewhere than the command that installed it. Proxies are not carried: they may hold passwords,
which have no place in a unit."""

PROBE: Final = ("PrivateUsers=yes", "ProtectSystem=strict", "ProtectHome=read-only", "PrivateTmp=yes")


def install(machine: Machine, agent: Agent) -> Iterator[str]:
    must_be_there(machine)
    known = pairs(ask(machine, "show-environment"))
    folder, opened = _folder(machine, known), fence(machine, agent.writes)
    for place in opened:
        machine.files.make_folder(place)
    confined = _can_be_confined(machine)
    text = unit(shipped.read("systemd", UNIT), agent.argv, _carried(machine, known))
    more = drop_in(shipped.read("systemd", DROP_IN), opened) if confined else ""
    changed = put(machine, folder / UNIT, text)
    changed = (put(machine, folder / DROP_IN, more) if confined else drop(machine, folder / DROP_IN)) or changed
    yield f"{folder / UNIT} {'written' if changed else 'is up to date'}"
    yield confinement(full=confined)
    yield _start(machine, anew=changed)


def _start(machine: Machine, *, anew: bool) -> str:
    if anew:
        ask(machine, "daemon-reload")
    ask(machine, "enable", "--quiet", UNIT)
    if not anew and show(machine, UNIT)["ActiveState"] == "active":
        return "running already, and at every login"
    try_to(machine, "reset-failed", UNIT)  # one that crashed too often is not started again without this
    ask(machine, "restart", UNIT, seconds=STARTS)
    return "started, and at every login from now on"


def _can_be_confined(machine: Machine) -> bool:
    """Whether namespaces are granted, and do what they should: from inside, the home cannot be written."""
    options = [f"--property={line}" for line in PROBE]
    argv = ["systemd-run", "--user", "--wait", "--collect", "--quiet", *options, "--"]
    try:
        return machine.run([*argv, "test", "!", "-w", str(machine.home)], seconds=20).status == 0
    except CommandFailed:
        return False


def _carried(machine: Machine, known: Mapping[str, str]) -> dict[str, str]:
    """What the manager would not give to the agent, as this shell has it.

    PATH too, ours before the manager's: a command that gives a key is to be found as `setpoint key check` found it,
    and as Claude Desktop finds it, which adds the PATH of a login shell (CD 5).
    """
    carried = {name: machine.env[name] for name in CARRIED if _differs(machine, known, name)}
    ours = [part for part in machine.env.get("PATH", "").split(":") if part.startswith("/") and part.isprintable()]
    path = list(dict.fromkeys([*ours, *known.get("PATH", "").split(":")]))
    if ours and path != known.get("PATH", "").split(":"):
        carried["PATH"] = ":".join(filter(None, path))
    return carried


def _differs(machine: Machine, known: Mapping[str, str], name: str) -> bool:
    text = machine.env.get(name, "")
    return text not in ("", known.get(name)) and text.isprintable()


def uninstall(machine: Machine) -> Iterator[str]:
    if not is_written(machine):
        try:
            must_be_there(machine)
        except PlatformTrouble:
            return  # where nothing could run there is nothing to stop
    must_be_there(machine)
    shown = show(machine, UNIT)
    folder = _folder(machine, pairs(ask(machine, "show-environment")))
    for_all = shown["FragmentPath"] not in ("", str(folder / UNIT))
    if shown["LoadState"] == "loaded":
        ask(machine, *(("stop",) if for_all else ("disable", "--now", "--quiet")), UNIT, seconds=STARTS)
        yield "the agent is stopped"
    gone = [path for path in (folder / UNIT, folder / DROP_IN) if drop(machine, path)]
    ask(machine, "daemon-reload")
    try_to(machine, "reset-failed", UNIT)
    yield from (f"{path} removed" for path in gone)
    if for_all:
        hint = f"sudo setpoint service uninstall --everyone; for you alone: systemctl --user mask {UNIT}"
        message = "the agent is stopped, but installed for everyone: it starts again at your next login"
        raise PlatformTrouble("SP411", message, where=shown["FragmentPath"], hint=hint)


def is_written(machine: Machine) -> bool:
    return machine.files.facts(_folder(machine, machine.env) / UNIT) is not None


def _folder(machine: Machine, env: Mapping[str, str]) -> Path:
    """Where the manager reads this person's units: by its own variables, which need not be this shell's."""
    config = env.get("XDG_CONFIG_HOME", "")
    return (Path(config) if config.startswith("/") else machine.home / ".config") / "systemd/user"
