"""Linux: XDG folders, `/proc`, Anthropic's Debian package and the community's builds of it."""

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

if TYPE_CHECKING:  # only the commands about the service need it
    from setpoint.core.ports.service import Service


class Linux:
    """See claude-desktop.md 1.4 and 6.4."""

    name: Literal["linux", "macos", "windows"] = "linux"

    def own_folders(self, machine: Machine) -> OwnFolders:
        config = _folder(machine, "XDG_CONFIG_HOME", ".config")
        state = _folder(machine, "XDG_STATE_HOME", ".local/state")
        return OwnFolders(config / "setpoint", machine.root / "etc/setpoint", state / "setpoint")

    def claude_folders(self, machine: Machine) -> tuple[ClaudeFolder, ...]:
        override = machine.env.get(OVERRIDE)
        if override:
            return (ClaudeFolder(Path(override), Path(override), OVERRIDE),)
        places = {_folder(machine, "XDG_CONFIG_HOME", ".config"): "XDG_CONFIG_HOME"}
        # An app that was started from a menu may not have the variable that our shell has.
        places[machine.home / ".config"] = "default"
        return tuple(ClaudeFolder(place / THIRD_PARTY, place / NATIVE, why) for place, why in places.items())

    def policy(self, machine: Machine) -> Policy | None:
        from setpoint.platforms.linux.managed import policy

        return policy(machine)

    def installed(self, machine: Machine, app: str | None) -> Installed | None:
        from setpoint.platforms.linux.packages import installed

        return installed(machine, app)

    def running(self, machine: Machine, app: str | None, folders: Sequence[ClaudeFolder]) -> Running | None:
        from setpoint.platforms.linux.table import running

        return running(machine, app, folders)

    def quit(self, machine: Machine, running: Running) -> None:
        from setpoint.platforms.linux.life import ask_to_quit

        ask_to_quit(machine, running)

    def start(self, machine: Machine, app: str) -> None:
        from setpoint.platforms.linux.life import start

        start(machine, app)

    def ollama_install(self, machine: Machine) -> OllamaInstall | None:
        from setpoint.platforms.linux.ollama import ollama_install

        return ollama_install(machine)

    def memory(self, machine: Machine) -> int | None:
        text = (machine.files.read(machine.root / "proc/meminfo") or b"").decode("ascii", "replace")
        for line in text.splitlines():
            words = line.split()
            if len(words) > 1 and words[0] == "MemTotal:" and words[1].isdigit():
                return int(words[1]) * 1024
        return None

    def program(self, machine: Machine, name: str) -> Process | None:
        from setpoint.platforms.linux.table import program

        return program(machine, name)

    def service(self) -> Service:
        from setpoint.platforms.linux.service import SERVICE

        return SERVICE

    def signs(self, machine: Machine, app: str | None) -> tuple[PurePath, ...]:
        from setpoint.platforms.linux.signs import signs

        return signs(machine, app)

    def notify(self, machine: Machine, title: str, text: str) -> None:
        from setpoint.platforms.linux.notice import notify

        notify(machine, title, text)


def _folder(machine: Machine, variable: str, default: str) -> Path:
    """The XDG rule: a relative path in the variable counts as none."""
    value = machine.env.get(variable, "")
    return Path(value) if value.startswith("/") else machine.home / default


PLATFORM: Platform = Linux()
