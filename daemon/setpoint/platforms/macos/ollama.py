"""How Ollama came onto this Mac, told by where its program lies (OL 5.4)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from setpoint.core.links import end
from setpoint.core.ollama_install import install
from setpoint.core.ports import Machine, OllamaInstall
from setpoint.errors import FileTrouble

PLACES: Final = ("usr/local/bin", "opt/homebrew/bin", "run/current-system/sw/bin")
CASKROOMS: Final = ("opt/homebrew/Caskroom/ollama-app", "usr/local/Caskroom/ollama-app")
APP: Final = "Ollama.app"


def ollama_install(machine: Machine) -> OllamaInstall | None:
    """The app comes first: where it is installed it runs the server, also beside a formula (OL 7.3)."""
    method = _app(machine) or next((found for place in _places(machine) if (found := _by_path(machine, place))), None)
    return install(method) if method else None


def _app(machine: Machine) -> str:
    bundles = (machine.root / "Applications" / APP, machine.home / "Applications" / APP)
    if not any(_there(machine, bundle) for bundle in bundles):
        return ""
    return "brew-cask" if any(_there(machine, machine.root / room) for room in CASKROOMS) else "macos-app"


def _places(machine: Machine) -> list[Path]:
    listed = [
        machine.root / part.lstrip("/") for part in machine.env.get("PATH", "").split(":") if part.startswith("/")
    ]
    known = [*(machine.root / place for place in PLACES), machine.home / ".nix-profile/bin"]
    return list(dict.fromkeys([*listed, *known]))


def _by_path(machine: Machine, place: Path) -> str:
    program = place / "ollama"
    if not _there(machine, program):
        return ""
    try:
        real = end(program, machine.root, machine.files.link) or program
    except FileTrouble:
        real = program
    if "Cellar" in real.parts:
        return "brew-formula"
    if APP in real.parts:
        return "macos-app"
    return "nix" if real.is_relative_to(machine.root / "nix/store") else "unknown"


def _there(machine: Machine, path: Path) -> bool:
    try:
        return machine.files.facts(path) is not None
    except FileTrouble:
        return False
