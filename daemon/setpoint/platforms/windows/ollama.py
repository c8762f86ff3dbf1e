"""How Ollama came onto this machine (OL 5.4)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from setpoint.core.facts.ollama import WINDOWS_UNINSTALL, WINGET
from setpoint.core.ollama_install import install, there
from setpoint.core.ports import Machine, OllamaInstall
from setpoint.errors import PlatformTrouble
from setpoint.platforms.windows.places import folder, path
from setpoint.value import replace

PROGRAM: Final = "ollama.exe"


def ollama_install(machine: Machine) -> OllamaInstall | None:
    """Where winget is, it upgrades what the installer installed as well, and needs no administrator: so it is named."""
    local = Path(folder(machine, "LOCALAPPDATA"))
    own, version = _record(machine)
    if any(there(machine, place / PROGRAM) for place in (local / "Programs/Ollama", own) if place):
        winget = local / "Microsoft/WindowsApps/winget.exe"
        if there(machine, winget):
            return replace(install("winget", version=version), commands=((str(winget), *WINGET),))
        return install("windows-installer", version=version)
    listed = (part for part in machine.env.get("PATH", "").split(";") if part)
    return install("unknown") if any(there(machine, Path(path(part)) / PROGRAM) for part in listed) else None


def _record(machine: Machine) -> tuple[Path | None, str]:
    """Folder and version as the installer wrote them down; it can be told to install elsewhere (`/DIR=`)."""
    try:
        values = machine.registry.values("HKCU", WINDOWS_UNINSTALL) if machine.registry else None
    except PlatformTrouble:
        values = None
    where, version = (str((values or {}).get(name, ("", 1))[0] or "") for name in ("InstallLocation", "DisplayVersion"))
    return (Path(path(where)) if where else None), version
