"""The shim is built once a run; a home with a key in it is made for each test."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.household import Household
from e2e.installed import household
from faults import shim
from faults.hiding import CANARY, Children, install
from setpoint.standins.ollama.published import Details, Published
from setpoint.standins.ollama.server import StandIn


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """For tests that are marked `gcc`."""
    return shim.built(tmp_path_factory.mktemp("shim"))


@pytest.fixture(scope="session")
def children() -> Children:
    """The programs that this process starts, while `looked_at()`."""
    return install(Children())


@pytest.fixture
def server() -> Iterator[StandIn]:
    """Holds a model under a Claude name, so that it is a gateway too."""
    made = Published(size=50_000_000, details=Details(context=131072))
    with StandIn(holds={"small": made, "claude-sonnet-5": made}) as stand_in:
        yield stand_in


@pytest.fixture
def house(tmp_path: Path, server: StandIn) -> Iterator[Household]:
    """A furnished home with a closed Claude, and the key in a file."""
    if sys.platform != "linux":
        pytest.skip("looks into /proc, and at modes")
    with household(tmp_path, server.url) as (made, _):
        key = made.home / "key"
        key.write_text(CANARY, encoding="utf-8")
        key.chmod(0o600)
        yield made
