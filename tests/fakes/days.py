"""An agent whose days pass at once: made-up time, made-up wake-ups, the stand-in app; real files and a real server."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from setpoint import wiring
from setpoint.adapters.files import DiskFiles
from setpoint.adapters.readiness import Readiness
from setpoint.cli.main import main
from setpoint.core.facts.claude import ENTRY_ID
from setpoint.core.ports import Machine
from setpoint.core.ports.watch import Places
from setpoint.core.resource import World
from setpoint.errors import FileTrouble
from setpoint.loop.agent import Agent
from setpoint.loop.beside import Beside
from setpoint.process import run
from setpoint.standins.claude.around import StandinPlatform
from setpoint.standins.claude.deciding import Route
from setpoint.standins.claude.desktop import StandinDesktop, places_in
from setpoint.standins.ollama.published import Details, Published
from setpoint.standins.ollama.server import StandIn
from setpoint.telling.log import Log
from setpoint.value import EMPTY, replace
from setpoint.wiring import Surroundings
from setpoint.wiring.agent import AgentAround

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
LEAP = 10 * MINUTE
"""Seconds that the agent waits while more than an hour is to pass: of its own thirty, a test was nine tenths waits."""
BEGAN = 1_800_000_000.0
MADE = Published(size=6_600_000, details=Details(family="qwen35", context=262144))
PERSONS = "c0ffee00-1111-4222-8333-444455556666"
OLLAMAS = "00000000-0000-4000-8000-000000000114"


def text(
    server: StandIn, more: str = "", models: str = "{sonnet: small}", mode: str = "ollama", agent: str = ""
) -> str:
    """It looks every three hours, so that days pass quickly, unless `agent` says otherwise."""
    url = f"http://127.0.0.1:{server.port}"
    gateway = 'gateway: {url: "https://llm.acme.example", models: {sonnet: claude-sonnet-5}}\n'
    how = f"agent: {{interval: 3h, {agent}}}\n"
    return f"setpoint: 1\nmode: {mode}\nmodels: {models}\nollama: {{url: {url}}}\n{gateway}{how}{more}"


@dataclass
class Time:
    """A `Clock` that stands still until somebody waits."""

    at: float = BEGAN

    def now(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += seconds


@dataclass
class Woken:
    """A `Watch`: a wait lets the time pass, unless somebody woke it. Where nothing is to be seen, nothing is lost."""

    time: Time
    woken: bool = False
    places: Places = field(default_factory=dict)
    pid: int | None = None
    left_out: tuple[Path, ...] = ()
    bell: int | None = None
    sleeps: float = 0.0
    meanwhile: Callable[[], None] = field(default=lambda: None)

    def follow(self, places: Places, pid: int | None = None) -> None:
        self.places, self.pid = places, pid

    def wait(self, seconds: float) -> bool:
        self.meanwhile()
        if self.woken:
            self.woken = False
            return True
        self.time.sleep(seconds + self.sleeps)
        self.sleeps = 0.0
        return False

    def wake(self) -> None:
        self.woken = True

    def close(self) -> None:
        return


class AtOnce(Beside):
    """What is done beside is done at once; while `holding`, it waits for `go`."""

    holding = False

    def __init__(self, wake: Callable[[], None]) -> None:
        super().__init__(wake)
        self.held: list[Callable[[], None]] = []

    def _run(self, job: Callable[[], None]) -> None:
        if self.holding:
            self.held.append(job)
        else:
            job()

    def go(self) -> None:
        while self.held:
            self.held.pop(0)()


class Disk(DiskFiles):
    """In which one file cannot be written, even by root."""

    sealed: Path | None = None

    def write(self, path: Path, data: bytes, *, seen: bytes | None, mode: int | None = None) -> None:
        if path == self.sealed:
            raise FileTrouble("SP306", "it cannot be written: read-only file system", where=str(path))
        super().write(path, data, seen=seen, mode=mode)


class Days:
    """`home` has the stand-in app and a profile; `let(seconds)` lets time pass with the agent at work.

    `registry` is the one of models, "" for none.
    """

    def __init__(
        self, home: Path, server: StandIn, profile: str, env: Mapping[str, str] = EMPTY, registry: str = ""
    ) -> None:
        self.home, self.server, self.env, self.registry = home, server, env, registry
        self.time = Time()
        self.watch = Woken(self.time)
        self.starts: list[Route] = []
        self.app = StandinDesktop(home, self.starts.append, now=self.time.now, sleep=self.time.sleep)
        self.app.update("2.31")
        self.log = io.StringIO()
        self.disk = Disk()
        self.write(profile)
        self.agent = self.begin()

    @property
    def state(self) -> Path:
        return self.home / "state"

    @property
    def profile(self) -> Path:
        return self.home / "setpoint/profile.yaml"

    @property
    def systems(self) -> Path:
        """Where an IT department lays a profile."""
        return self.home / "system/profile.yaml"

    @property
    def here(self) -> Surroundings:
        env = {"HOME": str(self.home), "PATH": "/usr/bin:/bin", **self.env}
        platform = StandinPlatform(self.home, self.app)
        machine: Machine = replace(wiring.real_machine(env, self.home), run=run, files=self.disk)
        nobody, out = io.StringIO(), io.StringIO()
        made = Surroundings(machine, platform, self.time, nobody, out, io.StringIO(), self.home, interactive=False)
        return replace(made, registry_url=self.registry)

    @property
    def world(self) -> World:
        profile = self.around.in_force().profile
        assert profile
        return self.around.world(profile, halt=lambda: False)

    @property
    def looks(self) -> int:
        """How many passes there were."""
        told = json.loads((self.state / "agent.json").read_text())
        return int(told["looks"])

    def begin(self) -> Agent:
        """A new agent, as after a restart; what was beside the old one is gone."""
        silent = Log(self.log, "json")
        self.around = AgentAround(self.here, (self.profile, self.systems), self.watch, silent, Readiness({}))
        self.beside = AtOnce(self.watch.wake)
        self.around.beside = self.beside
        self._pulse = self.around.pulse
        self.agent = Agent(self.around, 1)
        return self.agent

    def write(self, profile: str) -> None:
        self.profile.parent.mkdir(parents=True, exist_ok=True)
        self.profile.write_text(profile, encoding="utf-8")
        self.watch.wake()

    def let(self, seconds: float = 1.0) -> None:
        until = self.time.at + seconds
        while self.watch.woken or self.time.at < until:
            self.around.pulse = LEAP if until - self.time.at > HOUR else self._pulse
            self.agent.turn()

    def call(self, *words: str) -> tuple[int, str]:
        """A command of a person. Exit code, and all that it said."""
        here = self.here
        code = main(words, here)
        assert isinstance(here.out, io.StringIO)
        assert isinstance(here.err, io.StringIO)
        self.watch.wake()
        return code, here.out.getvalue() + here.err.getvalue()

    # what stands in the files

    def read(self, path: Path) -> dict[str, Any]:
        value = json.loads(path.read_bytes())
        assert isinstance(value, dict)
        return value

    def put(self, path: Path, value: object) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(value, indent=2))
        self.watch.wake()

    @property
    def index(self) -> Path:
        return places_in(self.home).index

    @property
    def flag(self) -> Path:
        return places_in(self.home).flag

    @property
    def entry(self) -> Path:
        return places_in(self.home).entry(ENTRY_ID)

    @property
    def ours(self) -> bool:
        """Whether our entry is selected, with third-party mode on."""
        return self.selected() == ENTRY_ID and self.read(self.flag).get("deploymentMode") == "3p"

    def selected(self) -> str:
        return str(self.read(self.index).get("appliedId", "")) if self.index.exists() else ""

    def select(self, entry_id: str, name: str = "Work proxy") -> None:
        """As another program does it: its entry, its row, its selection."""
        self.put(places_in(self.home).entry(entry_id), {"inferenceProvider": "gateway"})
        index = self.read(self.index) if self.index.exists() else {}
        rows = [row for row in index.get("entries", []) if row["id"] != entry_id]
        self.put(self.index, {**index, "appliedId": entry_id, "entries": [*rows, {"id": entry_id, "name": name}]})

    def history(self) -> list[dict[str, Any]]:
        path = self.state / "history.jsonl"
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []

    def condition(self, name: str) -> dict[str, Any]:
        code, said = self.call("status", "--json")
        assert code in (0, 1, 2, 4, 5), said
        return next(each for each in json.loads(said)["conditions"] if each["name"] == name)
