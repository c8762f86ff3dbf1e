"""Files whose change may mean that Claude Desktop, or its policy, is another one. Some of them may not be there yet."""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import Final

from setpoint.core.facts.claude_app import DPKG, LINUX_PACKAGES
from setpoint.core.facts.claude_policy import LINUX_FILE
from setpoint.core.ports import Machine
from setpoint.errors import FileTrouble

TURNS: Final = 8
"""Links behind links that are followed."""


def signs(machine: Machine, app: str | None) -> tuple[PurePath, ...]:
    """A launcher is usually a link: what lies at its end is replaced by an update, the link often is not.

    At most 9 links for each of four launchers are read, and nothing else: 0.1 ms.
    """
    policy = machine.root / LINUX_FILE
    places = [machine.root / DPKG, policy, policy.parent]
    for launcher in _launchers(machine, app):
        end = _end(machine, launcher)
        # a folder of programs for everybody says nothing; one of the app's own does
        places += [launcher] if end == launcher else [launcher, end, end.parent]
    return tuple(dict.fromkeys(places))


def _launchers(machine: Machine, app: str | None) -> list[Path]:
    usual = [machine.root / "usr/bin" / package for package in LINUX_PACKAGES]
    if not app:
        return usual
    return [Path(app.replace("~", str(machine.home), 1) if app.startswith("~/") else app), *usual]


def _end(machine: Machine, path: Path) -> Path:
    """Where a chain of links ends, read below the machine's root; where it breaks off if it cannot be followed."""
    try:
        for _ in range(TURNS):
            target = machine.files.link(path)
            if target is None:
                break
            path = machine.root / target[1:] if target.startswith("/") else _plain(path.parent, target)
    except FileTrouble:
        pass
    return path


def _plain(folder: Path, target: str) -> Path:
    for part in PurePath(target).parts:
        folder = folder.parent if part == ".." else folder / part
    return folder
