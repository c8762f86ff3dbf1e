"""What we remember, and time."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from setpoint.core.ledger import Ledger


class LedgerStore(Protocol):
    """The ledger of this user. FileTrouble: SP306 unreadable or not writable, SP802 from a newer Setpoint."""

    def read(self) -> Ledger:
        """The ledger as it is on disk now; a new one where there is none, or none that can be understood."""

    def broken(self) -> bool:
        """Whether what is on disk cannot be understood: it is set aside at the next change (SP801)."""

    def change(self, step: Callable[[Ledger], Ledger]) -> Ledger:
        """Read, change and save under the lock. Nothing is written when nothing changes."""

    def locked(self) -> AbstractContextManager[None]:
        """Hold the lock around several steps: files of Claude Desktop and the ledger change together."""


class Clock(Protocol):
    def now(self) -> float:
        """Seconds since 1970."""

    def sleep(self, seconds: float) -> None: ...
