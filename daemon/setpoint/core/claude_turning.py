"""A turn carried out: closed app, ledger first, backups, files in order, closed app still, ledger last."""

from __future__ import annotations

from pathlib import Path

from setpoint.core.backups import back_up
from setpoint.core.claude_files import FileWrite, Turn
from setpoint.core.claude_memory import remembered, with_memory
from setpoint.core.closing import must_be_closed
from setpoint.core.ledger import ClaudeMemory
from setpoint.core.ownership import Memory, arrived
from setpoint.core.ports import ClaudeFolder
from setpoint.core.resource import World
from setpoint.errors import Waiting
from setpoint.value import replace


def carry_out(world: World, where: ClaudeFolder, turn: Turn, *, staged: bool) -> None:
    """Write the files of a turn. Waiting (SP401) when the app was opened meanwhile; what was written is remembered."""
    with world.ledger.locked():
        if world.stopped():
            raise Waiting("SP502", "restored meanwhile; nothing was written", hint="setpoint apply")
        if staged:
            _stage(world, where, turn)
            return
        must_be_closed(world)
        withdrawing = not turn.memory.row
        before = _current(world, where)
        if not withdrawing:
            _remember(world, where, _with_folders(turn.memory, _folders(world, where, before), world))
            world.machine.files.make_folder(Path(where.library))
        elif before.row:
            # cut off half-way, what is selected by then is what we gave back, and no other tool's
            _remember(world, where, replace(before, row=False, complete=False))
        for write in turn.writes:
            _write(world, write)
        must_be_closed(world)
        if withdrawing:
            _drop_folders(world, before)
            _remember(world, where, replace(turn.memory, written_at=world.clock.now()))
            return
        now = world.clock.now()
        memory = _current(world, where)
        entry, settings = arrived(memory.entry), arrived(memory.settings)
        _remember(world, where, replace(memory, entry=entry, settings=settings, complete=True, written_at=now))


def _stage(world: World, where: ClaudeFolder, turn: Turn) -> None:
    """The entry file alone, and only what the ledger must know of it."""
    memory = replace(_current(world, where), entry=turn.memory.entry)
    _remember(world, where, _with_folders(memory, _folders(world, where, memory), world))
    world.machine.files.make_folder(Path(where.library))
    _write(world, turn.writes[0])


def _current(world: World, where: ClaudeFolder) -> ClaudeMemory:
    return remembered(world.ledger.read(), where, world.machine.files)


def _remember(world: World, where: ClaudeFolder, memory: ClaudeMemory) -> None:
    world.ledger.change(lambda ledger: with_memory(ledger, where, world.machine.files, memory))


def _folders(world: World, where: ClaudeFolder, before: ClaudeMemory) -> tuple[str, ...]:
    """The folders that we made and those that are to be made, outermost first: known before they are there."""
    library = Path(where.library)
    missing = [str(path) for path in (library, *library.parents) if world.machine.files.facts(path) is None]
    return tuple(dict.fromkeys((*before.entry.folders, *reversed(missing))))


def _with_folders(memory: ClaudeMemory, folders: tuple[str, ...], world: World) -> ClaudeMemory:
    entry: Memory = replace(memory.entry, folders=folders)
    taken = memory.taken_over
    if world.options.take_over:
        taken = tuple(dict.fromkeys((*taken, *(text.strip('"') for text in memory.selections if text))))
    return replace(memory, entry=entry, taken_over=taken)


def _drop_folders(world: World, memory: ClaudeMemory) -> None:
    for folder in reversed(memory.entry.folders):
        world.machine.files.drop_folder(Path(folder))


def _write(world: World, write: FileWrite) -> None:
    files = world.machine.files
    if write.seen is not None:
        back_up(files, world.state / "backups", write.path, write.seen, world.clock.now())
    if write.data is not None:
        files.write(write.path, write.data, seen=write.seen, mode=0o600)
    elif write.seen is not None:
        files.delete(write.path, seen=write.seen)
