"""A toast by Windows PowerShell, in whose name it appears: an app id of our own needs a shortcut in the Start menu.

PowerShell 7 cannot do it (it has no projection of Windows' own types), so it is `powershell.exe`, 5.1, by name.
"""

from __future__ import annotations

import json
from typing import Final

from setpoint.core.facts.service import POWERSHELL_APP
from setpoint.core.ports import Machine
from setpoint.core.quoting import shown
from setpoint.process import aside

SCRIPT: Final = f"""
$ErrorActionPreference = 'Stop'
$said = [Console]::In.ReadToEnd() | ConvertFrom-Json
$null = [Windows.UI.Notifications.ToastNotificationManager, Windows.UI.Notifications, ContentType = WindowsRuntime]
$null = [Windows.UI.Notifications.ToastNotification, Windows.UI.Notifications, ContentType = WindowsRuntime]
$form = [Windows.UI.Notifications.ToastTemplateType]::ToastText02
$toast = [Windows.UI.Notifications.ToastNotificationManager]::GetTemplateContent($form)
$places = $toast.GetElementsByTagName('text')
$null = $places.Item(0).AppendChild($toast.CreateTextNode($said.title))
$null = $places.Item(1).AppendChild($toast.CreateTextNode($said.text))
$from = [Windows.UI.Notifications.ToastNotificationManager]::CreateToastNotifier('{POWERSHELL_APP}')
$from.Show([Windows.UI.Notifications.ToastNotification]::new($toast))
""".strip()
"""The text comes by standard input, in plain ASCII whatever it says, and becomes a text node: never part of a script
nor of markup. Without double quotes, so that the command line holds it as it is."""


def notify(machine: Machine, title: str, text: str) -> None:
    """A start of PowerShell takes a second or more, so it is given time."""
    said = json.dumps({"title": shown(title, 80), "text": shown(text, 300)})
    words = ["-NoProfile", "-NonInteractive", "-Command", SCRIPT]
    aside(machine.run, ["powershell.exe", *words], seconds=30, stdin=said)
