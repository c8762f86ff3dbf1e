"""What only Windows has: the registry, and calls of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol

from setpoint.core.processes import Process


class Registry(Protocol):
    """The Windows registry, as far as policy needs it. Kinds are winreg's numbers (1 REG_SZ, 4 REG_DWORD, …)."""

    def values(self, hive: Literal["HKLM", "HKCU"], key: str) -> Mapping[str, tuple[object, int]] | None:
        """Name → (value, kind) directly under the key; None: no such key. PlatformTrouble when access is refused."""

    def keys(self, hive: Literal["HKLM", "HKCU"], key: str) -> tuple[str, ...]:
        """The names of the keys directly below; empty where there is none. PlatformTrouble when access is refused."""


class Win32(Protocol):
    """What Windows tells and does only through its own calls."""

    def processes(self, names: Sequence[str]) -> tuple[Process, ...]:
        """The processes whose file name (lower case) is one of `names`. PlatformTrouble (SP405) when it cannot tell."""

    def ask_to_close(self, pid: int) -> None:
        """Ask as an installer asks before it replaces files (Restart Manager); at once back. Never ends anything."""

    def memory(self) -> int | None:
        """Bytes of main memory."""
