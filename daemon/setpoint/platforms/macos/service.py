"""The agent as a LaunchAgent: `launchctl`, in the domain of a person who is logged in at the screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from time import sleep
from typing import Final

from setpoint.core.facts.service import DOMAIN_MISSING, LABEL
from setpoint.core.ports import Machine, Ran
from setpoint.core.ports.service import Agent, Service, ServiceState
from setpoint.errors import FileTrouble, PlatformTrouble
from setpoint.platforms.macos.agent import logs, place, rendered
from setpoint.platforms.macos.launchctl import ctl, printed, refused, switched_off, told, why
from setpoint.shipped import read
from setpoint.value import value

STEP: Final = 0.25
PATIENCE: Final = 60
"""Steps: launchd kills the agent after ten seconds (ExitTimeOut), and then needs a moment."""
TRIES: Final = 5
"""`bootstrap` may still be refused (5, 37) for a moment after the old service has gone from the list."""


@value
class LaunchAgents:
    """launchd. `pause` waits so many seconds.

    Nothing confines the agent here, so it makes the folders that it writes to when it needs them: Claude Desktop's
    own would be a false sign of the app.
    """

    pause: Callable[[float], None] = sleep

    def install(self, machine: Machine, agent: Agent) -> tuple[str, ...]:
        _demand_place(machine, agent)
        file = place(machine, everyone=agent.everyone)
        try:
            if not agent.everyone:
                machine.files.make_folder(logs(machine)[0].parent)  # launchd makes a file there, but no folder
            text = rendered(read("launchd", f"{LABEL}.plist"), machine, agent)
            # launchd refuses a file that others than its owner can write
            machine.files.write(file, text, seen=machine.files.read(file), mode=0o644)
        except FileTrouble as error:
            raise refused(error.message, str(file), _as_who(agent.everyone)) from None
        return (f"{file} written", self._start(machine, file))

    def uninstall(self, machine: Machine, *, everyone: bool = False) -> tuple[str, ...]:
        """The file goes in any case: what still runs then at least does not come back."""
        file, domain = place(machine, everyone=everyone), _domain(machine)
        common = place(machine, everyone=True)
        if not everyone and _is_there(machine, common):
            return (f"{common} stays, with the agent that it starts: an administrator installed it for everyone",)
        stopped = domain != "" and self._stop(machine, domain)
        removed = _removed(machine, file, everyone=everyone)
        if domain and printed(machine, domain) is not None:
            raise refused("it still runs", LABEL, f"launchctl bootout {domain}/{LABEL}")
        return (*(["stopped"] if stopped else []), *([f"{file} removed"] if removed else []))

    def state(self, machine: Machine) -> ServiceState:
        files = [file for everyone in (False, True) if _is_there(machine, file := place(machine, everyone=everyone))]
        try:
            domain = _domain(machine)
            text = printed(machine, domain) if domain else None
            enabled = bool(files) and not (domain and switched_off(machine, domain))
        except PlatformTrouble:
            return ServiceState(bool(files), detail=tuple(map(str, files)))
        running, pid, detail = told(text)
        detail = (*map(str, files), *detail, *(["switched off"] if files and not enabled else []))
        return ServiceState(bool(files), enabled, running, pid, detail)

    def logs(self, machine: Machine, *, lines: int, follow: bool) -> Sequence[str]:
        """`-F`, as the agent's log is a new file after each turn. launchd's file is there from the start, empty."""
        there = [str(file) for file in logs(machine) if _size(machine, file)]
        if not there:
            hint = "setpoint service status"
            raise PlatformTrouble("SP412", "the agent has not written a log", where=str(logs(machine)[0]), hint=hint)
        return [str(machine.root / "usr/bin/tail"), "-n", str(lines), *(["-F"] if follow else []), *there]

    def _start(self, machine: Machine, file: Path) -> str:
        """What was started, as a line.

        `kickstart` without `-k`: it only has to start what RunAtLoad did not, and would end a first pass for nothing.
        """
        domain = _domain(machine)
        if not domain:
            return "each person's agent starts at their next login"
        self._stop(machine, domain)
        ctl(machine, "enable", f"{domain}/{LABEL}")
        ran = self._bootstrap(machine, domain, file)
        if ran.status == DOMAIN_MISSING:
            return "not started now, as nobody is logged in at the screen: it starts at the next login"
        if ran.status:
            raise refused(why(ran), str(file), f"launchctl bootstrap {domain} '{file}'")
        ran = ctl(machine, "kickstart", f"{domain}/{LABEL}")
        if ran.status:
            raise refused(why(ran), str(file), "look into System Settings, General, Login Items")
        return "started; it starts again at every login"

    def _bootstrap(self, machine: Machine, domain: str, file: Path) -> Ran:
        ran = ctl(machine, "bootstrap", domain, str(file))
        for _ in range(TRIES):
            if ran.status in (0, DOMAIN_MISSING):
                break
            self.pause(2 * STEP)
            ran = ctl(machine, "bootstrap", domain, str(file))
        return ran

    def _stop(self, machine: Machine, domain: str) -> bool:
        """Whether there was something to stop. `bootout` may be back before the agent has ended."""
        if printed(machine, domain) is None:
            return False
        ctl(machine, "bootout", f"{domain}/{LABEL}")
        for _ in range(PATIENCE):
            if printed(machine, domain) is None:
                break
            self.pause(STEP)
        return True


def _demand_place(machine: Machine, agent: Agent) -> None:
    if machine.uid == 0 and not agent.everyone:
        raise refused("an agent belongs to a person, and this is root", LABEL, "run it without sudo")
    other = place(machine, everyone=not agent.everyone)
    if _is_there(machine, other):
        raise refused("it is installed in another way, and both would bear the same name", str(other), f"rm '{other}'")


def _as_who(everyone: bool) -> str:
    return "run it as an administrator, with sudo" if everyone else "look who owns the folder, and what is in its place"


def _domain(machine: Machine) -> str:
    """`gui/UID` of the person, also where they said sudo; "" for root alone."""
    uid = machine.env.get("SUDO_UID", "") if machine.uid == 0 else str(machine.uid)
    return f"gui/{uid}" if uid.isdecimal() and uid != "0" else ""


def _is_there(machine: Machine, file: Path) -> bool:
    try:
        return machine.files.facts(file) is not None
    except FileTrouble:
        return False


def _size(machine: Machine, file: Path) -> int:
    try:
        facts = machine.files.facts(file)
    except FileTrouble:
        return 0
    return facts.size if facts else 0


def _removed(machine: Machine, file: Path, *, everyone: bool) -> bool:
    try:
        seen = machine.files.read(file)
        if seen is not None:
            machine.files.delete(file, seen=seen)
        return seen is not None
    except FileTrouble as error:
        raise refused(error.message, str(file), _as_who(everyone)) from None


SERVICE: Service = LaunchAgents()
