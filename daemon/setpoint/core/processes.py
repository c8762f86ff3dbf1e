"""Which of a machine's processes is Claude Desktop's main one. Pure: rows in, a choice out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from setpoint.value import value

SCRIPTS: Final = (".js", ".mjs", ".cjs")
SLACK: Final = 2.0
"""Seconds by which a start time may seem to move: it is computed from a boot time that follows the clock."""


@value
class Process:
    """A row of the process table. `command` is the whole command line ("" where the system hides it).

    `since`: seconds since 1970, whole seconds on Linux and macOS.
    """

    pid: int
    parent: int
    since: float
    executable: str
    command: str = ""

    @property
    def helper(self) -> bool:
        """Chromium's own children (renderer, GPU, zygote, utility, crash handler) carry their type."""
        return " --type=" in self.command


def runs_script(arguments: Sequence[str]) -> bool:
    """Whether the app's binary was started to run a script (ELECTRON_RUN_AS_NODE: an MCP server), not as the app."""
    return next((word.endswith(SCRIPTS) for word in arguments if not word.startswith("-")), False)


def main_process(rows: Iterable[Process]) -> Process | None:
    """The main process among the app's own: no helper, started by none of the others; the oldest of several."""
    mains = [row for row in rows if not row.helper]
    pids = {row.pid for row in mains}
    tops = [row for row in mains if row.parent not in pids]
    return min(tops, key=lambda row: (row.since, row.pid), default=None)


def names_folder(rows: Iterable[Process], folder: str) -> bool:
    """Whether a command line says that its profile is this folder and not one whose name only begins like it."""
    sign = f"--user-data-dir={folder}"
    return any(sign + " " in row.command.replace('"', "") + " " for row in rows)


def same(process: Process | None, pid: int, since: float) -> bool:
    """Whether it still is the process that was seen: a number alone may belong to another one by now."""
    return process is not None and process.pid == pid and abs(process.since - since) <= SLACK
