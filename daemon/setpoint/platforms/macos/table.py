"""Claude Desktop among the processes, by `ps` and by Electron's locks."""

from __future__ import annotations

from calendar import timegm
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from setpoint.core.facts.claude_app import MACOS_APP
from setpoint.core.ports import ClaudeFolder, Machine, Running
from setpoint.core.processes import Process, main_process, runs_script
from setpoint.core.singleton_lock import held, profile_of
from setpoint.errors import CommandFailed, FileTrouble, PlatformTrouble
from setpoint.platforms.macos.bundles import places

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
COLUMNS: Final = "pid=,ppid=,uid=,stat=,lstart=,command="


def running(machine: Machine, app: str | None, folders: Sequence[ClaudeFolder]) -> Running | None:
    rows = _table(machine)
    try:
        locked = held(machine.files, machine.hostname, folders, rows.get)
    except FileTrouble as error:
        raise _untold(error.message) from None
    if locked is not None:
        process, profile = locked
        return Running(process.pid, process.since, _binary(process, machine, app), profile)
    own = [row for row in rows.values() if "/Contents/MacOS/" in row.command and _is_app(machine, row, app)]
    main = main_process(own)
    if main is None:
        return None
    return Running(main.pid, main.since, _binary(main, machine, app), profile_of(own, folders))


def program(machine: Machine, name: str) -> Process | None:
    """A bundle's own binary; its helpers lie deeper, and what a command line names behind it is no program."""
    try:
        rows = _table(machine).values()
    except PlatformTrouble:
        return None
    return main_process(row for row in rows if _of_bundle(row, name))


def _of_bundle(row: Process, name: str) -> bool:
    head, mark, _ = row.command.partition(f"/{name}/Contents/MacOS/")
    return bool(mark) and head.startswith("/") and " /" not in head and "/Contents/" not in head


def find(machine: Machine, pid: int) -> Process | None:
    return _table(machine).get(pid)


def _table(machine: Machine) -> dict[int, Process]:
    """Every process of this person. Month names and times in English and UTC, whatever the person's settings are."""
    env, ps = str(machine.root / "usr/bin/env"), str(machine.root / "bin/ps")
    try:
        ran = machine.run([env, "LC_ALL=C", "TZ=UTC", ps, "-axww", "-o", COLUMNS], seconds=5)
    except CommandFailed as error:
        raise _untold(error.message) from None
    parsed = (_row(line, machine.uid) for line in ran.out.splitlines())
    rows = {row.pid: row for row in parsed if row is not None}
    if ran.status or not rows:
        raise _untold(f"ps ended with {ran.status} and listed {len(rows)} processes of yours")
    return rows


def _row(line: str, uid: int) -> Process | None:
    """`PID PPID UID STAT Sun Nov 22 10:31:04 2026 COMMAND…`; None: another person's, a zombie, or no such line."""
    words = line.split(None, 9)
    if len(words) < 10 or not all(word.isdecimal() for word in words[:3]) or words[3].startswith("Z"):
        return None
    if uid >= 0 and int(words[2]) != uid:
        return None
    since = _time(words[4:9])
    return None if since is None else Process(int(words[0]), int(words[1]), since, "", words[9])


def _time(words: Sequence[str]) -> float | None:
    _, month, day, clock, year = words
    try:
        hour, minute, second = (int(part) for part in clock.split(":"))
        return float(timegm((int(year), MONTHS.index(month) + 1, int(day), hour, minute, second)))
    except ValueError:
        return None


def _is_app(machine: Machine, row: Process, app: str | None) -> bool:
    """By the bundle's own binary: helpers lie in `Contents/Frameworks`, the command line tool `claude` elsewhere."""
    binary = _binary(row, machine, app)
    return bool(binary) and not runs_script(row.command[len(binary) :].split())


def _binary(row: Process, machine: Machine, app: str | None) -> str:
    """The bundle's binary that the command line begins with, as both may hold spaces; "" if it is none of the app's."""
    for bundle in [*places(machine, app), *_elsewhere(row, machine)]:
        for name in (bundle.stem, "Claude"):
            binary = f"{bundle}/Contents/MacOS/{name}"
            if (row.command + " ").startswith(binary + " "):
                return binary
    return ""


def _elsewhere(row: Process, machine: Machine) -> list[Path]:
    """A bundle that was put somewhere else, also by macOS itself (App Translocation). A path in arguments is none."""
    head, mark, _ = row.command.partition(f"/{MACOS_APP}/Contents/MacOS/")
    bundle = Path(f"{head}/{MACOS_APP}")
    return [bundle] if mark and machine.files.modified(bundle) is not None else []


def _untold(message: str) -> PlatformTrouble:
    return PlatformTrouble(
        "SP405", f"it cannot be told whether Claude Desktop runs: {message}", hint="look whether /bin/ps works"
    )
