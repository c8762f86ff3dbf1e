"""Which of the folders that Claude Desktop may use it really uses: chosen by signs of life, never guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from setpoint.core.ports import ClaudeFolder, Files
from setpoint.errors import NeedsPerson

DAY: Final = 86400.0
ALIVE_WITHIN: Final = 14 * DAY
"""Seconds behind the newest sign. The app writes its log at every start: a folder silent for two weeks while another is
used is a leftover (older MSIX packages left such copies, CD 1.3)."""

STRONG: Final = ("Local State", "logs/main.log", "Logs/main.log")
"""Written by the app alone. The library's index is also written by every tool that switches, some of them into all
folders they can think of (CD 1.3), so it counts only where no folder has a stronger sign."""


def gather(candidates: Sequence[ClaudeFolder], files: Files) -> dict[ClaudeFolder, float | None]:
    """The newest sign of life of each candidate, in seconds since 1970; None: none."""
    strong = {folder: _newest(folder, STRONG, files) for folder in candidates}
    if any(time is not None for time in strong.values()):
        return strong
    return {folder: _newest(folder, ("configLibrary/_meta.json",), files) for folder in candidates}


def _newest(folder: ClaudeFolder, names: Sequence[str], files: Files) -> float | None:
    times = (files.modified(Path(folder.data) / name) for name in names)
    return max((time for time in times if time is not None), default=None)


def choose(
    candidates: Sequence[ClaudeFolder], evidence: Mapping[ClaudeFolder, float | None], now: float
) -> ClaudeFolder:
    """The folder in use; the first candidate where none shows life (a fresh install). `now`: seconds since 1970.

    NeedsPerson (SP303) when two are alive.
    """
    alive = _alive(candidates, evidence)
    if len(alive) > 1:
        message = "two Claude Desktop folders are alive: " + "; ".join(_line(folder, evidence, now) for folder in alive)
        hint = (
            f"close and remove the install that you don't use, or name its folder: CLAUDE_USER_DATA_DIR={alive[0].data}"
        )
        raise NeedsPerson("SP303", message, where=str(alive[0].data), hint=hint)
    return alive[0] if alive else candidates[0]


def _alive(candidates: Sequence[ClaudeFolder], evidence: Mapping[ClaudeFolder, float | None]) -> list[ClaudeFolder]:
    times = {folder: time for folder in candidates if (time := evidence.get(folder)) is not None}
    newest = max(times.values(), default=0.0)
    return [folder for folder, time in times.items() if newest - time <= ALIVE_WITHIN]


def _line(folder: ClaudeFolder, evidence: Mapping[ClaudeFolder, float | None], now: float) -> str:
    return f"{folder.data} ({folder.why}, used {_ago(now - (evidence[folder] or 0.0))})"


def _ago(seconds: float) -> str:
    if seconds < 60:
        return "just now"
    if seconds < 2 * 3600:
        return f"{seconds // 60:.0f} min ago"
    return f"{seconds // 3600:.0f} h ago" if seconds < 2 * DAY else f"{seconds // DAY:.0f} days ago"
