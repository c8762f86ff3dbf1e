"""Twenty seconds of the long run, in a process of its own: nothing lost, nothing left, nothing that grows.

The long form, two hours: `benchmarks/long_run.py --hours 2 --write`; method and figures in docs/reliability.md.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fakes.flat import grown
from fakes.gauges import Gauged
from fakes.long_life import Day
from setpoint.value import replace

PROGRAM = Path(__file__).resolve().parents[2] / "benchmarks/long_run.py"
SECONDS = os.environ.get("SETPOINT_SECONDS", "20")
QUIET = Day(0, 0, 1.0, 86_400.0, 100, 1, 50, 20, 50_000, Gauged(58_000, 220_000, 11, 10, 2, 40_000, 40, 900, 0))


@pytest.mark.long
@pytest.mark.timeout(180)
@pytest.mark.skipif(sys.platform != "linux", reason="its figures are those of /proc")
def test_months_of_faults_together_lose_nothing_and_take_no_more_with_time() -> None:
    ran = subprocess.run(
        [sys.executable, PROGRAM, "--seconds", SECONDS, "--seed", "2000"],
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )
    assert ran.returncode == 0, f"{ran.stdout[-3000:]}\n{ran.stderr[-9000:]}"


def test_a_life_that_stays_the_same_has_not_grown() -> None:
    assert list(grown([QUIET] * 100)) == []


@pytest.mark.parametrize("name", ["resident", "blocks", "descriptors", "threads", "litter"])
def test_what_grows_a_little_each_day_is_found(name: str) -> None:
    days = [
        replace(QUIET, gauged=replace(QUIET.gauged, **{name: getattr(QUIET.gauged, name) * (100 + day) // 100 + day}))
        for day in range(100)
    ]
    assert any(grown(days))
