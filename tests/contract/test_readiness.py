"""The word to a service manager, through a real socket."""

from __future__ import annotations

import socket
import sys
import time
from pathlib import Path

import pytest

from setpoint.adapters.readiness import PATIENCE, Readiness

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no such manager on Windows")


def plug() -> socket.socket:
    if sys.platform == "win32":
        raise NotImplementedError
    return socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)


def _fill(others: socket.socket) -> None:
    for _ in range(100_000):
        others.send(b"WATCHDOG=1")


def test_a_manager_that_listens_is_told_everything(tmp_path: Path) -> None:
    address = tmp_path / "notify"
    with plug() as ear:
        ear.bind(str(address))
        readiness = Readiness({"NOTIFY_SOCKET": str(address)})
        readiness.ready()
        readiness.alive("InPlace")
        readiness.stopping()
        assert [ear.recv(100) for _ in range(3)] == [b"READY=1", b"WATCHDOG=1\nSTATUS=InPlace", b"STOPPING=1"]


def test_a_manager_that_hangs_does_not_hold_us_up(tmp_path: Path) -> None:
    address = tmp_path / "notify"
    with plug() as ear:
        ear.bind(str(address))
        with plug() as others:
            others.setblocking(False)
            others.connect(str(address))
            with pytest.raises(OSError, match=r"unavailable|space"):  # the words of Linux and of macOS
                _fill(others)
        began = time.monotonic()
        Readiness({"NOTIFY_SOCKET": str(address)}).alive()
        assert time.monotonic() - began < PATIENCE + 1


def test_a_manager_that_is_gone_is_told_nothing(tmp_path: Path) -> None:
    Readiness({"NOTIFY_SOCKET": str(tmp_path / "nobody")}).alive()
    Readiness({}).alive()
