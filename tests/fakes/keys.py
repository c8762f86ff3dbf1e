"""A real machine in a temporary folder: real files, real programs, of which some are stand-ins on the PATH."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from setpoint.adapters.files import DiskFiles
from setpoint.core.ports import Machine, System
from setpoint.process import run

CANARY = "sk-canary-4Zp9Qd7Rt2Vx8Lm3"


@dataclass
class StepClock:
    """A clock that moves on by `step` at every look."""

    step: float = 0.0
    time: float = 1000.0

    def now(self) -> float:
        self.time += self.step
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += seconds


def machine(
    home: Path, env: Mapping[str, str] | None = None, system: System = "linux", root: Path = Path("/")
) -> Machine:
    uid = -1
    if sys.platform != "win32":
        uid = os.getuid()
    return Machine({} if env is None else env, home, DiskFiles(), run, root=root, uid=uid, system=system)


def program(path: Path, text: str) -> Path:
    """An executable shell script."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path
