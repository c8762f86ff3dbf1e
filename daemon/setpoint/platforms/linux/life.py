"""Asking the app to quit, and starting it free of whatever confines us."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from typing import Final

from setpoint.core.ports import Machine, Running
from setpoint.core.processes import same
from setpoint.errors import CommandFailed, PlatformTrouble
from setpoint.platforms.linux.table import find

DISPLAY: Final = ("DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY")


def ask_to_quit(machine: Machine, running: Running) -> None:
    """SIGTERM to the main process is the polite request (CD 6.4). A process that is gone meanwhile needs none."""
    if sys.platform != "linux":
        return
    try:
        descriptor = os.pidfd_open(running.pid)
    except ProcessLookupError:
        return
    except OSError as error:
        raise _refused(running, error) from None
    # The descriptor holds the process: checked through /proc after it was opened, it cannot become another one.
    try:
        if _same(machine, running):
            signal.pidfd_send_signal(descriptor, signal.SIGTERM)
    except ProcessLookupError:
        return
    except OSError as error:
        raise _refused(running, error) from None
    finally:
        os.close(descriptor)


def _same(machine: Machine, running: Running) -> bool:
    process = find(machine, running.pid)
    return (
        process is not None and process.executable == running.executable and same(process, running.pid, running.since)
    )


def _refused(running: Running, error: OSError) -> PlatformTrouble:
    why = (error.strerror or "refused").lower()
    message = f"Claude Desktop (pid {running.pid}) could not be asked to quit: {why}"
    return PlatformTrouble("SP403", message, hint="quit it by hand")


def start(machine: Machine, app: str) -> None:
    """Through the person's service manager where there is one.

    A child of a confined agent inherits NoNewPrivileges and seccomp filters that kill Chromium (tried 2026-11-22), and
    is in its control group. The manager also knows the display of the present session.
    """
    runtime = machine.env.get("XDG_RUNTIME_DIR", "")
    manager = machine.root / runtime.lstrip("/") / "systemd/private"
    if runtime.startswith("/") and machine.files.facts(manager) is not None:
        with suppress(_NotThere):
            return _by_manager(machine, app)
    if machine.spawn is None:
        raise _not_started(app, "there is no way to start programs here")
    return machine.spawn([app])


class _NotThere(Exception):
    """systemd-run is not installed."""


def _by_manager(machine: Machine, app: str) -> None:
    """KillMode=process: a launcher that ends after starting the real app must not take it down with it."""
    options = [
        "--user",
        "--collect",
        "--quiet",
        "--slice=app.slice",
        f"--unit=app-setpoint-claude-{os.urandom(4).hex()}",
    ]
    options += ["--property=Type=exec", "--property=KillMode=process", *_display(machine)]
    try:
        ran = machine.run(["systemd-run", *options, "--", app], seconds=15)
    except CommandFailed as error:
        if error.code == "SP703":
            raise _NotThere from None
        raise _not_started(app, error.message) from None
    if ran.status:
        raise _not_started(app, f"systemd-run ended with {ran.status}")


def _display(machine: Machine) -> list[str]:
    """What our session knows of the screen and the manager does not: sessions that export nothing to it exist."""
    with suppress(CommandFailed):
        ran = machine.run(["systemctl", "--user", "show-environment"], seconds=5)
        known = {line.partition("=")[0] for line in ran.out.splitlines()}
        if ran.status == 0 and not known & {"DISPLAY", "WAYLAND_DISPLAY"}:
            return [f"--setenv={name}={machine.env[name]}" for name in DISPLAY if machine.env.get(name)]
    return []


def _not_started(app: str, why: str) -> PlatformTrouble:
    return PlatformTrouble("SP404", f"Claude Desktop was not started: {why}", where=app, hint="start it by hand")
