"""The steps of a turn: what can be done now, what waits for the app to close, and what a person should know first."""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.core.change import Change
from setpoint.core.claude_files import FilesSeen, Turn
from setpoint.core.facts.claude import ENTRY_ID
from setpoint.core.ledger import ClaudeMemory
from setpoint.core.library import SAFE_ID, other_tool, rows
from setpoint.core.ownership import leaves
from setpoint.core.ports import ClaudeFolder, Running
from setpoint.core.report import Level, Notice
from setpoint.value import replace, value


@value
class Looked:
    """All that was read for one folder. `running_unknown` says why it could not be told whether the app runs."""

    where: ClaudeFolder
    seen: FilesSeen
    memory: ClaudeMemory
    running: Running | None
    running_unknown: str = ""


@value
class Carry:
    """A turn to carry out. `staged`: only its first file, the unselected entry, while the app is open."""

    where: ClaudeFolder
    turn: Turn
    staged: bool = False


@value
class Quit:
    running: Running


@value
class Manner:
    """How a turn may be carried out: wanted by the profile (or a repair), ready to, with a restart of the app."""

    intended: bool
    ready: bool = True
    restart: bool = False


def is_repair(memory: ClaudeMemory, wanted: Mapping[str, object], salt: str) -> bool:
    """Whether what is wanted is what we wrote last, to its end: then a difference is somebody else's doing."""
    if any(kept.until for kept in memory.entry.keys.values()):
        return False
    wrote = {key: dict(kept.wrote) for key, kept in memory.entry.keys.items()}
    return memory.complete and wrote == {key: leaves(value, salt) for key, value in wanted.items()}


def unfinished(looked: Looked, turn: Turn) -> bool:
    """The files are as wanted, but the ledger does not know it (a crash in between, or a lost ledger)."""
    if turn.memory.row:
        return not looked.memory.complete
    return replace(turn.memory, written_at=0.0) != replace(looked.memory, written_at=0.0)


def steps(resource: str, looked: Looked, turn: Turn, manner: Manner) -> tuple[Change, ...]:
    """The changes of one folder, in order."""
    from setpoint.core.claude_lines import drifted, lines_of

    index = looked.seen.index.document
    names = {row.id: row.name for row in rows(index)}
    whole = Change(
        resource,
        lines_of(looked.where, turn, names),
        Carry(looked.where, turn),
        corrective=not manner.intended,
        gated=manner.intended and not manner.ready,
        drifted=() if manner.intended else drifted(turn, names, other_tool(index)),
    )
    if looked.running_unknown:
        return (replace(whole, waits=looked.running_unknown),)
    if looked.running is None:
        return (whole,)
    return _while_open(whole, looked, turn, looked.running, restart=manner.restart and manner.intended)


def _while_open(whole: Change, looked: Looked, turn: Turn, running: Running, *, restart: bool) -> tuple[Change, ...]:
    staged, rest = _staged(whole, looked, turn)
    if not rest.lines:  # what is selected was put in order by another change
        return staged
    if not restart:
        return (*staged, replace(rest, waits=f"the app is open, pid {running.pid}"))
    from setpoint.core.claude_lines import quit_line

    # part of the plan from the start, even where models are to come first: it ends what runs in the app
    quitting = Change(whole.resource, (quit_line(running.pid),), Quit(running), gated=whole.gated)
    return (*staged, quitting, replace(rest, waits=f"until Claude has quit, pid {running.pid}"))


def _staged(whole: Change, looked: Looked, turn: Turn) -> tuple[tuple[Change, ...], Change]:
    """Only an entry that is not selected may be written while the app is open."""
    first = turn.writes[0] if turn.writes else None
    if first is None or looked.seen.ours_applied or first.path != looked.seen.entry.path or first.data is None:
        return (), whole
    early = replace(whole, lines=whole.lines[:1], payload=Carry(looked.where, turn, staged=True))
    return (early,), replace(whole, lines=whole.lines[1:])


def notices(looked: Looked, turn: Turn) -> tuple[Notice, ...]:
    """What a person should know about a turn."""
    where = str(looked.where.data)
    found = [
        Notice("SP313", f"{each.key} was changed by somebody else since; left as it is", where) for each in turn.left
    ]
    if turn.lost:
        message = "the ledger does not know our entry: what was selected before it cannot be known"
        found.append(Notice("SP312", message, where, "Claude goes to native mode; pick an entry in its own window"))
    if looked.memory.row and looked.seen.applied not in ("", ENTRY_ID) and not turn.memory.row:
        message = f"another entry is applied by now ({looked.seen.applied}); it and its deploymentMode are left"
        found.append(Notice("SP314", message, str(looked.where.index)))
    found += [
        Notice(
            "SP316",
            f"an entry id in the index is not a safe file name: {row.id!r:.60}",
            str(looked.where.index),
            level=Level.NOTE,
        )
        for row in rows(looked.seen.index.document)
        if not SAFE_ID.fullmatch(row.id)
    ]
    if turn.memory.row and not looked.memory.complete:
        from setpoint.core.facts.third_party import BEFORE_THE_FIRST_SWITCH

        found += [Notice(code, message) for code, message in BEFORE_THE_FIRST_SWITCH]
    return tuple(found)
