"""A log file that does not grow without end, for systems whose service manager keeps no log of its own."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Final, TextIO

LIMIT: Final = 1 << 20
"""Bytes of one file. With the three before it a log takes 4 MiB at most."""

KEPT: Final = 3

NEW: Final = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
"""Neither through a link nor into a FIFO, whoever laid it there."""


class RotatingFile:
    """A text stream, as far as a log needs one. That it cannot be written never stops the work."""

    encoding = "utf-8"

    def __init__(self, path: Path, limit: int = LIMIT) -> None:
        self._path = path
        self._limit = limit
        self._file: TextIO | None = None

    def write(self, text: str) -> int:
        with suppress(OSError):
            file = self._file or self._open()
            if file.tell() + len(text) > self._limit and file.tell():
                file = self._rotate(file)
            file.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            if self._file:
                self._file.flush()

    def isatty(self) -> bool:
        return False

    def _open(self) -> TextIO:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self._path, NEW, 0o600)
        self._file = open(descriptor, "a", encoding=self.encoding)  # noqa: SIM115, PTH123 - a descriptor; open for as long as the agent lives
        return self._file

    def _rotate(self, file: TextIO) -> TextIO:
        file.close()
        self._file = None
        for number in range(KEPT, 0, -1):
            older = self._path if number == 1 else self._name(number - 1)
            with suppress(OSError):  # on Windows, whoever reads the log may be in the way
                os.replace(older, self._name(number))  # noqa: PTH105
        return self._open()

    def _name(self, number: int) -> Path:
        return self._path.with_name(f"{self._path.name}.{number}")
