"""Beside others that write the same file all the time: nothing of theirs is lost, nothing torn, and it is given back.

`SETPOINT_LONG=1 … -rP` takes 105,000 rounds and more, and shows what was found; about six minutes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from faults.cases import LONG, MEMORY
from faults.rivals import RIVALS

pytestmark = [
    pytest.mark.long,
    pytest.mark.timeout(900 if LONG else 120),
    pytest.mark.skipif(sys.platform != "linux", reason="the promise is Linux's, where names can be exchanged"),
]

TESTS: Final = Path(__file__).resolve().parent.parent
ROUNDS: Final = 15_000 if LONG else 120
SELDOM: Final = 10_000
"""Openings in place of which one may be lost: who was held up inside the kernel's open (docs/reliability.md)."""


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as made:
        yield Path(made)


def raced(*words: object, program: str = "races") -> dict[str, Any]:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS), *sys.path[1:]])}
    argv = [sys.executable, "-m", f"faults.{program}", *map(str, words)]
    ended = subprocess.run(argv, env=env, capture_output=True, text=True, check=False, timeout=880)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    print(ended.stdout)
    return dict(json.loads(ended.stdout))


@pytest.mark.parametrize("name", RIVALS)
def test_nothing_of_theirs_is_lost_nothing_is_torn_and_all_is_given_back(name: str, folder: Path) -> None:
    found = raced(name, "whole", ROUNDS, folder)
    assert found["lost"] <= (0 if RIVALS[name].whole else ROUNDS // SELDOM)
    assert found["torn"] == 0 or not RIVALS[name].whole
    assert found["ours"] == 0
    assert (found["kept"], found["restored"], found["litter"]) == (True, True, [])
    assert found["wrote"] > 1


def test_nothing_is_lost_on_a_disk_either(tmp_path: Path) -> None:
    found = raced("switcher", "whole", ROUNDS // 5, tmp_path)
    assert (found["lost"], found["torn"], found["restored"], found["litter"]) == (0, 0, True, [])


@pytest.mark.parametrize("name", ["app", "switcher", "editor in place"] if LONG else ["app"])
def test_nothing_is_lost_when_we_are_killed_in_between(name: str, folder: Path) -> None:
    found = raced(name, ROUNDS // 5 if LONG else 100, folder, program="races_killed")
    assert (found["lost"], found["kept"], found["restored"], found["litter"]) == (0, True, True, [])
    assert found["kills"] > 3


def test_the_proof_notices_a_write_without_a_last_look(folder: Path) -> None:
    assert raced("app", "careless", 200, folder)["lost"] > 0


@pytest.mark.skipif(not LONG, reason="a collision in some hundred rounds: a sample may see none")
@pytest.mark.parametrize("name", RIVALS)
def test_where_names_cannot_be_exchanged_the_window_is_measured(name: str, folder: Path) -> None:
    found = raced(name, "renamed", ROUNDS // 3, folder)
    assert found["lost"] < found["rounds"] / 10
    assert found["ours"] == 0
