"""An update of Claude Desktop: what was found out under the old version counts for nothing under the new one."""

from __future__ import annotations

from setpoint.core.ledger import Ledger
from setpoint.core.resource import World
from setpoint.errors import SetpointError
from setpoint.value import EMPTY, replace


def note_update(world: World) -> str:
    """Remember the installed version; `2.30 → 2.31` if it is another than at the last look, else ""."""
    try:
        installed = world.platform.installed(world.machine, world.profile.claude.app)
    except SetpointError:
        return ""
    before = world.ledger.read().app
    if installed is None or not installed.version or installed.version == before:
        return ""
    version = installed.version
    world.ledger.change(lambda ledger: _anew(ledger, version))
    return f"{before} → {version}" if before else ""


def _anew(ledger: Ledger, version: str) -> Ledger:
    """Keys are resolved again, and cloud models asked for again."""
    if not ledger.app:
        return replace(ledger, app=version)
    servers = {url: replace(memory, cloud=EMPTY) for url, memory in ledger.servers.items()}
    return replace(ledger, app=version, keys=EMPTY, servers=servers)
