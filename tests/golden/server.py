"""The Ollama server of a case: a stand-in over real HTTP, or an address where nobody answers."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Final, cast

from setpoint.standins.ollama.asked import Cloud
from setpoint.standins.ollama.published import Details, Failure, Published
from setpoint.standins.ollama.pulling import Registry, offers
from setpoint.standins.ollama.server import StandIn
from setpoint.standins.ollama.store import Stored
from setpoint.standins.registry import library

NOBODY: Final = "127.0.0.1:9"
SMALL: Final = 70_000
"""Bytes of weights: so few that a pull takes no time."""


@dataclass
class Server:
    """`table` is the `[ollama]` of a case: version, offers, holds, fails, cloud, newer. None: nobody answers.

    `newer`: what the registry has since, beside what is held. Without it no registry answers.
    """

    table: Mapping[str, object] | None
    stand_in: StandIn | None = None
    down: bool = False
    registry: str = f"http://{NOBODY}"
    _ends: ExitStack = field(default_factory=ExitStack)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.stand_in.port}" if self.stand_in else NOBODY

    def start(self) -> None:
        if self.table is None:
            return
        stand_in = StandIn(registry=Registry(tick=0.001), cloud=_cloud(self.table))
        stand_in.version = str(self.table.get("version", stand_in.version))
        stand_in.offers = {name: _published() for name in _words(self.table, "offers")}
        stand_in.holds = {name: _published() for name in _words(self.table, "holds")}
        self.stand_in = stand_in.__enter__()
        if "newer" in self.table:
            newer = {name: _published(revision=2) for name in _words(self.table, "newer")}
            stand_in.registry.offers |= offers({**stand_in.holds, **newer})
            self.registry = self._ends.enter_context(library(stand_in.registry.offers)).url
        self._fail(self.table)
        if self.table.get("down"):
            self.stop()

    def stop(self) -> None:
        self._ends.close()
        if self.stand_in and not self.down:
            self.stand_in.__exit__(None, None, None)
            self.down = True

    def change(self, step: Mapping[str, object]) -> None:
        """What happens to the server: `down`, `up`, `version`, `holds`, `repulled`, `gone`, `fails`, `loaded`."""
        if step.get("down"):
            self.stop()
        if step.get("up"):
            self._again()
        if self.stand_in is None:
            return
        self.stand_in.version = str(step.get("version", self.stand_in.version))
        for name in _words(step, "holds"):
            self.stand_in.hold(name, _published())
        for name in _words(step, "repulled"):
            self.stand_in.hold(name, _published(revision=2))
        if "fails" in step:
            self.stand_in.registry.failures.clear()
            self._fail(step)

    def _again(self) -> None:
        old = self.stand_in
        if old is None or not self.down:
            return
        new = StandIn(old.version, {}, {}, old.cloud, old.registry, old.store, old.requests, old.port)
        self.stand_in, self.down = new.__enter__(), False

    def _fail(self, table: Mapping[str, object]) -> None:
        for name, failure in cast("Mapping[str, Failure]", table.get("fails", {})).items():
            assert self.stand_in
            self.stand_in.fail(name, failure)

    @property
    def mutating(self) -> int:
        return self.stand_in.mutating if self.stand_in else 0

    def listing(self) -> str:
        """What the server holds, a line each: name, what it is derived from, parameters."""
        models = self.stand_in.store.listed() if self.stand_in else []
        return "".join(f"{line}\n" for line in sorted(map(_line, models)))


def _line(model: Stored) -> str:
    weights = model.weights.digest[:4] if model.weights else f"cloud {model.remote}"
    source = f" <- {model.made_from}" if model.made_from else ""
    parameters = "".join(f" {key}={value}" for key, value in sorted(model.parameters.items()))
    return f"{model.name.listed}{source}{parameters} ({weights})"


def _published(revision: int = 1) -> Published:
    return Published(SMALL, Details(context=131072), revision=revision)


def _cloud(table: Mapping[str, object]) -> Cloud:
    cloud = cast("Mapping[str, object]", table.get("cloud", {}))
    models = set(_words(cloud, "models"))
    return Cloud(bool(cloud), bool(cloud.get("signed_in")), models=models, retired=set(_words(cloud, "retired")))


def _words(table: Mapping[str, object], name: str) -> list[str]:
    return cast("list[str]", table.get(name, []))
