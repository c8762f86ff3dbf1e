"""The word to systemd (sd_notify): ready, alive, what we are at. Nothing at all where nobody listens."""

from __future__ import annotations

import socket
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

PULSE: Final = 20.0

PATIENCE: Final = 0.2
"""Seconds that one word may take. The kernel keeps some hundred for a manager that hangs, then it lets us wait for as
long as that does: an agent that repaired nothing any more (2026-11-22). The watchdog is the manager's; files are ours.
"""


class Readiness:
    """One datagram a message to the socket that `NOTIFY_SOCKET` names; a name that begins with @ is abstract."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._address = env.get("NOTIFY_SOCKET", "")
        self._watchdog = env.get("WATCHDOG_USEC", "")

    @property
    def listening(self) -> bool:
        """Whether a service manager started us, and waits for our word."""
        return bool(self._address)

    @property
    def pulse(self) -> float:
        """Seconds after which to say that we live, at the latest: twice in the watchdog's time."""
        microseconds = self._watchdog if self._watchdog.isdigit() else ""
        return min(PULSE, int(microseconds) / 2e6) if microseconds else PULSE

    def ready(self) -> None:
        self._say("READY=1")

    def alive(self, status: str = "") -> None:
        """To be said more often than the watchdog's time."""
        self._say("WATCHDOG=1" + (f"\nSTATUS={status}" if status else ""))

    def stopping(self) -> None:
        self._say("STOPPING=1")

    def _say(self, text: str) -> None:
        if not self._address or sys.platform == "win32":
            return
        address = f"\0{self._address[1:]}" if self._address.startswith("@") else self._address
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
            out.settimeout(PATIENCE)
            out.connect(address)
            out.sendall(text.encode())
