"""The narrow openings through which Setpoint sees and changes a machine. Adapters and tests stand behind them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path, PurePath
from typing import Literal, Protocol

from setpoint.core.change import Line
from setpoint.core.ledger import Ledger
from setpoint.core.processes import Process
from setpoint.core.profile import KeyRef
from setpoint.core.secret import Secret
from setpoint.core.value import value
from setpoint.errors import SetpointError

# --- files and commands ---------------------------------------------------------------------------------------------


@value
class FileFacts:
    """What a name in a folder is, links not followed. `mode` has the permission bits only; on Windows `uid` is 0.

    `links` counts the names of the same file: a replace keeps only the one that was written.
    """

    kind: Literal["file", "folder", "link", "other"]
    uid: int
    mode: int
    size: int
    modified: float
    links: int = 1


class Files(Protocol):
    """Whole small files, bytes in and bytes out. Every failure is a `FileTrouble` (SP306, SP307, SP804)."""

    def read(self, path: Path, *, limit: int = 16 << 20) -> bytes | None:
        """The content; None: no such file. A folder, a device or more than `limit` bytes is trouble, not None."""

    def write(self, path: Path, data: bytes, *, seen: bytes | None, mode: int | None = None) -> None:
        """Replace the file in one step, durably (temporary file beside it, fsync, rename, fsync of the folder).

        `seen` is what was read before (None: it was not there): if it is something else by now, SP307 and no change.
        A new file gets `mode` (default 0600), an existing one keeps its own. A symlink is followed, not replaced.
        Missing parent folders are made 0700.
        """

    def delete(self, path: Path, *, seen: bytes) -> None:
        """Remove the file if it still is what was seen; SP307 otherwise."""

    def make_folder(self, path: Path) -> tuple[Path, ...]:
        """Make the folder and its parents, 0700. Those that were not there before, outermost first."""

    def drop_folder(self, path: Path) -> bool:
        """Remove the folder if it is empty; whether it is gone."""

    def modified(self, path: Path) -> float | None:
        """Seconds since 1970 of the last change of a file or folder; None: not there or not to be seen."""

    def names(self, path: Path) -> tuple[str, ...]:
        """The names in a folder, sorted; empty where there is none."""

    def link(self, path: Path) -> str | None:
        """Where a symlink points, unresolved; None if it is no symlink."""

    def facts(self, path: Path) -> FileFacts | None:
        """Kind, owner and permissions of the name itself; None: not there."""


@value
class Ran:
    """A program that ended: exit status and decoded output, which is left out of `repr`: it may be a key."""

    status: int
    out: str
    err: str

    def __repr__(self) -> str:
        return f"Ran(status={self.status})"


class Runner(Protocol):
    def __call__(self, argv: Sequence[str], *, seconds: float = 10, stdin: str | None = None) -> Ran:
        """Run a program to its end, never through a shell. CommandFailed (SP703: not there, SP705: time is up)."""


class Registry(Protocol):
    """The Windows registry, as far as policy needs it. Kinds are winreg's numbers (1 REG_SZ, 4 REG_DWORD, …)."""

    def values(self, hive: Literal["HKLM", "HKCU"], key: str) -> Mapping[str, tuple[object, int]] | None:
        """Name → (value, kind) directly under the key; None: no such key. PlatformTrouble when access is refused."""

    def keys(self, hive: Literal["HKLM", "HKCU"], key: str) -> tuple[str, ...]:
        """The names of the keys directly below; empty where there is none. PlatformTrouble when access is refused."""


class Win32(Protocol):
    """What Windows tells and does only through its own calls."""

    def processes(self, names: Sequence[str]) -> tuple[Process, ...]:
        """The processes whose file name (lower case) is one of `names`. PlatformTrouble (SP405) when it cannot tell."""

    def ask_to_close(self, pid: int) -> None:
        """Ask as an installer asks before it replaces files (Restart Manager); at once back. Never ends anything."""

    def memory(self) -> int | None:
        """Bytes of main memory."""


# --- the operating system -------------------------------------------------------------------------------------------


System = Literal["linux", "macos", "windows"]


def this_system() -> System:
    if sys.platform == "darwin":
        return "macos"
    return "windows" if sys.platform == "win32" else "linux"


