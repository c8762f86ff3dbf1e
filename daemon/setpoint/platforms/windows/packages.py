"""Claude Desktop as an MSIX package or as the per-user installer leaves it (CD 6.3).

The registry names a person's packages with their versions; PowerShell's `Get-AppxPackage` takes a second or more and is
asked only where the registry says nothing at all.
"""

from __future__ import annotations

from pathlib import Path

from setpoint.core.facts.claude_app import PACKAGES_KEY, WINDOWS_EXECUTABLE, WINDOWS_FAMILIES, WINDOWS_FOLDER
from setpoint.core.ports import Installed, Machine
from setpoint.errors import CommandFailed, FileTrouble, PlatformTrouble
from setpoint.platforms.windows.places import app_id, folder, order, package, variable

ASK = "Get-AppxPackage -Name *Claude* | ForEach-Object PackageFullName"


def installed(machine: Machine, app: str | None) -> Installed | None:
    """The profile's own `claude.app`, else the newest of what is here."""
    if app:
        named = _named(machine, app)
        if app.startswith("shell:") or machine.files.modified(named) is not None:
            version = named.parent.name.removeprefix("app-") if named.parent.name.startswith("app-") else ""
            return Installed(version, app if app.startswith("shell:") else str(named), "claude.app")
    found = [*_packages(machine), *_per_user(machine)]
    return max(found, key=lambda each: order(each.version), default=None)


def _named(machine: Machine, app: str) -> Path:
    return machine.home / app[2:] if app.startswith(("~/", "~\\")) else Path(app)


def _packages(machine: Machine) -> list[Installed]:
    names = _registered(machine) or _listed(machine)
    if names:
        known = (package(name) for name in names)
        return [Installed(each[1], app_id(each[0]), f"MSIX package {each[0]}") for each in known if each]
    return _asked(machine)


def _registered(machine: Machine) -> tuple[str, ...]:
    try:
        return machine.registry.keys("HKCU", PACKAGES_KEY) if machine.registry else ()
    except PlatformTrouble:
        return ()


def _listed(machine: Machine) -> tuple[str, ...]:
    """Windows lets only administrators list this folder."""
    programs = variable(machine, "ProgramFiles")
    try:
        return machine.files.names(Path(programs) / "WindowsApps") if programs else ()
    except FileTrouble:
        return ()


def _asked(machine: Machine) -> list[Installed]:
    """A package that has a data folder is here; its version is worth a wait only then."""
    data = Path(folder(machine, "LOCALAPPDATA")) / "Packages"
    families = [family for family in WINDOWS_FAMILIES if machine.files.modified(data / family) is not None]
    if not families:
        return []
    try:
        ran = machine.run(["powershell.exe", "-NoProfile", "-NonInteractive", "-Command", ASK], seconds=20)
    except CommandFailed:
        return [Installed("", app_id(family), f"MSIX package {family}") for family in families]
    known = (package(line.strip()) for line in ran.out.splitlines())
    return [Installed(each[1], app_id(each[0]), f"MSIX package {each[0]}") for each in known if each]


def _per_user(machine: Machine) -> list[Installed]:
    """One folder per version; an old one may stay beside the newest."""
    home = Path(folder(machine, "LOCALAPPDATA")) / WINDOWS_FOLDER
    try:
        names = [name for name in machine.files.names(home) if name.startswith("app-")]
    except FileTrouble:
        return []
    apps = [home / name / WINDOWS_EXECUTABLE for name in names]
    there = [app for app in apps if machine.files.modified(app) is not None]
    return [Installed(app.parent.name.removeprefix("app-"), str(app), "per-user installer") for app in there]
