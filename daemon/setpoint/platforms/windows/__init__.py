"""Windows: roaming and local folders, MSIX packages, policy in the registry."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Literal

from setpoint.core.facts.claude_app import NATIVE, OVERRIDE, THIRD_PARTY, WINDOWS_FAMILIES
from setpoint.core.ports import (
    ClaudeFolder,
    Installed,
    Machine,
    OllamaInstall,
    OwnFolders,
    Platform,
    Policy,
    Running,
)
from setpoint.core.processes import Process
from setpoint.platforms.windows.places import folder, path, program_data

if TYPE_CHECKING:  # only the commands about the service need it
    from setpoint.core.ports.service import Service


class Windows:
    """See claude-desktop.md 1.3, 4.2 and 6.4."""

    name: Literal["linux", "macos", "windows"] = "windows"

    def own_folders(self, machine: Machine) -> OwnFolders:
        return OwnFolders(
            folder(machine, "APPDATA") / "setpoint",
            program_data(machine) / "Setpoint",
            folder(machine, "LOCALAPPDATA") / "setpoint",
        )

    def claude_folders(self, machine: Machine) -> tuple[ClaudeFolder, ...]:
        """The public place, then the private copies that older packages and Windows 10 use (CD 1.3)."""
        override = machine.env.get(OVERRIDE)
        if override:
            return (ClaudeFolder(path(override), path(override), OVERRIDE),)
        public = ClaudeFolder(folder(machine, "LOCALAPPDATA") / THIRD_PARTY, _native(machine), "default")
        return (public, *(_private(machine, family) for family in WINDOWS_FAMILIES))

    def policy(self, machine: Machine) -> Policy | None:
        from setpoint.platforms.windows.managed import policy

        return policy(machine)

    def installed(self, machine: Machine, app: str | None) -> Installed | None:
        from setpoint.platforms.windows.packages import installed

        return installed(machine, app)

    def running(self, machine: Machine, app: str | None, folders: Sequence[ClaudeFolder]) -> Running | None:
        from setpoint.platforms.windows.life import running

        return running(machine, app, folders)

    def quit(self, machine: Machine, running: Running) -> None:
        from setpoint.platforms.windows.life import ask_to_quit

        ask_to_quit(machine, running)

    def start(self, machine: Machine, app: str) -> None:
        from setpoint.platforms.windows.life import start

        start(machine, app)

    def ollama_install(self, machine: Machine) -> OllamaInstall | None:
        from setpoint.platforms.windows.ollama import ollama_install

        return ollama_install(machine)

    def memory(self, machine: Machine) -> int | None:
        return machine.win32.memory() if machine.win32 else None

    def program(self, machine: Machine, name: str) -> Process | None:
        from setpoint.platforms.windows.life import program

        return program(machine, name)

    def service(self) -> Service:
        from setpoint.platforms.windows.service import SERVICE

        return SERVICE

    def signs(self, machine: Machine, app: str | None) -> tuple[PurePath, ...]:
        from setpoint.platforms.windows.signs import signs

        return signs(machine, app)

    def notify(self, machine: Machine, title: str, text: str) -> None:
        from setpoint.platforms.windows.notice import notify

        notify(machine, title, text)


def _private(machine: Machine, family: str) -> ClaudeFolder:
    cache = folder(machine, "LOCALAPPDATA") / "Packages" / family / "LocalCache"
    return ClaudeFolder(cache / "Local" / THIRD_PARTY, cache / "Roaming" / NATIVE, f"MSIX package {family}")


def _native(machine: Machine) -> PurePath:
    """A package with a public third-party folder still keeps its native one privately, or in Claude-Data (2.31226)."""
    local, usual = folder(machine, "LOCALAPPDATA"), folder(machine, "APPDATA") / NATIVE
    places = [usual, *(_private(machine, family).native for family in WINDOWS_FAMILIES)]
    places += [local / "Claude-Data", *(local / "Claude-Data" / family.lower() for family in WINDOWS_FAMILIES)]
    times = {place: machine.files.modified(Path(place) / "claude_desktop_config.json") or 0.0 for place in places}
    return max(places, key=lambda place: times[place])


PLATFORM: Platform = Windows()
