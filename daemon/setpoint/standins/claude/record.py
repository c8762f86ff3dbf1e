"""The version of the installed app, where Setpoint reads it: a record of dpkg, or the Info.plist of a bundle (CD 6.3).

In a tree that stands for the system: an update of the stand-in changes that, and no package of the machine.
"""

from __future__ import annotations

import os
import plistlib
import shutil
from pathlib import Path
from typing import Final

STATUS: Final = "var/lib/dpkg/status"
PLIST: Final = "Applications/Claude.app/Contents/Info.plist"
_OTHERS: Final = "Package: zsh\nStatus: install ok installed\nVersion: 5.9-4\n"


def install(tree: Path, version: str, *, bundle: bool = False) -> Path:
    """As a Debian package, or as the bundle of macOS. Where its version stands."""
    if bundle:
        (tree / PLIST).parent.mkdir(parents=True, exist_ok=True)
        (tree / PLIST).write_bytes(_plist(version))
        return tree / PLIST
    for place in ("usr/lib/claude-desktop/claude-desktop", "usr/bin/claude-desktop", STATUS):
        (tree / place).parent.mkdir(parents=True, exist_ok=True)
        (tree / place).touch()
    _replace(tree / STATUS, _stanzas(version))
    return tree / STATUS


def update(record: Path, version: str) -> None:
    """As each system does it: dpkg replaces its file in one step, the updater of macOS the whole bundle."""
    if record.name != "Info.plist":
        _replace(record, _stanzas(version))
        return
    bundle = record.parent.parent
    new, old = bundle.with_name(f"{bundle.name}.new"), bundle.with_name(f"{bundle.name}.old")
    shutil.copytree(bundle, new)
    (new / "Contents" / record.name).write_bytes(_plist(version))
    bundle.rename(old)
    new.rename(bundle)
    shutil.rmtree(old)


def version(record: Path | None) -> str:
    """Empty where none is recorded."""
    if record is None or not record.exists():
        return ""
    if record.name == "Info.plist":
        return str(plistlib.loads(record.read_bytes())["CFBundleShortVersionString"])
    lines = record.read_text(encoding="utf-8").partition("Package: claude-desktop\n")[2].splitlines()
    return next((line.partition(": ")[2] for line in lines if line.startswith("Version: ")), "")


def _stanzas(version: str) -> bytes:
    return f"Package: claude-desktop\nStatus: install ok installed\nVersion: {version}\n\n{_OTHERS}".encode()


def _plist(version: str) -> bytes:
    return plistlib.dumps(
        {"CFBundleIdentifier": "com.anthropic.claudefordesktop", "CFBundleShortVersionString": version}
    )


def _replace(path: Path, data: bytes) -> None:
    beside = path.with_name(f"{path.name}-new")
    beside.write_bytes(data)
    os.replace(beside, path)  # noqa: PTH105 - says what it is: in one step, over what is there
