"""What a person is told meanwhile."""

from __future__ import annotations

from typing import Protocol

from setpoint.core.change import Line
from setpoint.errors import SetpointError


class Tell(Protocol):
    """What is said while something is carried out. Texts hold no secret."""

    def progress(self, target: str, status: str, completed: int, total: int) -> None:
        """Bytes so far; `total` 0: not known."""

    def done(self, line: Line, seconds: float) -> None: ...

    def waits(self, line: Line, text: str) -> None: ...

    def failed(self, line: Line, error: SetpointError) -> None: ...
