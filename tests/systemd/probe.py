"""Run by the agent's own unit in the agent's place: tries what the confinement should refuse, and what it must allow.

The answers go, as JSON, into the file that the first argument names. The second is the program of an app to start.
"""

from __future__ import annotations

import ctypes
import json
import mmap
import os
import resource
import socket
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from setpoint import wiring
from setpoint.core.ports import Machine
from setpoint.core.profile import KeyRef
from setpoint.process import run

if sys.platform != "linux":
    raise SystemExit("a unit of systemd")

NEWUSER = 0x10000000
LIBC = ctypes.CDLL(None, use_errno=True)


def refused(step: Callable[[], object]) -> str:
    """The name of the error; "" if it was done."""
    try:
        step()
    except OSError as error:
        return os.strerror(error.errno or 0)
    return ""


def called(name: str, *words: int) -> str:
    ctypes.set_errno(0)
    return "" if getattr(LIBC, name)(*words) != -1 else os.strerror(ctypes.get_errno())


def write_into(folder: Path) -> str:
    return refused(lambda: tempfile.TemporaryFile(dir=folder).close())


def make_suid(home: Path) -> str:
    path = home / ".config/suid"
    path.touch()
    return refused(lambda: path.chmod(0o4755))


def status(pid: int | str = "self") -> dict[str, str]:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    pairs = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
    return {name: pairs[name] for name in ("NoNewPrivs", "Seccomp", "CapBnd")}


def key_of(machine: Machine, tool: Path) -> str:
    ref = KeyRef("command", {"command": [str(tool)]})
    return wiring.scheme("command").resolve(ref, machine).reveal()


def main(answers: Path, app: str) -> None:
    home = Path.home()
    machine = wiring.real_machine(os.environ, home)
    platform = wiring.platform("linux")
    folders = platform.claude_folders(machine)
    running = platform.running(machine, app, folders)
    platform.start(machine, app)
    found = {
        "status": status(),
        "writes": {
            str(folder.relative_to(home)): write_into(folder)
            for folder in (home, home / "notes", home / ".config/autostart", home / ".config", home / ".local/state")
        },
        "tmp": write_into(Path("/tmp")),
        "tmp is empty": os.listdir("/tmp") == [],  # noqa: PTH208
        "usr": write_into(Path("/usr")),
        "read": (home / "notes/list").read_text(encoding="utf-8"),
        "modules": refused(lambda: os.listdir("/usr/lib/modules")),  # noqa: PTH208
        "unshare": called("unshare", NEWUSER),
        "personality": called("personality", 0x0008),
        "chroot": refused(lambda: os.chroot("/")),
        "realtime": refused(lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))),
        "netlink": refused(lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)),
        "write and run": refused(lambda: mmap.mmap(-1, 4096, prot=mmap.PROT_WRITE | mmap.PROT_EXEC)),
        "suid": make_suid(home),
        "core": resource.getrlimit(resource.RLIMIT_CORE)[1],
        "umask": os.umask(0o077),
        "command": run(["/bin/sh", "-c", "cat notes/list; echo x >/dev/null"]).out,
        "key": key_of(machine, home / "key-tool"),
        "resolves": bool(socket.getaddrinfo("localhost", 80)),
        "running": running.pid if running else None,
    }
    answers.write_text(json.dumps(found), encoding="utf-8")


main(Path(sys.argv[1]), sys.argv[2])
