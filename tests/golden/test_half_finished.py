"""The power goes off at any write: restore still gives everything back, and apply finishes.

For the systems that we cannot kill at a system call; of Linux see tests/faults/test_crash_anywhere.py.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from golden.case import HERE, Case, read
from golden.stage import Stage
from golden.staging import staged
from golden.story import Story
from setpoint.adapters.files import DiskFiles
from setpoint.core.ports import System

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(sys.platform == "win32", reason="the trees of other systems need symlinks"),
]

CASES = ("fresh-folder", "key-by-a-script")
OTHERS: tuple[System, ...] = ("macos", "windows")
MOST = 40
"""More writes than any command makes."""


class PowerCutError(BaseException):
    """Nothing in the program gets to handle it."""


@dataclass
class Stumbling(DiskFiles):
    """A disk that is gone from the `last`-th write or removal on."""

    last: int
    done: int = 0

    def write(self, path: Path, data: bytes, *, seen: bytes | None, mode: int | None = None) -> None:
        self._count()
        super().write(path, data, seen=seen, mode=mode)

    def append(self, path: Path, data: bytes) -> None:
        self._count()
        super().append(path, data)

    def delete(self, path: Path, *, seen: bytes) -> None:
        self._count()
        super().delete(path, seen=seen)

    def drop_folder(self, path: Path) -> bool:
        self._count()
        return super().drop_folder(path)

    def _count(self) -> None:
        self.done += 1
        if self.done >= self.last:
            raise PowerCutError


def _cut(here: Stage, command: str, last: int) -> bool:
    """Run a command until the power goes off; whether it came to its end before."""
    here.files = Stumbling(last)
    try:
        here.run(command)
    except PowerCutError:
        return False
    finally:
        here.files = DiskFiles()
    return True


def _at_every_write(case: Case, system: System, folder: Path, command: str, first: str, goal: str) -> int:
    """Cut the power at each write in turn; each time what follows must reach the same end. How many there were."""
    for last in range(1, MOST):
        with staged(case, system, folder / str(last)) as here:
            here.run(first)
            ended = _cut(here, command, last)
            story = Story(case, here)
            if goal == "before":
                story.give_back()
            else:
                story.reach(goal)
        if ended:
            return last - 1
    raise AssertionError("the command never came to its end")


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("goal", ["before", "after"])
@pytest.mark.parametrize("system", OTHERS)
def test_apply_cut_off_at_any_write(name: str, goal: str, system: System, tmp_path: Path) -> None:
    writes = _at_every_write(read(HERE / name), system, tmp_path, "apply --yes", "plan", goal)
    assert writes > 5


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("goal", ["before", "after"])
@pytest.mark.parametrize("system", OTHERS)
def test_restore_cut_off_at_any_write(name: str, goal: str, system: System, tmp_path: Path) -> None:
    writes = _at_every_write(read(HERE / name), system, tmp_path, "restore --yes", "apply --yes", goal)
    assert writes > 3
