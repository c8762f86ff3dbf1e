"""What the agent tells of itself, in a file: replaced in one step, but not forced to the disk: it is told often."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path

from setpoint.core.agent_state import FILE, LOCK, WAKE, AgentState, from_plain, to_plain


def show(state: Path, told: AgentState) -> None:
    """That it cannot be told never stops the work."""
    path = state / FILE
    beside = path.with_name(f".{FILE}.new")
    with suppress(OSError):
        beside.write_bytes(json.dumps(to_plain(told)).encode())
        os.replace(beside, path)  # noqa: PTH105 - says what it is: in one step, over what is there


def running(state: Path) -> bool:
    from setpoint.adapters.lock import is_held

    return is_held(state / LOCK)


def seen(state: Path) -> AgentState | None:
    """What the running agent tells; None: none is running, or it does not say yet."""
    if not running(state):
        return None
    try:
        return from_plain(json.loads((state / FILE).read_bytes()))
    except (OSError, ValueError):
        return None


def call(state: Path) -> None:
    """Wake the agent, if there is one: what it goes by was changed. One that begins now looks at everything anyway."""
    if not running(state):
        return
    with suppress(OSError):
        path = state / WAKE
        beside = path.with_name(f".{WAKE}.new")
        beside.write_bytes(os.urandom(8).hex().encode())
        os.replace(beside, path)  # noqa: PTH105


def called(state: Path) -> bytes:
    """Another text after each call."""
    with suppress(OSError):
        return (state / WAKE).read_bytes()
    return b""
