"""A case with its server, for the length of a test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from golden.case import Case
from golden.server import Server
from golden.stage import Stage, stage
from setpoint.core.ports import System


@contextmanager
def staged(case: Case, system: System, folder: Path) -> Iterator[Stage]:
    server = Server(case.ollama)
    server.start()
    try:
        yield stage(case, system, folder / "machine", server)
    finally:
        server.stop()
