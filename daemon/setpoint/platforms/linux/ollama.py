"""How Ollama came onto this machine, told by where its program lies and which records know it (OL 5.4)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from setpoint.core.links import end
from setpoint.core.ollama_install import install
from setpoint.core.ports import Machine, OllamaInstall
from setpoint.errors import CommandFailed, FileTrouble

PLACES: Final = (
    "usr/local/bin",
    "usr/bin",
    "run/current-system/sw/bin",
    "home/linuxbrew/.linuxbrew/bin",
    "snap/bin",
)
BY_PATH: Final = {"nix": "nix/store/", "snap": "snap/", "brew-formula": "home/linuxbrew/.linuxbrew/Cellar/"}


def ollama_install(machine: Machine) -> OllamaInstall | None:
    """None: no program is here; a server in a container or elsewhere leaves no trace, only its answers count."""
    for place in _places(machine):
        program = place / "ollama"
        try:
            if machine.files.facts(program) is not None:
                return install(_method(machine, program))
        except FileTrouble:
            continue
    return None


def _places(machine: Machine) -> list[Path]:
    listed = [
        machine.root / part.lstrip("/") for part in machine.env.get("PATH", "").split(":") if part.startswith("/")
    ]
    known = [*(machine.root / place for place in PLACES), machine.home / ".nix-profile/bin"]
    return list(dict.fromkeys([*listed, *known]))


def _method(machine: Machine, program: Path) -> str:
    real = end(program, machine.root, machine.files.link) or program
    for path in (real, program):
        for method, prefix in BY_PATH.items():
            if path.is_relative_to(machine.root / prefix):
                return method
    if "Cellar" in real.parts:
        return "brew-formula"
    return _owner(machine, real) or ("linux-script" if _from_script(machine, real) else "unknown")


def _owner(machine: Machine, program: Path) -> str:
    """The package manager whose records name the program. Nothing below /usr/local belongs to a package."""
    if program.is_relative_to(machine.root / "usr/local"):
        return ""
    files = machine.files
    if files.facts(machine.root / "var/lib/dpkg/info/ollama.list") is not None:
        return "dpkg"
    if any(name.startswith("ollama-") for name in files.names(machine.root / "var/lib/pacman/local")):
        return "pacman"
    rpm = machine.root / "usr/bin/rpm"
    if files.facts(rpm) is None:
        return ""
    try:
        return "rpm" if machine.run([str(rpm), "-qf", str(program)], seconds=3).status == 0 else ""
    except CommandFailed:
        return ""


def _from_script(machine: Machine, program: Path) -> bool:
    """The install script lays libraries beside the program and a service file for systemd."""
    signs = (program.parent.parent / "lib/ollama", machine.root / "etc/systemd/system/ollama.service")
    return any(machine.files.facts(sign) is not None for sign in signs)
