"""How Ollama came onto this machine (OL 5.4)."""

from __future__ import annotations

from pathlib import Path

from setpoint.core.ollama_install import install
from setpoint.core.ports import Machine, OllamaInstall
from setpoint.errors import FileTrouble
from setpoint.platforms.windows.places import folder, path


def ollama_install(machine: Machine) -> OllamaInstall | None:
    """Where winget is, it upgrades what the installer installed as well, and needs no administrator: so it is named."""
    local = Path(folder(machine, "LOCALAPPDATA"))
    if _there(machine, local / "Programs/Ollama/ollama.exe"):
        winget = _there(machine, local / "Microsoft/WindowsApps/winget.exe")
        return install("winget" if winget else "windows-installer")
    listed = (part for part in machine.env.get("PATH", "").split(";") if part)
    return install("unknown") if any(_there(machine, Path(path(part)) / "ollama.exe") for part in listed) else None


def _there(machine: Machine, file: Path) -> bool:
    """Without following links: winget.exe is one of a kind that cannot be opened."""
    try:
        return machine.files.facts(file) is not None
    except FileTrouble:
        return False
