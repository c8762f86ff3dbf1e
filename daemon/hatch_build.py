"""Lays the data folders inside a wheel, below `setpoint/data`. An editable install reads them from the checkout."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDERS = ("schemas", "profiles", "systemd", "launchd", "windows")


class DataFolders(BuildHookInterface[Any]):
    """Called by hatchling for each wheel; `version` is "standard" or "editable"."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        for name in FOLDERS:
            if Path(self.root, name).is_dir():
                build_data["force_include"][name] = f"setpoint/data/{name}"
