from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.days import HOUR, MADE, Days, text
from setpoint.standins.ollama.server import StandIn


@pytest.fixture
def server() -> Iterator[StandIn]:
    with StandIn(holds={"small": MADE}, offers={"large": MADE}) as made:
        yield made


@pytest.fixture
def days(tmp_path: Path, server: StandIn) -> Days:
    """In place, and an hour old."""
    made = Days(tmp_path, server, text(server))
    made.let(HOUR)
    assert made.ours
    return made
