"""The power goes off: whatever was not synced may be gone, and what is left is enough to go on, and to go back."""

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
STEP: Final = 1 if LONG else 4
"""Of a sample every fourth state."""

FEWEST: Final = 25
"""States that any of these commands can leave."""

CARELESS: Final = (
    "import os, sys; os.fsync = lambda _: None; from faults.power import main; sys.exit(main(*sys.argv[1:]))"
)


def lost(program: list[str], case: str, command: str, step: int, library: Path, folder: Path) -> tuple[bool, str]:
    """Whether anything was, and all that was said."""
    env = {**os.environ, "LD_PRELOAD": str(library), "PYTHONPATH": os.pathsep.join([str(TESTS), *sys.path[1:]])}
    words = [sys.executable, *program, case, command, str(folder), str(step)]
    ended = subprocess.run(words, env=env, capture_output=True, text=True, check=False, timeout=880)
    return ended.returncode != 0, ended.stdout + ended.stderr


@pytest.mark.parametrize("command", ["apply", "restore"])
@pytest.mark.parametrize("case", chosen(), ids=lambda case: case.name)
def test_nothing_is_lost_when_the_power_goes_off(
    case: Case, command: str, library: Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    wrong, said = lost(["-m", "faults.power"], case.name, command, STEP, library, tmp_path)
    assert not wrong, said
    states = int(said.splitlines()[-1])
    record_property("states", states)
    assert states > FEWEST


def test_the_proof_notices_a_writer_that_does_not_sync(library: Path, tmp_path: Path) -> None:
    wrong, said = lost(["-c", CARELESS], "flag-1p", "apply", 200, library, tmp_path)
    assert wrong
    assert "is neither what it was nor what it is to be" in said or "JSONDecodeError" in said
