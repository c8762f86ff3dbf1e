"""A stream for a log that outlives whoever read it: a pipe's other end that went, a full disk, a closed terminal."""

from __future__ import annotations

from contextlib import suppress
from typing import Final, TextIO

TROUBLE: Final = (OSError, ValueError)
"""ValueError: the stream was closed on our side."""


class Enduring:
    """That nothing can be written never stops the work."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        with suppress(*TROUBLE):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(*TROUBLE):
            self._stream.flush()