@value
class Machine:
    """What a platform is handed: nothing is taken from the process around it.

    `root` stands before every absolute system path (`/etc`, `/Library`, `/proc`, `/usr`): `/` in life, a tree in tests.
    `spawn` starts a program that outlives us. `registry` and `win32` are there on Windows only.
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
    """The main process of Claude Desktop. `since`: seconds since 1970. `profile`: which dir it holds, if that shows."""

    pid: int
    since: float
    executable: str = ""
    profile: Literal["native", "third-party", ""] = ""


@value
class Policy:
    """Managed configuration that the app reads. `values` decoded (JSON texts inside strings are opened)."""

    source: str
    values: Mapping[str, object]


@value
class OllamaInstall:
    """How Ollama came onto this machine: a word of the table in OL 5.4, and the command that upgrades it.

    `upgrade` is for a person's eyes, complete. `unattended` says that it needs neither administrator nor person:
    then `commands` are the programs and arguments to run, in this order.
    """

    method: str
    upgrade: str
    unattended: bool = False
    commands: tuple[tuple[str, ...], ...] = ()


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


# --- Ollama -----------------------------------------------------------------------------------------------------------


@value
class Model:
    """A row of /api/tags. `digest` is bare hex. `remote` is the cloud model behind a stub. `parent`: from 0.30 on."""

    name: str
    digest: str
    size: int
    remote: str = ""
    parent: str = ""
    context: int | None = None


@value
class Shown:
    """/api/show. `weights` is the hex digest of the FROM line ("" for a cloud model). `maximum`: context tokens."""

    parameters: Mapping[str, str]
    weights: str
    parent: str
    remote: str
    maximum: int | None
    capabilities: tuple[str, ...] = ()


@value
class PullProgress:
    """Where a pull is. Bytes over all layers seen so far; `total` 0: not known yet. `completed` may go down."""

    status: str
    completed: int
    total: int


@value
class Account:
    """/api/me. `signed_in` None: cannot be told. `signin_url` where the server gave one. No e-mail is kept."""

    signed_in: bool | None
    plan: str = ""
    signin_url: str = ""


@value
class Reply:
    """The answer to one tiny message: first words and seconds."""

    text: str
    seconds: float


class Ollama(Protocol):
    """One Ollama server. Every failure is an `OllamaTrouble`. Redirects are never followed."""

    url: str

    def version(self) -> str: ...

    def models(self) -> tuple[Model, ...]: ...

    def loaded(self) -> tuple[Model, ...]: ...

    def show(self, name: str) -> Shown: ...

    def cloud_enabled(self) -> bool | None: ...

    def account(self) -> Account: ...

    def pull(self, name: str, stop: Callable[[], bool]) -> Iterator[PullProgress]:
        """Ends normally only after `success`. `stop` is asked at every event; when true: SP240, connection closed."""

    def create(self, name: str, source: str, parameters: Mapping[str, object]) -> None: ...

    def copy(self, source: str, destination: str) -> None: ...

    def delete(self, name: str) -> None: ...


class Messenger(Protocol):
    """The very route that the app takes: POST {url}/v1/messages."""

    def __call__(self, url: str, model: str, headers: Mapping[str, str], *, seconds: float = 120) -> Reply: ...


# --- keys ------------------------------------------------------------------------------------------------------------


@value
class Script:
    """A file of a credential helper: `name` is a file name, `text` complete. Its mode is 0700."""

    name: str
    text: str


class Scheme(Protocol):
    """One kind of key reference."""

    name: str
    runs_programs: bool
    """Whether resolving starts a program that the profile names: such a reference needs trust."""
    in_app: bool
    """Whether the app's own environment can resolve it (env: and systemd: cannot: `delivery: static` is needed)."""

    def check(self, ref: KeyRef) -> str:
        """What is wrong with the reference's text; "" when nothing is."""

    def resolve(self, ref: KeyRef, machine: Machine) -> Secret:
        """The key. KeyUnavailable (SP701…SP705) otherwise."""

    def store(self, ref: KeyRef, secret: Secret, machine: Machine) -> None:
        """Keep the key there. KeyUnavailable (SP706, SP707) otherwise."""

    def script(self, ref: KeyRef, system: System, python: str) -> str:
        """The body of a helper that prints the key and nothing else: sh, or PowerShell on Windows.

        Native tools where the system has them; else the interpreter given, with the library that knows the store.
        The words that the body may use (`bounded`, `emit`, `fail`, …) are explained in `core/key_script.py`.
        KeyUnavailable (SP704) where `in_app` is false.
        """


# --- what we remember ------------------------------------------------------------------------------------------------


class LedgerStore(Protocol):
    """The ledger of this user. FileTrouble: SP801 unreadable, SP802 from a newer Setpoint, SP803 not writable."""

    def read(self) -> Ledger:
        """The ledger as it is on disk now; a new one where there is none, a `lost` one where it is not readable."""

    def change(self, step: Callable[[Ledger], Ledger]) -> Ledger:
        """Read, change and save under the lock. Nothing is written when nothing changes."""

    def locked(self) -> AbstractContextManager[None]:
        """Hold the lock around several steps: files of Claude Desktop and the ledger change together."""


# --- a person ---------------------------------------------------------------------------------------------------------


class Tell(Protocol):
    """What is said while something is carried out. Texts hold no secret."""

    def progress(self, target: str, status: str, completed: int, total: int) -> None:
        """Bytes so far; `total` 0: not known."""

    def done(self, line: Line, seconds: float) -> None: ...

    def waits(self, line: Line, text: str) -> None: ...

    def failed(self, line: Line, error: SetpointError) -> None: ...


class Sizes(Protocol):
    """What a pull would bring, asked of the model registry, and the room for it. None: cannot be known."""

    def download(self, name: str) -> int | None:
        """Bytes of all layers of a model; also None for what is not in the registry."""

    def free(self, url: str) -> int | None:
        """Free bytes where the server at this url keeps its models; None for a server elsewhere."""


# --- time ------------------------------------------------------------------------------------------------------------


class Clock(Protocol):
    def now(self) -> float:
        """Seconds since 1970."""

    def sleep(self, seconds: float) -> None: ...
