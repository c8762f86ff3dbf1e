"""macOS: Application Support, managed preference files, app bundles."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Literal

from setpoint.core.facts.claude_app import NATIVE, OVERRIDE, THIRD_PARTY
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
from setpoint.errors import CommandFailed

if TYPE_CHECKING:  # only the commands about the service need it
    from setpoint.core.ports.service import Service


class MacOS:
    """See claude-desktop.md 1.1 and 6.4."""

    name: Literal["linux", "macos", "windows"] = "macos"

    def own_folders(self, machine: Machine) -> OwnFolders:
        """The profile lies where the system expects it, or where people keep dotfiles if they do so for Setpoint."""
        support = machine.home / "Library/Application Support"
        xdg = machine.env.get("XDG_CONFIG_HOME", "")
        dotfiles = Path(xdg) if xdg.startswith("/") else machine.home / ".config"
        chosen = bool(xdg) or machine.files.modified(dotfiles / "setpoint") is not None
        config = dotfiles / "setpoint" if chosen else support / "setpoint"
        return OwnFolders(config, machine.root / "Library/Application Support/Setpoint", support / "setpoint")

    def claude_folders(self, machine: Machine) -> tuple[ClaudeFolder, ...]:
        override = machine.env.get(OVERRIDE)
        if override:
            return (ClaudeFolder(Path(override), Path(override), OVERRIDE),)
        support = machine.home / "Library/Application Support"
        return (ClaudeFolder(support / THIRD_PARTY, support / NATIVE, "default"),)

    def policy(self, machine: Machine) -> Policy | None:
        from setpoint.platforms.macos.managed import policy

        return policy(machine)

    def installed(self, machine: Machine, app: str | None) -> Installed | None:
        from setpoint.platforms.macos.bundles import installed

        return installed(machine, app)

    def running(self, machine: Machine, app: str | None, folders: Sequence[ClaudeFolder]) -> Running | None:
        from setpoint.platforms.macos.table import running

        return running(machine, app, folders)

    def quit(self, machine: Machine, running: Running) -> None:
        from setpoint.platforms.macos.life import ask_to_quit

        ask_to_quit(machine, running)

    def start(self, machine: Machine, app: str) -> None:
        from setpoint.platforms.macos.life import start

        start(machine, app)

    def ollama_install(self, machine: Machine) -> OllamaInstall | None:
        from setpoint.platforms.macos.ollama import ollama_install

        return ollama_install(machine)

    def memory(self, machine: Machine) -> int | None:
        try:
            text = machine.run([str(machine.root / "usr/sbin/sysctl"), "-n", "hw.memsize"], seconds=3).out.strip()
        except CommandFailed:
            return None
        return int(text) if text.isdecimal() else None

    def program(self, machine: Machine, name: str) -> Process | None:
        from setpoint.platforms.macos.table import program

        return program(machine, name)

    def service(self) -> Service:
        from setpoint.platforms.macos.service import SERVICE

        return SERVICE

    def signs(self, machine: Machine, app: str | None) -> tuple[PurePath, ...]:
        from setpoint.platforms.macos.signs import signs

        return signs(machine, app)

    def notify(self, machine: Machine, title: str, text: str) -> None:
        from setpoint.platforms.macos.notice import notify

        notify(machine, title, text)


PLATFORM: Platform = MacOS()
