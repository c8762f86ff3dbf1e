"""Killed at any file-system call: no file is torn, and the next apply and the next restore come to their end."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from faults.cases import LONG, chosen
from golden.case import Case

pytestmark = [pytest.mark.long, pytest.mark.gcc, pytest.mark.timeout(900 if LONG else 120)]

TESTS: Final = Path(__file__).resolve().parent.parent
STEP: Final = 1 if LONG else 9
"""Of a sample every ninth call."""

FEWEST: Final = 40
"""Calls that any of these commands makes; the tests would assert nothing if none were seen."""


@pytest.mark.parametrize("command", ["apply", "restore"])
@pytest.mark.parametrize("case", chosen(), ids=lambda case: case.name)
def test_nothing_is_lost_wherever_the_process_dies(
    case: Case, command: str, library: Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    env = {**os.environ, "LD_PRELOAD": str(library), "PYTHONPATH": os.pathsep.join([str(TESTS), *sys.path[1:]])}
    words = [sys.executable, "-m", "faults.crash", case.name, command, str(tmp_path), "1", str(STEP)]
    ended = subprocess.run(words, env=env, capture_output=True, text=True, check=False, timeout=880)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    calls = int(ended.stdout.splitlines()[-1])
    record_property("calls", calls)
    assert calls > FEWEST
