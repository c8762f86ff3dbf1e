"""Every case on every system, by the real commands on real files, against a stand-in Ollama over real HTTP."""

from __future__ import annotations

import sys
from pathlib import Path
from zlib import crc32

import pytest

from golden.case import Case, cases
from golden.staging import staged
from golden.story import Story
from setpoint.core.ports import System

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the trees of other systems need symlinks")


def everyday(case: Case) -> System:
    """The one system on which `make check` tells a case: each by a third of them. CI tells all."""
    return case.systems[crc32(case.name.encode()) % len(case.systems)]


PAIRS = [
    pytest.param(
        case,
        system,
        id=f"{case.name}-{system}",
        marks=[] if system == everyday(case) else [pytest.mark.long],
    )
    for case in cases()
    for system in case.systems
]


@pytest.mark.parametrize("case, system", PAIRS)
def test_a_case_goes_as_it_says(case: Case, system: System, tmp_path: Path) -> None:
    with staged(case, system, tmp_path) as here:
        Story(case, here).tell()
