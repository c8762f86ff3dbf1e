"""What only Windows' own calls tell: processes with their programs, and the polite way to end one.

Documented by Microsoft: Tool Help, Restart Manager, GlobalMemoryStatusEx. The command line of a process comes from
NtQueryInformationProcess(60), there since Windows 8.1 and not in Wine 8; without it helpers are told by their parent.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ctypes import wintypes
from typing import Final

from setpoint.core.processes import Process
from setpoint.errors import PlatformTrouble

SNAP_PROCESSES: Final = 2
QUERY_LIMITED: Final = 0x1000
COMMAND_LINE: Final = 60
EPOCH: Final = 116_444_736_000_000_000
"""1970 in Windows' time, which counts tenths of microseconds since 1601."""


class ProcessEntry(ctypes.Structure):
    _fields_ = (
        ("size", wintypes.DWORD),
        ("usage", wintypes.DWORD),
        ("pid", wintypes.DWORD),
        ("heap", ctypes.c_size_t),
        ("module", wintypes.DWORD),
        ("threads", wintypes.DWORD),
        ("parent", wintypes.DWORD),
        ("priority", ctypes.c_long),
        ("flags", wintypes.DWORD),
        ("name", wintypes.WCHAR * 260),
    )


class UniqueProcess(ctypes.Structure):
    _fields_ = (("pid", wintypes.DWORD), ("start", wintypes.FILETIME))


class MemoryStatus(ctypes.Structure):
    _fields_ = (
        ("size", wintypes.DWORD),
        ("load", wintypes.DWORD),
        *(
            (name, ctypes.c_ulonglong)
            for name in ("total", "free", "t_page", "a_page", "t_virtual", "a_virtual", "ext")
        ),
    )


class WindowsCalls:
    """`Win32` on a real Windows."""

    def processes(self, names: Sequence[str]) -> tuple[Process, ...]:
        rows = (_row(entry) for entry in list(_entries()) if entry[2].lower() in names)
        return tuple(row for row in rows if row is not None)

    def ask_to_close(self, pid: int) -> None:
        """In a thread: Restart Manager waits up to half a minute for the app's answer."""
        from threading import Thread

        Thread(target=_restart_manager, args=(pid,), daemon=True).start()

    def memory(self) -> int | None:
        if sys.platform != "win32":
            return None
        status = MemoryStatus(size=ctypes.sizeof(MemoryStatus))
        return status.total if ctypes.WinDLL("kernel32").GlobalMemoryStatusEx(ctypes.byref(status)) else None


def text_in(block: bytes, address: int) -> str:
    """A UNICODE_STRING and its text in one block of memory: two bytes of length, and a pointer in the second word."""
    word = ctypes.sizeof(ctypes.c_void_p)
    length = int.from_bytes(block[:2], "little")
    start = int.from_bytes(block[word : 2 * word], "little") - address
    return block[start : start + length].decode("utf-16-le", "replace") if start >= 2 * word else ""


if sys.platform == "win32":

    def _kernel() -> ctypes.WinDLL:
        """Handles are pointers: without their types they would be cut to 32 bits."""
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateToolhelp32Snapshot.restype = wintypes.HANDLE
        kernel.OpenProcess.restype = wintypes.HANDLE
        return kernel

    def _entries() -> Iterator[tuple[int, int, str]]:
        """Number, parent and file name of every process, of all people."""
        kernel = _kernel()
        snapshot = wintypes.HANDLE(kernel.CreateToolhelp32Snapshot(SNAP_PROCESSES, 0))
        entry = ProcessEntry(size=ctypes.sizeof(ProcessEntry))
        try:
            more = kernel.Process32FirstW(snapshot, ctypes.byref(entry))
            if not more:
                message = "it cannot be told whether Claude Desktop runs: Windows lists no processes"
                raise PlatformTrouble("SP405", message, hint="look into the Task Manager")
            while more:
                yield entry.pid, entry.parent, entry.name
                more = kernel.Process32NextW(snapshot, ctypes.byref(entry))
        finally:
            kernel.CloseHandle(snapshot)

    @contextmanager
    def _process(pid: int) -> Iterator[wintypes.HANDLE | None]:
        """None: it ended, or is another person's."""
        kernel = _kernel()
        handle = kernel.OpenProcess(QUERY_LIMITED, False, pid)
        try:
            yield wintypes.HANDLE(handle) if handle else None
        finally:
            if handle:
                kernel.CloseHandle(wintypes.HANDLE(handle))

    def _row(entry: tuple[int, int, str]) -> Process | None:
        pid, parent, _ = entry
        with _process(pid) as handle:
            start = _start(handle) if handle else None
            if handle is None or start is None:
                return None
            ticks = (start.dwHighDateTime << 32) + start.dwLowDateTime
            program = _program(handle)
            return Process(pid, parent, (ticks - EPOCH) / 1e7, program, _command(handle)) if program else None

    def _start(handle: wintypes.HANDLE) -> wintypes.FILETIME | None:
        """When it started; None: it has ended, only somebody still holds it."""
        start, end, kernel_time, user_time = (wintypes.FILETIME() for _ in range(4))
        times = (ctypes.byref(time) for time in (start, end, kernel_time, user_time))
        ended = not _kernel().GetProcessTimes(handle, *times) or end.dwHighDateTime or end.dwLowDateTime
        return None if ended else start

    def _program(handle: wintypes.HANDLE) -> str:
        size = wintypes.DWORD(32768)
        text = ctypes.create_unicode_buffer(size.value)
        return text.value if _kernel().QueryFullProcessImageNameW(handle, 0, text, ctypes.byref(size)) else ""

    def _command(handle: wintypes.HANDLE) -> str:
        block = ctypes.create_string_buffer(1 << 17)
        query = ctypes.WinDLL("ntdll").NtQueryInformationProcess
        if query(handle, COMMAND_LINE, block, len(block), None) != 0:
            return ""
        return text_in(block.raw, ctypes.addressof(block))

    def _restart_manager(pid: int) -> None:
        """As an installer does: WM_QUERYENDSESSION, WM_ENDSESSION, WM_CLOSE, and no force.

        A plain WM_CLOSE only hides the app in the notification area. If Restart Manager cannot be had, nothing more is
        tried: the caller waits and then asks the person.
        """
        manager, session = ctypes.WinDLL("rstrtmgr"), wintypes.DWORD()
        with _process(pid) as handle:
            start = _start(handle) if handle else None
        if start is None or manager.RmStartSession(ctypes.byref(session), 0, ctypes.create_unicode_buffer(33)):
            return
        one = UniqueProcess(pid, start)
        try:
            if manager.RmRegisterResources(session, 0, None, 1, ctypes.byref(one), 0, None) == 0:
                manager.RmShutdown(session, 0, None)
        finally:
            manager.RmEndSession(session)

else:

    def _entries() -> Iterator[tuple[int, int, str]]:
        raise PlatformTrouble("SP405", "this is not Windows", hint="run this on Windows")

    def _row(_entry: tuple[int, int, str]) -> Process | None:
        return None

    def _restart_manager(_pid: int) -> None:
        return None
