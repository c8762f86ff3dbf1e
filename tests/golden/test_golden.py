"""Every case on every system, by the real commands on real files, against a stand-in Ollama over real HTTP."""

from __future__ import annotations

import sys
from pathlib import Path
from zlib import crc32

import pytest
from _pytest.mark.structures import ParameterSet

from golden.case import Case, cases
from golden.staging import staged
from golden.story import Story
from setpoint.core.ports import System

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the trees of other systems need symlinks")


def pair(case: Case, system: System) -> ParameterSet:
    """Every day each case is told on one of its systems, and each system by a third of the cases; CI tells all."""
    everyday = case.systems[crc32(case.name.encode()) % len(case.systems)]
    return pytest.param(
        case, system, id=f"{case.name}-{system}", marks=() if system == everyday else (pytest.mark.long,)
    )


PAIRS = [pair(case, system) for case in cases() for system in case.systems]


@pytest.mark.parametrize("case, system", PAIRS)
def test_a_case_goes_as_it_says(case: Case, system: System, tmp_path: Path) -> None:
    with staged(case, system, tmp_path) as here:
        Story(case, here).tell()
