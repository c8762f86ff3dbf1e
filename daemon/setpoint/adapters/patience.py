"""A step on a file that somebody else holds open for a moment, as scanners and indexers do on Windows."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Final

PATIENCE: Final = 2.0
"""Seconds. On Windows a file cannot be replaced while another program (a scanner, the indexer) holds it open."""
PAUSE: Final = 0.05


def patiently(step: Callable[[], None]) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return step()
        except PermissionError:
            if sys.platform != "win32" or time.monotonic() > end:
                raise
            time.sleep(PAUSE)
