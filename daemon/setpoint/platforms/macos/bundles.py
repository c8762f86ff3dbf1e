"""Claude Desktop as an app bundle (CD 6.3)."""

from __future__ import annotations

from pathlib import Path

from setpoint.core.facts.claude_app import MACOS_APP
from setpoint.core.ports import Installed, Machine
from setpoint.errors import FileTrouble


def installed(machine: Machine, app: str | None) -> Installed | None:
    for bundle in places(machine, app):
        if machine.files.modified(bundle / "Contents/Info.plist") is not None:
            how = "claude.app" if app and bundle == _named(machine, app) else ""
            return Installed(_version(machine, bundle), str(bundle), how)
    return None


def places(machine: Machine, app: str | None) -> list[Path]:
    """Where the bundle may be, the profile's own `claude.app` first."""
    usual = [machine.root / "Applications" / MACOS_APP, machine.home / "Applications" / MACOS_APP]
    return [_named(machine, app), *usual] if app else usual


def _named(machine: Machine, app: str) -> Path:
    return machine.home / app[2:] if app.startswith("~/") else Path(app)


def _version(machine: Machine, bundle: Path) -> str:
    """An unreadable version is only not shown."""
    import plistlib

    try:
        values = plistlib.loads(machine.files.read(bundle / "Contents/Info.plist") or b"")
    except FileTrouble:
        return ""
    except Exception:  # noqa: BLE001  plistlib lets every kind of error of its two parsers through
        return ""
    version = values.get("CFBundleShortVersionString") if isinstance(values, dict) else None
    return version if isinstance(version, str) else ""
