"""Made-up machines of three systems: one Claude Desktop, installed, managed and running in each system's own way."""

from __future__ import annotations

import json
import plistlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from fakes.machine import Programs
from fakes.windows import FakeRegistry
from setpoint.adapters.files import DiskFiles
from setpoint.core.facts.claude_policy import LINUX_FILE, MACOS_FILE, MACOS_FOLDER, WINDOWS_KEY
from setpoint.core.ports import Machine, Platform, Ran, System
from setpoint.core.processes import Process
from setpoint.errors import PlatformTrouble

PID: Final = 4_200_812
"""Above every number that Linux gives out: if anything asked this process to quit, it would reach nobody."""

VERSION: Final = "2.31226.1"
STARTED: Final = 1_795_343_464.0
"""Sunday, 22 November 2026, 10:31:04 UTC."""
UNREADABLE: Final = b"\x00 not what it should be"


@dataclass
class App:
    """Claude Desktop: closed, or open since a time. `at` is the program."""

    at: str = ""
    open: bool = False
    since: float = STARTED


@dataclass
class OneApp:
    """`Win32` with at most one process."""

    app: App

    def processes(self, names: Sequence[str]) -> tuple[Process, ...]:
        return (Process(PID, 1, self.app.since, self.app.at, self.app.at),) if self.app.open else ()

    def ask_to_close(self, pid: int) -> None:
        self.app.open = False

    def memory(self) -> int | None:
        return 64 << 30


@dataclass
class Computer:
    """A tree that stands for the whole system, and what answers beside it."""

    system: System
    root: Path
    app: App = field(default_factory=App)
    variables: Mapping[str, str] = field(default_factory=dict)
    registry: FakeRegistry = field(default_factory=FakeRegistry)

    @property
    def home(self) -> Path:
        return self.root / "home/ada"

    @property
    def env(self) -> dict[str, str]:
        env = {"HOME": str(self.home), "USER": "ada", "PATH": "/usr/bin:/bin"}
        if self.system == "windows":
            env["LOCALAPPDATA"] = str(self.home / "AppData/Local")
            env["APPDATA"] = str(self.home / "AppData/Roaming")
            env["ProgramData"] = str(self.root / "ProgramData")
        return {**env, **{name: value.replace("{home}", str(self.home)) for name, value in self.variables.items()}}

    def install(self) -> None:
        if self.system == "linux":
            self.app.at = "/usr/lib/claude-desktop/claude-desktop"
            put(self.root / "usr/bin/claude-desktop", b"#!/bin/sh\n")
            record = f"Package: claude-desktop\nStatus: install ok installed\nVersion: {VERSION}\n\n"
            put(self.root / "var/lib/dpkg/status", record.encode())
        elif self.system == "macos":
            contents = self.root / "Applications/Claude.app/Contents"
            self.app.at = f"{contents}/MacOS/Claude"
            put(contents / "Info.plist", plistlib.dumps({"CFBundleShortVersionString": VERSION}))
        else:
            program = self.home / f"AppData/Local/AnthropicClaude/app-{VERSION}/claude.exe"
            self.app.at = str(program)
            put(program, b"MZ")

    def manage(self, policy: Mapping[str, object] | str, hive: str) -> None:
        """What IT says about Claude Desktop. A word instead of values: something is there that cannot be read."""
        readable = isinstance(policy, Mapping)
        if self.system == "linux":
            path = put(self.root / LINUX_FILE, json.dumps(policy).encode() if readable else UNREADABLE)
            path.chmod(0o644)
            path.parent.chmod(0o755)
        elif self.system == "macos":
            put(self.root / MACOS_FOLDER / MACOS_FILE, plistlib.dumps(policy) if readable else UNREADABLE)
        elif isinstance(policy, Mapping):
            values = {key: registered(value) for key, value in policy.items()}
            self.registry = FakeRegistry({(hive, WINDOWS_KEY): values})
        else:
            self.registry = Refusing()

    def open(self, at: float) -> None:
        """Systems tell the start of a process in whole seconds."""
        self.app.open, self.app.since = True, float(int(at))
        self._lay_processes()

    def close(self) -> None:
        self.app.open = False
        self._lay_processes()

    def _lay_processes(self) -> None:
        """Lay out `/proc` as it is now. The other systems are asked through programs and calls."""
        if self.system == "linux":
            proc = self.root / "proc"
            put(proc / "stat", f"btime {int(self.app.since) - 100}\n".encode())
            put(proc / "1/stat", b"1 (systemd) S 0" + b" 0" * 40)
            process = proc / str(PID)
            for name in ("stat", "cmdline", "exe"):
                (process / name).unlink(missing_ok=True)
            if process.is_dir():
                process.rmdir()
            if self.app.open:
                put(process / "stat", f"{PID} (claude-desktop) S 1 {'0 ' * 17}10000 0 0".encode())
                put(process / "cmdline", self.app.at.encode() + b"\0")
                (process / "exe").symlink_to(self.app.at)

    def programs(self) -> Programs:
        return Programs({"env": lambda _: self._ps(), "osascript": lambda _: self._quit(), "open": Ran(0, "", "")})

    def _ps(self) -> Ran:
        uid = self.root.stat().st_uid
        rows = [f"9 1 {uid} S {started(STARTED)} /bin/zsh"]
        if self.app.open:
            rows.append(f"{PID} 1 {uid} S {started(self.app.since)} {self.app.at}")
        return Ran(0, "\n".join(rows), "")

    def _quit(self) -> Ran:
        self.app.open = False
        return Ran(0, "", "")

    def folders(self, platform: Platform) -> Mapping[str, Path]:
        """The symbolic folders of a case, as they are called here."""
        machine = Machine(self.env, self.home, DiskFiles(), self.programs(), self.root)
        first, *others = platform.claude_folders(machine)
        more = {f"other{i or ''}": Path(other.data) for i, other in enumerate(others)}
        own = platform.own_folders(machine)
        named = {"3p": Path(first.data), "1p": Path(first.native), "state": Path(own.state), "home": self.home}
        return {**named, **more}


class Refusing(FakeRegistry):
    """A registry that does not let us look."""

    def values(self, hive: object, key: str) -> Mapping[str, tuple[object, int]] | None:
        raise PlatformTrouble("SP602", "access to the policy is refused", where=key, hint="ask IT")


def started(at: float) -> str:
    """A start time as `ps` writes it."""
    return time.strftime("%a %b %e %H:%M:%S %Y", time.gmtime(at))


def registered(value: object) -> tuple[object, int]:
    """As administrators write it: texts, JSON in texts, and numbers for switches."""
    if isinstance(value, bool):
        return int(value), 4
    return (value if isinstance(value, str) else json.dumps(value)), 1


def put(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path
