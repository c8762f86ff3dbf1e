"""What the agent is called in the service managers of macOS and Windows, and what those say.

Sources: launchd.plist(5) and launchctl(1); [MS-TSCH] 2.5 (task XML) and the PE format of Microsoft's own documentation.
The label and the task's names are Setpoint's: changing them leaves an older install behind, which nobody then removes.
"""

from __future__ import annotations

from typing import Final

AS_OF: Final = "2026-11-22"

LABEL: Final = "io.github.setpoint.agent"
"""The LaunchAgent, and the name of its file before `.plist`."""

LOGS: Final = "Library/Logs/Setpoint"
"""Below the home of a person on macOS: `agent.log` is the agent's own, `agent.err` gets what it says without a log."""
LOG: Final = "agent.log"
CRASHES: Final = "agent.err"

DOMAIN_MISSING: Final = 125
"""What `launchctl bootstrap gui/UID` ends with where that person is not logged in at the screen ("does not support
specified action"). Reported by many, not in the manual."""

TASK: Final = "Setpoint-agent"
"""The task for everyone. A task of one person bears the account's name behind it: names are the machine's, not a
person's, and `/create /f` would otherwise reach for the task of somebody else."""
TASK_FILE: Final = "agent-task.xml"
TASK_NAMESPACE: Final = "http://schemas.microsoft.com/windows/2004/02/mit/task"
WINDOWS_LOGS: Final = "setpoint/logs"
"""Below %LOCALAPPDATA%."""

GUI: Final = 2
"""The subsystem of a PE file whose program gets no console window (3: it gets one)."""

POWERSHELL_APP: Final = r"{1AC14E77-02E7-4E5D-B744-2EB1AE5198B7}\WindowsPowerShell\v1.0\powershell.exe"
"""The app id in whose name Windows PowerShell may show a toast; one of our own needs a shortcut in the Start menu."""
