"""Both adapters behind `Watch`, as far as this system has them, and how long to wait for them."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Final

import pytest

from setpoint.adapters.watching import Watching
from setpoint.core.ports.watch import Places, Watch

SPARE: Final = pytest.param("watchfiles", marks=pytest.mark.long)
"""On Linux it is used only where inotify cannot be had: half a minute that is not for every day."""
KINDS: Final = ("inotify", SPARE) if sys.platform == "linux" else ("watchfiles",)
AMPLE: Final = 5.0
"""Seconds in which what happened is told; far more than it takes, so that a busy machine is no finding."""
BRIEF: Final = 0.25
"""Seconds without news that show that nothing was told."""


def made(kind: str) -> Watch:
    if sys.platform == "linux" and kind == "inotify":
        from setpoint.adapters.inotify import Inotify

        return Inotify()
    return Watching()


def one_file(path: Path) -> Places:
    return {path.parent: frozenset({path.name})}


def quiet(watch: Watch) -> bool:
    """Wait until the news of what was done are all told."""
    until = time.monotonic() + AMPLE
    while watch.wait(BRIEF):
        assert time.monotonic() < until
    return True
