"""The program on a pseudo-terminal, with somebody who answers its questions."""

from __future__ import annotations

import os
import re
import select
import sys
import time
from collections.abc import Mapping

import pytest

from e2e.household import Household
from setpoint.value import EMPTY

STEERING = re.compile(rb"\033\[[0-9;?]*[A-Za-z]")
QUESTION = re.compile(rb"\[(?:y/N|Y/n|Y/n, [a-z ]+|[a-z]+)\]:? $")
"""What a question ends in: its answers, or what Enter alone means."""


def at_a_terminal(house: Household, *words: str, env: Mapping[str, str] = EMPTY, types: str = "") -> tuple[int, str]:
    """Run on a terminal of 100 columns; exit code and all that came to the screen. `types` answers each question."""
    if sys.platform == "win32":
        pytest.skip("needs a pseudo-terminal")
    import pty

    pid, screen = pty.fork()
    if pid == 0:
        everything = {**house.env, "TERM": "xterm-256color", "COLUMNS": "100", **env}
        os.execve(sys.executable, [sys.executable, "-m", "setpoint", *words], everything)  # noqa: S606 - our own
    seen, answered, end = b"", 0, time.monotonic() + 30
    while time.monotonic() < end:
        ready, _, _ = select.select([screen], [], [], 0.1)
        try:
            data = os.read(screen, 1 << 16) if ready else None
        except OSError:  # so Linux says that the other side is closed
            break
        if data == b"":
            break
        seen += data or b""
        if types and len(seen) > answered and QUESTION.search(STEERING.sub(b"", seen)):
            os.write(screen, types.encode())
            answered = len(seen) + len(types) + 1  # the terminal says again what is typed
    os.close(screen)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), seen.decode("utf-8", "replace")
