"""An agent whose server lies for an hour: it stays, writes nothing that is not true, and does not grow."""

from __future__ import annotations

import gc
import json
import pathlib
import sys
import tracemalloc
from pathlib import Path
from random import Random
from typing import Final

import pytest

from fakes.days import HOUR, MADE, MINUTE, Days
from faults.cases import LONG
from faults.front import Twist, twisted
from faults.lying import Asked
from faults.oddities import RAW, TRICKS, answer, places, put
from faults.questions import well_answers
from setpoint.standins.ollama.server import StandIn

pytestmark = [
    pytest.mark.long,
    pytest.mark.timeout(900 if LONG else 60),
    pytest.mark.skipif(sys.platform == "win32", reason="the stand-in app is a POSIX one"),
]

HOURS: Final = 24.0 if LONG else 0.5
GROWTH: Final = 1 << 20
"""Bytes that may be more after the hours than after the first quarter of one."""
NAMES: Final = pathlib.__file__
PROFILE: Final = "setpoint: 1\nmode: ollama\nmodels: {{sonnet: small, opus: large}}\nollama: {{url: '{url}'}}\n"
EVERY: Final = "agent: {interval: 5m}\n"
ODD_ONES: Final[tuple[object, ...]] = (
    None,
    True,
    -1,
    10**400,
    1e400,
    "",
    "../../x",
    "-rf",
    "\x1b[2J",
    "\ud800",
    "x" * 5000,
    [],
    {},
    [[]],
    {"a": {}},
)


def lies(random: Random) -> Twist:
    """Cut, refused, odd in one place, something else altogether; now and then the truth."""

    def twist(_asked: Asked, said: bytes) -> bytes:
        kind = random.randrange(6)
        if kind == 0:
            return said[: random.randrange(len(said))]
        if kind == 1:
            return b"HTTP/1.1 %d so\r\n" % random.randrange(100, 600) + said.partition(b"\r\n")[2]
        if kind == 2:
            return answer(random.choice([*RAW.values()])[:200_000])
        if kind == 3:
            return random.choice([*TRICKS.values()])[0]
        return _odd(said, random) if kind == 4 else said

    return twist


def _odd(said: bytes, random: Random) -> bytes:
    try:
        good = json.loads(said.partition(b"\r\n\r\n")[2])
    except ValueError:
        return said[::-1]
    return answer(json.dumps(put(good, random.choice([*places(good)]), random.choice(ODD_ONES))).encode())


def live(days: Days, seconds: float) -> None:
    until = days.time.at + seconds
    while days.watch.woken or days.time.at < until:
        days.agent.turn()
        days.log.seek(0)
        days.log.truncate()


def held() -> int:
    """Bytes, but for those of pathlib, which interns names: Python's own table of these doubles once in a few hours."""
    gc.collect()
    others = tracemalloc.take_snapshot().filter_traces([tracemalloc.Filter(inclusive=False, filename_pattern=NAMES)])
    return sum(trace.size for trace in others.traces)


def test_an_hour_of_lies_leaves_no_trace(tmp_path: Path) -> None:
    assert well_answers()  # what asks is imported by now: httpx alone is 3 MB, and comes with the first pull
    with StandIn(holds={"small": MADE}, offers={"large": MADE}) as well:
        random = Random(5)  # noqa: S311 - draws lies, guards nothing
        with twisted(well.port, lies(random)) as liar:
            days = Days(tmp_path, well, PROFILE.format(url=liar.url) + EVERY)
            tracemalloc.start()
            live(days, 5 * MINUTE)
            liar.asked.clear()
            first, looks = held(), days.looks
            live(days, HOURS * HOUR)
            asked = len(liar.asked)
            liar.asked.clear()
            grown = held() - first
            tracemalloc.stop()
        print(f"{days.looks - looks} looks, {asked} questions, {grown / 1024:.0f} KiB more")
        assert asked > 10 * HOURS, "it went on asking"
        assert grown < GROWTH
        assert not list(days.state.glob("*crash*"))
        json.loads((days.state / "ledger.json").read_bytes())
        days.write(PROFILE.format(url=well.url))
        days.let(HOUR)
        assert days.ours
        assert {"large:latest", "claude-opus-5:latest"} <= {model.name.listed for model in well.store.listed()}
