"""A platform around the stand-in inside this process: the same on every system."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePath

from setpoint.core.ports import (
    ClaudeFolder,
    Installed,
    Machine,
    OllamaInstall,
    OwnFolders,
    Policy,
    Running,
    System,
    this_system,
)
from setpoint.core.ports.service import Service
from setpoint.core.processes import Process
from setpoint.standins.claude import record
from setpoint.standins.claude.desktop import APP, StandinDesktop, places_in


class StandinPlatform:
    """A throw-away home with the stand-in installed in it. Nothing of the real system is looked at or changed."""

    def __init__(self, home: Path, desktop: StandinDesktop) -> None:
        self.name: System = this_system()
        self._home = home
        self._desktop = desktop

    def own_folders(self, machine: Machine) -> OwnFolders:
        home = self._home
        return OwnFolders(home / "setpoint", home / "system", home / "state")

    def claude_folders(self, machine: Machine) -> tuple[ClaudeFolder, ...]:
        places = places_in(self._home)
        return (ClaudeFolder(places.data, places.native, "stand-in"),)

    def policy(self, machine: Machine) -> Policy | None:
        return None

    def installed(self, machine: Machine, app: str | None) -> Installed | None:
        return Installed(record.version(self._desktop.installed) or "stand-in", APP, "built in")

    def running(self, machine: Machine, app: str | None, folders: Sequence[ClaudeFolder]) -> Running | None:
        return self._desktop.running()

    def quit(self, machine: Machine, running: Running) -> None:
        self._desktop.ask_to_quit()

    def start(self, machine: Machine, app: str) -> None:
        self._desktop.start()

    def ollama_install(self, machine: Machine) -> OllamaInstall | None:
        return None

    def program(self, machine: Machine, name: str) -> Process | None:
        return None

    def memory(self, machine: Machine) -> int | None:
        return None

    def service(self) -> Service:
        raise NotImplementedError

    def signs(self, machine: Machine, app: str | None) -> tuple[PurePath, ...]:
        return (self._desktop.installed,)

    def notify(self, machine: Machine, title: str, text: str) -> None:
        return
