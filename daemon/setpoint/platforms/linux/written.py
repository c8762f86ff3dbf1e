"""Small files of ours that systemd reads: written where they differ, removed with the folders that they leave empty."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from setpoint.core.ports import Machine

MODE: Final = 0o644
EMPTIED: Final = ("setpoint.service.d", "user", "systemd")
"""Folders of a person that may have been made for our files alone. An empty one says nothing to systemd."""


def put(machine: Machine, path: Path, text: str) -> bool:
    """Whether anything was written."""
    data, seen = text.encode("utf-8", "surrogateescape"), machine.files.read(path)
    if seen == data:
        return False
    machine.files.write(path, data, seen=seen, mode=MODE)
    return True


def drop(machine: Machine, path: Path) -> bool:
    """Whether there was something to remove."""
    seen = machine.files.read(path)
    if seen is not None:
        machine.files.delete(path, seen=seen)
    folder = path.parent
    while folder.name in EMPTIED and machine.files.drop_folder(folder):
        folder = folder.parent
    return seen is not None
