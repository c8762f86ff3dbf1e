"""A whole throw-away home: the real program in processes of its own, a stand-in Claude in another, a server to ask."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from fakes.clock import Hurried
from setpoint import wiring
from setpoint.cli.main import main
from setpoint.core.facts.claude import ENTRY_ID
from setpoint.core.ports import this_system

PERSONS = "c0ffee00-1111-4222-8333-444455556666"
SETTINGS = {"mcpServers": {"notes": {"command": "/opt/notes/mcp"}}, "preferences": {"width": 1.0, "name": "Zoë"}}


@dataclass(frozen=True, slots=True)
class Ended:
    """A command that ended: exit code and what it said."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        return self.out + self.err


@dataclass(slots=True)
class Command:
    """A command that runs; its output goes to files, so that it never blocks."""

    process: subprocess.Popen[bytes]
    out: Path
    err: Path

    def wait(self, seconds: float = 30) -> Ended:
        code = self.process.wait(seconds)
        return Ended(code, self.out.read_text(encoding="utf-8"), self.err.read_text(encoding="utf-8"))

    def says(self, text: str) -> bool:
        return text in (self.out.read_bytes() + self.err.read_bytes()).decode("utf-8", "replace")


@dataclass(slots=True)
class Household:
    top: Path
    url: str
    more: Mapping[str, str] = field(default_factory=dict)
    begun: list[Command] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        self.write_profile()

    @property
    def home(self) -> Path:
        return self.top / "home"

    @property
    def config(self) -> Path:
        return self.home / ".config"

    @property
    def data(self) -> Path:
        return self.config / "Claude-3p"

    @property
    def state(self) -> Path:
        return self.home / ".local/state/setpoint"

    @property
    def profile(self) -> Path:
        return self.config / "setpoint/profile.yaml"

    @property
    def index(self) -> Path:
        return self.data / "configLibrary/_meta.json"

    @property
    def entry(self) -> Path:
        return self.data / f"configLibrary/{ENTRY_ID}.json"

    @property
    def settings(self) -> Path:
        return self.data / "claude_desktop_config.json"

    @property
    def app(self) -> Path:
        return self.top / "claude"

    @property
    def env(self) -> dict[str, str]:
        """Nothing of the person who runs the tests, and no network beyond the loopback."""
        kept = ("PATH", "PYTHONPATH", "SYSTEMROOT", "VIRTUAL_ENV")
        return {
            **{name: os.environ[name] for name in kept if name in os.environ},
            "HOME": str(self.home),
            "USERPROFILE": str(self.home),
            "APPDATA": str(self.config),
            "LOCALAPPDATA": str(self.config),
            "LANG": "C.UTF-8",
            "SETPOINT_REGISTRY": "http://127.0.0.1:9",
            **self.more,
        }

    def write_profile(self, text: str = "") -> None:
        self.profile.parent.mkdir(parents=True, exist_ok=True)
        self.profile.write_text(text or self.usual(), encoding="utf-8")

    def usual(self, models: str = "{sonnet: small}", more: str = "") -> str:
        app = f"claude: {{app: {self.app}}}\n"
        return f"setpoint: 1\nmode: ollama\nmodels: {models}\nollama: {{url: {self.url}}}\n{app}{more}"

    def begin(self, *words: str, env: Mapping[str, str] | None = None) -> Command:
        number = len(self.begun)
        out, err = self.top / f"out-{number}.txt", self.top / f"err-{number}.txt"
        with out.open("wb") as to_out, err.open("wb") as to_err:
            process = subprocess.Popen(
                [sys.executable, "-m", "setpoint", *words],
                stdin=subprocess.DEVNULL,
                stdout=to_out,
                stderr=to_err,
                env={**self.env, **(env or {})},
                cwd=self.top,
            )
        command = Command(process, out, err)
        self.begun.append(command)
        return command

    def run(self, *words: str, seconds: float = 30, env: Mapping[str, str] | None = None) -> Ended:
        """To its end. No traceback ever reaches a person."""
        ended = self.begin(*words, env=env).wait(seconds)
        assert "Traceback" not in ended.said, ended.said
        assert "SP900" not in ended.said, ended.said + self.crash()
        return ended

    def call(self, *words: str, hurry: float = 1) -> Ended:
        """The same within this process, a fifth of a second sooner: where only what is said and done counts.

        `hurry`: how many times faster the time passes for it.
        """
        out, err = StringIO(), StringIO()
        machine = wiring.real_machine(self.env, self.home)
        here = wiring.Surroundings(
            machine,
            wiring.platform(this_system()),
            Hurried(hurry),
            StringIO(),
            out,
            err,
            self.top,
            interactive=False,
            registry_url=self.env["SETPOINT_REGISTRY"],
        )
        ended = Ended(main(words, here), out.getvalue(), err.getvalue())
        assert "SP900" not in ended.said, ended.said + self.crash()
        return ended

    def crash(self) -> str:
        path = self.state / "last-crash.txt"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def trust(self) -> None:
        ended = self.call("trust", "--yes")
        assert ended.code == 0, ended.said

    def furnish(self) -> None:
        """Claude's files as the app left them: a person's own entry applied, native mode by the flag."""
        self.index.parent.mkdir(parents=True, exist_ok=True)
        rows = [{"id": PERSONS, "name": "Work proxy"}]
        put(self.index, {"appliedId": PERSONS, "entries": rows})
        put(self.index.with_name(f"{PERSONS}.json"), {"inferenceProvider": "gateway"})
        put(self.settings, {**SETTINGS, "deploymentMode": "1p"})

    def taken(self) -> dict[str, tuple[bytes, int]]:
        """Every file of Claude's configuration: bytes and time of change in ns."""
        paths = sorted(path for path in self.data.rglob("*.json") if path.is_file())
        return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in paths}

    def bytes_of(self) -> dict[str, bytes]:
        return {name: data for name, (data, _) in self.taken().items()}

    def end(self) -> None:
        for command in self.begun:
            if command.process.poll() is None:
                command.process.kill()
                command.process.wait(5)


def put(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False), encoding="utf-8")


def until(what: Callable[[], object], seconds: float = 10) -> None:
    """Wait for something to be so."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.02)
