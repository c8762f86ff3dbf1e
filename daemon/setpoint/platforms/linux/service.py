"""systemd keeps the agent running: a unit of the person's own manager, or one that every person gets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from setpoint.core.ports import Machine
from setpoint.core.ports.service import Agent, Service, ServiceState
from setpoint.errors import PlatformTrouble
from setpoint.platforms.linux import for_everyone, for_one
from setpoint.platforms.linux.systemctl import must_be_there, show
from setpoint.platforms.linux.unit_text import DROP_IN, UNIT, confinement


class Systemd:
    """See systemd.unit(5) and systemd.service(5)."""

    def install(self, machine: Machine, agent: Agent) -> tuple[str, ...]:
        return tuple((for_everyone if agent.everyone else for_one).install(machine, agent))

    def uninstall(self, machine: Machine, *, everyone: bool = False) -> tuple[str, ...]:
        return tuple((for_everyone if everyone else for_one).uninstall(machine))

    def state(self, machine: Machine) -> ServiceState:
        try:
            must_be_there(machine)
            shown = show(machine, UNIT)
        except PlatformTrouble as trouble:
            return ServiceState(installed=for_one.is_written(machine), detail=(trouble.message,))
        if shown["LoadState"] != "loaded":
            return ServiceState(installed=False, running=False)
        return ServiceState(
            installed=True,
            enabled=shown["UnitFileState"] == "enabled",
            running=shown["ActiveState"] in ("active", "reloading"),
            pid=int(shown["MainPID"]) or None,
            detail=tuple(_told(shown)),
        )

    def logs(self, machine: Machine, *, lines: int, follow: bool) -> Sequence[str]:
        argv = ["journalctl", "--user", "--unit", UNIT, "--lines", str(lines), "--quiet", "--no-pager"]
        return (*argv, "--follow") if follow else argv


def _told(shown: Mapping[str, str]) -> Iterator[str]:
    """For a person: what it is at, how often it came back, how well it is confined."""
    active, since = shown["ActiveState"], shown["ActiveEnterTimestamp"]
    if active == "active":
        yield f"since {since}"
    else:
        result = "" if shown["Result"] == "success" else f", {shown['Result']}"
        yield f"{active} ({shown['SubState']}{result})"
    if shown["StatusText"]:
        yield shown["StatusText"]
    if shown["NRestarts"] != "0":
        yield f"restarted {shown['NRestarts']} times after a crash or a hang"
    yield confinement(full=DROP_IN in shown["DropInPaths"])
    if shown["NeedDaemonReload"] == "yes":
        yield "its unit was changed since: `setpoint service install` brings it up to date"
    yield shown["FragmentPath"]


SERVICE: Service = Systemd()
