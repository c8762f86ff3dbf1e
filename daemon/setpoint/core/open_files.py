"""Whether others on this machine could read or change a file, by permission bits alone: no access lists."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

from setpoint.core import links
from setpoint.core.ports import FileFacts, Machine

Opening = Literal["", "read", "change"]

_STICKY: Final = 0o1000


def opening(machine: Machine, path: Path) -> Opening:
    """What others can do with the file: a folder above it, within the home, that they cannot enter keeps them out.

    Whoever may write a folder may put another file in the place of one in it; a group is believed to be the person's
    own there, as many systems give everybody one. Nothing on Windows, where the mode says nothing, and nothing of a
    file that is not there.
    """
    facts = _facts(machine, path)
    if machine.system == "windows" or facts is None:
        return ""
    above = [found for folder in _folders(machine, path) if (found := _facts(machine, folder))]
    group = all(folder.mode & 0o010 for folder in above)
    others = all(folder.mode & 0o001 for folder in above)
    if others and any(folder.mode & 0o002 and not folder.mode & _STICKY for folder in above):
        return "change"
    if (group and facts.mode & 0o020) or (others and facts.mode & 0o002):
        return "change"
    return "read" if (group and facts.mode & 0o040) or (others and facts.mode & 0o004) else ""


def _folders(machine: Machine, path: Path) -> list[Path]:
    """From the file's own folder up to the home; outside of the home its own folder alone."""
    if machine.home not in path.parents:
        return [path.parent]
    return [folder for folder in path.parents if folder == machine.home or machine.home in folder.parents]


def _facts(machine: Machine, path: Path) -> FileFacts | None:
    facts = machine.files.facts(path)
    if facts is None or facts.kind != "link":
        return facts
    target = links.end(path, Path("/"), machine.files.link)
    return machine.files.facts(target) if target else None
