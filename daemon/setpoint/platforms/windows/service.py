"""The agent as a logon task: registered, started and removed by `schtasks`.

Its tables and messages are translated, so only its exit codes and its XML are read. `/end` terminates the agent, as
there is no SIGTERM on Windows: nothing is lost by that, since the agent outlives a kill at any time by its design.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from setpoint.core.facts.service import TASK_FILE
from setpoint.core.ports import Machine, Ran
from setpoint.core.ports.service import Agent, Service, ServiceState
from setpoint.core.quoting import powershell
from setpoint.errors import CommandFailed, FileTrouble, PlatformTrouble
from setpoint.platforms.windows import task
from setpoint.platforms.windows.places import folder, path
from setpoint.platforms.windows.program import windowless
from setpoint.shipped import read

AGENT: Final = re.compile(r"""setpoint(\.exe)?"?(\s+--profile\s+("[^"]*"|\S+))?\s+run(\s|$)""", re.IGNORECASE)
"""In a command line: `… -m setpoint run …`, `"…\\setpoint.exe" --profile "…" run …`."""


class LogonTask:
    """Task Scheduler.

    Nothing confines the agent here, so it makes the folders that it writes to when it needs them: those of Claude
    Desktop's packages would be a false sign of the app.
    """

    def install(self, machine: Machine, agent: Agent) -> tuple[str, ...]:
        name = task.name(machine, everyone=agent.everyone)
        _demand_one(machine, everyone=agent.everyone)
        program, remark = windowless(machine, agent.argv[0])
        text = task.rendered(read("windows", task.template(everyone=agent.everyone)), machine, agent, program)
        if _xml(machine, name) is not None:
            _schtasks(machine, "/end", "/tn", name)
        _register(machine, name, text, everyone=agent.everyone)
        ran = _schtasks(machine, "/run", "/tn", name)
        if ran.status:
            raise _refused(_why(ran), name, "log off and on again, or look into Task Scheduler")
        return (f"task {name} registered", "started; it starts again at every logon", *([remark] if remark else []))

    def uninstall(self, machine: Machine, *, everyone: bool = False) -> tuple[str, ...]:
        name = task.name(machine, everyone=everyone)
        if _xml(machine, name) is None:
            common = task.name(machine, everyone=True)
            if everyone or _xml(machine, common) is None:
                return ()
            return (f"task {common} stays, with the agent that it starts: an administrator installed it for everyone",)
        _schtasks(machine, "/end", "/tn", name)
        ran = _schtasks(machine, "/delete", "/tn", name, "/f")
        if ran.status:
            raise _refused(_why(ran), name, _as_who(everyone))
        return ("stopped", f"task {name} removed")

    def state(self, machine: Machine) -> ServiceState:
        names = [task.name(machine, everyone=everyone) for everyone in (False, True)]
        found = {name: text for name in names if (text := _xml(machine, name)) is not None}
        if not found:
            return ServiceState(installed=False, running=False)
        running, pid = _running(machine, {task.program(text) for text in found.values()})
        enabled = any(task.enabled(text) for text in found.values())
        detail = (*(f"task {name}" for name in found), *([] if enabled else ["switched off in Task Scheduler"]))
        return ServiceState(True, enabled, running, pid, detail)

    def logs(self, machine: Machine, *, lines: int, follow: bool) -> Sequence[str]:
        file = task.log(machine)
        if machine.files.modified(Path(file)) is None:
            hint = "setpoint service status"
            raise PlatformTrouble("SP412", "the agent has not written a log", where=str(file), hint=hint)
        script = f"Get-Content -LiteralPath {powershell(str(file))} -Encoding UTF8 -Tail {lines}"
        script += " -Wait" if follow else ""
        return ["powershell.exe", "-NoProfile", "-NonInteractive", "-Command", script]


def _demand_one(machine: Machine, *, everyone: bool) -> None:
    other = task.name(machine, everyone=not everyone)
    if _xml(machine, other) is not None:
        raise _refused("the agent is installed in another way already", other, f"schtasks /delete /tn {other}")


def _register(machine: Machine, name: str, text: bytes, *, everyone: bool) -> None:
    """By way of a file, which is gone afterwards."""
    file = Path(folder(machine, "LOCALAPPDATA")) / "setpoint" / TASK_FILE
    try:
        machine.files.write(file, text, seen=machine.files.read(file))
        ran = _schtasks(machine, "/create", "/xml", str(file), "/tn", name, "/f")
    except FileTrouble as error:
        raise _refused(error.message, str(file), "look what is in its place") from None
    finally:
        with suppress(FileTrouble):
            machine.files.delete(file, seen=text)
    if ran.status:
        raise _refused(_why(ran), name, _as_who(everyone))


def _xml(machine: Machine, name: str) -> str | None:
    """The task as it is registered; None: there is none, or it is not ours to see.

    Its text says that it is UTF-16 and is in the console's code page; in case it is once what it says, NULs go.
    """
    ran = _schtasks(machine, "/query", "/tn", name, "/xml")
    text = ran.out.replace("\0", "")
    return text if ran.status == 0 and "<Task" in text else None


def _running(machine: Machine, programs: set[str]) -> tuple[bool | None, int | None]:
    """Whether the agent is among the processes, and its pid; None: that cannot be told.

    The launcher of a virtual environment has the same command line and waits for the real one, its child.
    """
    names = {path(program).name.lower() for program in programs} | {"python.exe", "pythonw.exe"}
    try:
        rows = machine.win32.processes(tuple(names)) if machine.win32 else None
    except PlatformTrouble:
        rows = None
    if rows is None:
        return None, None
    agents = [row for row in rows if AGENT.search(row.command)]
    parents = {row.parent for row in agents}
    pid = next((row.pid for row in agents if row.pid not in parents), None)
    hidden = any(not row.command for row in rows)
    return (True if agents else None if hidden else False), pid


def _schtasks(machine: Machine, *words: str) -> Ran:
    try:
        return machine.run(["schtasks.exe", *words], seconds=30)
    except CommandFailed as error:
        if error.code == "SP703":
            raise PlatformTrouble("SP410", "there is no schtasks here", hint="setpoint run works everywhere") from None
        raise _refused(error.message, " ".join(words[:1]), error.hint) from None


def _as_who(everyone: bool) -> str:
    return "run it as an administrator" if everyone else "ask whoever manages this machine whether tasks are allowed"


def _why(ran: Ran) -> str:
    """In the person's language, and in the console's code page."""
    said = next((line.strip() for line in (ran.err or ran.out).splitlines() if line.strip()), "")
    return said or f"schtasks ended with {ran.status}"


def _refused(why: str, where: str, hint: str) -> PlatformTrouble:
    return PlatformTrouble("SP411", f"Task Scheduler did not do it: {why}", where=where, hint=hint)


SERVICE: Service = LogonTask()
