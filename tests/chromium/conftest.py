"""A home in which Chromium is the app, and a display for it. Needs Debian's packages chromium and xvfb."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from chromium.browser import Chromium, screen
from e2e.household import Household
from setpoint.standins.ollama.published import Details, Published
from setpoint.standins.ollama.server import StandIn


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.long)
            item.add_marker(pytest.mark.chromium)
            item.add_marker(pytest.mark.timeout(90))


@pytest.fixture(scope="session")
def display() -> Iterator[str]:
    with screen() as name:
        yield name


@pytest.fixture
def house(tmp_path: Path, display: str) -> Iterator[Household]:
    """Native mode by the flag, and a server that holds the model which the profile wants."""
    model = Published(size=50_000_000, details=Details(context=131072))
    with StandIn(holds={"small": model}) as server:
        made = Household(tmp_path, server.url, {"DISPLAY": display})
        made.furnish()
        made.trust()
        yield made
        made.end()


@pytest.fixture
def app(house: Household) -> Iterator[Chromium]:
    made = Chromium(house)
    yield made
    made.end()
