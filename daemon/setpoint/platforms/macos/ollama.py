"""How Ollama came onto this Mac, told by where its program lies (OL 5.4)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from setpoint.core.links import end
from setpoint.core.ollama_install import formula, install, there
from setpoint.core.ports import Machine, OllamaInstall
from setpoint.errors import FileTrouble

PREFIXES: Final = ("opt/homebrew", "usr/local")
PLACES: Final = (
    "usr/local/bin",
    "opt/homebrew/bin",
    "run/current-system/sw/bin",
    "nix/var/nix/profiles/default/bin",
)
NIX: Final = ".nix-profile/bin"
CASK: Final = "Caskroom/ollama-app"
BREW_SERVICE: Final = "homebrew.mxcl.ollama.plist"
APP: Final = "Ollama.app"


def ollama_install(machine: Machine) -> OllamaInstall | None:
    """The app comes first: where it is installed it runs the server, also beside a formula (OL 7.3)."""
    found = (each for place in _places(machine) if (each := _by_path(machine, place)))
    return _app(machine) or next(found, None)


def _app(machine: Machine) -> OllamaInstall | None:
    """Its version is not read: the app, its program and what runs may each be another one until somebody restarts."""
    bundles = (machine.root / "Applications" / APP, machine.home / "Applications" / APP)
    if not any(there(machine, bundle) for bundle in bundles):
        return None
    own = machine.env.get("HOMEBREW_PREFIX", "")
    rooms = [machine.root / prefix.lstrip("/") / CASK for prefix in (*PREFIXES, own) if prefix]
    return install("brew-cask" if any(there(machine, room) for room in rooms) else "macos-app")


def _places(machine: Machine) -> list[Path]:
    listed = [part.lstrip("/") for part in machine.env.get("PATH", "").split(":") if part.startswith("/")]
    return list(dict.fromkeys([*(machine.root / part for part in (*listed, *PLACES)), machine.home / NIX]))


def _by_path(machine: Machine, place: Path) -> OllamaInstall | None:
    program = place / "ollama"
    if not there(machine, program):
        return None
    try:
        real = end(program, machine.root, machine.files.link) or program
    except FileTrouble:
        real = program
    if "Cellar" in real.parts:
        own, administrators = machine.home / "Library/LaunchAgents", machine.root / "Library/LaunchDaemons"
        return formula(machine, real, (own / BREW_SERVICE,), (administrators / BREW_SERVICE,))
    if APP in real.parts:
        return install("macos-app")
    return install("nix" if real.is_relative_to(machine.root / "nix/store") else "unknown")
