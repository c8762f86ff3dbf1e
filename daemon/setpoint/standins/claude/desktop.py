"""The stand-in inside this process, and a platform around it: the same on every system."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path, PurePath
from typing import Final

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
from setpoint.standins.claude.app import App
from setpoint.standins.claude.deciding import Places, Route

APP: Final = "stand-in"
QUITTING: Final = 0.6
"""Seconds from the request to the end; the real app takes about as long."""


def places_in(home: Path) -> Places:
    return Places(home / "Claude-3p", home / "Claude")


class StandinDesktop:
    """Starts and quits like the app. `told` hears of every start."""

    def __init__(self, home: Path, told: Callable[[Route], None], quitting: float = QUITTING) -> None:
        self._places = places_in(home)
        self._told = told
        self._quitting = quitting
        self._app: App | None = None
        self._asked: float | None = None
        self._since = 0.0
        self._pid = 4000

    def start(self) -> None:
        """A second instance does nothing."""
        if self.running() is None:
            self._app = App(self._places)
            self._since = time.time()
            self._pid += 12
            self._told(self._app.route)

    def ask_to_quit(self) -> None:
        if self._app is not None and self._asked is None:
            self._asked = time.monotonic()

    def quit(self) -> None:
        """As a person does it, waiting until it is gone."""
        self.ask_to_quit()
        while self.running() is not None:
            time.sleep(0.02)

    def running(self) -> Running | None:
        if self._app is not None and self._asked is not None and time.monotonic() - self._asked >= self._quitting:
            self._app.save()
            self._app = self._asked = None
        if self._app is None:
            return None
        return Running(self._pid, self._since, APP, "third-party" if self._app.route.third_party else "native")


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
        return Installed("stand-in", APP, "built in")

    def running(self, machine: Machine, app: str | None, folders: Sequence[ClaudeFolder]) -> Running | None:
        return self._desktop.running()

    def quit(self, machine: Machine, running: Running) -> None:
        self._desktop.ask_to_quit()

    def start(self, machine: Machine, app: str) -> None:
        self._desktop.start()

    def ollama_install(self, machine: Machine) -> OllamaInstall | None:
        return None

    def memory(self, machine: Machine) -> int | None:
        return None

    def service(self) -> Service:
        raise NotImplementedError

    def signs(self, machine: Machine, app: str | None) -> tuple[PurePath, ...]:
        return ()

    def notify(self, machine: Machine, title: str, text: str) -> None:
        return
