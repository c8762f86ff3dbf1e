"""A notification by way of the session bus: `notify-send`, which every desktop's packages bring along."""

from __future__ import annotations

from html import escape

from setpoint.core.ports import Machine
from setpoint.core.quoting import shown
from setpoint.errors import FileTrouble
from setpoint.process import aside


def notify(machine: Machine, title: str, text: str) -> None:
    if _session(machine):
        words = ["--app-name=Setpoint", "--", shown(title, 80), _body(text)]
        aside(machine.run, ["notify-send", *words], seconds=5)


def _session(machine: Machine) -> bool:
    if machine.env.get("DBUS_SESSION_BUS_ADDRESS"):
        return True
    runtime = machine.env.get("XDG_RUNTIME_DIR", "")
    try:
        return runtime.startswith("/") and machine.files.facts(machine.root / runtime[1:] / "bus") is not None
    except FileTrouble:
        return False


def _body(text: str) -> str:
    """The text is markup to the desktop, and `notify-send` opens backslashes in it (as C does)."""
    return escape(shown(text, 300), quote=False).replace("\\", "\\\\")
