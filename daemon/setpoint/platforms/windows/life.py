"""Claude Desktop among the processes: found by where its program lies, asked to quit, started again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePath

from setpoint.core.facts.claude_app import WINDOWS_EXECUTABLE, WINDOWS_FOLDER, WINDOWS_LOCK
from setpoint.core.ports import ClaudeFolder, Machine, Running, Win32
from setpoint.core.processes import Process, main_process, runs_script, same
from setpoint.core.singleton_lock import Profile, places, profile_of
from setpoint.errors import FileTrouble, PlatformTrouble
from setpoint.platforms.windows.places import app_id, package, path, variable


def running(machine: Machine, app: str | None, folders: Sequence[ClaudeFolder]) -> Running | None:
    rows = [row for row in _win32(machine).processes(_names(app)) if _is_app(machine, row, app)]
    main = main_process(rows)
    if main is None:
        return None
    return Running(main.pid, main.since, main.executable, profile_of(rows, folders) or _locked(machine, folders))


def program(machine: Machine, name: str) -> Process | None:
    try:
        return main_process(_win32(machine).processes((name.lower(),)))
    except PlatformTrouble:
        return None


def ask_to_quit(machine: Machine, running: Running) -> None:
    win32 = _win32(machine)
    for row in win32.processes((path(running.executable).name.lower(),)):
        if same(row, running.pid, running.since) and row.executable == running.executable:
            win32.ask_to_close(running.pid)


def start(machine: Machine, app: str) -> None:
    """A packaged app is started by Explorer: its program cannot be run from its own folder."""
    if machine.spawn is None:
        message = "Claude Desktop was not started: there is no way to start programs here"
        raise PlatformTrouble("SP404", message, where=app, hint="start it by hand")
    packaged = app if app.startswith("shell:") else _packaged(app)
    explorer = str((variable(machine, "SystemRoot") or path("C:\\Windows")) / "explorer.exe")
    machine.spawn([explorer, packaged] if packaged else [app])


def _packaged(app: str) -> str:
    """The app id for a program inside a package's folder; "" for any other."""
    found = next((known for part in path(app).parts if (known := package(part))), None)
    return app_id(found[0]) if found else ""


def _names(app: str | None) -> tuple[str, ...]:
    own = path(app).name.lower() if app and not app.startswith("shell:") else WINDOWS_EXECUTABLE
    return tuple(dict.fromkeys((WINDOWS_EXECUTABLE, own)))


def _is_app(machine: Machine, row: Process, app: str | None) -> bool:
    """Claude Code's command line tool is a `claude.exe` too, some of them inside the app's own resources."""
    program = path(row.executable)
    if app and str(program).lower() == app.lower():
        return True
    if "resources" in (part.lower() for part in program.parts) or runs_script(row.command.replace('"', "").split()[1:]):
        return False
    if program.name.lower() != WINDOWS_EXECUTABLE:
        return False
    return _in_app_folder(program) or _beside_app(machine, program)


def _in_app_folder(program: PurePath) -> bool:
    folder = program.parent
    if folder.name.lower().startswith("app-") and folder.parent.name.lower() == WINDOWS_FOLDER.lower():
        return True
    return any(package(part) for part in program.parts)


def _beside_app(machine: Machine, program: PurePath) -> bool:
    """Wherever it is installed, Electron's program has the app's archive beside it."""
    return machine.files.modified(Path(program).parent / "resources/app.asar") is not None


def _locked(machine: Machine, folders: Sequence[ClaudeFolder]) -> Profile:
    """The profile whose lock file is there; "" where both or none are."""
    try:
        held = [profile for place, profile in places(folders) if machine.files.facts(place / WINDOWS_LOCK) is not None]
    except FileTrouble:
        return ""
    return held[0] if len(set(held)) == 1 else ""


def _win32(machine: Machine) -> Win32:
    if machine.win32 is None:
        message = "it cannot be told whether Claude Desktop runs: this is not Windows"
        raise PlatformTrouble("SP405", message, hint="run this on Windows")
    return machine.win32
