"""Runs a program that must not be cut off half-way: an upgrade that replaces what it is run by.

It is not ended with us, nor by a Ctrl-C that is meant for us, and needs no pipe of ours: its output goes to a file. So
a service manager that stops the agent, or a person who closes the terminal, leaves it to its end.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path, PurePath
from time import monotonic
from typing import IO, TYPE_CHECKING, Final

from setpoint.adapters.patience import patiently
from setpoint.core.ports import Ran
from setpoint.detach import environment
from setpoint.errors import CommandFailed
from setpoint.process import end, found, not_started, not_there, unfenced

if TYPE_CHECKING:
    from subprocess import Popen

KEPT: Final = 16 << 10
"""Bytes of the end of its output that are looked at."""

STEP: Final = 0.2
"""Seconds between two looks at it."""


def lasting(argv: Sequence[str], *, seconds: float, said: Callable[[str], None], umask: int = -1) -> Ran:
    """See `Lasting` in `core/ports/files.py`. `umask`: what it gets; what it installs may be for others too."""
    path = _empty_file(PurePath(argv[0]).name)
    try:
        with path.open("ab") as out, path.open("rb") as seen:
            return _to_its_end(_start(argv, out, umask), argv, seconds, lambda: said(_last_line(_tail(seen))), seen)
    finally:
        with suppress(OSError):  # on Windows a program that goes on keeps it
            patiently(path.unlink)


def _empty_file(name: str) -> Path:
    from tempfile import mkstemp

    try:
        descriptor, path = mkstemp(prefix="setpoint-", suffix=".log")
    except OSError as error:
        raise not_started(name, f"there is no room for its output ({error.strerror})") from None
    os.close(descriptor)
    return Path(path)


def lasting_outside(argv: Sequence[str], *, seconds: float, said: Callable[[str], None], umask: int = -1) -> Ran:
    """The same of a confined agent: run by the person's own service manager, which keeps the limit and has a umask."""
    del umask
    return lasting(unfenced(argv, seconds), seconds=seconds + STEP, said=said)


def _start(argv: Sequence[str], out: IO[bytes], umask: int) -> Popen[bytes]:
    import subprocess

    name = PurePath(argv[0]).name
    command = [found(argv[0], name), *argv[1:]]
    env, null = environment(os.environ), subprocess.DEVNULL
    try:
        if sys.platform == "win32":
            return _on_windows(command, out)
        return subprocess.Popen(  # noqa: S603  the argument list is whole
            command, stdin=null, stdout=out, stderr=out, env=env, cwd=Path.home(), start_new_session=True, umask=umask
        )
    except (FileNotFoundError, NotADirectoryError):
        raise not_there(name) from None
    except (OSError, ValueError) as error:
        raise not_started(name, getattr(error, "strerror", None) or "its arguments are not valid") from None


def _on_windows(command: Sequence[str], out: IO[bytes]) -> Popen[bytes]:
    """Out of our job object where that is allowed: Task Scheduler ends a task together with its job."""
    import subprocess

    if sys.platform != "win32":
        raise NotImplementedError
    flags = subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
    start: partial[Popen[bytes]] = partial(
        subprocess.Popen, command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=environment(os.environ)
    )
    try:
        return start(creationflags=flags | subprocess.CREATE_BREAKAWAY_FROM_JOB)
    except PermissionError:
        return start(creationflags=flags)


def _to_its_end(
    process: Popen[bytes], argv: Sequence[str], seconds: float, look: Callable[[], None], seen: IO[bytes]
) -> Ran:
    from subprocess import TimeoutExpired

    until = monotonic() + seconds
    while True:
        try:
            return Ran(process.wait(STEP), _tail(seen), "")
        except TimeoutExpired:
            look()
        if monotonic() >= until:
            end(process)
            name = PurePath(argv[0]).name
            message = f"{name} took longer than {seconds / 60:.0f} min and was stopped"
            raise CommandFailed("SP705", message, hint=f"run {name} by hand to see what it waits for")


def _tail(seen: IO[bytes]) -> str:
    size = seen.seek(0, os.SEEK_END)
    seen.seek(max(0, size - KEPT))
    return seen.read(KEPT).decode("utf-8", "replace")


def _last_line(text: str) -> str:
    return text.replace("\r", "\n").rstrip().rpartition("\n")[2]
