"""Which Setpoint this is, on which Python, and whether both will still be there tomorrow."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import PurePath
from typing import Final

from setpoint import __version__
from setpoint.core.check import Area, Check, Checked, Scene, ok, warning

WAYS: Final = (
    ("/pipx/venvs/", "pipx"),
    ("/uv/tools/", "uv tool"),
    ("/.venv/", "a virtual environment"),
    ("/venv/", "a virtual environment"),
    ("/Cellar/", "Homebrew"),
    ("/nix/store/", "Nix"),
)

FLEETING: Final = (
    *("/tmp/", "/var/tmp/", "/var/folders/", "/Temp/", "/Downloads/"),  # noqa: S108 - looked for, never used
    *("/uv/archive-v0/", "/uv/environments-v2/", "/.cache/pipx/", "/pipx/.cache/"),
)
"""Folders that systems, people, `uvx` and `pipx run` clean up."""


class Program:
    area: Area = "setpoint"
    order = 10

    def look(self, scene: Scene) -> Iterator[Checked]:
        python = scene.world.python
        path = python.replace("\\", "/")
        way = next((way for part, way in WAYS if part in path), "")
        number = ".".join(map(str, sys.version_info[:3]))
        yield ok(f"Setpoint {__version__}, Python {number}, {python}{f' ({way})' if way else ''}")
        fleeting = next((part for part in FLEETING if part in path), "")
        if fleeting:
            message = f"{PurePath(path).parent} may be cleaned up, and the agent and key helpers with it"
            yield warning("SP848", message, "pipx install setpoint, or uv tool install setpoint; then setpoint apply")


CHECK: Check = Program()
