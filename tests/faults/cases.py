"""The golden cases whose whole story is: apply, and give back."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from golden.case import Case, Codes, cases

FEW: Final = ("flag-1p", "fresh-folder", "key-by-a-script", "own-entry-applied")
"""Flag and entry alone; with folders made first; with a script and a key; with a person's entry that comes back."""

LONG: Final = bool(os.environ.get("SETPOINT_LONG"))
"""Everything instead of a sample."""

MEMORY: Final = Path("/dev/shm")
"""A file system that waits for no disk: there more of what happens at the same time really meets."""


def plain() -> list[Case]:
    return [case for case in cases() if _plain(case)]


def chosen() -> list[Case]:
    return plain() if LONG else [case for case in plain() if case.name in FEW]


def _plain(case: Case) -> bool:
    """Nothing beside the two commands, and nothing that keeps them from their end."""
    asked = case.first or case.options or case.running or not case.installed or case.env
    other_end = case.then and case.has("restored")  # what is given back there is what came meanwhile
    return "linux" in case.systems and case.exit == Codes() and case.has("after") and not (asked or other_end)
