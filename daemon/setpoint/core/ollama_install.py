"""From the way that Ollama came onto a machine to the words that a person needs to upgrade it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from setpoint.core.facts.ollama import UPGRADES
from setpoint.core.ports import Machine, OllamaInstall
from setpoint.errors import FileTrouble


def install(method: str, *, version: str = "") -> OllamaInstall:
    """`method` is a word of the table; any other is `unknown`."""
    upgrade = UPGRADES.get(method, UPGRADES["unknown"])
    return OllamaInstall(method, upgrade.text, (), upgrade.why, version)


def formula(machine: Machine, program: Path, own: Iterable[Path], administrators: Iterable[Path]) -> OllamaInstall:
    """Homebrew's, by its program in the Cellar: `PREFIX/Cellar/NAME/VERSION/bin/ollama`, where brew is in PREFIX/bin.

    It can be upgraded without anybody only where brew's own service runs the server as this person: what else started
    it would go on with the old program, and a second server would fight for the port. `own` and `administrators` are
    the places of the service's file.
    """
    parts = program.parts
    at = parts.index("Cellar")
    prefix, (name, version) = Path(*parts[:at]), (*parts[at + 1 : at + 3], "", "")[:2]
    brew = str(prefix / "bin/brew")
    upgrade = UPGRADES["brew-formula"].text
    why = _in_the_way(machine, Path(brew), own, administrators)
    commands = () if why else ((brew, "upgrade", name), (brew, "services", "restart", name))
    return OllamaInstall("brew-formula", upgrade, commands, why, version.partition("_")[0])


def _in_the_way(machine: Machine, brew: Path, own: Iterable[Path], administrators: Iterable[Path]) -> str:
    if not there(machine, brew):
        return f"there is no {brew}"
    if any(there(machine, place) for place in own):
        return ""
    if any(there(machine, place) for place in administrators):
        return "Homebrew's service runs as root: it needs an administrator"
    return "Homebrew's service does not run it, so nothing could restart the server (`brew services start ollama`)"


def there(machine: Machine, path: Path) -> bool:
    """Without following links. What cannot be looked at counts as absent."""
    try:
        return machine.files.facts(path) is not None
    except FileTrouble:
        return False
