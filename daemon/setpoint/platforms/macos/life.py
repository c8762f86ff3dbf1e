"""Asking the app to quit by AppleScript, and starting it by `open`."""

from __future__ import annotations

from typing import Final

from setpoint.core.facts.claude_app import BUNDLE
from setpoint.core.ports import Machine, Running
from setpoint.core.processes import same
from setpoint.errors import CommandFailed, PlatformTrouble
from setpoint.platforms.macos.table import find

NOT_ALLOWED: Final = "-1743"

QUIT: Final = f"""if application id "{BUNDLE}" is running then
    ignoring application responses
        tell application id "{BUNDLE}" to quit
    end ignoring
end if"""
"""Asked only if it runs: `quit` alone would first start an app that is closed. The answer is not waited for: a
dialog of the app about running work may be open for long."""


def ask_to_quit(machine: Machine, running: Running) -> None:
    """The person may be asked once by macOS whether we may control Claude (Automation): they get a minute."""
    if not same(find(machine, running.pid), running.pid, running.since):
        return
    try:
        ran = machine.run([str(machine.root / "usr/bin/osascript"), "-e", QUIT], seconds=60)
    except CommandFailed as error:
        raise _refused(running, error.message, "quit it by hand") from None
    if NOT_ALLOWED in ran.err:
        hint = "quit it by hand, or allow it in System Settings, Privacy & Security, Automation"
        raise _refused(running, "macOS does not allow Setpoint to control it", hint)
    if ran.status:
        raise _refused(running, f"osascript ended with {ran.status}", "quit it by hand")


def _refused(running: Running, why: str, hint: str) -> PlatformTrouble:
    message = f"Claude Desktop (pid {running.pid}) could not be asked to quit: {why}"
    return PlatformTrouble("SP403", message, hint=hint)


def start(machine: Machine, app: str) -> None:
    """`open` hands the start to launchd, so the app inherits nothing of ours. -g: it does not take the focus."""
    try:
        ran = machine.run([str(machine.root / "usr/bin/open"), "-g", "-a", app], seconds=30)
    except CommandFailed as error:
        raise _not_started(app, error.message) from None
    if ran.status:
        raise _not_started(app, f"open ended with {ran.status}")


def _not_started(app: str, why: str) -> PlatformTrouble:
    return PlatformTrouble("SP404", f"Claude Desktop was not started: {why}", where=app, hint="start it by hand")
