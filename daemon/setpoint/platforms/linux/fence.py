"""Which folders the agent must be let into, where all the rest of the home may only be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath

from setpoint.core import links
from setpoint.core.ports import Machine


def fence(machine: Machine, writes: Sequence[PurePath]) -> tuple[Path, ...]:
    """The folders to open for writing.

    Claude Desktop's folder and ours are opened with all that lies beside them: a mount follows the folder, so one that
    is made anew under the same name would stay shut. What is a link into somebody's dotfiles is opened where it leads.
    """
    around = set(_shared(machine))
    found: dict[Path, None] = {}
    for folder in map(Path, writes):
        found[folder.parent if folder.parent in around else folder] = None
        for target in _led_to(machine, folder):
            if not any(place in (target, *target.parents) for place in found):
                found[target] = None
    return tuple(found)


def _shared(machine: Machine) -> Iterator[Path]:
    yield machine.home / ".config"
    yield machine.home / ".local/state"
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        text = machine.env.get(name, "")
        if text.startswith("/"):
            yield Path(text)


def _led_to(machine: Machine, folder: Path) -> Iterator[Path]:
    """Where the folder itself, or a file in it, really is. Electron's locks are links too, and lead to no file."""
    files = machine.files
    for place in (folder.parent, folder, folder / "configLibrary"):
        names = (folder.name,) if place == folder.parent else files.names(place)
        for path in (place / name for name in names):
            if files.link(path) is None:
                continue
            target = links.end(path, Path("/"), files.link)
            facts = files.facts(target) if target else None
            if target and facts and facts.kind in ("file", "folder"):
                yield target if facts.kind == "folder" else target.parent
