"""One case on one made-up machine: files laid out, commands run in this process, and what is there afterwards."""

from __future__ import annotations

import io
import shlex
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from golden.case import EMPTY, Case, Step, Tree
from golden.life import Quitting, SteppingClock
from golden.server import Server
from golden.systems import STARTED, Computer, OneApp, put
from golden.texts import real_bytes, symbolic, symbolic_bytes
from setpoint import wiring
from setpoint.adapters.files import DiskFiles
from setpoint.cli.main import main
from setpoint.core.facts.claude_policy import LINUX_FILE, MACOS_FILE, MACOS_FOLDER, WINDOWS_KEY
from setpoint.core.ports import Files, Machine, Platform, System
from setpoint.value import replace
from setpoint.wiring import Surroundings

COMPARED: Final = ("3p", "1p", "other", "other1")
CANARY: Final = "sk-made-up-canary"
"""How the keys of cases begin. None may be said, or kept in our own folder."""

LOCKS: Final = ("apply.lock", "files.lock")


@dataclass(frozen=True, slots=True)
class Said:
    code: int
    text: str


@dataclass
class Stage:
    case: Case
    computer: Computer
    server: Server
    platform: Platform
    files: Files = field(default_factory=DiskFiles)
    clock: SteppingClock = field(default_factory=SteppingClock)
    profile: str = "profile.yaml"

    @property
    def places(self) -> Mapping[str, Path]:
        return self.computer.folders(self.platform)

    def run(self, command: str) -> Said:
        """A command line, in this process. What it says is symbolic."""
        said = self.raw(command)
        names = {**self.places, "home": self.computer.home, "root": self.computer.root}
        text = said.text
        for path in set(self.places.values()) - {self.computer.home}:
            text = text.replace(str(path).replace(str(self.computer.home), "~", 1), str(path))
        return Said(said.code, symbolic(text, names, self.server.address, self._policy()))

    def raw(self, command: str) -> Said:
        """The same, with what it says as it is."""
        out = io.StringIO()
        name = self.computer.home / "dotfiles" / self.profile
        if not name.exists():  # once: later runs must find every file of the home as the one before left it
            put(name, (self.case.folder / self.profile).read_bytes())
        code = main(["--profile", str(name), *shlex.split(command)], self._here(out))
        assert CANARY not in out.getvalue(), "a key was said"
        return Said(code, out.getvalue())

    def _here(self, out: io.StringIO) -> Surroundings:
        computer = self.computer
        env = {**computer.env, "OLLAMA_HOST": self.server.address}
        machine = Machine(
            env,
            computer.home,
            self.files,
            computer.programs(),
            computer.root,
            "desk",
            computer.root.stat().st_uid,
            computer.registry if computer.system == "windows" else None,
            win32=OneApp(computer.app) if computer.system == "windows" else None,
            system=computer.system,
        )
        platform: Platform = Quitting(self.platform, computer, self.clock)  # type: ignore[assignment]  # it hands on all the rest
        nobody = io.StringIO()
        registry = self.server.registry
        return Surroundings(
            machine, platform, self.clock, nobody, out, out, computer.home, False, "/usr/bin/python3", registry
        )

    def _policy(self) -> str:
        root, system = self.computer.root, self.computer.system
        if system == "windows":
            return f"{self.case.hive}\\{WINDOWS_KEY}"
        return str(root / (LINUX_FILE if system == "linux" else f"{MACOS_FOLDER}/{MACOS_FILE}"))

    def lay(self, name: str) -> None:
        """Put the files of a folder of the case where they belong on this machine."""
        folder, places = self.case.folder / name, self.places
        for path in sorted(folder.rglob("*")):
            top, _, rest = path.relative_to(folder).as_posix().partition("/")
            if path.is_dir() or top not in places:
                continue
            target = places[top] / rest
            if path.name == EMPTY:
                target.parent.mkdir(parents=True, exist_ok=True)
            else:
                put(target, real_bytes(path.read_bytes(), places, self.server.address)).chmod(0o600)

    def take(self, name: str) -> None:
        """Remove a file, or a folder, by its symbolic path."""
        top, _, rest = name.partition("/")
        path = self.places[top] / rest
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()

    def happen(self, step: Step) -> None:
        """What somebody else does in a step, before its command."""
        if step.lay:
            self.lay(step.lay)
        for name in step.gone:
            self.take(name)
        if step.app:
            self.computer.open(self.clock.now()) if step.app == "opens" else self.computer.close()
        self.server.change(step.ollama)
        self.profile = step.profile or self.profile
        self.clock.time += 60

    def tree(self) -> Tree:
        """All that a case compares, symbolic."""
        found: Tree = {}
        places = self.places
        for top in COMPARED:
            folder = places.get(top)
            if folder is None or not folder.is_dir():
                continue
            found[f"{top}/"] = b""
            for path in sorted(folder.rglob("*")):
                name = f"{top}/{path.relative_to(folder).as_posix()}"
                found[f"{name}/" if path.is_dir() else name] = (
                    b"" if path.is_dir() else symbolic_bytes(path.read_bytes(), places, self.server.address)
                )
        held = self.server.listing()
        return {**found, "ollama.txt": held.encode()} if held else found

    def canaries(self) -> list[Path]:
        """The files of our own that hold a key."""
        files = [path for path in self.places["state"].rglob("*") if path.is_file()]
        return [path for path in files if CANARY.encode() in path.read_bytes()]

    def stamps(self) -> dict[str, tuple[int, bytes]]:
        """Everything of Claude's and of ours, to the nanosecond. Only the locks are opened at every run."""
        places = [path for name, path in self.places.items() if name in (*COMPARED, "state")]
        found = {path for place in places for path in place.rglob("*") if path.name not in LOCKS}
        return {
            str(path): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"") for path in sorted(found)
        }


def stage(case: Case, system: System, root: Path, server: Server) -> Stage:
    """The case, laid out in an empty folder. `server` answers already, or is down."""
    root.mkdir(parents=True)
    computer = Computer(system, root, variables=case.env)
    computer.home.mkdir(parents=True)
    if case.installed:
        computer.install()
    computer.open(STARTED) if case.running else computer.close()
    if case.policy is not None:
        computer.manage(case.policy, case.hive)
    made = Stage(case, computer, server, wiring.platform(system))
    made.lay("before")
    if case.trusted:
        _trust(made)
    return made


def _trust(made: Stage) -> None:
    """The one yes that this machine gave to these profiles before."""
    from setpoint import loading
    from setpoint.core.trust import powers

    here = made._here(io.StringIO())
    for path in sorted(made.case.folder.glob("*.yaml")):
        profile, _ = loading.read(str(path), path.read_bytes())
        hashes = tuple(power.hash for power in powers(profile, f"http://{made.server.address}"))
        wiring.ledger(here).change(lambda ledger, new=hashes: replace(ledger, trusted=(*ledger.trusted, *new)))  # type: ignore[misc]
