"""Each mode to each other mode, and back to what was there before us."""

from __future__ import annotations

import sys
from itertools import permutations
from pathlib import Path

import pytest

from golden.case import HERE, SYSTEMS, Case, read
from golden.staging import staged
from golden.story import Story
from setpoint.core.ports import System

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the trees of other systems need symlinks")

MODES = ("ollama", "gateway", "native", "off")


def _pairs() -> list[object]:
    """All of them on all systems after a person's own entry; one system each on a fresh install."""
    own, fresh = read(HERE / "modes-own-entry"), read(HERE / "modes-fresh")
    pairs = list(permutations(MODES, 2))
    found = [(own, system, first, second) for system in SYSTEMS for first, second in pairs]
    found += [(fresh, SYSTEMS[index % 3], first, second) for index, (first, second) in enumerate(pairs)]
    return [pytest.param(*each, id=f"{each[0].name}-{each[1]}-{each[2]}-{each[3]}") for each in found]


@pytest.mark.parametrize("case, system, first, second", _pairs())
def test_from_mode_to_mode_and_back(case: Case, system: System, first: str, second: str, tmp_path: Path) -> None:
    with staged(case, system, tmp_path) as here:
        story = Story(case, here)
        for mode in (first, second):
            here.profile = f"{mode}.yaml"
            story.reach(f"after-{mode}")
        story.restore()
