"""Somebody who types into a real interactive shell, on a pseudo-terminal."""

from __future__ import annotations

import os
import re
import select
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import pytest

STEERING = re.compile(r"\033\[[0-9;?]*[A-Za-z]|\033[=>]|[\r\a]")
QUIET = 0.25
"""Seconds without a sign: the shell has said all."""


@dataclass
class Typist:
    """`with Typist(program, env) as shell: shell.type(text)` gives what came to the screen meanwhile."""

    program: Sequence[str]
    env: Mapping[str, str]
    _pid: int = field(default=0, init=False)
    _screen: int = field(default=-1, init=False)

    def __enter__(self) -> Self:
        if sys.platform == "win32":
            pytest.skip("needs a pseudo-terminal")
        import pty

        self._pid, self._screen = pty.fork()
        if self._pid == 0:
            os.execve(self.program[0], list(self.program), dict(self.env))  # noqa: S606 - a shell, for this
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._screen)  # the shell is hung up on
        with suppress(ChildProcessError):
            os.waitpid(self._pid, 0)

    def type(self, text: str, *, until: str = "") -> str:
        """What came to the screen, without colours and steering, until `until` was seen and it became quiet."""
        os.write(self._screen, text.encode())
        seen, end = "", time.monotonic() + 10
        while time.monotonic() < end:
            if not select.select([self._screen], [], [], QUIET)[0]:
                if until in seen:
                    break
                continue
            with suppress(OSError):
                seen = STEERING.sub("", seen + os.read(self._screen, 1 << 16).decode("utf-8", "replace"))
        return seen
