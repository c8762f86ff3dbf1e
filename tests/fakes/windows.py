"""A registry and a process table that hold what a test puts in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from setpoint.core.processes import Process

Hive = Literal["HKLM", "HKCU"]


@dataclass
class FakeRegistry:
    """`tree`: hive and key → name → (value, kind)."""

    tree: Mapping[tuple[str, str], Mapping[str, tuple[object, int]]] = field(default_factory=dict)

    def values(self, hive: Hive, key: str) -> Mapping[str, tuple[object, int]] | None:
        return self.tree.get((hive, key))

    def keys(self, hive: Hive, key: str) -> tuple[str, ...]:
        return tuple(name.removeprefix(key + "\\") for place, name in self.tree if place == hive and key in name)


@dataclass
class FakeWin32:
    table: Sequence[Process] = ()
    asked: list[int] = field(default_factory=list)

    def processes(self, names: Sequence[str]) -> tuple[Process, ...]:
        return tuple(
            row for row in self.table if row.executable.replace("/", "\\").rpartition("\\")[2].lower() in names
        )

    def ask_to_close(self, pid: int) -> None:
        self.asked.append(pid)

    def memory(self) -> int | None:
        return 16 << 30
