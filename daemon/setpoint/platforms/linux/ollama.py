"""How Ollama came onto this machine, told by where its program lies and which records know it (OL 5.4)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from setpoint.core.links import end
from setpoint.core.ollama_install import formula, install
from setpoint.core.ports import Machine, OllamaInstall
from setpoint.errors import CommandFailed, FileTrouble

PLACES: Final = (
    "usr/local/bin",
    "usr/bin",
    "run/current-system/sw/bin",
    "nix/var/nix/profiles/default/bin",
    "home/linuxbrew/.linuxbrew/bin",
    "snap/bin",
    "var/lib/snapd/snap/bin",  # where a distribution keeps /snap free: Fedora, Arch
)
BY_PATH: Final = {"nix": ("nix/store/",), "snap": ("snap/", "var/lib/snapd/snap/")}
BREW_SERVICE: Final = "homebrew.ollama.service"


def ollama_install(machine: Machine) -> OllamaInstall | None:
    """None: no program is here; a server in a container or elsewhere leaves no trace, only its answers count."""
    for place in _places(machine):
        program = place / "ollama"
        try:
            if machine.files.facts(program) is not None:
                return _found(machine, program)
        except FileTrouble:
            continue
    return None


def _places(machine: Machine) -> list[Path]:
    listed = [part.lstrip("/") for part in machine.env.get("PATH", "").split(":") if part.startswith("/")]
    own = [machine.home / ".nix-profile/bin", machine.home / ".linuxbrew/bin"]
    return list(dict.fromkeys([*(machine.root / part for part in (*listed, *PLACES)), *own]))


def _found(machine: Machine, program: Path) -> OllamaInstall:
    real = end(program, machine.root, machine.files.link) or program
    if "Cellar" in real.parts:
        return _formula(machine, real)
    for path in (real, program):
        for method, prefixes in BY_PATH.items():
            if any(path.is_relative_to(machine.root / prefix) for prefix in prefixes):
                return install(method)
    return install(_owner(machine, real) or ("linux-script" if _from_script(machine, real) else "unknown"))


def _formula(machine: Machine, program: Path) -> OllamaInstall:
    config = Path(machine.env.get("XDG_CONFIG_HOME") or machine.home / ".config")
    own = (machine.home / ".config/systemd/user", config / "systemd/user")
    administrators = (machine.root / "etc/systemd/system", machine.root / "usr/lib/systemd/system")
    return formula(
        machine, program, (place / BREW_SERVICE for place in own), (place / BREW_SERVICE for place in administrators)
    )


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
