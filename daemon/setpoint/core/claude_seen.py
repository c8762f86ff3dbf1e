"""All of Claude Desktop that the checks of `setpoint doctor` ask about, looked at once. Reads through ports only.

One thing that cannot be read keeps nothing else from being seen: what was wrong is kept beside what was found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from setpoint.core.claude_files import FileSeen
from setpoint.core.document import Document
from setpoint.core.folders import choose, gather
from setpoint.core.library import SAFE_ID, row_of, rows, selection
from setpoint.core.ports import ClaudeFolder, Files, Installed, Running
from setpoint.core.resource import World
from setpoint.core.survey import file_seen
from setpoint.errors import SetpointError
from setpoint.value import EMPTY, replace, value

T = TypeVar("T")


@value
class ClaudeSeen:
    """`unfound`: why it is not known what is installed; `untold`: whether it runs; `contested`: which folder it uses.

    `entries` are those of the library that can be read, by id; `strange`, names there that are no safe id. `troubles`:
    files that cannot be read, or are not what they should be.
    """

    installed: Installed | None = None
    unfound: SetpointError | None = None
    running: Running | None = None
    untold: SetpointError | None = None
    folders: tuple[ClaudeFolder, ...] = ()
    alive: tuple[ClaudeFolder, ...] = ()
    """The folders in which the app, or a switcher, has ever written."""
    where: ClaudeFolder | None = None
    contested: SetpointError | None = None
    index: Document = Document.empty()
    settings: Document = Document.empty()
    entries: Mapping[str, Document] = EMPTY
    strange: tuple[str, ...] = ()
    troubles: tuple[SetpointError, ...] = ()

    @property
    def here(self) -> bool:
        """Whether there is, or may be, a Claude Desktop on this machine."""
        return self.installed is not None or self.running is not None or self.unfound is not None

    @property
    def applied(self) -> str:
        """The selected entry's id, "" for none."""
        return selection(self.index)

    @property
    def flag(self) -> object:
        """`deploymentMode`; None where it is not set."""
        return self.settings.value().get("deploymentMode")

    def name(self, entry_id: str) -> str:
        """What the entry is called, for a person."""
        row = row_of(self.index, entry_id)
        return row.name if row and row.name else entry_id


def claude_seen(world: World) -> ClaudeSeen:
    files, machine = world.machine.files, world.machine
    folders = world.platform.claude_folders(machine)
    evidence = gather(folders, files)
    where, contested = _asked(lambda: choose(folders, evidence, world.clock.now()))
    installed, unfound = _asked(lambda: world.platform.installed(machine, world.profile.claude.app))
    running, untold = _asked(world.running)
    return replace(
        _library(files, where) if where else ClaudeSeen(),
        installed=installed,
        unfound=unfound,
        running=running,
        untold=untold,
        folders=folders,
        alive=tuple(folder for folder in folders if evidence.get(folder) is not None or _written(files, folder)),
        contested=contested,
    )


def _asked(question: Callable[[], T | None]) -> tuple[T | None, SetpointError | None]:
    try:
        return question(), None
    except SetpointError as error:
        return None, error


def _written(files: Files, folder: ClaudeFolder) -> bool:
    return files.modified(Path(folder.index)) is not None or files.modified(Path(folder.settings)) is not None


def _library(files: Files, where: ClaudeFolder) -> ClaudeSeen:
    troubles: list[SetpointError] = []
    index = _document(files, Path(where.index), troubles, "appliedId", "entries")
    settings = _document(files, Path(where.settings), troubles, "deploymentMode")
    names = set(_entry_names(files, where, troubles))
    safe = sorted(name for name in names if SAFE_ID.fullmatch(name))
    entries = {name: _document(files, Path(where.entry(name)), troubles) for name in safe}
    named = {*names, *(row.id for row in rows(index)), *filter(None, (selection(index),))}
    return ClaudeSeen(
        where=where,
        index=index,
        settings=settings,
        entries=entries,
        strange=tuple(sorted(name for name in named if not SAFE_ID.fullmatch(name))),
        troubles=tuple(troubles),
    )


def _entry_names(files: Files, where: ClaudeFolder, troubles: list[SetpointError]) -> Iterator[str]:
    try:
        names = files.names(Path(where.library))
    except SetpointError as error:
        troubles.append(error)
        return
    yield from (
        name.removesuffix(".json")
        for name in names
        if name.endswith(".json") and name != "_meta.json" and not name.startswith(".")
    )


def _document(files: Files, path: Path, troubles: list[SetpointError], *keys: str) -> Document:
    try:
        seen: FileSeen = file_seen(files, path, *keys)
    except SetpointError as error:
        troubles.append(error)
        return Document.empty()
    return seen.document
