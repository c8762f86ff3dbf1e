"""The end of a process, told once: by a descriptor where the system has one, else asked every 0.7 s."""

from __future__ import annotations

import errno
import os
import select
import sys
import time
from typing import Final, Protocol

EVERY: Final = 0.7
"""Seconds between two questions: the end of the app is to be seen within a second."""


class Handle(Protocol):
    """A process, or what was one."""

    @property
    def descriptor(self) -> int | None:
        """Readable once the process has ended; None: it must be asked."""

    def over(self) -> bool: ...

    def close(self) -> None: ...


class Ending:
    """The end of one process at a time. `sleeping`: the caller can wait for a descriptor."""

    def __init__(self, *, sleeping: bool = False) -> None:
        self._open = _descriptor_or_number if sleeping else _opened
        self._handle: Handle | None = None
        self._pid: int | None = None
        self._next = 0.0

    @property
    def descriptor(self) -> int | None:
        return self._handle.descriptor if self._handle else None

    @property
    def asked(self) -> bool:
        """Whether `told` must be called from time to time."""
        return self._handle is not None and self._handle.descriptor is None

    def follow(self, pid: int | None) -> None:
        """A process that is followed already stays so; one whose end was told is not told again."""
        if pid == self._pid and (pid is None or self._handle):
            return
        self.close()
        told, self._pid, self._next = pid == self._pid, pid, 0.0
        self._handle = None if pid is None else self._open(pid)
        if told and self._handle and self._handle.over():
            self.close()

    def told(self) -> bool:
        """Whether the process has ended since it is followed: true once."""
        if self._handle is None or (self.asked and time.monotonic() < self._next):
            return False
        self._next = time.monotonic() + EVERY
        if over := self._handle.over():
            self.close()
        return over

    def close(self) -> None:
        if self._handle:
            self._handle.close()
        self._handle = None


class Number:
    """By its number, on POSIX. A process of another person may not be signalled, so it is there."""

    descriptor = None

    def __init__(self, pid: int) -> None:
        self._pid = pid

    def over(self) -> bool:
        if sys.platform == "win32":
            return False  # a signal of any number would end the process there
        try:
            os.kill(self._pid, 0)
        except OSError as error:
            return error.errno == errno.ESRCH
        return False

    def close(self) -> None:
        return None


class Gone:
    """There was no such process to begin with."""

    descriptor = None

    def over(self) -> bool:
        return True

    def close(self) -> None:
        return None


if sys.platform == "win32":
    SYNCHRONIZE: Final = 0x0010_0000
    DENIED: Final = 5

    class WindowsHandle:
        """As long as the handle is held, Windows gives the number to no other process."""

        descriptor = None

        def __init__(self, handle: int) -> None:
            self._handle = handle

        def over(self) -> bool:
            import ctypes
            from ctypes import wintypes

            waited: int = ctypes.WinDLL("kernel32").WaitForSingleObject(wintypes.HANDLE(self._handle), 0)
            return waited == 0

        def close(self) -> None:
            import ctypes
            from ctypes import wintypes

            ctypes.WinDLL("kernel32").CloseHandle(wintypes.HANDLE(self._handle))

    def _opened(pid: int) -> Handle:
        """A process of another person cannot be waited for: `Number` takes it for running."""
        import ctypes
        from ctypes import wintypes

        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.OpenProcess.restype = wintypes.HANDLE
        handle = kernel.OpenProcess(SYNCHRONIZE, False, pid)
        if handle:
            return WindowsHandle(handle)
        return Number(pid) if ctypes.get_last_error() == DENIED else Gone()

    _descriptor_or_number = _opened

else:

    def _opened(pid: int) -> Handle:
        return Number(pid)

    class Descriptor:
        """pidfd_open(2), Linux 5.3: also for other people's processes, and its number may pass to another."""

        def __init__(self, descriptor: int) -> None:
            self.descriptor: int | None = descriptor

        def over(self) -> bool:
            poll = select.poll()
            poll.register(self.descriptor or 0, select.POLLIN)
            return bool(poll.poll(0))

        def close(self) -> None:
            os.close(self.descriptor or 0)

    def _descriptor_or_number(pid: int) -> Handle:
        if sys.platform != "linux":
            return Number(pid)
        try:
            return Descriptor(os.pidfd_open(pid))
        except ProcessLookupError:
            return Gone()
        except (OSError, AttributeError):  # an old kernel, a seccomp filter, no descriptors left, musl before 3.13
            return Number(pid)
