"""Reading Claude Desktop's folder: which one, and the three files in it. Reads through ports only."""

from __future__ import annotations

from pathlib import Path

from setpoint.core.claude_files import FileSeen, FilesSeen
from setpoint.core.document import Document, DocumentError, Missing
from setpoint.core.facts.claude import ENTRY_ID
from setpoint.core.folders import choose, gather
from setpoint.core.library import SAFE_ID
from setpoint.core.ports import ClaudeFolder, Files, Installed, Running
from setpoint.core.resource import World
from setpoint.errors import NeedsPerson, PlatformTrouble, Waiting


def presence(world: World) -> Installed | Running | None:
    """The installed app, or the running one where the install is unusual; None: there is no Claude Desktop here."""
    installed = world.platform.installed(world.machine, world.profile.claude.app)
    if installed is not None:
        return installed
    try:
        return world.running()
    except PlatformTrouble:
        return None


def folder(world: World) -> ClaudeFolder:
    """The folder that the app really reads, by evidence. NeedsPerson (SP303) when two are alive."""
    candidates = world.platform.claude_folders(world.machine)
    return choose(candidates, gather(candidates, world.machine.files), world.clock.now())


def files_seen(files: Files, where: ClaudeFolder) -> FilesSeen:
    """The three files. FileTrouble when one cannot be read, NeedsPerson (SP305) when one is not what it should be.

    Waiting (SP307) when somebody is half-way through writing one: our own file in its place would leave them writing
    to one that no name leads to any more.
    """
    ids = {name.removesuffix(".json") for name in files.names(Path(where.library)) if name.endswith(".json")}
    return FilesSeen(
        entry=file_seen(files, Path(where.entry(ENTRY_ID))),
        index=file_seen(files, Path(where.index), "appliedId", "entries"),
        settings=file_seen(files, Path(where.settings), "deploymentMode"),
        ids=frozenset(name for name in ids if SAFE_ID.fullmatch(name)),
    )


def file_seen(files: Files, path: Path, *keys: str) -> FileSeen:
    """A file with its content; `keys` are those that must not stand there twice, all of them where none is named.

    Errors as `files_seen`.
    """
    data = files.read(path)
    if data is None:
        return FileSeen(path, None, Document.empty())
    if files.half_written(path):
        raise Waiting("SP307", "somebody is half-way through writing this file", where=str(path), hint="run again")
    try:
        document = Document.parse(data)
        document.refuse_doubles(*keys)
        if "entries" in keys and not isinstance(document.get(("entries",)), list | Missing):
            raise DocumentError(1, 1, '"entries" is not a list')
        return FileSeen(path, data, document)
    except DocumentError as error:
        raise NeedsPerson(
            "SP305",
            f"{error.reason}; left untouched",
            where=f"{path}:{error.line}:{error.column}",
            hint="repair the file or move it away, then run again",
        ) from None
