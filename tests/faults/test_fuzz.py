"""A few seconds of the fuzzing, always the same inputs; the long form is a command of its own (`faults/fuzz.py`).

`SETPOINT_INPUTS=1000000 pytest tests/faults/test_fuzz.py` is as many as are asked for.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from faults.target import OneFile
from faults.watching import Watch, watched

INPUTS: Final = int(os.environ.get("SETPOINT_INPUTS", "6000"))
TESTS: Final = Path(__file__).resolve().parent.parent


@pytest.mark.long
@pytest.mark.timeout(120 if INPUTS <= 10_000 else 0)
@pytest.mark.skipif(sys.platform == "win32", reason="the desk is a Linux one")
def test_damaged_inputs_end_in_no_traceback_no_hang_and_no_write(tmp_path: Path) -> None:
    """In a process of its own: what it watches with cannot be taken away again."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS), *sys.path[1:]])}
    words = [sys.executable, "-m", "faults.fuzz", "--inputs", str(INPUTS), "--keep", str(tmp_path)]
    ended = subprocess.run(words, env=env, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert int(ended.stdout.splitlines()[-1].split()[0]) >= INPUTS


def test_a_write_that_nobody_allowed_is_refused_and_told(tmp_path: Path) -> None:
    watch = Watch(free=tmp_path / "free")
    with watched(watch), pytest.raises(PermissionError):
        watch("open", (str(tmp_path / "x"), "w", os.O_WRONLY | os.O_CREAT))
    with watched(watch), pytest.raises(AssertionError):
        OneFile(b"").write("x", b"", seen=None)
    with watched(watch):
        watch("open", (str(tmp_path / "x"), "r", os.O_RDONLY))
        watch("open", (str(tmp_path / "free/x"), "w", os.O_WRONLY))
    assert watch.refused == []
