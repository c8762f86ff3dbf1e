"""A person whose profile wants models kept current, a server, and the registry that both know."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from fakes.desk import Desk, Said, desk, put
from setpoint.core.names import parse
from setpoint.standins.ollama.published import Details, Published
from setpoint.standins.ollama.pulling import shelf
from setpoint.standins.ollama.server import StandIn
from setpoint.standins.registry import Library, library
from setpoint.value import replace

DETAILS: Final = Details(context=131072)
FIRST, SECOND = Published(details=DETAILS), Published(details=DETAILS, revision=2)
PROFILE = "setpoint: 1\nmode: ollama\nmodels: {models}\nkeep: {keep}\nollama: {{url: '{url}', {more}}}\n"


@dataclass
class Place:
    """`place("apply")` runs a command; `registry` answers with what `server` would pull."""

    person: Desk
    server: StandIn
    registry: Library

    def __call__(self, *words: str) -> Said:
        return self.person(*words)

    def want(self, models: str = "{sonnet: small}", keep: str = "[]", more: str = "update: daily") -> None:
        put(self.person, PROFILE.format(models=models, keep=keep, more=more, url=self.server.url))

    def publish(self, name: str, made: Published = SECOND) -> None:
        self.server.registry.offers[shelf(parse(name))] = made

    def digest(self, name: str) -> str:
        found = self.server.store.find(parse(name))
        assert found
        return found.digest

    @property
    def ledger(self) -> dict[str, Any]:
        (memory,) = json.loads((self.person.state / "ledger.json").read_text())["servers"].values()
        assert isinstance(memory, dict)
        return memory

    def pass_time(self, seconds: float) -> None:
        """What was found out grows older by so much."""
        path = self.person.state / "ledger.json"
        plain = json.loads(path.read_text())
        for memory in plain["servers"].values():
            for checked in memory["checked"].values():
                checked["at"] -= seconds
        path.write_text(json.dumps(plain))


@contextmanager
def placed(tmp_path: Path, holds: dict[str, Published], offers: dict[str, Published]) -> Iterator[Place]:
    with StandIn(holds=holds, offers=offers) as server, library(server.registry.offers) as registry:
        person = replace(desk(tmp_path / "desk"), registry=registry.url)
        place = Place(person, server, registry)
        place.want()
        yield place
