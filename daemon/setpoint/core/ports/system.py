"""The operating system: its folders, Claude Desktop on it, and how it is asked to quit and start."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Literal, Protocol

from setpoint.core.ports.files import Files, Lasting, Runner
from setpoint.core.ports.windows import Registry, Win32
from setpoint.core.processes import Process
from setpoint.value import value

if TYPE_CHECKING:  # a service is told of the machine: each of the two ports names the other
    from setpoint.core.ports.service import Service

System = Literal["linux", "macos", "windows"]


def this_system() -> System:
    if sys.platform == "darwin":
        return "macos"
    return "windows" if sys.platform == "win32" else "linux"


@value
class Machine:
    """What a platform is handed: nothing is taken from the process around it.

    `root` stands before every absolute system path (`/etc`, `/Library`, `/proc`, `/usr`): `/` in life, a tree in tests.
    `spawn` starts a program that outlives us; `outside`, there if anything confines us, runs one free of that.
    `lasting` runs one, free of that too, that is not ended with us. `registry` and `win32` are there on Windows only.
    """

    env: Mapping[str, str]
    home: Path
    files: Files
    run: Runner
    root: Path = Path("/")
    hostname: str = ""
    uid: int = -1
    registry: Registry | None = None
    spawn: Callable[[Sequence[str]], None] | None = None
    outside: Runner | None = None
    lasting: Lasting | None = None
    win32: Win32 | None = None
    system: System = this_system()

    def __repr__(self) -> str:
        return f"Machine(system={self.system!r})"  # an environment may hold keys


@value
class OwnFolders:
    """Setpoint's own places: profile of the person, profile of the system, state (ledger, helpers, backups)."""

    config: PurePath
    system: PurePath
    state: PurePath


@value
class ClaudeFolder:
    """A place where Claude Desktop may keep its third-party profile. `data` is the 3P dir, `native` the 1P dir.

    `why` says how we came to it, for a person: "default", "CLAUDE_USER_DATA_DIR", "MSIX package Claude_pzs8…".
    """

    data: PurePath
    native: PurePath
    why: str

    @property
    def library(self) -> PurePath:
        return self.data / "configLibrary"

    @property
    def index(self) -> PurePath:
        return self.library / "_meta.json"

    @property
    def settings(self) -> PurePath:
        return self.data / "claude_desktop_config.json"

    def entry(self, entry_id: str) -> PurePath:
        return self.library / f"{entry_id}.json"


@value
class Installed:
    """A Claude Desktop on this machine. `version` may be empty (found, version not readable). `app` starts it."""

    version: str
    app: str
    how: str = ""


@value
class Running:
    """The main process of Claude Desktop. `since`: seconds since 1970. `profile`: which dir it holds, if that shows.

    `replaced`: its program was removed or replaced since it started, as an update does; False also where none can tell.
    """

    pid: int
    since: float
    executable: str = ""
    profile: Literal["native", "third-party", ""] = ""
    replaced: bool = False


@value
class Policy:
    """Managed configuration that the app reads. `values` decoded (JSON texts inside strings are opened)."""

    source: str
    values: Mapping[str, object]


@value
class OllamaInstall:
    """How Ollama came onto this machine: a word of the table in OL 5.4, and the command that upgrades it.

    `upgrade` is for a person's eyes, complete. `commands` are programs with their full paths and arguments, to be run
    in this order; there only where neither administrator nor person is needed, else `why` says what is in the way.
    `version` is that of the installed program, "" where no record tells; a server that runs may be another one.
    """

    method: str
    upgrade: str
    commands: tuple[tuple[str, ...], ...] = ()
    why: str = ""
    version: str = ""


class Platform(Protocol):
    """One operating system. Every method reads only, except `quit` and `start`. PlatformTrouble: cannot be told."""

    name: System

    def own_folders(self, machine: Machine) -> OwnFolders: ...

    def claude_folders(self, machine: Machine) -> tuple[ClaudeFolder, ...]:
        """Every candidate in the order of preference; an override (`CLAUDE_USER_DATA_DIR`) stands alone."""

    def policy(self, machine: Machine) -> Policy | None:
        """What IT manages; None: nothing. Present but unreadable or unsafe is PlatformTrouble (SP602)."""

    def installed(self, machine: Machine, app: str | None) -> Installed | None:
        """`app` is the profile's `claude.app`, looked at first."""

    def running(self, machine: Machine, app: str | None, folders: Sequence[ClaudeFolder]) -> Running | None:
        """The app's main process, by every sign there is; None: surely closed. SP405 when it cannot be told."""

    def quit(self, machine: Machine, running: Running) -> None:
        """Ask politely, at once back. Never kills."""

    def start(self, machine: Machine, app: str) -> None:
        """Start the app so that it outlives us and inherits nothing of ours."""

    def ollama_install(self, machine: Machine) -> OllamaInstall | None: ...

    def memory(self, machine: Machine) -> int | None:
        """Bytes of main memory; None: not known."""

    def program(self, machine: Machine, name: str) -> Process | None:
        """A running program of this person by its file's name, on macOS by its bundle's; None: none is to be seen."""

    def service(self) -> Service:
        """The service manager that runs the agent."""

    def signs(self, machine: Machine, app: str | None) -> tuple[PurePath, ...]:
        """Files that change when Claude Desktop is installed, updated or removed, or when its policy does."""

    def notify(self, machine: Machine, title: str, text: str) -> None:
        """Show a desktop notification, at once back. Nothing at all where there is no desktop."""
