"""Which folders and names to follow, so that whatever makes another file of a path is noticed.

A path is walked from the root, links followed. A name on the way matters if its coming, going or being swapped could
change what the path leads to. Below the home every name does; elsewhere links, the last two names of a path and of
what a link says, and the first name that is not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, Literal

from setpoint.core.ports.files import Files
from setpoint.core.ports.watch import Places, Watch
from setpoint.errors import FileTrouble

MOST: Final = 40
"""Links on one way, as many as Linux follows; more go in a circle."""
ROUNDS: Final = 5
"""How often a way may change while it is being followed, before that is left to the next wake-up."""

Kind = Literal["nothing", "folder", "link", "end"]


def places(files: Files, paths: Iterable[Path], home: Path) -> Places:
    """For absolute paths, there or not. Of what may not be looked at, the last name that was seen is followed."""
    walk = _Walk(files)
    homes = {home, walk.real(home)}
    found: dict[Path, set[str]] = {}
    for path in paths:
        for folder, name, telling in walk.steps(path):
            if telling or not homes.isdisjoint((folder, *folder.parents)):
                found.setdefault(folder, set()).add(name)
    return {folder: frozenset(names) for folder, names in found.items()}


def follow(watch: Watch, files: Files, paths: Iterable[Path], home: Path, pid: int | None = None) -> Places:
    """Follow what the paths lead to, until it is the same before and after: a link may be turned in between."""
    paths = tuple(paths)
    wanted = places(files, paths, home)
    for _ in range(ROUNDS):
        watch.follow(wanted, pid)
        followed, wanted = wanted, places(files, paths, home)
        if wanted == followed:
            break
    return followed


class _Walk:
    """Each name is looked at once: the paths of one app share most of their way."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._known: dict[Path, tuple[Kind, str]] = {}

    def real(self, path: Path) -> Path:
        end = path
        for folder, name, _ in self.steps(path):
            end = folder / name
        return end

    def steps(self, path: Path) -> Iterator[tuple[Path, str, bool]]:
        """Folder, name in it, and whether the name matters wherever it is. The folders have no link in them."""
        folder, ahead, links = Path(path.anchor), _ahead(path), 0
        while ahead:
            name, telling = ahead.pop()
            if name == "..":
                folder = folder.parent
                continue
            kind, target = self._look(folder / name)
            yield folder, name, telling or kind != "folder"
            links += kind == "link"
            if kind in ("nothing", "end") or links > MOST:
                return
            if kind == "folder":
                folder /= name
            else:
                to = Path(target)
                folder = Path((folder / to).anchor) if to.root else folder
                ahead += _ahead(to)

    def _look(self, path: Path) -> tuple[Kind, str]:
        if path not in self._known:
            self._known[path] = _looked(self._files, path)
        return self._known[path]


def _ahead(path: Path) -> list[tuple[str, bool]]:
    """The names of a path, the last one first, for `pop`."""
    names = path.parts[1:] if path.anchor else path.parts
    return [(name, index < 2) for index, name in enumerate(reversed(names))]


def _looked(files: Files, path: Path) -> tuple[Kind, str]:
    try:
        facts = files.facts(path)
        if facts is None:
            return "nothing", ""
        if facts.kind == "link" and (target := files.link(path)) is not None:
            return "link", _plain(target)
    except FileTrouble:
        return "nothing", ""
    return ("folder", "") if facts.kind == "folder" else ("end", "")


def _plain(target: str) -> str:
    r"""Windows gives the targets of its links as `\\?\C:\…`, or `\\?\UNC\server\…`."""
    if target.startswith("\\\\?\\UNC\\"):
        return "\\\\" + target[8:]
    return target.removeprefix("\\\\?\\")
