"""What one process takes of its machine, and what a life leaves on the disk: read at the end of each of its days."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

OWN: Final = Path("/proc/self")


@dataclass(frozen=True, slots=True)
class Gauged:
    """`resident`: KiB. `blocks`: pieces of memory that Python has given out. `watched`: folders followed by inotify.

    `descriptors` and `watched` are 0 where there is no /proc. `state`: bytes of Setpoint's own folder; `lines` those
    of the history; `litter`: temporary files of ours that lie about in Claude's folders and in our own.
    """

    resident: int
    blocks: int
    descriptors: int
    watched: int
    threads: int
    state: int
    files: int
    lines: int
    litter: int


def gauged(home: Path, state: Path) -> Gauged:
    gc.collect()
    kept = [path for path in state.rglob("*") if path.is_file()]
    history = state / "history.jsonl"
    return Gauged(
        _resident(),
        sys.getallocatedblocks(),
        len(_names(OWN / "fd")),
        sum(_told(each).count("inotify wd:") for each in _names(OWN / "fdinfo")),
        threading.active_count(),
        sum(path.stat().st_size for path in kept),
        len(kept),
        history.read_bytes().count(b"\n") if history.exists() else 0,
        sum(1 for _ in litter(home)),
    )


def litter(home: Path) -> Iterator[Path]:
    yield from home.rglob(".setpoint-*.tmp")


def _resident() -> int:
    fields = (line.split() for line in _told(OWN / "status").splitlines())
    return next((int(words[1]) for words in fields if words[0] == "VmRSS:"), 0)


def _names(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []


def _told(path: Path) -> str:
    with suppress(OSError):  # a descriptor that was closed meanwhile
        return path.read_text(encoding="utf-8", errors="replace")
    return ""
