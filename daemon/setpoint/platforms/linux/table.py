"""Claude Desktop among the processes, by Electron's locks and by `/proc`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import Final

from setpoint.core.facts.claude_app import LINUX_PACKAGES
from setpoint.core.ports import ClaudeFolder, Machine, Running
from setpoint.core.processes import Process, main_process, runs_script
from setpoint.core.singleton_lock import Profile, held, profile_of
from setpoint.errors import FileTrouble, PlatformTrouble

TICKS: Final = 100
"""Clock ticks per second in /proc: USER_HZ, the same on every architecture that Claude Desktop is built for."""

DELETED: Final = " (deleted)"
"""What the link to a running file says once that file is replaced."""


def running(machine: Machine, app: str | None, folders: Sequence[ClaudeFolder]) -> Running | None:
    """A lock that is held tells it surely, with the profile; else the table of processes is searched."""
    try:
        locked = held(machine.files, machine.hostname, folders, lambda pid: find(machine, pid))
        if locked is not None:
            return _running(machine, *locked)
        rows = _rows(machine, app)
    except FileTrouble as error:
        raise _untold(error.message, error.where) from None
    main = main_process(rows)
    return None if main is None else _running(machine, main, profile_of(rows, folders))


def _running(machine: Machine, process: Process, profile: Profile) -> Running:
    return Running(process.pid, process.since, process.executable, profile, _is_gone(machine, process.pid))


def _is_gone(machine: Machine, pid: int) -> bool:
    """Whether the file that runs was removed from below it."""
    try:
        return (machine.files.link(machine.root / "proc" / str(pid) / "exe") or "").endswith(DELETED)
    except FileTrouble:
        return False


def find(machine: Machine, pid: int) -> Process | None:
    """A living process; None: there is none of this number, or only its remains (a zombie)."""
    folder = machine.root / "proc" / str(pid)
    try:
        stat = machine.files.read(folder / "stat") or b""
        words = _words(machine, folder)
    except FileTrouble:
        return None
    # The second field is a name in parentheses that may itself hold spaces and parentheses.
    fields = stat.rpartition(b")")[2].split()
    if len(fields) < 20 or fields[0] in (b"Z", b"X"):
        return None
    since = _boot(machine) + int(fields[19]) / TICKS
    return Process(pid, int(fields[1]), since, _executable(machine, folder) or words[0], " ".join(words))


def _rows(machine: Machine, app: str | None) -> list[Process]:
    """The app's processes. Other people's cannot be looked into, or are left out by their owner."""
    table = machine.root / "proc"
    numbers = [name for name in machine.files.names(table) if name.isdigit()]
    if not numbers:
        raise _untold("the table of processes is empty", str(table))
    rows = []
    # Nearly all are ruled out by their file alone, asked for in one go: 8 µs a process, 24 when each is asked for with
    # a path of its own (2026-11-22, 90 processes). The few that are left are looked at one by one.
    links = machine.files.links(table, [f"{number}/exe" for number in numbers])
    files = {name.partition("/")[0]: target.removesuffix(DELETED) for name, target in links.items()}
    if _in_namespace(machine):
        files |= {number: _words(machine, table / number)[0] for number in numbers if number not in files}
    for number, executable in files.items():
        if _could_be(executable, app) and _is_app(machine, table / number, executable, app):
            row = find(machine, int(number))
            rows += [row] if row else []
    return rows


def program(machine: Machine, name: str) -> Process | None:
    """Other people's are not to be seen: nobody may know what they run."""
    table = machine.root / "proc"
    try:
        numbers = [each for each in machine.files.names(table) if each.isdigit()]
        found = machine.files.links(table, [f"{number}/exe" for number in numbers])
        own = [link for link, target in found.items() if target.removesuffix(DELETED).rpartition("/")[2] == name]
        rows = (find(machine, int(link.partition("/")[0])) for link in own)
        return main_process([row for row in rows if row])
    except (FileTrouble, PlatformTrouble):
        return None


def _in_namespace(machine: Machine) -> bool:
    """Whether we are in a user namespace, as the confined agent is: from there the kernel tells of no process outside
    which file it runs. Its command line is told to everybody (tried 2026-11-22, kernel 6.18).
    """
    known = machine.files.read(machine.root / "proc/self/uid_map")
    return known is not None and known.split() != [b"0", b"0", b"4294967295"]


def _could_be(executable: str, app: str | None) -> bool:
    name = executable.rpartition("/")[2]
    return name in LINUX_PACKAGES or name.lower() in ("claude", "electron") or executable == app


def _is_app(machine: Machine, folder: Path, executable: str, app: str | None) -> bool:
    """By the binary's own path, or by what a plain Electron was given to run."""
    facts = machine.files.facts(folder)
    if facts is None or (machine.uid >= 0 and facts.uid != machine.uid):
        return False
    words = _words(machine, folder)[1:]
    if runs_script(words):
        return False
    path = PurePath(executable)
    if path.name in LINUX_PACKAGES or path.parent.name in LINUX_PACKAGES or executable == app:
        return True
    first = next((word for word in words if not word.startswith("-")), "")
    return _inside(path, app) or (path.name.lower() == "electron" and _inside(PurePath(first), app))


def _inside(path: PurePath, app: str | None) -> bool:
    """Whether it lies in a folder of a known build, or where an AppImage is mounted (`.mount_`, six letters of it)."""
    marks = {".mount_claude", f".mount_{PurePath(app).name[:6]}".lower()} if app else {".mount_claude"}
    return any(part in LINUX_PACKAGES or part.lower().startswith(tuple(marks)) for part in path.parts)


def _words(machine: Machine, folder: Path) -> list[str]:
    """The command line; a process that ends under our eyes has none (ESRCH)."""
    try:
        data = machine.files.read(folder / "cmdline") or b""
    except FileTrouble:
        data = b""
    return data.rstrip(b"\0").decode("utf-8", "surrogateescape").split("\0")


def _executable(machine: Machine, folder: Path) -> str:
    """The file that runs; "" where it may not be known. An upgrade removes it from below a running app."""
    try:
        return (machine.files.link(folder / "exe") or "").removesuffix(DELETED)
    except FileTrouble:
        return ""


def _boot(machine: Machine) -> float:
    """Seconds since 1970 at which the machine started, cut to whole ones: a start time may be a second early."""
    for line in (machine.files.read(machine.root / "proc/stat") or b"").splitlines():
        if line.startswith(b"btime "):
            return float(line.split()[1])
    raise _untold("/proc/stat does not tell when the machine started", str(machine.root / "proc/stat"))


def _untold(message: str, where: str) -> PlatformTrouble:
    hint = "check that /proc is mounted and readable"
    return PlatformTrouble("SP405", f"it cannot be told whether Claude Desktop runs: {message}", where=where, hint=hint)
