"""What the agent tells of itself, in a file: replaced in one step, but not forced to the disk: it is told often."""

from __future__ import annotations

import json
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from setpoint.adapters.files import DiskFiles
from setpoint.core.agent_state import END, FILE, LOCK, WAKE, AgentState, from_plain, to_plain
from setpoint.errors import FileTrouble

STEP: Final = 0.05

NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
"""Neither through a link nor into a FIFO, whoever laid it there."""

LONGEST: Final = 1 << 16
"""Bytes. What is told has a few hundred."""


def show(state: Path, told: AgentState) -> None:
    """That it cannot be told never stops the work."""
    with suppress(OSError):
        _put(state / FILE, json.dumps(to_plain(told)))


def _put(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}.new")
    with open(os.open(beside, NEW, 0o600), "w", encoding="utf-8") as file:  # noqa: PTH123  a descriptor has no path
        file.write(text)
    os.replace(beside, path)  # noqa: PTH105 - says what it is: in one step, over what is there


def _text(path: Path) -> bytes:
    """b"" where there is none that could be read."""
    try:
        return DiskFiles().read(path, limit=LONGEST) or b""
    except FileTrouble:
        return b""


def running(state: Path) -> bool:
    from setpoint.adapters.lock import is_held

    return is_held(state / LOCK)


def seen(state: Path) -> AgentState | None:
    """What the running agent tells; None: none is running, or it does not say yet."""
    if not running(state):
        return None
    try:
        return from_plain(json.loads(_text(state / FILE)))
    except (ValueError, RecursionError):
        return None


def call(state: Path) -> None:
    """Wake the agent, if there is one: what it goes by was changed. One that begins now looks at everything anyway."""
    if not running(state):
        return
    with suppress(OSError):
        _put(state / WAKE, os.urandom(8).hex())


def called(state: Path) -> bytes:
    """Another text after each call."""
    return _text(state / WAKE)


def dismiss(state: Path, seconds: float) -> bool:
    """Ask the running agent to end, and wait for that; whether none runs any more."""
    until = time.monotonic() + seconds
    asked = 0
    while running(state) and time.monotonic() < until:
        told = seen(state)  # one that just began does not say yet who it is
        if told is not None and told.pid != asked:
            with suppress(OSError):
                _put(state / END, str(told.pid))
                asked = told.pid
        time.sleep(STEP)
    return not running(state)


def dismissed(state: Path, pid: int) -> bool:
    """Whether this agent was asked to end; it is asked once."""
    with suppress(OSError):
        if _text(state / END) == str(pid).encode():
            (state / END).unlink()
            return True
    return False
