"""What the ledger remembers of one of Claude's folders, whichever of its names it is called by today."""

from __future__ import annotations

from pathlib import Path

from setpoint.core.ledger import ClaudeMemory, Ledger
from setpoint.core.ports import ClaudeFolder, Files
from setpoint.value import replace


def known_as(ledger: Ledger, where: ClaudeFolder, files: Files) -> str:
    """The name that the folder has in the ledger, or would get.

    A home may be reached through a link, or be spelled in other letters where a drive folds case: a shell and a service
    need not agree on that, and what one of them has remembered the other must find.
    """
    here = str(where.data)
    if here in ledger.claude:
        return here
    return next((other for other in ledger.claude if files.same(Path(where.data), other)), here)


def remembered(ledger: Ledger, where: ClaudeFolder, files: Files) -> ClaudeMemory:
    return ledger.claude.get(known_as(ledger, where, files), ClaudeMemory())


def with_memory(ledger: Ledger, where: ClaudeFolder, files: Files, memory: ClaudeMemory) -> Ledger:
    """Nothing is kept of a folder of which there is nothing to remember."""
    name = known_as(ledger, where, files)
    others = {path: kept for path, kept in ledger.claude.items() if path != name}
    if replace(memory, written_at=0.0) == ClaudeMemory():
        return replace(ledger, claude=others)
    return replace(ledger, claude={**others, name: memory})
