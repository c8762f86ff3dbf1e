"""Files whose change may mean that Claude Desktop, or its policy, is another one. Some of them may not be there yet."""

from __future__ import annotations

from pathlib import PurePath

from setpoint.core.facts.claude_policy import MACOS_FILE, MACOS_FOLDER
from setpoint.core.ports import Machine
from setpoint.platforms.macos.bundles import places


def signs(machine: Machine, app: str | None) -> tuple[PurePath, ...]:
    """An update puts a whole new bundle in the place of the old one: the bundle's own name says so, inside and out."""
    managed = machine.root / MACOS_FOLDER
    own = managed / (machine.env.get("USER") or machine.home.name)
    bundles = [sign for bundle in places(machine, app) for sign in (bundle, bundle / "Contents/Info.plist")]
    return tuple(dict.fromkeys((*bundles, own, own / MACOS_FILE, managed / MACOS_FILE)))
