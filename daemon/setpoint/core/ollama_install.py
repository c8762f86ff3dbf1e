"""From the way that Ollama came onto a machine to the words that a person needs to upgrade it."""

from __future__ import annotations

from typing import Final

from setpoint.core.facts.ollama import UPGRADES, Upgrade
from setpoint.core.ports import OllamaInstall

AS_OF: Final = "2026-11-22"

DISTRIBUTION: Final[dict[str, Upgrade]] = {
    "dpkg": Upgrade("sudo apt-get update && sudo apt-get install --only-upgrade ollama"),
    "rpm": Upgrade("sudo dnf upgrade ollama"),
}
"""Packages of Linux distributions that the table of OL 5.4 does not name; the commands are the distributions' own."""


def install(method: str) -> OllamaInstall:
    """`method` is a word of the tables; any other is `unknown`."""
    table = {**UPGRADES, **DISTRIBUTION}
    upgrade = table.get(method, table["unknown"])
    return OllamaInstall(method, upgrade.text, upgrade.unattended, upgrade.commands)
