"""A notification by AppleScript: it appears in the name of Script Editor, which macOS may first ask to allow."""

from __future__ import annotations

from typing import Final

from setpoint.core.ports import Machine
from setpoint.core.quoting import shown
from setpoint.process import aside

SCRIPT: Final = """on run words
    display notification (item 3 of words) with title (item 2 of words)
end run"""
"""The text comes as words, never as part of the script. The first word is ours and is no option, so none follows."""


def notify(machine: Machine, title: str, text: str) -> None:
    osascript = str(machine.root / "usr/bin/osascript")
    aside(machine.run, [osascript, "-e", SCRIPT, "setpoint", shown(title, 80), shown(text, 300)], seconds=10)
