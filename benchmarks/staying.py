"""A program that stays: started with all that it starts, counted through /proc, ended as one."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Final

TICK: Final = 1 / os.sysconf("SC_CLK_TCK")
PROC: Final = Path("/proc")
PATIENCE: Final = 30.0
"""Seconds until a program must be ready, or have ended."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Of a program with all its processes. Sizes in KiB; `cpu` in seconds, ended children counted in; `wakes`: how
    often one of its threads went to sleep; `written`: bytes that went, or will go, to a disk.
    """

    at: float
    rss: int
    pss: int
    uss: int
    cpu: float
    wakes: int
    written: int
    processes: int


@dataclass(frozen=True, slots=True)
class Idle:
    """What a program cost over `seconds`. Sizes are those of the end; `cpu` is a part of one core."""

    seconds: float
    cpu: float
    wakes: float
    written: int
    end: Counts


@dataclass(slots=True)
class Staying:
    """`process` leads a session of its own, so that no part of it is forgotten at the end."""

    process: subprocess.Popen[bytes]

    def counts(self) -> Counts:
        each = [_of(pid) for pid in _session(self.process.pid)]
        if not each:
            raise SystemExit(f"it has ended with {self.process.poll()}: {self.process.args!r}")
        rss, pss, uss, cpu, wakes, written = map(sum, zip(*each, strict=True))
        return Counts(time.monotonic(), int(rss), int(pss), int(uss), cpu, int(wakes), int(written), len(each))

    def idle_since(self, before: Counts) -> Idle:
        now = self.counts()
        seconds = now.at - before.at
        cpu, wakes = (now.cpu - before.cpu) / seconds, max(0, now.wakes - before.wakes) / seconds
        return Idle(seconds, cpu, wakes, max(0, now.written - before.written), now)

    def hang_up(self) -> None:
        self.process.send_signal(signal.SIGHUP)

    def end(self) -> None:
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(3)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE)


@contextmanager
def staying(argv: Sequence[str], env: Mapping[str, str], log: Path) -> Iterator[Staying]:
    with log.open("ab") as out:
        process = subprocess.Popen(
            argv, env=dict(env), stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True
        )
    program = Staying(process)
    try:
        yield program
    finally:
        program.end()


@contextmanager
def ready(argv: Sequence[str], env: Mapping[str, str], log: Path) -> Iterator[tuple[Staying, float]]:
    """As a service manager starts it, which waits for READY=1; with the seconds that this took."""
    address = log.with_name(f"{log.name}.notify")
    address.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(str(address))
        ear.settimeout(PATIENCE)
        began = time.perf_counter()
        with staying(argv, {**env, "NOTIFY_SOCKET": str(address)}, log) as program:
            while ear.recv(4096) != b"READY=1":
                pass
            took = time.perf_counter() - began
            Thread(target=_listen, args=(ear,), daemon=True).start()
            yield program, took


def _listen(ear: socket.socket) -> None:
    """To whatever else is said: who sends to a manager that does not listen is held up at some time."""
    ear.settimeout(None)
    with suppress(OSError):
        while ear.recv(4096) != b"STOPPING=1":
            pass


def _session(leader: int) -> list[int]:
    """The leader of a session, and whatever it started that is still there."""
    found = []
    for name in os.listdir(PROC):  # noqa: PTH208 - thousands of names, of which few matter
        with suppress(OSError, ValueError, IndexError):
            if name.isdigit() and int(_stat(int(name))[3]) == leader:
                found.append(int(name))
    return found


def _stat(pid: int) -> list[str]:
    """proc(5), from the third field on: what stands before may hold anything."""
    return (PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()


def _of(pid: int) -> tuple[int, int, int, float, int, int]:
    folder = PROC / str(pid)
    sizes, stat = _fields(folder / "smaps_rollup"), _stat(pid)
    wakes = sum(_fields(task / "status")["voluntary_ctxt_switches"] for task in (folder / "task").iterdir())
    own = sizes["Private_Clean"] + sizes["Private_Dirty"]
    cpu = sum(map(int, stat[11:15])) * TICK
    return sizes["Rss"], sizes["Pss"], own, cpu, wakes, _fields(folder / "io")["write_bytes"]


def _fields(path: Path) -> dict[str, int]:
    """The first number of each line."""
    lines = (line.partition(":") for line in path.read_text(encoding="utf-8").splitlines())
    words = ((name, rest.split()) for name, _, rest in lines)
    return {name: int(rest[0]) for name, rest in words if rest and rest[0].isdigit()}
