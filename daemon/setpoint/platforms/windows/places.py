"""Windows' folders by their variables, and package names in all their spellings."""

from __future__ import annotations

import re
from pathlib import PurePath, PureWindowsPath
from typing import Final

from setpoint.core.facts.claude_app import WINDOWS_FAMILIES
from setpoint.core.ports import Machine

DEFAULTS: Final = {"LOCALAPPDATA": "AppData/Local", "APPDATA": "AppData/Roaming"}

_NAMES: Final = "|".join(re.escape(family.rpartition("_")[0]) for family in WINDOWS_FAMILIES)
_IDS: Final = "|".join(family.rpartition("_")[2] for family in WINDOWS_FAMILIES)
FULL_NAME: Final = re.compile(rf"({_NAMES})_(\d+(?:\.\d+)+)_[^_]*_[^_]*_({_IDS})", re.IGNORECASE)
"""A package's full name, `Claude_2.31226.1.0_x64__pzs8sxrjxfjjc`: name, version, and the publisher's id."""


def variable(machine: Machine, name: str) -> PurePath | None:
    """The folder that an environment variable names; Windows does not care for its case."""
    value = machine.env.get(name) or machine.env.get(name.upper())
    if value is None:
        value = next((text for key, text in machine.env.items() if key.upper() == name.upper()), "")
    return path(value) if value else None


def folder(machine: Machine, name: str) -> PurePath:
    """LOCALAPPDATA or APPDATA, with their usual place where the variable is missing."""
    return variable(machine, name) or path(str(machine.home)) / DEFAULTS[name]


def program_data(machine: Machine) -> PurePath:
    return variable(machine, "ProgramData") or path("C:\\ProgramData")


def path(text: str) -> PurePath:
    """A Windows path is one on every system, so that a profile can be rendered anywhere."""
    return PureWindowsPath(text) if text[1:2] == ":" or text.startswith("\\\\") else PurePath(text)


def app_id(family: str) -> str:
    """What Explorer opens to start a packaged app."""
    return f"shell:AppsFolder\\{family}!Claude"


def package(name: str) -> tuple[str, str] | None:
    """Family and version of a package's full name; None: not Claude Desktop's."""
    found = FULL_NAME.fullmatch(name)
    if found is None:
        return None
    family = f"{found[1]}_{found[3]}".lower()
    return next(((known, found[2]) for known in WINDOWS_FAMILIES if known.lower() == family), None)


def order(version: str) -> tuple[int, ...]:
    """Versions compare by their numbers: 1.9255 is older than 1.10628."""
    return tuple(int(part) for part in re.findall(r"\d+", version))
