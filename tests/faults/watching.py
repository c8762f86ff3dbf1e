"""What an input may not do beside failing: go on without end, write, start a program, ask another machine."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

WRITES = {
    "os.chmod": (0, 2),
    "os.chown": (0, 3),
    "os.link": (1, 3),
    "os.mkdir": (0, 2),
    "os.remove": (0, 1),
    "os.rename": (1, 3),
    "os.rmdir": (0, 1),
    "os.symlink": (1, 2),
    "os.truncate": (0, -1),
    "os.utime": (0, 3),
}
"""Audit events, which argument is the path, and which the open folder that it is relative to (-1: none)."""

PROGRAMS = ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.system", "os.fork")
HERE = ("127.0.0.1", "::1", "localhost", None, "")


class Hang(BaseException):
    """No `except Exception` in the code under test may swallow this."""


@dataclass
class Watch:
    """Refuses, as a system without the right would, and remembers what was refused. `free`: where writing is fine."""

    free: Path | None = None
    on: bool = False
    refused: list[str] = field(default_factory=list)

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        if not self.on:
            return
        if event == "open":
            self._open(*arguments)
        elif event in WRITES:
            path, folder = WRITES[event]
            self._write(event, arguments[path], arguments[folder] if folder > 0 else -1)
        elif event in PROGRAMS:
            self._refuse(f"started a program: {event}")
        elif event in ("socket.connect", "socket.getaddrinfo"):
            self._ask(event, arguments)

    def _open(self, path: object, _mode: object, flags: object) -> None:
        writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
        if isinstance(flags, int) and flags & writing:
            self._write("open", path, -1)

    def _write(self, event: str, path: object, folder: object) -> None:
        if not isinstance(path, str | bytes | os.PathLike):
            return
        name = os.fsdecode(path)
        if isinstance(folder, int) and folder >= 0:
            name = os.path.join(os.readlink(f"/proc/self/fd/{folder}"), name)  # noqa: PTH115, PTH118 - as below
        if not self._allowed(name):
            self._refuse(f"{event} of {name}")

    def _allowed(self, path: str) -> bool:
        whole = os.path.abspath(path)  # noqa: PTH100 - text all through, and nothing is looked at
        return whole == os.devnull or (self.free is not None and f"{whole}{os.sep}".startswith(f"{self.free}{os.sep}"))

    def _ask(self, event: str, arguments: tuple[object, ...]) -> None:
        to = arguments[1] if event == "socket.connect" else arguments[0]
        host = to[0] if isinstance(to, tuple) else to
        if host not in HERE and not (isinstance(host, bytes) and host.decode("latin-1") in HERE):
            raise socket.gaierror(socket.EAI_NONAME, "nobody but this machine is asked here")

    def _refuse(self, what: str) -> None:
        self.refused.append(what)
        raise PermissionError(13, what)


@contextmanager
def watched(watch: Watch) -> Iterator[Watch]:
    watch.refused.clear()
    watch.on = True
    try:
        yield watch
    finally:
        watch.on = False


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Hang after so many seconds of the processor's time; nothing on Windows, where no timer counts that."""
    if sys.platform == "win32":
        yield
        return
    before = signal.signal(signal.SIGVTALRM, _ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _ring(_number: int, _frame: object) -> None:
    raise Hang
