"""An accelerated month: every kind of trouble, drawn from a seed, over real files and a real server.

`SETPOINT_SEEDS=50 pytest tests/agent/test_month.py` takes as many months as are asked for; `SETPOINT_SEED=7` that one.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

import pytest

from fakes.farewell import bounded, farewell
from fakes.happenings import a_day, goes_home
from fakes.month import Month
from fakes.narrow import NARROW, furnished
from setpoint.standins.stage import taken

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the profile is a link")

ONE: Final = os.environ.get("SETPOINT_SEED")
SEEDS: Final = [int(ONE)] if ONE else range(int(os.environ.get("SETPOINT_SEEDS", "2")))


def live(month: Month, days: int, events: int) -> None:
    for _ in range(days):
        a_day(month, events)
    farewell(month)
    bounded(month, days * events)


def test_three_days(tmp_path: Path) -> None:
    with Month(tmp_path, seed=1_000_000) as month:
        live(month, days=3, events=4)


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_month(seed: int, tmp_path: Path) -> None:
    with Month(tmp_path, seed) as month:
        live(month, days=30, events=20)


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_restore_gives_back_the_very_bytes_after_weeks_of_changes_to_what_is_ours(seed: int, tmp_path: Path) -> None:
    with Month(tmp_path, seed) as month:
        furnished(month)
        before = taken(tmp_path)
        for _ in range(14):
            a_day(month, 20, NARROW)
        goes_home(month)
        assert month.call("restore", "--yes")[0] == 0
        assert taken(tmp_path) == before
