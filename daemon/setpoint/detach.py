"""Starts a program that outlives us: a session of its own, no streams, no folder and no variables of ours.

A confined agent must not use it for the app: what confines us is inherited (see `platforms/linux/life.py`).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final

from setpoint.errors import PlatformTrouble

if TYPE_CHECKING:
    from subprocess import Popen

OURS: Final = ("SETPOINT_", "PYTHON", "LISTEN_", "NOTIFY_SOCKET", "WATCHDOG_", "INVOCATION_ID", "JOURNAL_STREAM")
"""What a service manager or a Python environment said to us alone."""
SECRET: Final = ("CREDENTIALS_DIRECTORY",)


def spawn(argv: Sequence[str]) -> None:
    """At once back. PlatformTrouble (SP404) if the program is not there or may not be started."""
    try:
        _start(list(argv))
    except (OSError, ValueError) as error:
        why = (getattr(error, "strerror", None) or "its name is not valid").lower()
        message = f"{PurePath(argv[0]).name} was not started: {why}"
        raise PlatformTrouble("SP404", message, where=argv[0], hint="start it by hand") from None


def environment(env: Mapping[str, str]) -> dict[str, str]:
    """What the program gets of ours: everything that is not about us."""
    return {name: value for name, value in env.items() if not name.upper().startswith((*OURS, *SECRET))}


def _start(argv: list[str]) -> None:
    from threading import Thread

    process = _on_windows(argv) if sys.platform == "win32" else _on_posix(argv)
    # Somebody has to take note of its end while we run, or it stays in the table as a zombie.
    Thread(target=process.wait, daemon=True).start()


def _on_posix(argv: list[str]) -> Popen[bytes]:
    import subprocess

    env, null = environment(os.environ), subprocess.DEVNULL
    return subprocess.Popen(  # noqa: S603  the argument list is whole
        argv, stdin=null, stdout=null, stderr=null, cwd=Path.home(), env=env, start_new_session=True
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
