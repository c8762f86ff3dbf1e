"""A file system that says no, at any call: it is told with a code, nothing is torn, and afterwards all goes on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from faults.cases import LONG, plain
from golden.case import Case

pytestmark = [pytest.mark.long, pytest.mark.gcc, pytest.mark.timeout(1800 if LONG else 120)]

TESTS: Final = Path(__file__).resolve().parent.parent
STEPS: Final = ("1", "3") if LONG else ("12", "61")
"""Every so many calls: of those that change something, and of all, which are five times as many."""

FEWEST: Final = 10
"""Refusals in the sample."""


def cases() -> list[Case]:
    """With a script and a key where it is a sample: it makes the most calls."""
    return [case for case in plain() if LONG or case.name == "key-by-a-script"]


@pytest.mark.parametrize("command", ["apply", "restore"])
@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_whatever_the_file_system_refuses_is_told(case: Case, command: str, library: Path, tmp_path: Path) -> None:
    env = {**os.environ, "LD_PRELOAD": str(library), "PYTHONPATH": os.pathsep.join([str(TESTS), *sys.path[1:]])}
    words = [sys.executable, "-m", "faults.refuse", case.name, command, str(tmp_path), *STEPS]
    ended = subprocess.run(
        words, env={**env, "SETPOINT_SECONDS": "1700"}, capture_output=True, text=True, check=False, timeout=1750
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert int(ended.stdout.splitlines()[-1]) > FEWEST
