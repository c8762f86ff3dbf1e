"""Starts a program that outlives us: a session of its own, no streams, no folder and no variables of ours.

A confined agent must not use it for the app: what confines us is inherited (see `platforms/linux/life.py`).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final

from setpoint.errors import PlatformTrouble

if TYPE_CHECKING:
    from subprocess import Popen

OURS: Final = ("SETPOINT_", "PYTHON", "LISTEN_", "NOTIFY_SOCKET", "WATCHDOG_", "INVOCATION_ID", "JOURNAL_STREAM")
"""What a service manager or a Python environment said to us alone."""
SECRET: Final = ("CREDENTIALS_DIRECTORY",)


def spawn(argv: Sequence[str], *, umask: int = -1, core: int | None = None) -> None:
    """At once back. PlatformTrouble (SP404) if the program is not there or may not be started.

    `umask` and `core` (the soft limit of a dump's size): what it gets, where we have others.
    """
    try:
        _start(list(argv), umask, core)
    except (OSError, ValueError) as error:
        why = (getattr(error, "strerror", None) or "its name is not valid").lower()
        message = f"{PurePath(argv[0]).name} was not started: {why}"
        raise PlatformTrouble("SP404", message, where=argv[0], hint="start it by hand") from None


def environment(env: Mapping[str, str]) -> dict[str, str]:
    """What the program gets of ours: everything that is not about us."""
    return {name: value for name, value in env.items() if not name.upper().startswith((*OURS, *SECRET))}


def _start(argv: list[str], umask: int, core: int | None) -> None:
    from threading import Thread

    process = _on_windows(argv) if sys.platform == "win32" else _on_posix(argv, umask)
    allow_dumps(process.pid, core)
    # Somebody has to take note of its end while we run, or it stays in the table as a zombie.
    Thread(target=process.wait, daemon=True).start()


def allow_dumps(pid: int, core: int | None) -> None:
    """Give a program of ours the soft limit that we had. Linux only: nothing else can do it to another process."""
    if sys.platform == "linux" and core is not None:
        import resource

        with suppress(OSError, ValueError):
            hard = resource.prlimit(pid, resource.RLIMIT_CORE)[1]
            resource.prlimit(pid, resource.RLIMIT_CORE, (core, hard))


def _on_posix(argv: list[str], umask: int) -> Popen[bytes]:
    import subprocess

    env, null = environment(os.environ), subprocess.DEVNULL
    return subprocess.Popen(  # noqa: S603  the argument list is whole
        argv, stdin=null, stdout=null, stderr=null, cwd=Path.home(), env=env, start_new_session=True, umask=umask
    )


def _on_windows(argv: list[str]) -> Popen[bytes]:
    """Out of our job object where that is allowed: Task Scheduler ends a task together with its job."""
    import subprocess

    if sys.platform != "win32":
        raise NotImplementedError
    detached = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
    start: partial[Popen[bytes]] = partial(subprocess.Popen, argv, env=environment(os.environ), close_fds=True)
    null = subprocess.DEVNULL
    try:
        return start(
            stdin=null, stdout=null, stderr=null, creationflags=detached | subprocess.CREATE_BREAKAWAY_FROM_JOB
        )
    except PermissionError:
        return start(stdin=null, stdout=null, stderr=null, creationflags=detached)
