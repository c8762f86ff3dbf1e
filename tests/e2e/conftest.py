"""For tests of the whole program: a server that answers like Ollama, and a home with a Claude in it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.household import Household
from e2e.installed import Claude, household
from setpoint.standins.ollama.published import Details, Published
from setpoint.standins.ollama.server import StandIn

MODEL = Published(size=50_000_000, details=Details(context=131072))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The whole program, as a process of its own: all of it takes its time."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.long)


@pytest.fixture
def server() -> Iterator[StandIn]:
    """Holds `small`, offers `big`."""
    with StandIn(holds={"small": MODEL}, offers={"big": MODEL, "other": MODEL}) as stand_in:
        yield stand_in


@pytest.fixture
def living(tmp_path: Path, server: StandIn) -> Iterator[tuple[Household, Claude]]:
    """A home with a Claude that is closed."""
    if sys.platform != "linux":
        pytest.skip("the stand-in process is found by /proc and its lock")
    with household(tmp_path, server.url) as found:
        yield found


@pytest.fixture
def house(living: tuple[Household, Claude]) -> Household:
    return living[0]


@pytest.fixture
def claude(living: tuple[Household, Claude]) -> Claude:
    return living[1]
